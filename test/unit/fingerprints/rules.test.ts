import t from 'tap';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { ownerOf } from '../../../src/causes/index.ts';
import { loadFingerprints } from '../../../src/fingerprints/load.ts';
import {
  type AnswerFacts,
  matchBlockPage,
  matchInterceptor,
  matchProxyProduct,
  originMarker,
  recognisers,
} from '../../../src/fingerprints/recognise.ts';
import { FINGERPRINT_FILES, type FingerprintFile, parseFingerprints, type Rule } from '../../../src/fingerprints/rules.ts';
import { UsageError } from '../../../src/model/usage-error.ts';

const set = await loadFingerprints();

/** What a matching value looks like where a pattern is an expression. */
const SAMPLES: Readonly<Record<string, string>> = {
  'zscaler-gateway': 'https://gateway.zscalertwo.net:443/block?origurl=http',
  'umbrella-location': 'http://phish.opendns.com/main?url=x',
  'umbrella-page': 'location.replace("https://malware.block.sse.cisco.com/?url=x")',
  'cloudflare-gateway': 'https://blocked.teams.cloudflare.com/?rule_id=1',
  'menlo-redirect': 'https://safe.menlosecurity.com/https://x.example',
  'netskope-redirect': 'https://notify.eu.goskope.com/block?x',
  'securly-blocked': 'https://useast-www.securly.com/blocked?x',
  'goguardian-blocked': 'https://blocked.goguardian.com/?ctx=x',
  'linewize-blocked': 'https://blocked.syd-1.linewize.net/?x',
  'forcepoint-wcg-via': '1.1 localhost (Websense-Content_Gateway/7.8.4)',
  'fortigate-proxy': 'FortiGate/7.4',
  'proxysg-notify': 'http://notify.bluecoat.com/notify-NotifyUser1?',
  'fortiguard-resource': '<script src="https://url.fortinet.net:8008/XX/YY/ZZ/CI/MGPGHGPGPFGHCDPFGGOGFGEH"></script>',
  'sophos-powered': 'Powered by UTM Web Protection',
  'checkpoint-portal': 'https://10.1.2.3/UserCheck/PortalMain?IID=1234&orig_url=',
  'barracuda-server': 'BarracudaHTTP 4.0',
  'iboss-restricted': 'http://192.0.2.9/block/restricted.html?fn=x',
  'squid-denied-body': '<body id="ERR_ACCESS_DENIED">',
  'netsweeper-query': 'http://deny.example/?dpid=3',
  'filter-title': '<title>This site is blocked</title>',
  'filter-category': 'Blocked category: news',
  'filter-policy': 'It breaks the Acceptable Use Policy.',
  'filter-by-administrator': 'This page was blocked by your network administrator.',
  'zscaler-cn': 'Zscaler Intermediate Root CA (zscalertwo.net) (t)',
  'netskope-cn': 'ca.tenant.eu.goskope.com',
  'umbrella-cn': 'Cisco Umbrella Primary SubCA',
  'fortigate-cn': 'FGT60E4Q16012345',
  'fortigate-o': 'Fortinet Ltd.',
  'forcepoint-o': 'Websense, Inc.',
  'sophos-cn': 'Sophos SSL CA_C1234567',
  'unifi-any': 'UniFi Gateway',
  'squid-error': 'ERR_DNS_FAIL 0',
  'squid-server': 'squid/5.7',
  'squid-cache-lookup': 'MISS from proxy.corp.test:3128',
  'forcepoint-via': '1.1 forcepoint-wcg.corp.test',
};

function sampleOf(rule: Rule): string {
  const pattern = rule.pattern ?? 'x';
  if (rule.match === 'regexp') return SAMPLES[rule.id] ?? t.fail(`no sample for ${rule.id}`).toString();
  return rule.match === 'contains' ? `http://192.0.2.1/before ${pattern} after` : rule.match === 'prefix' ? `${pattern}9.9 after` : pattern;
}

const answer = (facts: Partial<AnswerFacts & { location: string }>): AnswerFacts & { location: string } => ({
  status: 403,
  headers: {},
  bodyExcerpt: '',
  location: '',
  ...facts,
});

function answerFor(rule: Rule): AnswerFacts & { location: string } {
  const sample = sampleOf(rule);
  const status = rule.statuses?.[0] ?? 403;
  if (rule.location === 'body') return answer({ status, bodyExcerpt: `<html><body>${sample}</body></html>` });
  if (rule.location === 'location-header') return answer({ status: 302, location: sample });
  return answer({ status, headers: { [rule.header ?? '']: sample } });
}

t.test('every block page rule finds its product in its own sample: h alone, weaker ones in pairs', (t) => {
  for (const rule of set.blockPages) {
    const found = matchBlockPage(set, answerFor(rule));
    if (rule.confidence === 'h') {
      t.equal(found?.product, rule.product, rule.id);
      t.equal(found?.confidence, 'certain', rule.id);
      t.ok(found?.fingerprintIds.includes(rule.id), rule.id);
      continue;
    }
    const partner = set.blockPages.find((other) => other.product === rule.product && other !== rule && other.confidence !== 'h');
    const own = answerFor(rule);
    if (!found?.fingerprintIds.includes(rule.id)) t.equal(found, undefined, `${rule.id} alone is no finding`);
    if (partner === undefined) continue;
    const other = answerFor(partner);
    const both = matchBlockPage(set, {
      status: 403,
      headers: { ...own.headers, ...other.headers },
      location: own.location || other.location,
      bodyExcerpt: `${own.bodyExcerpt} ${other.bodyExcerpt}`,
    });
    t.equal(both?.product, rule.product, `${rule.id} with ${partner.id}`);
    t.not(both?.confidence, 'certain');
  }
  t.end();
});

t.test('every interceptor rule finds its product in an issuer, never in the subject of the leaf', (t) => {
  for (const rule of set.tlsInspection) {
    const attribute = rule.attribute === 'any' || rule.attribute === undefined ? 'O' : rule.attribute;
    const name = `${attribute}=${sampleOf(rule)}, C=US`;
    const leaf = { subject: 'CN=download.microsoft.com', issuer: name };
    t.same(matchInterceptor(set, [leaf])?.product, rule.product, rule.id);
    t.equal(
      matchInterceptor(set, [{ subject: name, issuer: 'CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US' }]),
      undefined,
      rule.id,
    );
    if (rule.runsOn === 'host')
      t.equal(ownerOf('tls.intercepted', { product: rule.product }), 'host', `${rule.id}: the owner is this machine`);
    else t.equal(ownerOf('tls.intercepted', { product: rule.product }), 'security', rule.id);
  }
  t.end();
});

t.test('genuine issuers are nobody’s product', (t) => {
  const issuers = [
    'CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation, C=US',
    'CN=Microsoft RSA Root Certificate Authority 2017, O=Microsoft Corporation, C=US',
    'CN=Microsoft ECC Root Certificate Authority 2017, O=Microsoft Corporation, C=US',
    'CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1, O=DigiCert Inc, C=US',
    'CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US',
    'CN=Baltimore CyberTrust Root, OU=CyberTrust, O=Baltimore, C=IE',
    'CN=D-TRUST Root Class 3 CA 2 2009, O=D-Trust GmbH, C=DE',
    "CN=R11, O=Let's Encrypt, C=US",
    'CN=HydrantID Server CA O1, OU=HydrantID Trusted Certificate Service, O=IdenTrust, C=US',
    'CN=Corp Inspection CA, O=Contoso, C=US',
    '',
  ];
  for (const issuer of issuers) t.equal(matchInterceptor(set, [{ subject: 'CN=x', issuer }]), undefined, issuer);
  t.end();
});

t.test('every proxy rule names its product; a plain answer names none', (t) => {
  for (const rule of set.proxies) t.equal(matchProxyProduct(set, { [rule.header ?? '']: sampleOf(rule) }), rule.product, rule.id);
  for (const headers of [{}, { server: 'Microsoft-IIS/10.0', via: '1.1 varnish', 'x-cache': 'HIT' }, { server: 'nginx' }])
    t.equal(matchProxyProduct(set, headers), undefined);
  t.end();
});

const DER = '0\ufffd\u0003\ufffd0\ufffd\u0002o\u0002\u0001\u00010';
type Genuine = readonly [host: string, status: number, headers: Readonly<Record<string, string>>, body: string, marker: RegExp];
const GENUINE: readonly Genuine[] = [
  ['crl3.digicert.com', 200, { 'content-type': 'application/pkix-crl', server: 'nginx' }, DER, /revocation list/],
  ['crl4.digicert.com', 200, { 'content-type': 'application/x-pkcs7-crl' }, DER, /revocation list/],
  ['www.d-trust.net', 200, { 'content-type': 'application/pkix-crl' }, DER, /revocation list/],
  [
    'crl.microsoft.com',
    200,
    { 'content-type': 'application/pkix-crl', via: '1.1 proxy.corp.test (squid/5.7)', 'x-cache': 'MISS from proxy' },
    DER,
    /revocation list/,
  ],
  ['www.microsoft.com', 200, { 'content-type': 'application/octet-stream' }, DER, /revocation list/],
  ['ocsp.digicert.com', 200, { 'content-type': 'application/ocsp-response' }, '0\u0003\n\u0001\u0001', /OCSP/],
  ['root-c3-ca2-2009.ocsp.d-trust.net', 200, { 'content-type': 'application/ocsp-response' }, '0\u0003\n\u0001\u0001', /OCSP/],
  ['oneocsp.microsoft.com', 404, { 'x-azure-ref': '20261120T000000Z-abc' }, '', /x-azure-ref/],
  ['ocsp.msocsp.com', 400, { 'x-msedge-ref': 'Ref A: 1 Ref B: 2' }, '', /x-msedge-ref/],
  ['ctldl.windowsupdate.com', 200, { 'content-type': 'application/vnd.ms-cab-compressed' }, 'MSCF\0\0', /cabinet/],
  ['ctldl.windowsupdate.com', 404, { 'x-ccc': 'DE', 'x-cid': '2' }, '', /X-CCC/],
  ['download.windowsupdate.com', 403, { msregion: 'EMEA' }, '', /MSREGION/],
  ['dl.delivery.mp.microsoft.com', 404, { 'ms-correlationid': 'abc' }, '', /MS-CorrelationId/],
  [
    'download.microsoft.com',
    403,
    { server: 'AkamaiGHost', 'content-type': 'text/html' },
    '<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You do not have permission. Reference #18.2d2f1060.1</BODY></HTML>',
    /AkamaiGHost/,
  ],
  [
    'windowsupdate.microsoft.com',
    302,
    { server: 'Microsoft-IIS/10.0', location: 'http://www.update.microsoft.com/microsoftupdate/v6/default.aspx' },
    '',
    /redirect within/,
  ],
  ['ntservicepack.microsoft.com', 301, { server: 'Microsoft-HTTPAPI/2.0', location: 'https://www.microsoft.com/' }, '', /redirect within/],
  [
    'aka.ms',
    301,
    { server: 'Kestrel', 'request-context': 'appId=cid-v1:b47e5e27', location: 'https://learn.microsoft.com/' },
    '',
    /Request-Context/,
  ],
  [
    'cmbitsstore.blob.core.windows.net',
    400,
    { server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0', 'x-ms-request-id': '0d5f5c5e-601e-0000-0000-000000000000' },
    '',
    /x-ms-request-id/,
  ],
  ['www.msftconnecttest.com', 200, { 'content-type': 'text/plain' }, 'Microsoft Connect Test', /connectivity test/],
];

t.test('genuine answers carry a marker and are no block page, whatever a proxy adds', (t) => {
  const added = {
    via: '1.1 corp (McAfee Web Gateway 11.2), 1.0 x (Cisco-WSA/9.1), 1.1 y (squid/5.7)',
    'x-cache': 'MISS from proxy.corp.test',
    'x-cache-lookup': 'MISS from proxy.corp.test:3128',
  };
  for (const [host, status, headers, bodyExcerpt, marker] of GENUINE)
    for (const all of [headers, { ...headers, ...added }]) {
      const contentType = headers['content-type'] ?? '';
      const location = headers.location ?? '';
      t.match(originMarker(set, host, { status, headers: all, contentType, bodyExcerpt }), marker, host);
      t.equal(
        originMarker(set, `${host.toUpperCase()}.`, { status, headers: all, contentType, bodyExcerpt }),
        originMarker(set, host, { status, headers, contentType, bodyExcerpt }),
      );
      t.equal(matchBlockPage(set, { status, headers: all, bodyExcerpt, location }), undefined, `${host}: no block page`);
      t.equal(
        matchBlockPage({ ...set, origins: [] }, { status, headers: all, bodyExcerpt, location }),
        undefined,
        `${host}: not even without its marker`,
      );
    }
  t.end();
});

t.test('every plain HTTP host of the shipped catalogs has a proof of origin', async (t) => {
  const covers = (pattern: string, host: string): boolean =>
    pattern.startsWith('*.') ? host === pattern.slice(2) || host.endsWith(pattern.slice(1)) : host === pattern;
  const patterns = set.origins.filter((rule) => rule.confidence !== 'l').flatMap((rule) => rule.hosts);
  for (const { id, endpoints } of await loadCatalogs(SHIPPED_CATALOGS))
    for (const { host, probe, scheme } of endpoints) {
      if (scheme !== 'http') continue;
      for (const name of [host, ...probe].filter((each) => /^[a-z0-9.-]+$/i.test(each)))
        t.ok(
          patterns.some((pattern) => covers(pattern, name.toLowerCase())),
          `${id}: ${name}`,
        );
    }
});

t.test('answers of others carry no marker', (t) => {
  const table: readonly (readonly [string, AnswerFacts & { contentType: string }])[] = [
    ['crl3.digicert.com', { status: 200, headers: {}, contentType: 'text/html', bodyExcerpt: '<html>sign in</html>' }],
    ['crl3.digicert.com', { status: 200, headers: {}, contentType: 'application/pkix-crl', bodyExcerpt: '<html>sign in</html>' }],
    ['crl3.digicert.com', { status: 200, headers: {}, contentType: 'text/html', bodyExcerpt: DER }],
    ['crl3.digicert.com', { status: 403, headers: {}, contentType: 'application/pkix-crl', bodyExcerpt: DER }],
    ['ctldl.windowsupdate.com', { status: 200, headers: { server: 'nginx' }, contentType: 'text/html', bodyExcerpt: 'OK MSCF' }],
    ['download.windowsupdate.com', { status: 200, headers: { 'x-ccc': 'DE' }, contentType: '', bodyExcerpt: '' }],
    [
      'windowsupdate.microsoft.com',
      {
        status: 302,
        headers: { server: 'Microsoft-IIS/10.0', location: 'http://portal.corp.test/?u=windowsupdate.microsoft.com' },
        contentType: '',
        bodyExcerpt: '',
      },
    ],
    [
      'windowsupdate.microsoft.com',
      { status: 302, headers: { server: 'nginx', location: 'https://windowsupdate.microsoft.com/' }, contentType: '', bodyExcerpt: '' },
    ],
    ['evilmicrosoft.com', { status: 200, headers: { 'x-azure-ref': 'x' }, contentType: '', bodyExcerpt: '' }],
    [
      'intranet.corp.test',
      { status: 200, headers: { 'x-ms-request-id': '0d5f5c5e-601e-0000-0000-000000000000' }, contentType: '', bodyExcerpt: '' },
    ],
    ['download.microsoft.com', { status: 403, headers: { server: 'AkamaiGHost' }, contentType: '', bodyExcerpt: 'blocked' }],
    ['download.microsoft.com', { status: 200, headers: { __proto__x: '', constructor: '' }, contentType: '', bodyExcerpt: '' }],
  ];
  for (const [host, facts] of table) t.equal(originMarker(set, host, facts), undefined, `${host} ${facts.status} ${facts.contentType}`);
  t.end();
});

t.test('plain pages and plain English are no block page', (t) => {
  const table: readonly Partial<AnswerFacts & { location: string }>[] = [
    { status: 200, bodyExcerpt: '<title>Please Wait... | Cloudflare</title>' },
    { status: 404, headers: { server: 'Microsoft-IIS/10.0' }, bodyExcerpt: '<title>404 - File or directory not found.</title>' },
    { status: 403, bodyExcerpt: '<title>403 Forbidden</title><center>nginx</center>' },
    { status: 200, headers: { via: '1.1 varnish (Varnish/7.1)', 'x-cache': 'HIT', server: 'ECAcc (lac/55D2)' }, bodyExcerpt: '{}' },
    { status: 200, bodyExcerpt: 'Our privacy policy and security policy' },
    { status: 301, location: 'https://www.example.com/UserCheck/PortalMain?IID=1' },
    { status: 302, location: 'https://learn.microsoft.com/intune/' },
    { status: 200, headers: { server: 'Cisco Umbrella' } },
    { status: 200 },
  ];
  for (const facts of table) t.equal(matchBlockPage(set, answer(facts)), undefined, JSON.stringify(facts));
  t.end();
});

t.test('pages of an unknown filter need two signs, and say how sure that is', (t) => {
  const page = '<title>Access blocked</title> This site is in a blocked category by company policy.';
  const found = recognisers(set).blockPage(answer({ bodyExcerpt: page }));
  t.equal(found?.product, 'web filter of an unknown product');
  t.equal(found?.confidence, 'possible');
  t.ok((found?.fingerprintIds.length ?? 0) >= 2);
  t.end();
});

t.test('addresses of DNS filters', (t) => {
  const { dnsFilter } = recognisers(set);
  for (const rule of set.dnsFilters) t.same(dnsFilter(rule.pattern ?? ''), { product: rule.product, fingerprintId: rule.id });
  t.equal(dnsFilter('203.0.113.1'), undefined);
  t.end();
});

t.test('megabytes of hostile text are searched in no time', (t) => {
  const hostile = `${'<title>'.repeat(50_000)}${'acceptable use '.repeat(50_000)}${'10.'.repeat(50_000)}`;
  const started = process.hrtime.bigint();
  matchBlockPage(
    set,
    answer({ bodyExcerpt: hostile, location: `https://10.${'a/'.repeat(100_000)}`, headers: { server: hostile, via: hostile } }),
  );
  matchInterceptor(set, [{ subject: hostile, issuer: `CN=${hostile}` }]);
  t.ok(Number(process.hrtime.bigint() - started) / 1e6 < 250, 'within 250 ms');
  t.end();
});

t.test('a damaged file is told with file, line and field', (t) => {
  const good = 'title: Some rules\nrevision: "1"\nsources: { s: { title: t, url: "https://example.com/", licence: l, date: d } }\nrules:\n';
  const rule = '  - { id: a, product: Some product, location: body, match: contains, pattern: abc, confidence: h, source: s }\n';
  const origin = '  - { id: a, hosts: [a.example], markers: [{ name: some marker, body: der }], confidence: h, source: s }\n';
  const words = '  - { id: a, product: Some product, location: body, match: contains, pattern: abc, means: denied, source: s }\n';
  const texts = Object.fromEntries(
    FINGERPRINT_FILES.map((file) => [file, good + (file === 'origins' ? origin : file === 'proxy-answers' ? words : rule)]),
  ) as Record<FingerprintFile, string>;
  t.equal(parseFingerprints(texts).blockPages[0]?.id, 'a');
  const table: readonly (readonly [FingerprintFile, string, RegExp])[] = [
    ['proxies', 'rules: [', /^proxies\.yaml:1: /],
    ['proxies', good + rule.replace('h, source', 'x, source'), /^proxies\.yaml:5: rules\.0\.confidence: /],
    ['proxies', good + rule.replace('source: s', 'source: t'), /no source t/],
    ['proxies', good + rule + rule, /appears twice/],
    ['proxies', good + rule.replace('location: body', 'location: header'), /header: belongs/],
    ['proxies', good + rule.replace('contains, pattern: abc', 'regexp, pattern: "(a+)+b"'), /nested repetition/],
    ['proxies', good + rule.replace('contains, pattern: abc', 'regexp, pattern: "(a"'), /valid expression/],
    ['proxies', good + rule.replace('pattern: abc, ', ''), /pattern: is needed/],
    ['origins', good + origin.replace('body: der', 'status: [200]'), /more than a status/],
    ['origins', good + origin.replace('body: der', 'body: prefix'), /text: belongs/],
    ['proxy-answers', good + words.replace('means: denied, ', ''), /means: belongs/],
    ['proxy-answers', good + words.replace('location: body', 'location: header'), /header: belongs/],
    ['origins', '- &a [x, &b [*a, *a]]\n- *b\n', /origins\.yaml/],
  ];
  for (const [file, text, message] of table) {
    try {
      parseFingerprints({ ...texts, [file]: text });
      t.fail(`${file} was accepted: ${message}`);
    } catch (error) {
      t.ok(error instanceof UsageError, String(error));
      t.match((error as UsageError).located, message);
    }
  }
  t.end();
});
