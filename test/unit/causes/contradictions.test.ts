import t from 'tap';
import { CAUSE_CODES, type Cause, causeInfo } from '../../../src/causes/index.ts';
import { TLS_ALERTS } from '../../../src/causes/tls-alerts.ts';
import type { EndpointEvidence } from '../../../src/model/evidence.ts';

/** What a state of the evidence rules out in the words, and whose affair it can no longer be. */
interface State {
  readonly name: string;
  readonly evidence: EndpointEvidence;
  /** Of which causes; absent: of all whose evidence is that of a walk. */
  readonly of?: RegExp;
  readonly never: RegExp;
  readonly says?: RegExp;
}

const BASE: readonly EndpointEvidence[] = [
  {
    host: 'a.example',
    port: 443,
    scheme: 'https',
    route: 'direct',
    peer: 'target',
    address: '203.0.113.80',
    addressFamily: 'IPv4',
    elapsedMs: 5000,
  },
  {
    host: 'a.example',
    port: 443,
    scheme: 'https',
    route: 'direct',
    address: '2001:db8::80',
    addressFamily: 'IPv6',
    elapsedMs: 12,
    otherFamilyWorks: true,
  },
  { host: 'a.example', port: 443, scheme: 'https', route: 'p', proxy: 'proxy.test:8080', peer: 'target', elapsedMs: 31_000 },
];
const NAME_RULE = /allow TLS to (?:the server name )?a\.example|the name is what is filtered/;
const HANDSHAKE = /^tls\.(?:reset|timeout|closed|protocol)$/;

const STATES: readonly State[] = [
  { name: 'not the name', evidence: { sniDependent: false }, never: NAME_RULE },
  { name: 'large packets lost', evidence: { sniDependent: false, smallHelloWorks: true }, never: NAME_RULE },
  {
    name: 'large packets lost, handshake',
    evidence: { sniDependent: false, smallHelloWorks: true },
    of: HANDSHAKE,
    never: NAME_RULE,
    says: /MTU.*MTU/s,
  },
  { name: 'changing', evidence: { changing: true, ownTries: ['reset', 'through'], neutralTries: ['reset'] }, never: NAME_RULE },
  { name: 'changing and named', evidence: { changing: true, sniDependent: true }, of: HANDSHAKE, never: NAME_RULE, says: /try to try/ },
  {
    name: 'the name',
    evidence: { sniDependent: true },
    of: HANDSHAKE,
    never: /not the name|a rule for the name changes nothing|MTU/,
    says: /name/,
  },
  { name: 'phantom', evidence: { controlAddress: '192.0.2.1' }, of: HANDSHAKE, never: NAME_RULE, says: /192\.0\.2\.1.*transparent proxy/s },
  {
    name: 'hosts file',
    evidence: { hostsFile: true, sniDependent: false },
    of: HANDSHAKE,
    never: NAME_RULE,
    says: /hosts file.*hosts file/s,
  },
  {
    name: 'the host name of plain requests',
    evidence: { scheme: 'http', port: 80, hostDependent: true },
    of: /^http\.(?:timeout|reset)$/,
    never: /it is not the name|changes nothing|--timeout/,
    says: /the name is what is filtered.*host name/s,
  },
  {
    name: 'not the host name of plain requests',
    evidence: { scheme: 'http', port: 80, hostDependent: false },
    of: /^http\.(?:timeout|reset)$/,
    never: /the name is what is filtered|allow HTTP requests/,
    says: /not the name.*a rule for the name changes nothing/s,
  },
  {
    name: 'the rest of an answer is missing',
    evidence: { httpStatus: 200 },
    of: /^http\.timeout$/,
    never: /no answer to the request/i,
    says: /200.*did not arrive/,
  },
  { name: 'busy', evidence: { httpStatus: 503 }, of: /^http\.status$/, never: /takes for a failure/ },
  ...Object.entries(TLS_ALERTS).map(
    ([number, { name, meaning }]): State => ({
      name,
      evidence: { alert: `${name} (${number})`, alertNumber: Number(number), sniDependent: false },
      of: /^tls\.protocol$/,
      never: meaning === 'no-common' ? /MTU/ : /allow TLS 1\.2 with|cipher|suites/,
      says: new RegExp(`${name} \\(${number}\\)`),
    }),
  ),
  {
    name: 'in clear',
    evidence: { firstBytes: 'SSH-2.0-x', code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
    of: /^tls\.protocol$/,
    never: /suites|cipher/,
    says: /SSH-2\.0-x/,
  },
];

t.test('no remedy speaks against its own evidence', (t) => {
  const ofWalks = CAUSE_CODES.filter((cause) => /^(?:dns|tcp|proxy|tls|http|wildcard)\./.test(cause));
  for (const { name, evidence, of = /./, never, says } of STATES)
    for (const cause of ofWalks.filter((code) => of.test(code)))
      for (const base of BASE) {
        const both = wordsOf(cause, { ...base, ...evidence });
        t.notMatch(both, never, `${name}, ${cause}`);
        if (says !== undefined) t.match(both, says, `${name}, ${cause}`);
      }
  t.end();
});

function wordsOf(cause: Cause, evidence: EndpointEvidence): string {
  return `${causeInfo(cause).message(evidence)}\n${causeInfo(cause).remedy(evidence)}`;
}
