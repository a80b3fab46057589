import { constants } from 'node:os';
import t from 'tap';
import { judgeObservation } from '../../../../../src/checks/endpoint/verdict/observation.ts';
import type { Case, Verdict } from '../../../../../src/checks/endpoint/verdict/verdict.ts';
import type { Layer, Observation, Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import {
  certificate,
  DNS_OK,
  NO_FINGERPRINTS,
  NOW,
  observation,
  PROXY,
  probe,
  ROOT,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../support/endpoint-examples.ts';

type Row = readonly [
  name: string,
  steps: readonly Step[],
  expected: string,
  options?: Partial<Case> & { observation?: Partial<Observation>; probe?: Probe },
];

function shown(verdict: Verdict): string {
  return verdict.status === 'pass'
    ? 'pass'
    : `${verdict.status} ${verdict.cause ?? `null@${verdict.layer}`} ${verdict.confidence}${verdict.owner === undefined ? '' : ` ${verdict.owner}`}`;
}

function judged([, steps, , options = {}]: Row): string {
  const { observation: more = {}, ...context } = options;
  return shown(
    judgeObservation(observation(steps, more), {
      probe: probe(),
      allowPrivate: false,
      systemCa: false,
      nowIso: NOW,
      fingerprints: NO_FINGERPRINTS,
      ...context,
    }),
  );
}

const http = (status: number, facts = {}): Step =>
  step('http', { method: 'GET', status, headers: {}, location: '', bodyExcerpt: '', contentType: '', ...facts });
const dns = (addresses: readonly string[], more = {}): Step => step('dns', { addresses, resolver: '203.0.113.53', ...more });
const tls = (error: string, chain = [certificate(), ROOT], more = {}): Step =>
  step('tls', { chain, authorizationError: error, nameError: '', endsInGenuineRoot: false, systemTrusted: null, ...more }, error);
const tcp = (code: string): Step =>
  step(
    'tcp',
    { attempts: [{ address: '203.0.113.80', family: 4, durationMs: 1, failure: { code, message: code, address: '203.0.113.80' } }] },
    code,
  );
const disagreeing = {
  systemFailure: { code: 'ENOTFOUND', message: '' },
  serverAnswer: { resolver: '10.0.0.53', addresses: ['13.1.1.1'], cnames: [] },
};
const noRoute = (address: string): Step =>
  step(
    'tcp',
    { attempts: [{ address, family: 6, durationMs: 1, noRoute: true, failure: { code: 'ENETUNREACH', message: '', address } }] },
    'ENETUNREACH',
  );
const partial = (silent: string): Step =>
  step('tcp', {
    address: '13.1.1.1',
    attempts: [
      { address: silent, family: 4, durationMs: 1000, failure: { code: 'UNANSWERED', message: '', address: silent } },
      { address: '13.1.1.1', family: 4, durationMs: 1 },
    ],
  });
const PROXY_DNS = step('dns', { addresses: ['10.0.0.8'] }, undefined, 'proxy');
const PROXY_TCP = step('tcp', { address: '10.0.0.8' }, undefined, 'proxy');
const connect = (status: number, facts = {}): Step =>
  step('proxy', { status, headers: {}, schemesOffered: [], schemeTried: 'none', ...facts }, `HTTP_${status}`, 'proxy');
const overProxy = { probe: probe(undefined, { route: PROXY }) };
const plain = { probe: probe('crl3.digicert.com', { scheme: 'http' }) };
const plainOverProxy = { probe: probe('crl3.digicert.com', { scheme: 'http', route: PROXY }) };
const marker = { ...NO_FINGERPRINTS, originMarker: () => 'x-marker' };
const filtered = {
  fingerprints: { ...NO_FINGERPRINTS, dnsFilter: () => ({ product: 'a filter', fingerprintId: 'a-filter' }) },
};
const before = [DNS_OK, TCP_OK];
const FETCHED = { completion: { sent: 1, fetches: [{ url: 'http://pki.test/i.cer', code: '' }] } };

const ROWS: readonly Row[] = [
  ['healthy', [...before, TLS_OK, http(200)], 'pass'],
  ['401 of the genuine service proves the path', [...before, TLS_OK, http(401)], 'pass'],
  ['403 of the genuine service proves the path', [...before, TLS_OK, http(403)], 'pass'],
  ['404 of the genuine service proves the path', [...before, TLS_OK, http(404)], 'pass'],
  ...[407, 408, 426, 451, 502, 511, 598, 599].map(
    (status): Row => [
      `status ${status} is a failure of the product's own check`,
      [...before, TLS_OK, http(status)],
      'fail http.status certain',
    ],
  ),
  ['503 is no failure by itself', [...before, TLS_OK, http(503)], 'pass'],

  ['no such name', [step('dns', {}, 'NXDOMAIN')], 'fail dns.nxdomain certain'],
  ['no address', [step('dns', {}, 'NODATA')], 'fail dns.nodata certain'],
  ['silent resolver', [step('dns', {}, 'TIMEOUT')], 'fail dns.timeout certain'],
  ['SERVFAIL', [step('dns', {}, 'SERVFAIL')], 'fail dns.servfail certain'],
  ['REFUSED', [step('dns', {}, 'REFUSED')], 'fail dns.refused certain'],
  ['getaddrinfo could not tell', [step('dns', {}, 'EAI_AGAIN')], 'fail dns.timeout possible'],
  ['no resolver: our machine', [step('dns', { localFault: true }, 'NO_RESOLVER')], 'inconclusive null@dns certain'],
  ['unknown DNS code', [step('dns', {}, 'RCODE12')], 'inconclusive null@dns certain'],
  ['a response code that is none of the usual', [step('dns', {}, 'NOTAUTH')], 'fail dns.refused certain'],
  ['closed port of the resolver', [step('dns', {}, 'ECONNREFUSED')], 'fail dns.unreachable certain'],
  ['certificate of an encrypted resolver', [step('dns', {}, 'ERR_TLS_CERT_ALTNAME_INVALID')], 'fail dns.unreachable certain'],
  ['status of an encrypted resolver', [step('dns', {}, 'HTTP_403')], 'fail dns.unreachable certain'],
  ['a policy that says so', [step('dns', { extendedErrors: [{ code: 17, text: '' }] }, 'SERVFAIL')], 'fail dns.filtered certain'],
  ['DNSSEC that says so', [step('dns', { extendedErrors: [{ code: 6, text: '' }] }, 'SERVFAIL')], 'fail dns.servfail certain'],
  [
    'an address of a policy that says so',
    [dns(['13.1.1.1'], { extendedErrors: [{ code: 15, text: '' }] }), tcp('TIMEOUT')],
    'fail dns.sinkhole certain',
  ],
  ['only the server knows', [step('dns', { addresses: [], ...disagreeing }, 'ENOTFOUND')], 'fail dns.system-lookup certain'],
  [
    'the lookup has not ended',
    [step('dns', { addresses: [], ...disagreeing, systemFailure: { code: 'TIMEOUT', message: '' } }, 'TIMEOUT')],
    'inconclusive dns.system-lookup likely',
  ],
  [
    'the search list finds another name',
    [
      dns(['10.1.2.3'], {
        serverFailure: { code: 'NXDOMAIN', message: '' },
        serverAnswer: { resolver: '10.0.0.53', addresses: [], cnames: [] },
      }),
      tcp('TIMEOUT'),
    ],
    'fail dns.nxdomain likely',
  ],
  ...(['SERVFAIL', 'REFUSED', 'NODATA'] as const).map(
    (code): Row => [
      `${code}, and the search list finds another name`,
      [
        dns(['10.1.2.3'], { serverFailure: { code, message: '' }, serverAnswer: { resolver: '10.0.0.53', addresses: [], cnames: [] } }),
        TCP_OK,
        tls('DEPTH_ZERO_SELF_SIGNED_CERT'),
      ],
      `fail dns.${code.toLowerCase()} likely`,
    ],
  ),
  ['a reserved address', [dns(['240.0.0.1']), tcp('ENETUNREACH')], 'fail dns.private-address likely'],
  ['a made-up address of an agent with the genuine certificate', [dns(['198.18.0.1']), TCP_OK, TLS_OK, http(200)], 'pass'],
  [
    'no route, and the question for the other family failed',
    [dns(['2620::1'], { failedFamilies: [{ family: 4, code: 'SERVFAIL', message: '' }] }), noRoute('2620::1')],
    'fail dns.servfail certain',
  ],
  [
    'no route, and the question for the other family was not answered, which the lookup waited for',
    [
      dns(['2620::1'], {
        failedFamilies: [{ family: 4, code: 'TIMEOUT', message: '' }],
        systemFailure: { code: 'TIMEOUT', message: '' },
      }),
      noRoute('2620::1'),
    ],
    'fail dns.timeout certain',
  ],
  ['no route to the only family', [dns(['2620::1']), noRoute('2620::1')], 'fail tcp.unreachable certain'],
  ['sinkhole', [dns(['0.0.0.0']), tcp('ECONNREFUSED')], 'fail dns.sinkhole certain'],
  ['a sinkhole for the family that is not spoken here', [dns(['13.1.1.1', '::']), TCP_OK, TLS_OK, http(200)], 'warn dns.sinkhole certain'],
  ['and what fails beside it has a reason of its own', [dns(['13.1.1.1', '::']), tcp('ECONNREFUSED')], 'fail tcp.refused certain'],
  ['a link-local address cannot be connected to', [dns(['fe80::5']), tcp('EINVAL')], 'fail dns.private-address likely'],
  ['an unknown code of a public address stays unknown', [dns(['13.1.1.1']), tcp('EINVAL')], 'inconclusive null@tcp certain'],
  [
    'a reserved address beside one that answers',
    [dns(['13.1.1.1', '240.0.0.1']), partial('240.0.0.1'), TLS_OK, http(200)],
    'warn dns.private-address likely',
  ],
  ['a public one beside it', [dns(['13.1.1.1', '13.1.1.2']), partial('13.1.1.2'), TLS_OK, http(200)], 'warn tcp.partial likely'],
  ['address of a known DNS filter, refused', [dns(['203.0.113.80']), tcp('ECONNREFUSED')], 'fail dns.sinkhole certain', filtered],
  [
    'address of a known DNS filter, whatever certificate it shows',
    [dns(['203.0.113.80']), TCP_OK, tls('SELF_SIGNED_CERT_IN_CHAIN')],
    'fail dns.sinkhole certain',
    filtered,
  ],
  ['address of a known DNS filter, yet the genuine service', [dns(['203.0.113.80']), TCP_OK, TLS_OK, http(200)], 'pass', filtered],
  ['address of a known DNS filter, interrupted', [dns(['203.0.113.80']), tcp('ABORTED')], 'inconclusive null@tcp certain', filtered],
  ['loopback for a public name', [dns(['127.0.0.1']), tcp('ECONNREFUSED')], 'fail dns.sinkhole certain'],
  ['private address that fails', [dns(['10.1.2.3']), tcp('TIMEOUT')], 'fail dns.private-address likely'],
  ['private address by the hosts file', [dns(['10.1.2.3'], { hostsFile: true }), tcp('TIMEOUT')], 'fail dns.private-address likely'],
  ['private address with the genuine certificate', [dns(['10.1.2.3']), TCP_OK, TLS_OK, http(200)], 'warn dns.private-address certain'],
  ['private address that is expected', [dns(['10.1.2.3']), TCP_OK, TLS_OK, http(200)], 'pass', { allowPrivate: true }],
  ['sinkhole even where private is expected', [dns(['0.0.0.0']), tcp('ECONNREFUSED')], 'fail dns.sinkhole certain', { allowPrivate: true }],

  ['refused', [DNS_OK, tcp('ECONNREFUSED')], 'fail tcp.refused certain'],
  ['dropped', [DNS_OK, tcp('TIMEOUT')], 'fail tcp.timeout certain'],
  ['reset', [DNS_OK, tcp('ECONNRESET')], 'fail tcp.reset certain'],
  ['unreachable', [DNS_OK, tcp('EHOSTUNREACH')], 'fail tcp.unreachable certain'],
  ['prohibited', [DNS_OK, tcp('EACCES')], 'fail tcp.prohibited certain'],
  ['no descriptor: our machine', [DNS_OK, tcp('EMFILE')], 'inconclusive tcp.local-limit certain'],
  [
    'one of two addresses',
    [
      DNS_OK,
      step('tcp', {
        address: '203.0.113.80',
        attempts: [
          { address: '203.0.113.9', family: 4, durationMs: 1, failure: { code: 'ECONNREFUSED', message: '' } },
          { address: '203.0.113.80', family: 4, durationMs: 1 },
        ],
      }),
      TLS_OK,
      http(200),
    ],
    'warn tcp.partial certain',
  ],
  [
    'IPv6 dropped, IPv4 answers',
    [...before, TLS_OK, http(200)],
    'warn tcp.partial certain',
    { observation: { otherFamily: [tcp('TIMEOUT')] } },
  ],
  [
    'IPv4 dropped, IPv6 answers',
    [DNS_OK, tcp('TIMEOUT')],
    'warn tcp.partial certain',
    { observation: { otherFamily: [TCP_OK, TLS_OK, http(200)] } },
  ],
  [
    'IPv6 reset in the handshake, IPv4 answers',
    [...before, TLS_OK, http(200)],
    'fail tls.reset certain',
    { observation: { otherFamily: [TCP_OK, step('tls', {}, 'ECONNRESET')] } },
  ],
  ['both families dropped', [DNS_OK, tcp('TIMEOUT')], 'fail tcp.timeout certain', { observation: { otherFamily: [tcp('TIMEOUT')] } }],

  ['reset in the handshake', [...before, step('tls', {}, 'ECONNRESET')], 'fail tls.reset certain'],
  ['silence in the handshake', [...before, step('tls', {}, 'TIMEOUT')], 'fail tls.timeout likely'],
  ['closed in the handshake', [...before, step('tls', {}, 'CLOSED')], 'fail tls.closed certain'],
  ['no TLS on the port', [...before, step('tls', {}, 'ERR_SSL_WRONG_VERSION_NUMBER')], 'fail tls.protocol certain'],
  [
    'expired, of a genuine root',
    [...before, tls('CERT_HAS_EXPIRED', [certificate({ notAfter: '2026-01-02T00:00:00.000Z' }), ROOT], { endsInGenuineRoot: true })],
    'fail tls.expired certain',
  ],
  [
    'not yet valid',
    [...before, tls('CERT_NOT_YET_VALID', [certificate({ notBefore: '2027-01-02T00:00:00.000Z' }), ROOT], { endsInGenuineRoot: true })],
    'fail tls.not-yet-valid certain',
  ],
  ['expired and of a private root: interception first', [...before, tls('CERT_HAS_EXPIRED')], 'fail tls.intercepted certain'],
  [
    'private root, unknown here',
    [...before, tls('SELF_SIGNED_CERT_IN_CHAIN', undefined, { systemTrusted: false })],
    'fail tls.intercepted certain',
  ],
  [
    'private root, trusted here',
    [...before, tls('SELF_SIGNED_CERT_IN_CHAIN', undefined, { systemTrusted: true })],
    'warn tls.intercepted certain',
  ],
  [
    'leaf alone of a private authority',
    [...before, tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate()])],
    'fail tls.intercepted possible',
  ],
  [
    'leaf alone that says where its issuer is',
    [...before, tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate({ issuerUrls: ['http://pki.test/i.cer'] })])],
    'fail tls.incomplete-chain likely',
  ],
  [
    'leaf alone, with nothing but a responder of its authority',
    [...before, tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate({ ocspUrls: ['http://ocsp.test/'] })])],
    'fail tls.incomplete-chain possible',
  ],
  [
    'leaf alone whose issuer is published in a directory of the inside',
    [
      ...before,
      tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate({ issuerUrls: ['ldap:///CN=Corp,CN=AIA,DC=corp', 'http://pki.test/i.cer'] })]),
    ],
    'fail tls.intercepted certain',
  ],
  [
    'leaf alone whose issuer is published on a server of the inside',
    [...before, tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate({ issuerUrls: ['http://ca01/i.cer'] })])],
    'fail tls.intercepted likely',
  ],
  [
    'leaf alone whose fetched issuer ends in no root',
    [...before, tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate({ issuerUrls: ['http://pki.test/i.cer'] }), ROOT], FETCHED)],
    'fail tls.intercepted certain',
  ],
  ['leaf alone whose issuer came and completes the chain', [...before, step('tls', { ...TLS_OK.facts, ...FETCHED }), http(200)], 'pass'],
  [
    'a weak hash below a public root',
    [...before, tls('UNSPECIFIED', undefined, { endsInGenuineRoot: true, authorizationReason: 'CA signature digest algorithm too weak' })],
    'fail tls.untrusted certain service',
  ],
  [
    'software of this machine inspects',
    [...before, TLS_OK, http(200)],
    'fail tls.intercepted certain',
    { fingerprints: { ...NO_FINGERPRINTS, interceptor: () => ({ product: 'ESET', fingerprintId: 'e', runsOn: 'host' }) } },
  ],
  ['lone self-signed certificate', [...before, tls('DEPTH_ZERO_SELF_SIGNED_CERT', [ROOT])], 'fail tls.untrusted certain'],
  [
    'wrong name',
    [
      ...before,
      step(
        'tls',
        { chain: [certificate(), ROOT], authorizationError: '', nameError: 'ERR_TLS_CERT_ALTNAME_INVALID', endsInGenuineRoot: true },
        'ERR_TLS_CERT_ALTNAME_INVALID',
      ),
    ],
    'fail tls.name-mismatch certain',
  ],
  [
    'genuine chain that this machine does not trust',
    [...before, step('tls', { ...TLS_OK.facts, systemTrusted: false }), http(200)],
    'fail tls.untrusted certain host',
    { systemCa: true },
  ],
  [
    'issuer known as an inspection product, root given as genuine',
    [...before, TLS_OK, http(200)],
    'fail tls.intercepted certain',
    { fingerprints: { ...NO_FINGERPRINTS, interceptor: () => ({ product: 'Zscaler', fingerprintId: 'z' }) } },
  ],

  ['silent after the request', [...before, TLS_OK, step('http', {}, 'TIMEOUT')], 'fail http.timeout likely'],
  ['reset after the request', [...before, TLS_OK, step('http', {}, 'UND_ERR_SOCKET')], 'fail http.reset certain'],
  ['no HTTP', [...before, TLS_OK, step('http', {}, 'HPE_INVALID_CONSTANT')], 'fail http.malformed certain'],
  ['plain answer without a marker proves nothing', [...before, http(200)], 'inconclusive null@http certain', plain],
  ['plain answer with a marker', [...before, http(200)], 'pass', { ...plain, fingerprints: marker }],
  ['plain 511', [...before, http(511)], 'fail http.captive-portal certain', plain],
  ['plain redirect to an address', [...before, http(302, { location: 'http://10.0.0.1/login' })], 'fail http.captive-portal likely', plain],
  [
    'block page',
    [...before, http(200)],
    'fail http.block-page certain',
    { ...plain, fingerprints: { ...NO_FINGERPRINTS, blockPage: () => ({ product: 'X', fingerprintId: 'x', confidence: 'certain' }) } },
  ],

  ['proxy name unknown', [step('dns', {}, 'NXDOMAIN', 'proxy')], 'fail proxy.dns certain', overProxy],
  ['proxy refuses', [PROXY_DNS, step('tcp', {}, 'ECONNREFUSED', 'proxy')], 'fail proxy.unreachable certain', overProxy],
  ['proxy dropped', [PROXY_DNS, step('tcp', {}, 'TIMEOUT', 'proxy')], 'fail proxy.unreachable certain', overProxy],
  [
    'TLS of the proxy itself',
    [
      PROXY_DNS,
      PROXY_TCP,
      step('tls', { chain: [certificate()], authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'SELF_SIGNED_CERT_IN_CHAIN', 'proxy'),
    ],
    'fail proxy.tls certain',
    overProxy,
  ],
  ['proxy silent', [PROXY_DNS, PROXY_TCP, step('proxy', {}, 'TIMEOUT', 'proxy')], 'fail proxy.timeout certain', overProxy],
  [
    'PAC script that fails',
    [step('proxy', { pacUrl: 'http://wpad/p.pac' }, 'PAC_SCRIPT', 'proxy')],
    'fail proxy.pac-failed certain',
    overProxy,
  ],
  [
    'PAC script that nothing ran',
    [step('proxy', { pacUrl: 'http://wpad/p.pac' }, 'PAC_THREAD', 'proxy')],
    'inconclusive null@proxy certain',
    overProxy,
  ],
  ['proxy closes', [PROXY_DNS, PROXY_TCP, step('proxy', {}, 'CLOSED', 'proxy')], 'fail proxy.closed certain', overProxy],
  ['not HTTP', [PROXY_DNS, PROXY_TCP, step('proxy', {}, 'HPE_INVALID_CONSTANT', 'proxy')], 'fail proxy.protocol certain', overProxy],
  ['407, nothing to offer', [PROXY_DNS, PROXY_TCP, connect(407)], 'fail proxy.auth-required certain', overProxy],
  [
    '407 after credentials',
    [PROXY_DNS, PROXY_TCP, connect(407, { schemeTried: 'basic', credentialsGiven: true })],
    'fail proxy.auth-rejected certain',
    overProxy,
  ],
  [
    '407, only foreign schemes',
    [PROXY_DNS, PROXY_TCP, connect(407, { schemesOffered: ['kerberos5'], credentialsGiven: true })],
    'fail proxy.auth-unsupported certain',
    overProxy,
  ],
  [
    '407, refused by this proxy before',
    [PROXY_DNS, PROXY_TCP, connect(407, { credentialsGiven: true, logOn: 'not-tried' })],
    'fail proxy.auth-rejected certain',
    overProxy,
  ],
  [
    '407, held back',
    [PROXY_DNS, PROXY_TCP, step('proxy', { status: 407, credentialsGiven: true, logOn: 'not-tried' }, 'LOGON_NOT_TRIED', 'proxy')],
    'inconclusive null@proxy certain',
    overProxy,
  ],
  ['403 to the first offer', [PROXY_DNS, PROXY_TCP, connect(403, { logOn: 'unproven' })], 'fail proxy.denied likely', overProxy],
  ['403, log-on proved', [PROXY_DNS, PROXY_TCP, connect(403, { logOn: 'taken' })], 'fail proxy.denied certain', overProxy],
  [
    'closed after the first offer',
    [PROXY_DNS, PROXY_TCP, step('proxy', { logOn: 'unproven' }, 'CLOSED', 'proxy')],
    'fail proxy.closed likely',
    overProxy,
  ],
  ['403', [PROXY_DNS, PROXY_TCP, connect(403)], 'fail proxy.denied certain', overProxy],
  [
    'Squid: name unknown',
    [PROXY_DNS, PROXY_TCP, connect(503, { headers: { 'x-squid-error': 'ERR_DNS_FAIL 0' } })],
    'fail proxy.upstream-dns certain',
    overProxy,
  ],
  [
    'Squid: refused',
    [PROXY_DNS, PROXY_TCP, connect(503, { headers: { 'x-squid-error': 'ERR_CONNECT_FAIL 111' } })],
    'fail proxy.upstream-refused certain',
    overProxy,
  ],
  [
    'Squid: timeout',
    [PROXY_DNS, PROXY_TCP, connect(503, { headers: { 'x-squid-error': 'ERR_CONNECT_FAIL 110' } })],
    'fail proxy.upstream-timeout certain',
    overProxy,
  ],
  [
    'Proxy-Status speaks before Squid',
    [
      PROXY_DNS,
      PROXY_TCP,
      connect(502, { headers: { 'proxy-status': 'edge; error=connection_refused', 'x-squid-error': 'ERR_DNS_FAIL 0' } }),
    ],
    'fail proxy.upstream-refused certain',
    overProxy,
  ],
  ['502', [PROXY_DNS, PROXY_TCP, connect(502)], 'fail proxy.upstream-failed likely', overProxy],
  ['504', [PROXY_DNS, PROXY_TCP, connect(504)], 'fail proxy.upstream-timeout certain', overProxy],
  ['405: no proxy', [PROXY_DNS, PROXY_TCP, connect(405)], 'fail proxy.protocol likely', overProxy],
  [
    'closed behind the 200',
    [PROXY_DNS, PROXY_TCP, step('proxy', { status: 200 }, undefined, 'proxy'), step('tls', {}, 'CLOSED')],
    'fail proxy.closed likely',
    overProxy,
  ],
  [
    'forwarded, refused by Squid',
    [PROXY_DNS, PROXY_TCP, http(403, { headers: { 'x-squid-error': 'ERR_ACCESS_DENIED 0' } })],
    'fail proxy.denied certain',
    plainOverProxy,
  ],
  ['forwarded, 503 without a word', [PROXY_DNS, PROXY_TCP, http(503)], 'fail proxy.upstream-failed likely', plainOverProxy],

  ['interrupted before any layer can be blamed', [...before, step('tls', {}, 'ABORTED')], 'inconclusive null@tls certain'],
  ['deadline', [DNS_OK, step('tcp', {}, 'DEADLINE')], 'inconclusive null@tcp certain'],
  ['no step at all', [], 'inconclusive null@dns certain'],
  ...[429, 503, 504].map(
    (status): Row => [
      `status ${status} each time is how it answers`,
      [...before, TLS_OK, http(status)],
      'pass',
      { observation: { earlierAttempts: [{ layer: 'http', peer: 'target', failure: { code: `HTTP_${status}`, message: '' } }] } },
    ],
  ),
  [
    'busy at first is no failure',
    [...before, TLS_OK, http(200)],
    'pass',
    { observation: { earlierAttempts: [{ layer: 'http', peer: 'target', failure: { code: 'HTTP_503', message: '' } }] } },
  ],
  [
    'a failing status at first is one',
    [...before, TLS_OK, http(200)],
    'warn http.status likely',
    { observation: { earlierAttempts: [{ layer: 'http', peer: 'target', failure: { code: 'HTTP_502', message: '' } }] } },
  ],
  [
    'an answer that the parser cannot take',
    [...before, TLS_OK, step('http', {}, { code: 'UND_ERR_SOCKET', message: 'bad response' })],
    'fail http.malformed certain',
  ],
  ...[40, 49, 70, 80, 112].map(
    (number): Row => [`alert ${number}`, [...before, step('tls', { alert: { level: 2, number } }, 'CLOSED')], 'fail tls.protocol certain'],
  ),
  ['a warning, then the end', [...before, step('tls', { alert: { level: 1, number: 90 } }, 'CLOSED')], 'fail tls.closed certain'],
  [
    'it works at the second attempt',
    [...before, TLS_OK, http(200)],
    'warn tls.reset likely',
    { observation: { earlierAttempts: [{ layer: 'tls', peer: 'target', failure: { code: 'ECONNRESET', message: '' } }] } },
  ],
];

t.test('one observation, one verdict', async (t) => {
  for (const row of ROWS) t.equal(judged(row), row[2], row[0]);
});

/** Codes that c-ares, getaddrinfo, OpenSSL, HTTP parsers and the system can report. */
const CODES = [
  ...Object.keys(constants.errno),
  ...[
    'EAI_AGAIN',
    'EAI_FAIL',
    'EAI_FAMILY',
    'EAI_MEMORY',
    'EAI_NODATA',
    'EAI_NONAME',
    'EAI_SERVICE',
    'ENODATA',
    'EFORMERR',
    'ESERVFAIL',
    'ENOTFOUND',
    'ENOTIMP',
    'EREFUSED',
  ],
  ...[
    'EBADQUERY',
    'EBADNAME',
    'EBADFAMILY',
    'EBADRESP',
    'ETIMEOUT',
    'EOF',
    'EFILE',
    'ENOMEM',
    'EDESTRUCTION',
    'EBADSTR',
    'EBADFLAGS',
    'ENONAME',
    'EBADHINTS',
    'ECANCELLED',
  ],
  ...[
    'UNABLE_TO_GET_CRL',
    'CERT_REVOKED',
    'CERT_REJECTED',
    'INVALID_CA',
    'PATH_LENGTH_EXCEEDED',
    'HOSTNAME_MISMATCH',
    'CERT_CHAIN_TOO_LONG',
    'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  ],
  ...[
    'HPE_INTERNAL',
    'UND_ERR_ABORTED',
    'UND_ERR_INFO',
    'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
    'ERR_STREAM_DESTROYED',
    'ERR_OUT_OF_RANGE',
    'MADE_UP',
    '__proto__',
    'constructor',
    '',
  ],
];

t.test('an unknown code is told as unknown, never as a pass and never as a guess', async (t) => {
  const before: Readonly<Record<Layer, readonly Step[]>> = {
    dns: [],
    tcp: [DNS_OK],
    proxy: [PROXY_DNS, PROXY_TCP],
    tls: [DNS_OK, TCP_OK],
    http: [DNS_OK, TCP_OK, TLS_OK],
  };
  for (const layer of ['dns', 'tcp', 'proxy', 'tls', 'http'] as const) {
    for (const code of CODES) {
      const probed = layer === 'proxy' ? overProxy.probe : probe();
      const verdict = judgeObservation(observation([...before[layer], step(layer, {}, code, layer === 'proxy' ? 'proxy' : 'target')]), {
        probe: probed,
        allowPrivate: false,
        systemCa: false,
        nowIso: NOW,
        fingerprints: NO_FINGERPRINTS,
      });
      if (verdict.status === 'pass') t.fail(`${layer} ${code} passed`);
      else if (verdict.cause === null)
        t.same([verdict.status, verdict.layer, verdict.evidence.code], ['inconclusive', layer, code], `${layer} ${code}`);
      else t.equal(verdict.cause.split('.')[0], layer, `${layer} ${code} is of its own layer`);
    }
  }
});
