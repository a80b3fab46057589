import type { EndpointEvidence } from '../../../model/evidence.ts';
import { familyOfAddress } from '../../../model/network/address.ts';
import type { DnsFacts, ProxyFacts, Step } from '../../../model/network/observation.ts';
import type { Because, Probe } from '../../../model/network/probe.ts';
import { authority } from '../../../model/network/route.ts';
import { cut } from '../../../text/cut.ts';
import { routeTaken } from './route/route-taken.ts';
import { stepOf } from './verdict.ts';

/** Keys of evidence, known or not. */
type Found = { readonly [Key in keyof EndpointEvidence]: EndpointEvidence[Key] | undefined };

/** The facts of a walk under the names that words and formats know; nothing is left out that a firewall engineer would ask back for. */
export function evidenceOf(steps: readonly Step[], probe: Probe): EndpointEvidence {
  const { target, scheme } = probe;
  const route = routeTaken(probe.route, steps);
  const last = steps.at(-1);
  return defined({
    host: target.host,
    port: target.port,
    scheme,
    route: route.name,
    proxy: route.via === undefined ? undefined : authority(route.via),
    peer: last?.peer,
    code: last?.failure?.code,
    rawMessage: last?.failure?.message,
    elapsedMs: last?.durationMs,
    ...dnsEvidence(steps),
    ...tcpEvidence(steps),
    ...proxyEvidence(steps),
    proxyUser: userOffered(steps, probe),
    ...tlsEvidence(steps),
    ...httpEvidence(steps, probe),
  });
}

/**
 * Evidence with further keys. Of entries: what a spread or `Object.assign` makes of that many keys is a hash table of its own on one release of Node or
 * another, which costs thousands of findings more memory than what is in them.
 */
export function withEvidence(evidence: EndpointEvidence, more: EndpointEvidence): EndpointEvidence {
  return Object.fromEntries([...Object.entries(evidence), ...Object.entries(more)]);
}

function dnsEvidence(steps: readonly Step[]): Found {
  const step = stepOf(steps, 'dns');
  const facts = step?.facts ?? {};
  // Behind a proxy the target's addresses are not known here: only the proxy's own name was resolved.
  return {
    resolver: facts.resolver,
    ...(step?.peer === 'proxy' ? { proxyAddresses: facts.addresses } : { addresses: facts.addresses }),
    cnames: facts.cnames,
    ttlSeconds: facts.ttlSeconds,
    hostsFile: facts.hostsFile === true ? true : undefined,
    ...besideTheSystem(facts),
  };
}

/** What the DNS server says where the operating system gives something else, and what kept lookups waiting. */
function besideTheSystem({
  extendedErrors,
  serverAnswer,
  serverFailure,
  systemFailure,
  namePolicy,
  silentServers,
  changing,
}: Partial<DnsFacts>): Found {
  return {
    extendedErrors,
    dnsServer: serverAnswer?.resolver,
    dnsServerAddresses: serverAnswer?.addresses,
    dnsServerCode: serverAnswer === undefined ? undefined : serverFailure?.code,
    systemCode: systemFailure?.code,
    namePolicy,
    silentResolvers: silentServers?.map(({ address }) => address),
    answersChange: changing,
  };
}

function tcpEvidence(steps: readonly Step[]): Found {
  const facts = stepOf(steps, 'tcp')?.facts ?? {};
  const address = facts.address ?? facts.attempts?.[0]?.address;
  const notTried = facts.notTried ?? [];
  return {
    address,
    notTried: notTried.length > 0 ? notTried : undefined,
    addressFamily: address === undefined ? undefined : familyOfAddress(address),
  };
}

function proxyEvidence(steps: readonly Step[]): Found {
  const own = steps.filter((step) => step.layer === 'proxy');
  if (own.length === 0) return {};
  // A PAC script's choice is a step of its own before the proxy's.
  const facts = Object.assign({}, ...own.map((step) => step.facts)) as Partial<ProxyFacts>;
  return {
    proxyStatus: facts.status,
    proxyReason: facts.reason || undefined,
    schemesOffered: (facts.schemesOffered?.length ?? 0) > 0 ? facts.schemesOffered : undefined,
    schemeTried: facts.schemeTried,
    logOn: facts.logOn,
    refusedReason: facts.refusedBefore?.reason,
    otherProxy: /^the proxy (.+)$/.exec(facts.refusedBefore?.place ?? '')?.[1],
    refusedCode: facts.refusedBefore?.code,
    realm: facts.realm || undefined,
    authAttempts: (facts.authAttempts?.length ?? 0) > 0 ? facts.authAttempts : undefined,
    pacUrl: facts.pacUrl || undefined,
    pacResult: facts.pacResult || undefined,
    pacChosen: facts.pacChosen || undefined,
    pacSkipped: (facts.pacSkipped?.length ?? 0) > 0 ? facts.pacSkipped?.map(({ text, failure }) => `${text}: ${failure.code}`) : undefined,
    server: facts.headers?.server,
    via: facts.headers?.via,
    ...refusalEvidence(facts),
  };
}

function userOffered(steps: readonly Step[], { route }: Probe): string | undefined {
  const logOn = stepOf(steps, 'proxy')?.facts.logOn;
  return logOn === undefined || logOn === 'not-tried' || logOn === 'broken-off' ? undefined : route.username;
}

/** What came in place of a tunnel. */
function refusalEvidence({ status = 0, headers = {}, bodyExcerpt = '' }: Partial<ProxyFacts>): Found {
  if (status < 300) return {};
  return { location: headers.location || undefined, bodyExcerpt: cut(bodyExcerpt, 300) || undefined };
}

/** An alert alone is no part of an answer. */
const ALERT_RECORD_BYTES = 7;

function tlsEvidence(steps: readonly Step[]): Found {
  const facts = stepOf(steps, 'tls')?.facts;
  if (facts === undefined) return {};
  const leaf = facts.chain?.[0];
  return {
    tlsVersion: facts.version || undefined,
    cipher: facts.cipher || undefined,
    alpn: facts.alpn || undefined,
    issuer: leaf?.issuer,
    subject: leaf?.subject,
    subjectAltName: leaf?.subjectAltName || undefined,
    fingerprint: leaf?.sha256,
    notBefore: leaf?.notBefore,
    notAfter: leaf?.notAfter,
    authorizationError: facts.authorizationError || facts.nameError || undefined,
    authorizationReason: facts.authorizationReason || undefined,
    issuerFetches: facts.completion?.fetches.map(({ url, code }) => ({ url, cause: code })),
    systemTrusted: facts.systemTrusted ?? undefined,
    privateRoot: facts.root?.isPublic === false ? { subject: facts.root.subject, sha256: facts.root.sha256 } : undefined,
    chain: facts.chain?.map(({ subject, issuer, sha256, notAfter }) => ({
      subject,
      issuer,
      sha256,
      ...(notAfter === '' ? {} : { notAfter }),
    })),
    partialAnswerBytes: leaf === undefined && (facts.receivedBytes ?? 0) > ALERT_RECORD_BYTES ? facts.receivedBytes : undefined,
  };
}

/** What a stranger's address answered is nobody's evidence: the report would carry it to whoever reads reports. */
const ON_THEIR_WORD: ReadonlySet<Because> = new Set(['redirect', 'revocation', 'journey']);

function httpEvidence(steps: readonly Step[], { derivedFrom }: Probe): Found {
  const facts = stepOf(steps, 'http')?.facts;
  if (facts?.status === undefined) return {};
  return {
    httpStatus: facts.status,
    retryAfterSeconds: secondsToWait(facts.headers),
    server: facts.headers?.server,
    via: facts.headers?.via,
    location: facts.location || undefined,
    contentType: facts.contentType || undefined,
    ...(derivedFrom !== undefined && ON_THEIR_WORD.has(derivedFrom.because)
      ? {}
      : { bodyExcerpt: cut(facts.bodyExcerpt ?? '', 300) || undefined, bodySha256: facts.bodySha256 }),
  };
}

/**
 * Retry-After in seconds (RFC 9110 section 10.2.3). A date counts from the answer's own Date, by the sender's clock, and says nothing without it; one that has passed is no wait.
 */
export function secondsToWait(headers: Readonly<Record<string, string>> = {}): number | undefined {
  const { 'retry-after': asked = '', date = '' } = headers;
  if (/^\d{1,9}$/.test(asked)) return Number(asked);
  if (!HTTP_DATE.test(asked)) return undefined;
  const seconds = Math.round((Date.parse(asked) - Date.parse(date)) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** The form of dates that senders have to use (RFC 9110 section 5.6.7). */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function defined(evidence: Found): EndpointEvidence {
  return Object.fromEntries(Object.entries(evidence).filter(([, value]) => value !== undefined));
}
