import t from 'tap';
import { judge } from '../../../src/checks/endpoint/findings/judge.ts';
import type { ProbeAnswer } from '../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Certificate, Step } from '../../../src/model/network/observation.ts';
import {
  certificate,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  NOW,
  observation,
  probe,
  ROOT,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../support/endpoint-examples.ts';

/** A wrong clock of this machine is told first and as its own fault, never as Microsoft's expired certificates. */
const DAY = 86_400;
const EXPIRED = certificate({ notAfter: '2026-11-01T00:00:00.000Z' });
const EARLY = certificate({ notBefore: '2026-12-20T00:00:00.000Z' });

const tls = (leaf: Certificate, code: string): Step =>
  step('tls', { chain: [leaf, ROOT], authorizationError: code, nameError: '', endsInGenuineRoot: true }, code);
const http = (seconds: number): Step =>
  step('http', { status: 200, headers: { date: new Date(Date.parse(NOW) + seconds * 1000).toUTCString() } });

type Row = readonly [host: string, last: readonly Step[], scheme?: 'http'];
const expired = (host: string, leaf = EXPIRED): Row => [host, [tls(leaf, 'CERT_HAS_EXPIRED')]];
const early = (host: string): Row => [host, [tls(EARLY, 'CERT_NOT_YET_VALID')]];
const passing = (host: string, seconds = 0): Row => [host, [TLS_OK, http(seconds)]];
const plain = (host: string, seconds: number): Row => [host, [http(seconds)], 'http'];

function judged(rows: readonly Row[]): readonly Finding[] {
  const endpoints = rows.map(([host, , scheme]) => endpoint(`f/${host}`, host, scheme === undefined ? {} : { scheme }));
  const answers: readonly ProbeAnswer[] = rows.map(([host, last, scheme]) => ({
    task: probe(host, { endpointKeys: [`f/${host}`], ...(scheme === undefined ? {} : { scheme }) }),
    facts: observation([DNS_OK, TCP_OK, ...last]),
  }));
  return judge(answers, scopeOf(endpoints), NO_FINGERPRINTS);
}

const CLOCK: readonly (readonly [string, readonly Row[], children: number])[] = [
  ['all expired at once', [expired('a.test'), expired('b.test')], 2],
  ['all not yet valid at once', [early('a.test'), early('b.test'), early('c.test')], 3],
  [
    'one expired, and plain answers are a month behind',
    [expired('a.test'), plain('b.test', -30 * DAY + 100), plain('c.test', -30 * DAY)],
    1,
  ],
  [
    'some expired, and genuine answers are a month behind',
    [expired('a.test'), passing('b.test', -30 * DAY), passing('c.test', -30 * DAY)],
    1,
  ],
];
const CERTIFICATE: readonly (readonly [string, readonly Row[]])[] = [
  ['one of several', [expired('a.test'), passing('b.test'), passing('c.test')]],
  ['the only one', [expired('a.test')]],
  ['all, but an answer confirms the clock', [expired('a.test'), expired('b.test'), plain('c.test', 3)]],
  [
    'a right clock would not help',
    [expired('a.test', certificate({ notAfter: '2026-01-02T00:00:00.000Z' })), passing('b.test', -30 * DAY), passing('c.test', -30 * DAY)],
  ],
];

t.test('the clock', async (t) => {
  for (const [name, rows, children] of CLOCK) {
    const findings = judged(rows);
    const [first] = findings;
    t.match(first, { kind: 'host', cause: 'host.clock-skew', owner: 'host', status: 'fail', confidence: 'likely' }, name);
    t.equal(first?.children?.length, children, name);
    for (const id of first?.children ?? [])
      t.match(
        findings.find((finding) => finding.id === id),
        { status: 'fail', owner: 'host', confidence: 'likely', cause: /^tls\./ },
        name,
      );
    t.notOk(
      findings.some(({ owner, kind }) => owner === 'service' || kind === 'route'),
      name,
    );
  }
});

t.test('the certificate', async (t) => {
  for (const [name, rows] of CERTIFICATE) {
    const findings = judged(rows);
    t.match(
      findings.find(({ cause }) => cause === 'tls.expired'),
      { owner: 'service', confidence: 'certain' },
      name,
    );
    t.notOk(
      findings.some(({ children }) => children !== undefined),
      name,
    );
  }
});
