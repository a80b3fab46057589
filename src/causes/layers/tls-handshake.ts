import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import type { CausesOf } from '../cause.ts';
import { alertMeaning, handshakeOwner, overFamily, shownBy, stepShown, whatShowed } from '../phrasing/handshake.ts';
import {
  after,
  around,
  endpoint,
  inBrackets,
  listed,
  mayBeSlow,
  number,
  pathOwner,
  proxyOf,
  ruleHost,
  sentence,
  targetAddress,
  text,
  waitLonger,
  within,
} from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';
import type { AlertMeaning } from '../tls-alerts.ts';

const owner = (e: EndpointEvidence): Owner => handshakeOwner(e);
const alertTold = (e: EndpointEvidence): string | undefined => around('alert ', text(e.alert, 60));
const allowName = (e: EndpointEvidence): string => `allow TLS to ${ruleHost(e)}, without inspection.`;

/** Whose affair an alert is where no further handshake says more. Who resolved the name is who chose the server that does not know it. */
const ALERT_OWNERS: Readonly<Record<AlertMeaning, (e: EndpointEvidence) => Owner>> = {
  'no-common': () => 'security',
  'unknown-name': (e) => (proxyOf(e) === undefined ? 'dns' : 'proxy'),
  denied: pathOwner,
  trouble: () => 'service',
  'client-certificate': () => 'security',
  ended: pathOwner,
};
const protocolOwner = (e: EndpointEvidence): Owner => {
  const meaning = alertMeaning(e);
  return handshakeOwner(e, meaning === undefined ? 'security' : ALERT_OWNERS[meaning](e));
};

const ALERT_WORDS: Readonly<Record<AlertMeaning, string>> = {
  'no-common': 'it knows only versions, cipher suites or parameters that the genuine service does not use',
  'unknown-name': 'the server there does not know the name',
  denied: 'it understood, and does not let this client in',
  trouble: 'the server or device there is in trouble, or what arrived there had been changed on the path',
  'client-certificate': 'it asks for a client certificate, which the genuine service does not',
  ended: 'it ended the handshake without a reason',
};
const ALERT_STEPS: Readonly<Record<AlertMeaning, (e: EndpointEvidence) => string>> = {
  'no-common': (e) => `exempt ${ruleHost(e)} from TLS inspection, or allow TLS 1.2 with ECDHE-RSA-AES-GCM suites on the inspecting device.`,
  'unknown-name': (e) =>
    `find out why ${text(e.host) ?? 'the name'} leads to ${targetAddress(e) ?? 'a server'} that does not know it: a stale or wrong address.`,
  denied: (e) => `let this server reach ${ruleHost(e)}: look for the rule or policy that answers TLS handshakes with access_denied.`,
  trouble: (e) => `run again in a few minutes; if it stays, find out what answers at ${targetAddress(e) ?? ruleHost(e)}.`,
  'client-certificate': (e) =>
    `find out what answers for ${ruleHost(e)}${around(' at ', targetAddress(e)) ?? ''} and asks for client certificates.`,
  ended: allowName,
};

function protocolWords(e: EndpointEvidence): string {
  const meaning = alertMeaning(e);
  const suites = around('offered only ', listed(e.offeredSuites, 4));
  if (meaning !== undefined)
    return `the TLS handshake with ${endpoint(e)}${overFamily(e)} was refused with ${alertTold(e)}${inBrackets(targetAddress(e), suites)}: ${ALERT_WORDS[meaning]}.`;
  const status = number(e.httpStatus);
  if (status !== undefined && text(e.firstBytes) !== undefined)
    return `what answers at ${endpoint(e)}${overFamily(e)} does not speak TLS but plain HTTP${inBrackets(targetAddress(e))}: it said "${firstLine(e)}"${around(', redirect to ', text(e.location, 200)) ?? around(' and a page that begins "', text(e.bodyExcerpt, 60), '"') ?? ''}.`;
  const said = text(e.firstBytes, 80);
  if (said !== undefined)
    return `what answers at ${endpoint(e)}${overFamily(e)} does not speak TLS${inBrackets(targetAddress(e), text(e.code, 80))}: it said "${said}".`;
  return `no usable TLS with ${endpoint(e)}${overFamily(e)}${inBrackets(text(e.code, 80), suites)}: something in between speaks no TLS, or only versions and ciphers the service does not use.`;
}

function firstLine({ firstBytes }: EndpointEvidence): string {
  return (typeof firstBytes === 'string' ? text(firstBytes.split(/[\r\n]/)[0], 60) : undefined) ?? 'HTTP';
}

function protocolStep(e: EndpointEvidence): string {
  const meaning = alertMeaning(e);
  // What an alert says of itself is more than that another name fares no better.
  const saysMore = (meaning !== undefined && meaning !== 'ended') || text(e.firstBytes) !== undefined;
  const shown = shownBy(e) === 'not-the-name' && saysMore ? undefined : stepShown(e);
  if (shown !== undefined)
    return meaning === 'unknown-name' && shownBy(e) === 'name'
      ? `take ${ruleHost(e)} off the filter that refuses the name; if none does, DNS leads to a server that does not know it.`
      : shown;
  if (meaning !== undefined) return ALERT_STEPS[meaning](e);
  if (text(e.firstBytes) !== undefined)
    return `find out what answers for ${ruleHost(e)}${around(' at ', targetAddress(e)) ?? ''} without TLS, and let the connection pass untouched.`;
  return ALERT_STEPS['no-common'](e);
}

/** Causes of a handshake that did not come as far as a certificate. */
export const HANDSHAKE = {
  'tls.reset': {
    owner: 'firewall',
    ownerFor: owner,
    title: 'The TLS handshake is reset',
    meaning:
      'The TCP connection was made and torn down when the handshake began. A device reads the server name in the first message and forbids it, or what is behind the address resets every handshake.',
    detection:
      'ECONNRESET after the client hello and before the handshake ended. The same address is then tried by turns with a neutral name and with the own one: only if the neutral name gets through each time and the own one never, the name is filtered (evidence `sniDependent`); where one name fares now so, now otherwise, a server or path is faulty (`changing`). An orderly end is tls.closed, silence is tls.timeout, an alert is tls.protocol.',
    ask: 'Please check what resets the TLS handshakes with the endpoints listed below, and let them pass.',
    references: [rfc(6066, '3'), rfc(8446, '4.1.2'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the TLS handshake with ${endpoint(e)}${overFamily(e)} was reset${inPart(e)}${inBrackets(targetAddress(e), after(e))}.${whatShowed(e)}`,
      ),
    remedy: (e) => stepShown(e) ?? allowName(e),
  },
  'tls.timeout': {
    owner: 'firewall',
    ownerFor: owner,
    title: 'The TLS handshake gets no answer',
    meaning:
      'The TCP connection was made, but nothing came back after the first TLS message. A filter drops packets by server name, large packets are lost because of a wrong MTU, or what answers there is slower than the limit.',
    detection:
      'No handshake message before the limit. Further handshakes with the same address follow at once: a neutral name, the own name again, and a hello whose answer is small. If the neutral name works, the name is filtered (evidence `sniDependent`); if only the small answer arrives, large packets are lost (`smallHelloWorks`: path MTU). Silence of less than 30 s, as long as WinHTTP waits, is likely only: a slow answer looks the same.',
    ask: 'Please check what holds back the TLS handshakes with the endpoints listed below; path MTU is a possible reason.',
    references: [rfc(8446, '4.1.2'), rfc(4821), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the TLS handshake with ${endpoint(e)}${overFamily(e)} ${stalled(e)}${inBrackets(targetAddress(e), within(e))}.${whatShowed(e)}${isUnexplained(e) && mayBeSlow(e) ? ' Whatever answers there is silent, or slower than that.' : ''}`,
      ),
    remedy: (e) =>
      `${isUnexplained(e) && mayBeSlow(e) ? waitLonger : ''}${stepShown(e) ?? `find out what holds back TLS handshakes with ${ruleHost(e)}, and let them pass without inspection.`}`,
  },
  'tls.closed': {
    owner: 'firewall',
    ownerFor: owner,
    title: 'The connection is closed during the TLS handshake',
    meaning:
      'The TCP connection was made and closed in order when the handshake began. That is how some firewalls and proxies say no to a server name, and how a load balancer without a healthy server behaves.',
    detection:
      'End of stream before the handshake ended, without a fatal alert. The neutral name decides as for tls.reset. A reset is tls.reset, a fatal alert or foreign bytes are tls.protocol; a tunnel that the proxy closes at once is proxy.closed.',
    ask: 'Please check what closes the TLS handshakes with the endpoints listed below, and let them pass.',
    references: [rfc(8446, '6.1'), rfc(6066, '3'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the TLS handshake with ${endpoint(e)}${overFamily(e)} was closed ${alertTold(e) === undefined ? 'without a TLS alert' : `after ${alertTold(e)}`}${alertTold(e) === undefined ? inPart(e) : ''}${inBrackets(targetAddress(e), after(e))}.${whatShowed(e)}`,
      ),
    remedy: (e) => stepShown(e) ?? allowName(e),
  },
  'tls.protocol': {
    owner: 'security',
    ownerFor: protocolOwner,
    title: 'TLS is refused, or not spoken at all',
    meaning:
      'The other side answered, but not with TLS that can be used: it refused with an alert, spoke plain text, or knows only old versions or other cipher suites. The genuine service speaks TLS 1.2 with the documented suites, so a device in between answers itself, or the address is that of another server. What the alert says decides whose affair it is.',
    detection:
      'A TLS alert (evidence `alert`, by its number), or bytes that are no TLS record (evidence `firstBytes`). handshake_failure (40), protocol_version (70) and insufficient_security (71): no common version or suite; unrecognized_name (112): the server does not know the name; access_denied (49): a policy; internal_error (80) and the like: trouble at the other end. The same address is tried with a neutral name too: if only that gets through, the name is filtered. An answer in plain HTTP that is a sign-in page or leads to one (another host, a path or form to log on) is http.captive-portal; any other is told with its status and redirect. A silent end is tls.closed or tls.reset. Where the catalog expects TLS 1.2, a second handshake offers only the documented suites of Azure Front Door (evidence `offeredSuites`).',
    ask: 'Please check what refuses TLS handshakes with the endpoints listed below; the message says with which words.',
    references: [rfc(8446, '6.2'), rfc(5246, '7.2.2'), rfc(6066, '3'), DOCS.cipherSuites, DOCS.endpoints],
    message: (e) => sentence(e, `${protocolWords(e)}${whatShowed(e)}`),
    remedy: (e) => protocolStep(e),
  },
} as const satisfies Partial<CausesOf<'tls'>>;

/** The server was heard, and cut off. */
function inPart(e: EndpointEvidence): string {
  return around(' after ', number(e.partialAnswerBytes), ' bytes of an answer had come') ?? '';
}

function stalled(e: EndpointEvidence): string {
  return around('stalled after ', number(e.partialAnswerBytes), ' bytes of an answer') ?? 'got no answer';
}

function isUnexplained(e: EndpointEvidence): boolean {
  return shownBy(e) === 'unknown' || shownBy(e) === 'not-the-name' || shownBy(e) === 'phantom';
}
