import type { Cause } from '../../model/cause-codes.ts';
import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import type { CausesOf } from '../cause.ts';
import { TCP_CODES } from '../codes.ts';
import { after, around, client, endpoint, inBrackets, listed, number, pluck, proxyOf, ruleHost, text, within } from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

/** The scheme that the proxy offers and that this installation lacks a part for. */
const missingHere = (e: EndpointEvidence): string | undefined => {
  const attempts = Array.isArray(e.authAttempts) ? e.authAttempts : [];
  return attempts.some(({ scheme, note }) => scheme === 'negotiate' && note === 'not available here') ? 'Negotiate' : undefined;
};
const proxy = (e: EndpointEvidence): string => `the proxy ${proxyOf(e) ?? ''}`.trim();
const theProxy = (e: EndpointEvidence): string => `The proxy ${proxyOf(e) ?? ''}`.trim();
/** How the request is named: `CONNECT host:443`, or a plain request on port 80. */
const request = (e: EndpointEvidence): string => (e.scheme === 'http' ? `the request for http://${endpoint(e)}` : `CONNECT ${endpoint(e)}`);
/** What the proxy said, in the order in which it is believed. */
const said = (e: EndpointEvidence): string =>
  inBrackets(
    around('status ', number(e.proxyStatus)) ?? text(e.code, 60),
    text(e.proxyReason, 80),
    text(e.proxyError, 80),
    text(e.proxyProduct, 80),
  );
/** Whatever answers credentials may be a refusal of them. */
const logOn = (e: EndpointEvidence): string =>
  e.logOn === 'unproven'
    ? ' This followed right after the credentials were offered for the first time, so it may be a refusal of them; they are not offered again in this run.'
    : '';
/** The refusal met a request that carried an account: the policy may be about that account. */
const loggedOn = (e: EndpointEvidence): string => {
  if (e.logOn === undefined || e.logOn === 'not-tried' || e.logOn === 'broken-off') return '';
  const user = text(e.proxyUser, 80);
  return ` The request carried ${user === undefined ? 'the account of this process' : `the account ${user}`}: check whether that account may use the proxy, its group membership and whether it is locked.`;
};
/** Why the log-on came to no end. */
const attempts = (e: EndpointEvidence): string | undefined =>
  text(
    pluck(e.authAttempts, 'note').find((note) => text(note) !== undefined),
    150,
  );
const schemes = (e: EndpointEvidence): string | undefined => listed(e.schemesOffered, 6);
/** Silence is dropped packets; a refusal comes from the proxy's own machine. */
const SILENT: ReadonlySet<Cause | undefined> = new Set<Cause>(['tcp.timeout', 'tcp.unreachable', 'tcp.prohibited']);
const reachOwner = (e: EndpointEvidence): Owner => ((e.isSilent ?? SILENT.has(TCP_CODES[text(e.code) ?? ''])) ? 'firewall' : 'proxy');

/** Causes found between this machine and the proxy, or told by the proxy. */
export const PROXY = {
  'proxy.dns': {
    owner: 'dns',
    title: "The proxy's own name does not resolve",
    meaning:
      'This machine has to resolve the name of the proxy, and only that name: targets are resolved by the proxy. It could not, so nothing on this route was tried. Either the name is misspelt or the record is missing.',
    detection: 'The DNS step failed while asking for the name of the proxy. A target that the proxy cannot resolve is proxy.upstream-dns.',
    ask: 'Please add the DNS record of our web proxy, or tell us its correct name.',
    references: [rfc(9110, '3.7'), DOCS.proxy],
    message: (e) =>
      `The name of ${proxy(e).replace(/:\d+$/, '')} does not resolve on ${client(e)}${inBrackets(text(e.code), text(e.resolver))}, so nothing can leave by this route.`,
    remedy: (e) => `add or correct the record of ${proxy(e)}; check its spelling in the site system's Proxy tab and in --route too.`,
  },
  'proxy.unreachable': {
    owner: 'proxy',
    ownerFor: reachOwner,
    title: 'The proxy cannot be reached',
    meaning:
      'No TCP connection to the proxy could be established. A refusal means that no proxy listens on that port; silence or "unreachable" means that a packet filter stands between this machine and the proxy. No endpoint on this route was tried.',
    detection:
      'The TCP step to the proxy failed: refused, no answer, unreachable or prohibited. A proxy that accepts and then stays silent is proxy.timeout.',
    ask: 'Please check that the web proxy listens on this port and that our service connection point may connect to it.',
    references: [rfc(9110, '3.7'), DOCS.proxy],
    message: (e) =>
      reachOwner(e) === 'firewall'
        ? `No TCP connection from ${client(e)} to ${proxy(e)}${inBrackets(text(e.address), text(e.code), within(e))}: a packet filter between the two drops or rejects it.`
        : `${theProxy(e)} refuses TCP connections${inBrackets(text(e.address), text(e.code), after(e))}: nothing listens there, or the port is wrong.`,
    remedy: (e) =>
      reachOwner(e) === 'firewall'
        ? `allow TCP from ${client(e)} to ${proxy(e)}.`
        : `start the proxy service on that port, or tell us the correct port (the console's default is 80).`,
  },
  'proxy.timeout': {
    owner: 'proxy',
    title: 'The proxy does not answer',
    meaning:
      'The proxy accepted the TCP connection but did not answer the request in time. It is overloaded, waits for its own upstream or its authentication service, or it is no proxy.',
    detection:
      'The TCP connection was established; no complete answer to the request came before the limit. Where the proxy itself reports a timeout of the target it is proxy.upstream-timeout.',
    ask: 'Please check why the web proxy does not answer requests of our service connection point in time.',
    references: [rfc(9110, '9.3.6'), DOCS.proxy],
    message: (e) => `${theProxy(e)} accepted the connection but did not answer ${request(e)}${inBrackets(within(e))}.${logOn(e)}`,
    remedy: (e) => `find out why ${request(e)} gets no answer: load, authentication service, upstream proxy or name resolution.`,
  },
  'proxy.tls': {
    owner: 'proxy',
    title: 'TLS to the proxy fails',
    meaning:
      'The proxy is reached over TLS (an HTTPS proxy), and that outer handshake failed or its certificate is not good. The role itself knows only plain HTTP proxies.',
    detection:
      'The handshake with the proxy failed or its certificate was rejected. Handshakes with targets inside the tunnel are the tls causes. A plain HTTP proxy that is addressed as HTTPS looks the same.',
    ask: 'Please give the web proxy a certificate that our server trusts, or tell us its plain HTTP port.',
    references: [rfc(9110, '3.7'), DOCS.proxy],
    message: (e) =>
      `The TLS handshake with ${proxy(e)} failed${inBrackets(text(e.authorizationError) ?? text(e.code), around('issuer ', text(e.issuer)))}.`,
    remedy: () => 'install a certificate for its own name from a trusted authority; or use the plain HTTP port as http://host:port.',
  },
  'proxy.protocol': {
    owner: 'proxy',
    title: 'The proxy does not speak this protocol',
    meaning:
      'What came back is no answer that a proxy of this kind gives. The port belongs to another service, the kind of proxy is wrong (SOCKS for HTTP), or the proxy does not permit CONNECT to this port.',
    detection:
      'The answer could not be parsed, or it was a status such as 400, 405 or 501 to CONNECT. 403 is proxy.denied, 407 one of the proxy.auth causes, 5xx one of proxy.upstream.',
    ask: 'Please tell us the kind and port of the web proxy, and allow CONNECT to the ports listed below.',
    references: [rfc(9110, '9.3.6'), rfc(9209, '2.3'), rfc(1928), DOCS.proxy],
    message: (e) =>
      `${theProxy(e)} did not return a valid proxy response to ${request(e)}${said(e)}: another service listens on that port, the proxy type is wrong, or this method is not allowed.`,
    remedy: (e) => `check kind and port of the proxy in --route, and that it permits ${request(e)}.`,
  },
  'proxy.auth-required': {
    owner: 'proxy',
    title: 'The proxy wants credentials',
    meaning:
      'The proxy demands authentication (407) and none was given. The role logs on to the proxy with the computer account of its server, or with the site system proxy server account where one is set. Requests of Windows itself, such as certificate revocation, use the proxy of the system and not that of the site system.',
    detection:
      'Status 407 to a request without credentials. With credentials it is proxy.auth-rejected; when none of the offered schemes can be used it is proxy.auth-unsupported.',
    ask: 'Please exempt our service connection point from proxy authentication for the endpoints listed below, or tell us the account to use.',
    references: [rfc(9110, '11.7'), DOCS.proxy, DOCS.accounts],
    message: (e) =>
      `${theProxy(e)} answered ${request(e)} with ${number(e.proxyStatus) ?? 407}: it wants credentials${inBrackets(around('schemes ', schemes(e)), around('realm ', text(e.realm, 80)))} and none were given.`,
    remedy: (e) =>
      `let ${client(e)} reach ${ruleHost(e)} without authentication, or provide an account (--route http://USER@${proxyOf(e) ?? 'host:port'} with --proxy-password-file).`,
  },
  'proxy.auth-rejected': {
    owner: 'proxy',
    title: 'The proxy rejects the credentials',
    meaning:
      'Credentials were sent and the proxy asked again or said no. The password is wrong or expired, the account is locked or not permitted to use the proxy, or the proxy cannot reach its directory. A locked account can show as 403 instead.',
    detection:
      'Status 407 after the whole exchange of the chosen scheme, or a rejected SOCKS sub-negotiation. 407 without credentials is proxy.auth-required. One log-on is made, with the strongest scheme that is possible, so that no account gets locked.',
    ask: 'Please check in the log of the web proxy why it rejects our account for the endpoints listed below.',
    references: [rfc(9110, '11.7'), rfc(7616), rfc(4559), rfc(1929), DOCS.proxy],
    message: (e) =>
      `${theProxy(e)} rejected the credentials${inBrackets(around('tried ', text(e.schemeTried, 40)), around('offered ', schemes(e)), around('status ', number(e.proxyStatus)), around('realm ', text(e.realm, 80)))}.`,
    remedy: () =>
      `check the proxy log: user name, expired password, lock-out, permission to use the proxy; Kerberos needs the proxy's full DNS name, not an address.`,
  },
  'proxy.auth-unsupported': {
    owner: 'proxy',
    ownerFor: (e) => (missingHere(e) === undefined ? 'proxy' : 'host'),
    title: 'No usable authentication scheme',
    meaning:
      'The proxy offers only schemes that cannot be used here, with the credentials at hand or with what is installed. The role itself can use Negotiate and NTLM with the computer account.',
    detection:
      'Status 407 whose Proxy-Authenticate lists no scheme that fits, a log-on that the proxy breaks off before anything secret was sent (it closes the connection between two legs of NTLM or Negotiate, or sends no challenge), or SOCKS method 255 (none acceptable). Where a fitting scheme was tried and refused it is proxy.auth-rejected.',
    ask: 'Please offer Negotiate or NTLM on the web proxy to our service connection point, or exempt it from authentication.',
    references: [rfc(9110, '11.7.1'), rfc(1928, '3'), DOCS.proxy],
    message: (e) =>
      e.logOn === 'broken-off'
        ? `${theProxy(e)} breaks off the log-on${inBrackets(around('scheme ', text(e.schemeTried, 40)), attempts(e))}: nobody can log on this way.`
        : missingHere(e) !== undefined
          ? `${theProxy(e)} offers ${schemes(e) ?? 'Negotiate'}, but ${missingHere(e)} cannot be used on ${client(e)}: the optional package kerberos is not installed.`
          : `${theProxy(e)} offers no authentication scheme that can be used here${inBrackets(around('offered ', schemes(e)), around('realm ', text(e.realm, 80)))}.`,
    remedy: (e) =>
      e.logOn === 'broken-off'
        ? 'keep the connection open from the first 407 to the end of the log-on, also on load balancers in front of the proxy; or exempt this server.'
        : missingHere(e) === undefined
          ? 'offer Negotiate or NTLM, or exempt this server; for Kerberos here install the optional package `kerberos`.'
          : 'install the optional package kerberos beside this program (npm install kerberos; the zip for Windows needs none), or choose another scheme with --proxy-auth.',
  },
  'proxy.denied': {
    owner: 'proxy',
    title: 'The proxy forbids the destination',
    meaning:
      'The proxy understood the request and forbids it by policy: the name, the port or its category is not on the allow list, or this account or machine may not use it. Nothing was sent to the destination.',
    detection:
      'Proxy-Status http_request_denied or destination_ip_prohibited, X-Squid-Error ERR_ACCESS_DENIED, SOCKS reply 2, or status 403 or 451 to CONNECT. 407 is about credentials; a page sent by an endpoint through an open tunnel is http.block-page.',
    ask: 'Please allow the endpoints listed below on the web proxy for our service connection point: requests are denied by policy.',
    references: [rfc(9209, '2.3'), rfc(9110, '15.5.4'), DOCS.endpoints],
    message: (e) =>
      `${theProxy(e)} answered ${request(e)} with ${number(e.proxyStatus) ?? text(e.proxyError, 80) ?? 'a refusal'}${inBrackets(number(e.proxyStatus) === undefined ? undefined : text(e.proxyError, 80), text(e.proxyReason, 80), text(e.proxyProduct, 80))}: its policy forbids it.${logOn(e)}`,
    remedy: (e) =>
      `allow ${client(e)} to reach ${ruleHost(e)}${around(' on port ', number(e.port)) ?? ''}, without inspection and without log-on pages.${loggedOn(e)}`,
  },
  'proxy.upstream-dns': {
    owner: 'proxy',
    title: 'The proxy cannot resolve the target',
    meaning:
      'The proxy has to resolve the name of the target and could not. Its own resolver lacks public names, or the name is filtered there. Resolution on this machine plays no part.',
    detection:
      'Proxy-Status dns_error, dns_timeout or destination_not_found, or X-Squid-Error ERR_DNS_FAIL. SOCKS proxies hide this behind reply 4. A bare 502 or 503 is proxy.upstream-failed.',
    ask: 'Please check why the web proxy cannot resolve the names listed below.',
    references: [rfc(9209, '2.3.2'), DOCS.endpoints],
    message: (e) => `${theProxy(e)} cannot resolve ${text(e.host) ?? endpoint(e)}${said(e)}.`,
    remedy: (e) => `let the proxy's own resolver answer ${ruleHost(e)}; check it on the proxy host.`,
  },
  'proxy.upstream-refused': {
    owner: 'proxy',
    title: "The proxy's connection is refused",
    meaning:
      'The proxy tried to connect to the target and was refused. The firewall between proxy and internet rejects it, or the proxy was led to a wrong address.',
    detection:
      'Proxy-Status connection_refused, X-Squid-Error ERR_CONNECT_FAIL 111, or SOCKS reply 5. A refusal by the proxy itself is proxy.unreachable or proxy.denied.',
    ask: 'Please allow outbound TCP from the web proxy to the endpoints listed below: its connections are refused.',
    references: [rfc(9209, '2.3'), rfc(1928, '6'), DOCS.endpoints],
    message: (e) => `${theProxy(e)} was refused when it connected to ${endpoint(e)}${said(e)}: a firewall behind the proxy rejects it.`,
    remedy: (e) =>
      `check the firewall between proxy and internet: allow TCP ${number(e.port) ?? ''} from the proxy to ${ruleHost(e)}.`.replace(
        'TCP  ',
        'TCP ',
      ),
  },
  'proxy.upstream-timeout': {
    owner: 'proxy',
    title: "The proxy's connection gets no answer",
    meaning: 'The proxy tried to connect to the target and got no answer. The firewall between proxy and internet drops the packets.',
    detection:
      'Proxy-Status connection_timeout, connection_read_timeout or http_response_timeout, X-Squid-Error ERR_CONNECT_FAIL 110, ERR_READ_TIMEOUT or ERR_LIFETIME_EXP, SOCKS reply 6, or status 504. A proxy that is silent itself is proxy.timeout.',
    ask: 'Please allow outbound TCP from the web proxy to the endpoints listed below: its connections get no answer.',
    references: [rfc(9209, '2.3'), rfc(9110, '15.6.5'), DOCS.endpoints],
    message: (e) => `${theProxy(e)} got no answer from ${endpoint(e)}${said(e)}: a packet filter behind the proxy drops it.${logOn(e)}`,
    remedy: (e) =>
      `check the firewall between proxy and internet: allow TCP ${number(e.port) ?? ''} from the proxy to ${ruleHost(e)}.`.replace(
        'TCP  ',
        'TCP ',
      ),
  },
  'proxy.upstream-failed': {
    owner: 'proxy',
    title: 'The proxy cannot reach the target',
    meaning: 'The proxy reports that it failed to reach the target and does not say more precisely why. Its log does.',
    detection:
      'Status 502 or 503 without a telling header, Proxy-Status tls errors, destination_unavailable or proxy_internal_error, X-Squid-Error ERR_CANNOT_FORWARD, ERR_SECURE_CONNECT_FAIL or ERR_SOCKET_FAILURE, or SOCKS replies 1, 3 and 4. It is asked again before it counts.',
    ask: 'Please check in the log of the web proxy why it cannot reach the endpoints listed below.',
    references: [rfc(9209, '2.3'), rfc(9110, '15.6.3'), DOCS.endpoints],
    message: (e) => `${theProxy(e)} failed to reach ${endpoint(e)}${said(e)}.${logOn(e)}`,
    remedy: (e) => `look up this request in the proxy's log and repair its way to ${ruleHost(e)}.`,
  },
  'proxy.closed': {
    owner: 'proxy',
    title: 'The proxy hangs up',
    meaning:
      'The proxy ended the connection without an answer, or opened the tunnel and closed it at once. A policy that does not explain itself, or a crashed or overloaded proxy.',
    detection:
      'End of stream or reset after the request and before a complete answer, or right after status 200 to CONNECT before any byte of the target. Silence is proxy.timeout.',
    ask: 'Please check why the web proxy closes our connections to the endpoints listed below without an answer.',
    references: [rfc(9110, '9.3.6'), DOCS.endpoints],
    message: (e) =>
      number(e.proxyStatus) === undefined
        ? `${theProxy(e)} closed the connection without an answer to ${request(e)}${inBrackets(text(e.code), after(e))}.${logOn(e)}`
        : `${theProxy(e)} answered ${request(e)} with ${number(e.proxyStatus)} and closed the tunnel at once${inBrackets(text(e.code), after(e))}.`,
    remedy: (e) => `find in the proxy's log why the connection to ${ruleHost(e)} was closed, and allow it.`,
  },
  'proxy.pac-failed': {
    owner: 'proxy',
    title: 'The PAC script gives no usable way',
    meaning:
      'The proxy auto-configuration script could not be fetched, did not run, or gave no usable answer for this endpoint. Configuration Manager itself cannot use PAC: it knows one name and one port.',
    detection:
      'PAC_FETCH: the script could not be read, or a page of HTML came in its place. PAC_SCRIPT: it has a mistake (the line is given), did not finish in time, or waited too long for names. PAC_RESULT: its answer names no kind of proxy that is known. A proxy that the script chose and that fails has its own cause; a name without an answer is null to the script, and no failure.',
    ask: 'Please repair the PAC script, or tell us the name and port of the proxy that our service connection point has to use.',
    references: [
      'Proxy auto-configuration file: https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file',
      DOCS.proxy,
    ],
    message: (e) =>
      `The PAC script${around(' ', text(e.pacUrl)) ?? ''} gave no usable way to ${endpoint(e)}${inBrackets(text(e.code), text(e.rawMessage))}.`,
    remedy: () => 'repair the PAC script, or name the proxy itself: the role cannot use PAC, only one host and port.',
  },
} as const satisfies CausesOf<'proxy'>;
