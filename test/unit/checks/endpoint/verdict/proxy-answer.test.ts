import t from 'tap';
import { judgeProxyAnswer, told } from '../../../../../src/checks/endpoint/verdict/proxy-answer.ts';
import { loadFingerprints } from '../../../../../src/fingerprints/load.ts';
import { recognisers } from '../../../../../src/fingerprints/recognise.ts';

const set = await loadFingerprints();
const fingerprints = recognisers(set);

const page = (title: string, body: string): string => `<html><head><title>${title}</title></head><body>${body}</body></html>`;
const squidPage = (body: string): string => page('ERROR: The requested URL could not be retrieved', body);
const to = (location: string): Readonly<Record<string, string>> => ({ location });

interface Row {
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cause: string;
  readonly product?: string;
}
const TMG = 'Microsoft ISA/TMG';
const SG = 'Symantec ProxySG';
const SKYHIGH = 'Skyhigh Secure Web Gateway';
const WSA = 'Cisco Secure Web Appliance';
const ATS = 'Apache Traffic Server';
const ZSCALER = 'Zscaler Internet Access';
const ZSCALER_SERVER = { server: 'Zscaler/6.2' };
const mwg = { via: '1.1 192.0.2.15 (McAfee Web Gateway 10.2.8.38413)' };
const notification = (heading: string): string => page('McAfee Web Gateway - Notification', heading);

/** Answers to CONNECT, one for each rule at least; wording of our own around the words that products send. */
const ROWS: readonly Row[] = [
  { line: '502 Proxy Error ( Forefront TMG denied the specified Uniform Resource Locator (URL).  )', cause: 'proxy.denied', product: TMG },
  { line: '502 Proxy Error', body: page('x', '(12202)'), cause: 'proxy.denied', product: TMG },
  { line: '502 Proxy Error ( The specified Secure Sockets Layer (SSL) port is not allowed.  )', cause: 'proxy.denied', product: TMG },
  { line: '502 Proxy Error ( The request was rejected by the HTTP filter.  )', cause: 'proxy.denied', product: TMG },
  { line: '502 Proxy Error ( The server requires authorization to fulfill the request.  )', cause: 'proxy.auth-required', product: TMG },
  { line: '502 Proxy Error', body: page('x', 'Host not found (11001)'), cause: 'proxy.upstream-dns', product: TMG },
  { line: '502 Proxy Error ( The host was not found.  )', cause: 'proxy.upstream-dns', product: TMG },
  { line: '502 Proxy Error ( No such host is known.  )', cause: 'proxy.upstream-dns', product: TMG },
  { line: '502 Proxy Error ( The target machine actively refused it.  )', cause: 'proxy.upstream-refused', product: TMG },
  { line: '502 Proxy Error', body: '(10060)', cause: 'proxy.upstream-timeout', product: TMG },
  { line: '502 Proxy Error ( The operation timed out.  )', cause: 'proxy.upstream-timeout', product: TMG },
  { line: '502 Proxy Error', body: '(10065)', cause: 'proxy.upstream-failed', product: TMG },
  { line: '403 Forbidden', body: page('Access Denied', '(policy_denied)'), cause: 'proxy.denied', product: SG },
  { line: '401 Unauthorized', body: page('Access Denied', '(authentication_failed)'), cause: 'proxy.auth-required', product: SG },
  { line: '503 Service Unavailable', body: page('Network Error', '(dns_server_failure)'), cause: 'proxy.upstream-dns', product: SG },
  { line: '503 x', body: page('Network Error', '(tcp_error) "Connection refused"'), cause: 'proxy.upstream-refused', product: SG },
  { line: '503 x', body: page('Network Error', '(tcp_error) "Operation timed out"'), cause: 'proxy.upstream-timeout', product: SG },
  { line: '503 x', body: page('Network Error', '(server_response_timeout)'), cause: 'proxy.upstream-timeout', product: SG },
  { line: '503 x', body: page('Network Error', '(tcp_error) "Broken pipe"'), cause: 'proxy.upstream-failed', product: SG },
  { line: '400 Bad Request', body: page('x', '(invalid_request)'), cause: 'proxy.protocol', product: SG },
  {
    line: '502 cannotconnect',
    headers: mwg,
    body: notification('The proxy could not connect to the destination in time.'),
    cause: 'proxy.upstream-timeout',
    product: SKYHIGH,
  },
  { line: '502 cannotconnect', headers: mwg, cause: 'proxy.upstream-failed', product: SKYHIGH },
  { line: '404 x', headers: mwg, body: notification('The host could not be resolved.'), cause: 'proxy.upstream-dns', product: SKYHIGH },
  { line: '404 x', body: notification('Host Not Found'), cause: 'proxy.upstream-dns', product: SKYHIGH },
  { line: '404 Host Not Found', headers: mwg, cause: 'proxy.upstream-dns', product: SKYHIGH },
  { line: '404 hostnotfound', cause: 'proxy.upstream-dns', product: SKYHIGH },
  { line: '403 URLBlocked', cause: 'proxy.denied', product: SKYHIGH },
  { line: '403 x', headers: mwg, body: notification('URL Blocked'), cause: 'proxy.denied', product: SKYHIGH },
  { line: '403 authenticationrequired', cause: 'proxy.auth-required', product: SKYHIGH },
  { line: '503 x', body: page('x', 'Notification: DNS_FAIL'), cause: 'proxy.upstream-dns', product: WSA },
  { line: '504 x', body: page('x', 'Notification: GATEWAY_TIMEOUT'), cause: 'proxy.upstream-timeout', product: WSA },
  { line: '403 x', body: page('x', 'PROXY_AUTH_REQUIRED'), cause: 'proxy.auth-required', product: WSA },
  { line: '403 x', body: page('x', 'Notification: BLOCK-WEBCAT'), cause: 'proxy.denied', product: WSA },
  { line: '403 x', body: page('x', 'ERR_WBRS'), cause: 'proxy.denied', product: WSA },
  { line: '503 x', body: page('x', 'ERR_NO_MORE_FORWARDS'), cause: 'proxy.upstream-failed', product: WSA },
  { line: '403 x', body: '<body id=ERR_ACCESS_DENIED>', cause: 'proxy.denied', product: 'Squid' },
  { line: '503 x', body: '<body id=ERR_DNS_FAIL>', cause: 'proxy.upstream-dns', product: 'Squid' },
  { line: '503 x', body: 'The system returned: <i>(61) no</i>', cause: 'proxy.upstream-refused', product: 'Squid' },
  { line: '503 x', body: 'The system returned: <i>(110) no</i>', cause: 'proxy.upstream-timeout', product: 'Squid' },
  { line: '403 x', body: squidPage('Access Denied.'), cause: 'proxy.denied', product: 'Squid' },
  { line: '503 x', body: squidPage('Unable to determine IP address from host name'), cause: 'proxy.upstream-dns', product: 'Squid' },
  { line: '503 x', body: squidPage('Connection refused'), cause: 'proxy.upstream-refused', product: 'Squid' },
  { line: '503 x', body: squidPage('Connection timed out'), cause: 'proxy.upstream-timeout', product: 'Squid' },
  { line: '502 Proxy Error', body: 'Reason: <b>DNS lookup failure for: x</b>', cause: 'proxy.upstream-dns', product: 'Apache httpd' },
  { line: '403 Forbidden', body: 'Connect to remote machine blocked', cause: 'proxy.denied', product: 'Apache httpd' },
  { line: '502 x', body: '(70007)The timeout specified has expired', cause: 'proxy.upstream-timeout', product: 'Apache httpd' },
  {
    line: '502 x',
    body: 'Could not connect to remote machine:<br>Connection refused',
    cause: 'proxy.upstream-refused',
    product: 'Apache httpd',
  },
  { line: '502 x', body: 'Could not connect to remote machine', cause: 'proxy.upstream-failed', product: 'Apache httpd' },
  {
    line: '502 Host Not Found',
    headers: { via: '1.1 wcg (Websense-Content_Gateway/8.5.0)' },
    body: page('Unknown Host', 'x'),
    cause: 'proxy.upstream-dns',
    product: 'Forcepoint Web Security',
  },
  { line: '502 Cannot find server.', cause: 'proxy.upstream-dns', product: ATS },
  {
    line: '502 x',
    body: 'Could not connect to the requested server host: Connection refused',
    cause: 'proxy.upstream-refused',
    product: ATS,
  },
  { line: '504 x', body: 'Too much time has passed without sending any data for document', cause: 'proxy.upstream-timeout', product: ATS },
  { line: '403 x', body: 'You are not allowed to access the document at location x', cause: 'proxy.denied', product: ATS },
  { line: '403 Request blocked by Privoxy', cause: 'proxy.denied', product: 'Privoxy' },
  { line: '404 No such domain', cause: 'proxy.upstream-dns', product: 'Privoxy' },
  { line: '502 x', body: page('Forwarding failure', 'x'), cause: 'proxy.upstream-failed', product: 'Privoxy' },
  { line: '500 Unable to connect', body: 'Tinyproxy was unable', cause: 'proxy.upstream-failed', product: 'tinyproxy' },
  { line: '403 Filtered', cause: 'proxy.denied', product: 'tinyproxy' },
  { line: '503 x', body: '<h3>You have exceeded your traffic limit</h3>', cause: 'proxy.denied', product: '3proxy' },
  { line: '502 x', body: '<h3>Host Not Found or connection failed</h3>', cause: 'proxy.upstream-failed', product: '3proxy' },
  { line: '502 x', body: '<h3>Failed to connect parent proxy</h3>', cause: 'proxy.upstream-failed', product: '3proxy' },
  { line: '403 x', headers: { server: 'envoy' }, body: 'RBAC: access denied', cause: 'proxy.denied', product: 'Envoy' },
  { line: '504 x', body: 'upstream request timeout', cause: 'proxy.upstream-timeout', product: 'Envoy' },
  {
    line: '503 x',
    body: 'upstream connect error or disconnect/reset before headers. delayed connect error: 111',
    cause: 'proxy.upstream-refused',
    product: 'Envoy',
  },
  { line: '503 x', body: 'upstream connect error. reset reason: connection timeout', cause: 'proxy.upstream-timeout', product: 'Envoy' },
  { line: '503 x', body: 'upstream connect error. reset reason: overflow', cause: 'proxy.upstream-failed', product: 'Envoy' },

  { line: '407 Request rejected by proxy', body: 'Egress proxying is denied', cause: 'proxy.denied', product: 'Smokescreen' },
  { line: '470 x', body: 'Action: Deny. Reason: No rule matched.', cause: 'proxy.denied', product: 'Azure Firewall' },
  { line: '470 x', body: 'Action: Deny. Policy: x. Rule Collection Group: y', cause: 'proxy.denied', product: 'Azure Firewall' },
  { line: '470 x', cause: 'proxy.denied' },

  // Redirects: to pages that refuse, and to pages that want somebody to log on.
  {
    line: '307 x',
    headers: to('https://gateway.zscaler.net:443/auD?u=x'),
    cause: 'http.captive-portal',
    product: 'Zscaler Internet Access',
  },
  { line: '302 x', headers: to('https://t.eu.goskope.com/login?x'), cause: 'http.captive-portal', product: 'Netskope' },
  { line: '302 x', headers: to('https://nsauth-t.eu.goskope.com/x'), cause: 'http.captive-portal', product: 'Netskope' },
  { line: '302 x', headers: to('https://gateway.id.swg.umbrella.com/?u=x'), cause: 'http.captive-portal', product: 'Cisco Umbrella' },
  { line: '302 x', headers: to('https://fw.corp.example:1003/fgtauth?0a'), cause: 'http.captive-portal', product: 'Fortinet FortiGate' },
  {
    line: '302 x',
    headers: to('https://fw.corp.example:8090/httpclient.html?u=x'),
    cause: 'http.captive-portal',
    product: 'Sophos Firewall',
  },
  {
    line: '302 x',
    headers: to('https://fw.corp.example:8090/ips/block/webcat?cat=1'),
    cause: 'http.block-page',
    product: 'Sophos Firewall',
  },
  {
    line: '302 x',
    headers: to('http://filter.corp.example/cgi-bin/URLblocked.cgi?category=x'),
    cause: 'http.block-page',
    product: 'ufdbGuard',
  },
  {
    line: '302 x',
    headers: to('https://block.corp.example:15872/cgi-bin/blockpage.cgi?ws-session=1'),
    cause: 'http.block-page',
    product: 'Forcepoint Web Security',
  },
  {
    line: '302 x',
    headers: to('https://192.168.1.1/UserCheck/PortalMain?IID=1'),
    cause: 'http.block-page',
    product: 'Check Point UserCheck',
  },
  {
    line: '307 x',
    headers: { ...to('http://intranet.corp.example/no'), 'x-squid-error': '307 Access Denied' },
    cause: 'proxy.denied',
    product: 'Squid',
  },
  { line: '302 x', headers: to('https://proxy.corp.example:4433/?cfru=aHR0'), cause: 'http.captive-portal', product: SG },
  {
    line: '302 x',
    headers: to('http://fw.corp.example:6080/php/uid.php?vsys=1'),
    cause: 'http.captive-portal',
    product: 'Palo Alto Networks PAN-OS',
  },
  { line: '302 x', headers: to('https://auth.menlosecurity.com/x'), cause: 'http.captive-portal', product: 'Menlo Security' },
  { line: '302 x', headers: to('https://sso.corp.example/x'), cause: 'http.captive-portal' },
  {
    line: '303 x',
    headers: to('https://blocked.teams.cloudflare.com/?rule_id=1'),
    cause: 'http.block-page',
    product: 'Cloudflare Gateway',
  },
  { line: '302 x', headers: to('https://safe.menlosecurity.com/https://x'), cause: 'http.block-page', product: 'Menlo Security' },
  { line: '302 x', headers: to('https://notify.eu.goskope.com/block?x'), cause: 'http.block-page', product: 'Netskope' },
  { line: '302 x', headers: to('https://malware.block.sse.cisco.com/?url=x'), cause: 'http.block-page', product: 'Cisco Umbrella' },
  { line: '302 x', headers: to('https://useast-www.securly.com/blocked?x'), cause: 'http.block-page', product: 'Securly' },
  { line: '302 x', headers: to('http://192.0.2.9/ibreports/ibp/bp.html?bn=1'), cause: 'http.block-page', product: 'iboss' },
  {
    line: '302 Found',
    headers: { ...to('http://intranet.corp.example/no'), 'x-squid-error': '403 Access Denied' },
    cause: 'proxy.denied',
    product: 'Squid',
  },
  { line: '403 x', body: 'location.replace("https://block.opendns.com/?url=66")', cause: 'proxy.denied', product: 'Cisco Umbrella' },
  {
    line: '503 x',
    body: page('Web Page Blocked', 'The page you were trying to visit has been blocked in accordance with company policy.'),
    cause: 'proxy.denied',
    product: 'Palo Alto Networks PAN-OS',
  },

  { line: '302 x', headers: to('/my.policy'), cause: 'http.captive-portal', product: 'F5 BIG-IP' },
  {
    line: '302 x',
    headers: to('https://global.acs.prismaaccess.com/saml/acs?x'),
    cause: 'http.captive-portal',
    product: 'Palo Alto Networks Prisma Access',
  },
  { line: '503 x', body: 'FW-1 at gw01: Unknown WWW server.', cause: 'proxy.upstream-dns', product: 'Check Point Security Gateway' },
  { line: '503 x', body: 'The WWW server is not responding', cause: 'proxy.upstream-failed', product: 'Check Point Security Gateway' },
  { line: '403 x', body: 'FW-1 at gw01: Access denied.', cause: 'proxy.denied', product: 'Check Point Security Gateway' },
  { line: '403 x', body: 'Response denied by WatchGuard HTTP Proxy.', cause: 'proxy.denied', product: 'WatchGuard' },
  { line: '403 x', headers: { 'x-squid-error': 'ERR_FORWARDING_DENIED 0' }, cause: 'proxy.denied', product: 'Squid' },
  { line: '403 x', headers: { 'x-squid-error': 'ERR_TOO_BIG 0' }, cause: 'proxy.denied', product: 'Squid' },

  // A header that names who answered is on its error pages, too.
  { line: '403 x', headers: ZSCALER_SERVER, cause: 'proxy.denied', product: ZSCALER },
  {
    line: '502 x',
    headers: ZSCALER_SERVER,
    body: page('x', 'Server IP could not be resolved'),
    cause: 'proxy.upstream-dns',
    product: ZSCALER,
  },
  { line: '504 x', headers: ZSCALER_SERVER, cause: 'proxy.upstream-timeout', product: ZSCALER },
  { line: '502 x', headers: ZSCALER_SERVER, cause: 'proxy.upstream-failed', product: ZSCALER },
  { line: '503 x', headers: ZSCALER_SERVER, body: page('Site blocked', 'x'), cause: 'proxy.denied', product: ZSCALER },
  { line: '400 Bad Request', headers: { server: 'BarracudaHTTP 4.0' }, cause: 'proxy.protocol', product: 'Barracuda Web Security' },

  // Anybody's words, and statuses alone.
  { line: '502 x', body: page('x', 'The host name cannot be resolved.'), cause: 'proxy.upstream-dns' },
  { line: '502 x', body: 'dial tcp: lookup x on 192.0.2.53:53: read udp: i/o timeout', cause: 'proxy.upstream-dns' },
  { line: '503 x', body: page('错误', '无法解析主机名'), cause: 'proxy.upstream-dns' },
  { line: '502 x', body: page('Ошибка', 'в соединении отказано'), cause: 'proxy.upstream-refused' },
  { line: '502 x', body: page('エラー', '接続がタイムアウトしました'), cause: 'proxy.upstream-timeout' },
  { line: '503 x', body: page('Доступ запрещён', 'x'), cause: 'proxy.denied' },
  { line: '503 x', body: page('Erişim Engellendi', 'x'), cause: 'proxy.denied' },
  { line: '503 x', body: page('访问被拒绝', 'x'), cause: 'proxy.denied' },
  { line: '404 x', body: page('404 Not Found', 'The requested URL was not found on this server.'), cause: 'proxy.protocol' },
  { line: '504 Host x lookup failed: Name or service not known', cause: 'proxy.upstream-dns' },
  { line: '502 Connection refused', headers: { server: 'ATS/9.2.0' }, cause: 'proxy.upstream-refused', product: ATS },
  { line: '502 Operation timed out', cause: 'proxy.upstream-timeout' },
  { line: '503 No route to host', cause: 'proxy.upstream-failed' },
  { line: '502 x', body: page('Authentication required', ''), cause: 'proxy.auth-required' },
  { line: '599 Blocked by policy', cause: 'proxy.denied' },
  { line: '503 x', body: page('Seite gesperrt', ''), cause: 'proxy.denied' },
  { line: '403 x', cause: 'proxy.denied' },
  { line: '401 x', cause: 'proxy.auth-required' },
  { line: '405 Method not allowed', cause: 'proxy.protocol' },
  { line: '409 Conflict', headers: { 'x-squid-error': 'ERR_CONFLICT_HOST 0' }, cause: 'proxy.protocol', product: 'Squid' },
  { line: '418 x', cause: 'proxy.protocol' },
  { line: '429 x', cause: 'proxy.upstream-failed' },
  { line: '451 x', cause: 'proxy.denied' },
  { line: '503 x', headers: { 'x-squid-error': 'ERR_CONNECT_FAIL 61' }, cause: 'proxy.upstream-refused', product: 'Squid' },
  { line: '503 x', headers: { 'x-squid-error': 'ERR_CONNECT_FAIL 10060' }, cause: 'proxy.upstream-timeout', product: 'Squid' },
  { line: '504 x', headers: { 'x-squid-error': 'ERR_ONLY_IF_CACHED_MISS 0' }, cause: 'proxy.upstream-failed', product: 'Squid' },
  {
    line: '503 x',
    body: page(
      'Error',
      `It may be that a name was not found, that the connection was refused or access denied. ${'Nobody knows. '.repeat(40)}`,
    ),
    cause: 'proxy.upstream-failed',
  },
];

const answerOf = ({ line, headers = {}, body = '' }: Row, isForwarded: boolean) => ({
  status: Number(line.slice(0, 3)),
  reason: line.slice(4),
  headers,
  location: headers.location ?? '',
  bodyExcerpt: body,
  isForwarded,
});

t.test('what proxies answer to CONNECT, by their own words', (t) => {
  const used = new Set<string>();
  for (const row of ROWS) {
    const { cause, evidence = {} } = judgeProxyAnswer(answerOf(row, false), fingerprints, { isTried: false });
    t.same(
      [cause, evidence.proxyProduct ?? evidence.product],
      [row.cause, row.product],
      `${row.line} ${row.body ?? row.headers?.location ?? ''}`,
    );
    if (evidence.fingerprintId !== undefined) used.add(evidence.fingerprintId);
  }
  for (const { id, means } of set.proxyAnswers) if (means !== undefined) t.ok(used.has(id), `a row for ${id}`);
  t.end();
});

t.test('the same to a forwarded request, where the words are not anybody’s', (t) => {
  for (const row of ROWS) {
    const ruling = told(answerOf(row, true), fingerprints);
    if (ruling !== undefined) t.equal(ruling.cause, row.cause, row.line);
  }
  for (const line of ['404 No such host', '401 Authorization required', '400 Blocked', '410 Not found'])
    t.equal(told(answerOf({ line, cause: '' }, true), fingerprints), undefined, `${line} may be the service's own`);
  t.end();
});

t.test('who wants credentials after they were offered has refused them', (t) => {
  const row = { line: '401 Unauthorized', body: '(authentication_failed)', cause: '' };
  t.equal(judgeProxyAnswer(answerOf(row, false), fingerprints, { isTried: true }).cause, 'proxy.auth-rejected');
  t.end();
});

t.test('signs behind styles and pictures count, and the words are told', (t) => {
  const body = `<style>${'p { color: red }\n'.repeat(3500)}</style><p>Network Error (dns_unresolved_hostname)`;
  const { cause, evidence } = judgeProxyAnswer(answerOf({ line: '503 x', body, cause: '' }, false), fingerprints, { isTried: false });
  t.equal(cause, 'proxy.upstream-dns');
  t.equal(evidence?.proxyError, '(dns_unresolved_hostname)');
  t.end();
});

t.test('pages that are made to be slow take hardly longer than others', (t) => {
  const cpuMsOf = (part: string): number => {
    const before = process.cpuUsage();
    told(answerOf({ line: '503 x', body: part.repeat(65_536 / part.length), cause: '' }, false), fingerprints);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const usualMs = Math.max(cpuMsOf('word '), cpuMsOf('<p>word</p> '), 20);
  for (const part of ['<style>', '<', '<title', '<h1 ', '<script></script>', '(tcp_', '<body id='])
    t.ok(cpuMsOf(part) < 30 * usualMs, `${part} beside ${usualMs} ms`);
  t.end();
});
