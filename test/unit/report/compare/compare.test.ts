import t from 'tap';
import type { Finding } from '../../../../src/model/finding.ts';
import { compareExitCode, compareReports } from '../../../../src/report/compare/compare.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';

const A = 'endpoint:updates/a.example:443@direct';
const pass = finding({ id: A });
const fail = failure(A);
const warn = failure(A, { status: 'warn' });
const unclear = finding({ id: A, status: 'inconclusive', message: 'The run ended first.' });
const skip = finding({ id: A, status: 'skip', skipReason: 'not-selected' });
const slow = finding({ id: A, timings: { dnsMs: 5, tcpMs: 10, tlsMs: 920, httpMs: 15, totalMs: 950 } });

const table: readonly { name: string; before: readonly Finding[]; after: readonly Finding[]; kinds: readonly string[]; exit: number }[] = [
  { name: 'nothing changed', before: [pass], after: [pass], kinds: [], exit: 0 },
  { name: 'still failing is no regression', before: [fail], after: [fail], kinds: [], exit: 0 },
  { name: 'a failure that passes is fixed', before: [fail], after: [pass], kinds: ['fixed'], exit: 0 },
  { name: 'a pass that fails is broken', before: [pass], after: [fail], kinds: ['broken'], exit: 1 },
  { name: 'a pass that warns is broken', before: [pass], after: [warn], kinds: ['broken'], exit: 1 },
  { name: 'a warning that fails is broken', before: [warn], after: [fail], kinds: ['broken'], exit: 1 },
  { name: 'what nobody could tell and fails now counts as worse', before: [unclear], after: [fail], kinds: ['broken'], exit: 1 },
  { name: 'a failure that only warns has changed', before: [fail], after: [warn], kinds: ['changed'], exit: 0 },
  {
    name: 'a failure with another cause has changed',
    before: [fail],
    after: [failure(A, { cause: 'tcp.refused' })],
    kinds: ['changed'],
    exit: 0,
  },
  { name: 'a pass that cannot be told any more is never a pass', before: [pass], after: [unclear], kinds: ['unclear'], exit: 3 },
  {
    name: 'an optional one that cannot be told does not end the run',
    before: [pass],
    after: [{ ...unclear, required: false }],
    kinds: ['unclear'],
    exit: 0,
  },
  { name: 'new and passing', before: [], after: [pass], kinds: ['new'], exit: 0 },
  { name: 'new and failing is worse', before: [], after: [fail], kinds: ['new'], exit: 1 },
  { name: 'a skip was not asked before', before: [skip], after: [fail], kinds: ['new'], exit: 1 },
  { name: 'a skip is not asked any more', before: [fail], after: [skip], kinds: ['gone'], exit: 0 },
  { name: 'gone', before: [pass], after: [], kinds: ['gone'], exit: 0 },
  { name: 'slower', before: [pass], after: [slow], kinds: ['slower'], exit: 0 },
];

t.test('each kind of change', async (t) => {
  for (const { name, before, after, kinds, exit } of table) {
    const comparison = compareReports(reportOf(before), reportOf(after));
    t.strictSame(
      comparison.changes.map((change) => change.kind),
      kinds,
      name,
    );
    t.equal(compareExitCode(comparison), exit, `${name}: exit ${exit}`);
  }
});

t.test('slower names the layer that lost most', async (t) => {
  const [change] = compareReports(reportOf([pass]), reportOf([slow])).changes;
  t.strictSame(change?.slowdown, { layer: 'tls', beforeMs: 20, afterMs: 920 });
});

t.test('a route finding comes and goes with the problem of its route', async (t) => {
  const proxy = { name: 'proxy.corp:8080', kind: 'http', address: 'proxy.corp:8080', auth: 'none' } as const;
  const down = failure('route:proxy.corp:8080', { kind: 'route', route: proxy.name });
  const healthy = reportOf([pass], {}, { routes: [proxy] });
  const broken = reportOf([pass, down], {}, { routes: [proxy] });
  t.equal(compareReports(broken, healthy).changes[0]?.kind, 'fixed');
  t.equal(compareReports(healthy, broken).changes[0]?.kind, 'broken');
  t.equal(compareReports(broken, reportOf([pass])).changes[0]?.kind, 'gone', 'a route that was not asked is not fixed');
});

t.test('changes are sorted, counted, and what did not change is counted too', async (t) => {
  const ids = ['c', 'a', 'b'].map((label) => `endpoint:updates/${label}.example:443@direct`);
  const before = reportOf([...ids.map((id) => failure(id)), finding({ id: A })]);
  const after = reportOf([
    ...ids.map((id) => finding({ id })),
    failure(A, { id: 'endpoint:x/new.example:443@direct' }),
    finding({ id: A }),
  ]);
  const comparison = compareReports(before, after);
  t.strictSame(
    comparison.changes.map((change) => `${change.kind} ${change.id}`),
    ['new endpoint:x/new.example:443@direct', ...['b', 'c'].map((label) => `fixed endpoint:updates/${label}.example:443@direct`)],
  );
  t.match(comparison.counts, { new: 1, fixed: 2, broken: 0 });
  t.equal(comparison.same, 1);
});

t.test('notes say why two runs may not be comparable', async (t) => {
  const after = reportOf([], {
    vantage: { hostname: 'OTHER', platform: '', addresses: [] },
    startedAt: '2026-11-19T00:00:00Z',
    interrupted: true,
  });
  const notes = compareReports(reportOf([]), { ...after, catalogs: [] }).notes.join('\n');
  for (const word of ['Machine', 'Catalog', 'interrupted', 'the later one']) t.match(notes, word);
  t.strictSame(compareReports(reportOf([]), reportOf([])).notes, []);
});
