import fc from 'fast-check';
import t from 'tap';
import { CAUSE_CODES, CAUSES, type Cause, causeInfo, isCause, layerOf, ownerOf } from '../../../src/causes/index.ts';
import { unknownMessage, unknownRemedy } from '../../../src/causes/unknown.ts';
import type { EndpointEvidence } from '../../../src/model/evidence.ts';
import { type Evidence, FINDING_LAYERS, OWNERS } from '../../../src/model/finding.ts';
import { OWNER_WORDS } from '../../../src/model/owner.ts';
import { anyText } from '../../support/any-text.ts';

t.test('the vocabulary is closed: something is said about each code of the list, and about no other', (t) => {
  t.same(Object.keys(CAUSES), CAUSE_CODES);
  t.equal(isCause('tcp.timeout'), true);
  for (const code of ['tcp', 'tcp.nothing', '__proto__', 'toString', '']) t.equal(isCause(code), false, code);
  t.end();
});

t.test('every cause has an owner and words', (t) => {
  for (const code of CAUSE_CODES) {
    const info = causeInfo(code);
    t.ok(OWNERS.includes(info.owner), `${code}: owner`);
    t.ok((FINDING_LAYERS as readonly string[]).includes(layerOf(code)), `${code}: layer`);
    t.ok(info.title.length >= 10 && info.title.length <= 60 && !info.title.endsWith('.'), `${code}: title`);
    const sentences = info.meaning.match(/\.(?=\s|$)/g)?.length ?? 0;
    t.ok(sentences >= 2 && sentences <= 4 && info.meaning.endsWith('.'), `${code}: meaning has 2 to 4 sentences`);
    t.ok(info.detection.length >= 40 && info.detection.endsWith('.'), `${code}: detection`);
    t.match(info.ask, /^Please .+\.$/, `${code}: ask`);
    t.ok(info.references.length >= 1, `${code}: references`);
    for (const reference of info.references) t.match(reference, /^.+: https:\/\/\S+$/, `${code}: ${reference}`);
    for (const other of info.detection.match(/\b(?:dns|tcp|proxy|tls|http|wildcard|account|placement|host)\.[a-z0-9-]+[a-z0-9]/g) ?? [])
      t.ok(isCause(other) || /^proxy\.(auth|upstream)$/.test(other), `${code} names ${other}`);
  }
  t.equal(new Set(Object.values(CAUSES).map((info) => info.title)).size, CAUSE_CODES.length, 'titles are unique');
  t.end();
});

const direct: EndpointEvidence = {
  host: 'download.microsoft.com',
  port: 443,
  scheme: 'https',
  route: 'direct',
  peer: 'target',
  addresses: ['203.0.113.80'],
  address: '203.0.113.80',
};
const proxied: EndpointEvidence = {
  host: 'download.microsoft.com',
  port: 443,
  scheme: 'https',
  route: 'proxy.corp.test:8080',
  proxy: 'proxy.corp.test:8080',
  peer: 'proxy',
};

const SENTENCES: readonly (readonly [Cause, Evidence, message: string, remedy: string])[] = [
  [
    'dns.nxdomain',
    { ...direct, resolver: '192.0.2.53' },
    'The resolver 192.0.2.53 says that the name download.microsoft.com does not exist (NXDOMAIN), so nothing can connect to it.',
    'let the resolver 192.0.2.53 answer download.microsoft.com: forward public names, and remove any filter or internal zone that overrides this one.',
  ],
  [
    'dns.private-address',
    { ...direct, resolver: 'hosts', hostsFile: true, address: '10.0.0.5' },
    'The hosts file answers the public name download.microsoft.com with the private address 10.0.0.5, which is not the genuine service.',
    'remove download.microsoft.com from the hosts file, which answers before any resolver does.',
  ],
  [
    'dns.system-lookup',
    {
      ...direct,
      ...{ resolver: 'system', systemCode: 'ENOTFOUND', dnsServer: '10.0.0.9', dnsServerAddresses: ['203.0.113.80'] },
      namePolicy: { namespace: '.microsoft.com', servers: ['10.0.0.53', '10.0.0.54'] },
    },
    'The operating system of this server gives no address for download.microsoft.com (ENOTFOUND), although its DNS server 10.0.0.9 knows the name (203.0.113.80): the role cannot resolve it.',
    'find what keeps the lookup of download.microsoft.com from its DNS server 10.0.0.9: the rule for .microsoft.com of its name resolution policy (NRPT), which sends such lookups to 10.0.0.53, 10.0.0.54 (Get-DnsClientNrptPolicy shows it).',
  ],
  [
    'tcp.timeout',
    { ...direct, layerTimeoutMs: 5000 },
    'No response to the TCP connection attempt to download.microsoft.com:443 (203.0.113.80, within 5000 ms): a packet filter on the path is dropping it.',
    'allow TCP 443 from this server to download.microsoft.com (by host name: the addresses change; during the test: 203.0.113.80).',
  ],
  [
    'tcp.refused',
    { host: '2001:db8::1', port: 445, from: 'CM01', elapsedMs: 3 },
    'The TCP connection to [2001:db8::1]:445 was refused (after 3 ms): a firewall rejects it, or nothing listens there.',
    'allow TCP 445 from CM01 to 2001:db8::1.',
  ],
  [
    'tcp.timeout',
    { affected: 40, port: 80, route: 'direct' },
    'No response to the TCP connection attempt to 40 endpoints on TCP 80: a packet filter on the path is dropping it.',
    'allow TCP 80 from this server to the endpoints listed under this finding.',
  ],
  [
    'tcp.partial',
    { ...direct, failedAddresses: [{ address: '203.0.113.9', code: 'TIMEOUT' }], answeredAddresses: ['203.0.113.80'] },
    'Only some addresses of download.microsoft.com:443 answer (open: 203.0.113.80, closed: 203.0.113.9, TIMEOUT): the rule knows addresses, not the name.',
    'let the rule for download.microsoft.com TCP 443 follow the name (FQDN rule), not a list of addresses; closed today: 203.0.113.9.',
  ],
  [
    'proxy.unreachable',
    { ...proxied, code: 'ECONNREFUSED', address: '10.0.0.8' },
    'The proxy proxy.corp.test:8080 refuses TCP connections (10.0.0.8, ECONNREFUSED): nothing listens there, or the port is wrong.',
    "start the proxy service on that port, or tell us the correct port (the console's default is 80).",
  ],
  [
    'proxy.denied',
    { ...proxied, proxyStatus: 403, proxyReason: 'Forbidden', proxyError: 'ERR_ACCESS_DENIED 0', pattern: '*.microsoft.com' },
    'The proxy proxy.corp.test:8080 answered CONNECT download.microsoft.com:443 with 403 (ERR_ACCESS_DENIED 0, Forbidden): its policy forbids it.',
    'allow this server to reach *.microsoft.com on port 443, without inspection and without log-on pages.',
  ],
  [
    'proxy.auth-required',
    { ...proxied, proxyStatus: 407, schemesOffered: ['negotiate', 'ntlm'], realm: 'corp' },
    'The proxy proxy.corp.test:8080 answered CONNECT download.microsoft.com:443 with 407: it wants credentials (schemes negotiate, ntlm, realm corp) and none were given.',
    'let this server reach download.microsoft.com without authentication, or provide an account (--route http://USER@proxy.corp.test:8080 with --proxy-password-file).',
  ],
  [
    'tls.intercepted',
    { ...proxied, peer: 'target', issuer: 'CN=Corp Inspection CA', fingerprint: 'ab'.repeat(32), systemTrusted: true },
    `Through the proxy proxy.corp.test:8080: the certificate of download.microsoft.com:443 was issued by CN=Corp Inspection CA (SHA-256 ${'ab'.repeat(32)}), not by a public authority: TLS is inspected on the path. This server trusts that authority, so the role connects; Microsoft does not support inspection for its management endpoints all the same: client certificates and the notification channel may break.`,
    'exempt download.microsoft.com from TLS inspection.',
  ],
  [
    'http.idle-cut',
    { ...direct, host: 'us.gateway.configmgr.manage.microsoft.com', idleSeconds: 60, holdSeconds: 180, cutBy: 'reset' },
    'An idle connection to https://us.gateway.configmgr.manage.microsoft.com was cut after 60 s (it has to last 180 s, by reset).',
    'raise the idle timeout for us.gateway.configmgr.manage.microsoft.com to 180 s or more.',
  ],
  [
    'account.not-local-admin',
    { account: 'CORP\\CM01$', use: 'site-server-computer', target: 'SCP01.corp.test' },
    "The account CORP\\CM01$ (the site server's computer account) is not in the local Administrators group of SCP01.corp.test, neither directly nor through a group.",
    'add CORP\\CM01$ to the local Administrators group of SCP01.corp.test; then restart the site server, or give it a new Kerberos ticket (klist -li 0x3e7 purge).',
  ],
  [
    'account.not-local-admin',
    { account: 'CORP\\svc', use: 'installation', target: 'SCP01.corp.test' },
    'The account CORP\\svc (the site system installation account) is not in the local Administrators group of SCP01.corp.test, neither directly nor through a group.',
    'add CORP\\svc to the local Administrators group of SCP01.corp.test.',
  ],
  [
    'host.clock-skew',
    { hostname: 'SCP01', skewSeconds: -412.4, skewReference: 'the Date headers of 12 answers', limitSeconds: 300 },
    'The clock of SCP01 is 412 s behind the Date headers of 12 answers (limit 300 s).',
    'correct the clock and its time source (w32tm /query /status).',
  ],
];

t.test('message and remedy name route, host, port and the observed number', (t) => {
  for (const [cause, evidence, message, remedy] of SENTENCES) {
    t.equal(causeInfo(cause).message(evidence), message, `${cause}: message`);
    t.equal(causeInfo(cause).remedy(evidence), remedy, `${cause}: remedy`);
  }
  t.end();
});

const OWNED: readonly (readonly [Cause, Evidence, owner: string, remedy?: RegExp])[] = [
  ['dns.sinkhole', {}, 'dns'],
  ['dns.sinkhole', { hostsFile: true }, 'host'],
  ['proxy.unreachable', { code: 'TIMEOUT' }, 'firewall'],
  ['proxy.unreachable', { code: 'ECONNREFUSED' }, 'proxy'],
  ['tls.reset', { ...direct }, 'firewall'],
  ['tls.reset', { ...proxied }, 'proxy'],
  ['tls.untrusted', { authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT', systemTrusted: false }, 'security'],
  ['tls.untrusted', { systemTrusted: false }, 'host'],
  ['tls.intercepted', { product: 'Kaspersky', inspectedHere: true }, 'host'],
  ['tls.intercepted', { product: 'Zscaler Internet Access' }, 'security'],
  ['tls.incomplete-chain', {}, 'security', /send the whole chain/],
  [
    'tls.incomplete-chain',
    { issuerFetches: [{ url: 'http://pki.test/i.cer', cause: 'NO_CERTIFICATE' }] },
    'security',
    /send the whole chain/,
  ],
  [
    'tls.incomplete-chain',
    { issuerFetches: [{ url: 'http://pki.test/i.cer', cause: 'tcp.timeout' }] },
    'firewall',
    /TCP 80 to http:\/\/pki\.test/,
  ],
  ['tls.incomplete-chain', { ...proxied, issuerFetches: [{ url: 'http://pki.test/i.cer', cause: 'proxy.denied' }] }, 'proxy'],
  ['tls.incomplete-chain', { issuerFetches: [{ url: 'http://pki.test/i.cer', cause: 'dns.nxdomain' }] }, 'dns'],
  [
    'tls.untrusted',
    { authorizationError: 'UNSPECIFIED', authorizationReason: 'CA signature digest algorithm too weak' },
    'service',
    /SHA-256/,
  ],
  ['http.status', { originMarker: 'x-ms-request-id' }, 'service'],
  ['http.status', {}, 'proxy'],
  ['account.lookup-failed', { sourceKind: 'samr' }, 'host'],
  ['account.lookup-failed', { sourceKind: 'windows', code: 'WIN32_5', source: 'cm01' }, 'host', /ask cm01 \(remote calls to SAM/],
  ['account.lookup-failed', { sourceKind: 'powershell', code: 'WIN32_5', source: 'cm01' }, 'host', /ask cm01 \(remote calls to SAM/],
  [
    'account.lookup-failed',
    { sourceKind: 'samr', code: 'NT_STATUS_CONNECTION_REFUSED', source: 'cm01' },
    'firewall',
    /TCP 445 .* to cm01.*LanmanServer/,
  ],
  [
    'account.lookup-failed',
    { sourceKind: 'powershell', code: 'NO_COMPILER', source: 'cm01' },
    'host',
    /from the zip or the executable.*csc\.exe/,
  ],
  ['account.lookup-failed', { sourceKind: 'ldap', code: 'NO_DOMAIN' }, 'configmgr', /--domain/],
  ['account.lookup-failed', { sourceKind: 'samr', code: 'TOOL_MISSING' }, 'configmgr', /smbclient/],
  [
    'proxy.auth-unsupported',
    { proxy: 'p.test:8080', schemesOffered: ['negotiate'], authAttempts: [{ scheme: 'negotiate', status: 0, note: 'not available here' }] },
    'host',
    /install the optional package kerberos/,
  ],
  [
    'proxy.denied',
    { proxy: 'p.test:8080', logOn: 'taken', proxyUser: 'CORP\\svc' },
    'proxy',
    /the account CORP\\svc: check whether that account may use the proxy/,
  ],
  ['account.lookup-failed', { sourceKind: 'ldap' }, 'directory'],
  ['account.lookup-failed', { sourceKind: 'ldap', code: 'NO_CREDENTIALS' }, 'directory', /--user.*kinit/],
  ['account.lookup-failed', { sourceKind: 'ldap', code: 'LDAP_49', rawMessage: '80090346: data 0' }, 'directory', /channel binding/],
  [
    'account.lookup-failed',
    { sourceKind: 'ldap', code: 'LDAP_49', rawMessage: 'data 52e, v4563' },
    'configmgr',
    /correct the name or the password/,
  ],
];

t.test('the owner follows the evidence, and the remedy is the change alone', (t) => {
  for (const [cause, evidence, owner, remedy] of OWNED) {
    t.equal(ownerOf(cause, evidence), owner, `${cause} ${JSON.stringify(evidence)}`);
    if (remedy !== undefined) t.match(causeInfo(cause).remedy(evidence), remedy, cause);
  }
  const devices = Object.values(OWNER_WORDS).map(({ device }) => device);
  for (const cause of CAUSE_CODES)
    for (const evidence of [{}, direct, proxied]) {
      const remedy = causeInfo(cause).remedy(evidence);
      t.notOk(
        devices.some((device) => remedy.startsWith(device)),
        `${cause}: ${remedy}`,
      );
    }
  t.end();
});

t.test('an inconclusive finding without a cause says why', (t) => {
  const table: readonly (readonly [string | null, Evidence, RegExp, RegExp])[] = [
    ['tls', { ...direct, code: 'ERR_SOMETHING_NEW' }, /layer tls ended with the unknown code ERR_SOMETHING_NEW/, /report this code/],
    ['tcp', { ...direct, code: 'ABORTED' }, /run was interrupted while download\.microsoft\.com:443/, /again/],
    [
      'tcp',
      { ...direct, code: 'DEADLINE' },
      /download\.microsoft\.com:443 had not finished when the run reached its deadline/,
      /--deadline/,
    ],
    ['dns', { ...direct, code: 'NOT_RUN' }, /run ended before download\.microsoft\.com:443 was checked/, /--deadline/],
    [
      'dns',
      { ...direct, code: 'NO_RESOLVER' },
      /^This machine could not ask any resolver for download\.microsoft\.com/,
      /^configure a DNS server/,
    ],
    ['tcp', { ...direct, code: 'NO_ROUTE', addresses: [] }, /^This machine has no route out at all/, /default route of this server/],
    ['tcp', { ...direct, code: 'NO_ROUTE', addresses: ['192.0.2.1'] }, /^This machine has no IPv4 route out \(/, /DNS64/],
    [
      'tcp',
      { ...direct, code: 'NO_ROUTE', addresses: ['2001:db8::1'] },
      /^This machine has no IPv6 route out \(/,
      /default route of this server\.$/,
    ],
    [
      'tcp',
      { ...direct, code: 'NO_ROUTE', addresses: ['192.0.2.1', '2001:db8::1'] },
      /no route out at all/,
      /default route of this server\.$/,
    ],
    ['tcp', { ...direct, code: 'EMFILE' }, /^This machine ran out of sockets/, /--concurrency/],
    [
      'http',
      { ...direct, port: 80, code: 'HTTP_200', httpStatus: 200, server: 'nginx' },
      /answered with status 200 \(server nginx\), but nothing shows/,
      /in a browser/,
    ],
    [null, {}, /There is no result for the endpoint/i, /Repeat/],
  ];
  for (const [layer, evidence, message, remedy] of table) {
    t.match(unknownMessage(layer, evidence), message, `${layer} ${evidence.code}`);
    t.match(unknownRemedy(layer, evidence), remedy, `${layer} ${evidence.code}`);
  }
  t.end();
});

const KEYS = [
  ...[
    'host',
    'port',
    'scheme',
    'route',
    'proxy',
    'peer',
    'from',
    'pattern',
    'code',
    'rawMessage',
    'layerTimeoutMs',
    'elapsedMs',
    'resolver',
  ],
  ...[
    'addresses',
    'cnames',
    'hostsFile',
    'address',
    'failedAddresses',
    'answeredAddresses',
    'controlResolver',
    'controlAddresses',
    'controlName',
  ],
  ...[
    'proxyStatus',
    'proxyReason',
    'proxyError',
    'proxyProduct',
    'schemesOffered',
    'schemeTried',
    'logOn',
    'refusedReason',
    'otherProxy',
    'refusedCode',
    'realm',
    'pacUrl',
    'issuer',
    'subject',
  ],
  ...[
    'subjectAltName',
    'fingerprint',
    'notBefore',
    'notAfter',
    'authorizationError',
    'systemTrusted',
    'alert',
    'firstBytes',
    'sniDependent',
    'hostDependent',
  ],
  ...[
    'smallHelloWorks',
    'redirectLoop',
    'revocation',
    'method',
    'httpStatus',
    'server',
    'via',
    'location',
    'contentType',
    'originMarker',
    'product',
    'redirectHost',
  ],
  ...[
    'idleSeconds',
    'holdSeconds',
    'cutBy',
    'canary',
    'affected',
    'account',
    'use',
    'target',
    'source',
    'sourceKind',
    'grantedTo',
    'deniedTo',
  ],
  ...[
    'lockedSince',
    'expiredAt',
    'passwordExpiredAt',
    'fqdnForm',
    'domainControllers',
    'missingOn',
    'orphanedSids',
    'siteCode',
    'siteType',
  ],
  ...[
    'parentSiteCode',
    'topTierSiteCode',
    'installedOn',
    'mode',
    'hostname',
    'operatingSystem',
    'build',
    'item',
    'found',
    'required',
    'settings',
  ],
  ...['missingRoots', 'skewSeconds', 'skewReference', 'limitSeconds', 'question'],
];
const hostileText = fc.oneof(
  anyText(60),
  fc.constantFrom(
    '\u001b[2J\u0007',
    'a\r\nSet-Cookie: x',
    '\u202egnp.exe',
    '\u2028\u2029',
    '\ud800',
    '\u0085\u009b31m',
    'x'.repeat(100_000),
    '__proto__',
  ),
);
const anyValue = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.array(hostileText, { maxLength: 4 }),
  fc.array(fc.record({ address: hostileText, code: hostileText, url: hostileText, name: hostileText })),
  fc.constant(undefined),
);
const hostileEvidence = fc.record(Object.fromEntries(KEYS.map((key) => [key, anyValue])), { requiredKeys: [] }) as fc.Arbitrary<Evidence>;

t.test('hostile evidence gives one printable line', (t) => {
  const bad = /[\p{C}\p{Zl}\p{Zp}]/u;
  fc.assert(
    fc.property(hostileEvidence, fc.option(hostileText), (evidence, layer) => {
      const lines = CAUSE_CODES.flatMap((code) => [causeInfo(code).message(evidence), causeInfo(code).remedy(evidence)]);
      lines.push(unknownMessage(layer, evidence), unknownRemedy(layer, evidence));
      for (const line of lines) if (bad.test(line) || line.trim() === '' || line.length > 2500) throw new Error(JSON.stringify(line));
      for (const code of CAUSE_CODES) if (!OWNERS.includes(ownerOf(code, evidence))) throw new Error(code);
    }),
    { numRuns: 150 },
  );
  t.pass('held');
  t.end();
});

t.test('no sentence has doubled words, spaces or empty brackets', (t) => {
  for (const evidence of [{}, direct, proxied, { affected: 3, port: 80 }, { ...proxied, peer: 'target' }]) {
    const said = CAUSE_CODES.map((code) => ({
      code,
      message: causeInfo(code).message(evidence),
      remedy: causeInfo(code).remedy(evidence),
    }));
    t.strictSame(
      said.filter(({ message, remedy }) =>
        / {2}|\( ?\)|undefined|NaN|\[object|\.\.$| [.,:](?!NET)|\bthe the\b/m.test(`${message}\n${remedy}`),
      ),
      [],
      JSON.stringify(evidence),
    );
    t.strictSame(
      said.filter(({ message }) => !/^(?:[A-Z]|\d+ endpoint|https?:|download\.).*\.$/.test(message)),
      [],
      `begins and ends as sentences do: ${JSON.stringify(evidence)}`,
    );
  }
  t.end();
});

t.test('times are given by their day', (t) => {
  const time = '2026-11-01T00:00:00.000Z';
  for (const [code, key] of [
    ['tls.expired', 'notAfter'],
    ['account.expired', 'expiredAt'],
    ['account.password-expired', 'passwordExpiredAt'],
    ['account.locked', 'lockedSince'],
  ] as const)
    t.match(causeInfo(code).message({ host: 'a.example', port: 443, account: 'A', [key]: time }), / 2026-11-01\b[^T…]*$/, code);
  t.end();
});
