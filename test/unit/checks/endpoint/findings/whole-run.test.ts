import t from 'tap';
import { withBrokenFamilies, withDegradedDns, withDocumentation } from '../../../../../src/checks/endpoint/findings/whole-run.ts';
import type { Judged, ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import { judgeObservation } from '../../../../../src/checks/endpoint/verdict/observation.ts';
import type { DnsFacts, Step } from '../../../../../src/model/network/observation.ts';
import type { ScopedEndpoint } from '../../../../../src/model/scope.ts';
import { DNS_OK, NO_FINGERPRINTS, NOW, observation, probe, step, TLS_OK } from '../../../../support/endpoint-examples.ts';

const HTTP_OK = step('http', { method: 'GET', status: 200, headers: {}, location: '', bodyExcerpt: '', contentType: '' });

function judgedFrom(host: string, steps: readonly Step[], otherFamily?: readonly Step[]): Judged {
  const task = { ...probe(), key: host, target: { host, port: 443 } };
  const facts = observation(steps, otherFamily === undefined ? {} : { otherFamily });
  const verdict = judgeObservation(facts, {
    probe: task,
    allowPrivate: false,
    systemCa: false,
    nowIso: NOW,
    fingerprints: NO_FINGERPRINTS,
  });
  // Whole-run judgements look at the answer alone.
  return { answer: { task, facts }, endpoint: {} as ScopedEndpoint, verdict };
}

function attempt(address: string, code?: string, noRoute = false): Step {
  const failure = code === undefined ? {} : { failure: { code, message: '', address } };
  const own = {
    address,
    family: address.includes(':') ? (6 as const) : (4 as const),
    durationMs: 1,
    ...failure,
    ...(noRoute ? { noRoute: true as const } : {}),
  };
  return step('tcp', { address, attempts: [own] }, code);
}

const answersOf = (judged: readonly Judged[]): readonly ProbeAnswer[] => judged.map(({ answer }) => answer);
const causesOf = (judged: readonly Judged[]): readonly unknown[] =>
  judged.map(({ verdict }) => (verdict.status === 'pass' ? 'pass' : verdict.cause));

t.test('a family that never answers is the trouble of the family', (t) => {
  const good = [DNS_OK, attempt('13.1.1.1'), TLS_OK, HTTP_OK];
  const silent = (address: string): readonly Step[] => [DNS_OK, attempt(address, 'TIMEOUT')];
  const all = (judged: readonly Judged[]): readonly unknown[] => causesOf(withBrokenFamilies(judged, answersOf(judged)));
  t.same(all([judgedFrom('a.test', good, silent('2620::1')), judgedFrom('b.test', good, silent('2620::2'))]), [
    'tcp.broken-family',
    'tcp.broken-family',
  ]);
  t.same(all([judgedFrom('a.test', good, silent('2620::1'))]), ['tcp.partial'], 'one name alone');
  t.same(
    all([judgedFrom('a.test', good, [DNS_OK, attempt('2620::1', 'ENETUNREACH', true)])]),
    ['tcp.broken-family'],
    'this machine has no route',
  );
  const works = judgedFrom('c.test', good, [DNS_OK, attempt('2620::3'), TLS_OK, HTTP_OK]);
  t.same(all([judgedFrom('a.test', good, silent('2620::1')), judgedFrom('b.test', good, silent('2620::2')), works]), [
    'tcp.partial',
    'tcp.partial',
    'pass',
  ]);
  t.end();
});

t.test('a server is slow that is late for most names, not for one of three', (t) => {
  const named = (host: string, serverMs: number) =>
    judgedFrom(host, [
      step('dns', { name: host, addresses: ['13.1.1.1'], resolver: '10.0.0.53', systemMs: serverMs, serverMs }),
      attempt('13.1.1.1'),
      TLS_OK,
      HTTP_OK,
    ]);
  const all = (...ms: readonly number[]): readonly unknown[] => {
    const judged = ms.map((each, index) => named(`n${index}.test`, each));
    return causesOf(withDegradedDns(judged, answersOf(judged)));
  };
  t.same(all(2500, 20, 30), ['pass', 'pass', 'pass']);
  t.same(all(2500, 2400, 30), ['dns.degraded', 'dns.degraded', 'pass']);
  t.end();
});

t.test('an address of documentation that nobody answers at is no address, except in a lab', (t) => {
  const dns = (address: string): Step => step('dns', { name: 'a.test', resolver: '10.0.0.1', addresses: [address] });
  const all = (judged: readonly Judged[]): readonly unknown[] => causesOf(withDocumentation(judged, answersOf(judged)));
  const silent = judgedFrom('a.test', [dns('192.0.2.55'), attempt('192.0.2.55', 'TIMEOUT')]);
  const other = judgedFrom('b.test', [dns('13.1.1.1'), attempt('13.1.1.1'), TLS_OK, HTTP_OK]);
  const lab = judgedFrom('c.test', [dns('198.51.100.7'), attempt('198.51.100.7'), TLS_OK, HTTP_OK]);
  t.same(all([silent, other]), ['dns.private-address', 'pass']);
  t.same(all([silent, lab]), ['tcp.timeout', 'pass']);
  t.same(all([silent, other, lab]), ['tcp.timeout', 'pass', 'pass']);
  t.same(all([silent]), ['tcp.timeout'], 'nothing shows where this is');
  t.end();
});

t.test('a name that is found late or in part is told beside its pass', (t) => {
  const cases: readonly (readonly [string, Partial<DnsFacts>, string])[] = [
    ['quick', { systemMs: 20, serverMs: 10 }, 'pass'],
    ['slow for no known reason: a lost packet', { systemMs: 5010, serverMs: 30 }, 'pass'],
    [
      'the first server is dead',
      { systemMs: 5010, serverMs: 2400, silentServers: [{ address: '10.0.0.1', code: 'TIMEOUT' }] },
      'dns.degraded',
    ],
    ['no answer for IPv6', { systemMs: 5010, failedFamilies: [{ family: 6, code: 'TIMEOUT', message: '' }] }, 'dns.degraded'],
    ['an error for IPv6', { systemMs: 20, failedFamilies: [{ family: 6, code: 'SERVFAIL', message: '' }] }, 'pass'],
    ['an error for IPv4', { systemMs: 20, failedFamilies: [{ family: 4, code: 'SERVFAIL', message: '' }] }, 'dns.degraded'],
    ['a slow lookup, and nothing is known of a server', { systemMs: 3010 }, 'dns.degraded'],
    [
      'a first server that is down',
      { systemMs: 3010, serverMs: 1100, silentServers: [{ address: '10.0.0.1', code: 'EHOSTUNREACH' }] },
      'dns.degraded',
    ],
    ['a slow server', { systemMs: 2100, serverMs: 2090 }, 'dns.degraded'],
    ['a lookup that ran into the limit', { systemFailure: { code: 'TIMEOUT', message: '' }, serverMs: 900 }, 'dns.degraded'],
    ['answers that change', { systemMs: 20, changing: true }, 'dns.degraded'],
    ['queries that get lost', { systemMs: 3010, serverMs: 20, lostQueries: { sent: 8, lost: 3 } }, 'dns.degraded'],
    [
      'no answer for IPv4, asked without the operating system',
      { failedFamilies: [{ family: 4, code: 'TIMEOUT', message: '' }] },
      'dns.degraded',
    ],
    ['no answer for IPv4, and the system knows', { systemMs: 20, failedFamilies: [{ family: 4, code: 'TIMEOUT', message: '' }] }, 'pass'],
  ];
  for (const [name, facts, expected] of cases) {
    const dns = step('dns', { name: 'a.test', addresses: ['13.1.1.1'], resolver: '10.0.0.53', ...facts });
    const judged = [judgedFrom('a.test', [dns, attempt('13.1.1.1'), TLS_OK, HTTP_OK])];
    t.same(causesOf(withDegradedDns(judged, answersOf(judged))), [expected], name);
  }
  t.end();
});
