import t from 'tap';
import { MERGE_FORMATS } from '../../../../src/report/merge/formats.ts';
import { countsOf, createMerger, mergeExitCode, outcomeAt } from '../../../../src/report/merge/merge.ts';
import { ownerTotals, problemsOf, ranges } from '../../../../src/report/merge/problems.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';

const A = 'endpoint:updates/a.example:443@direct';
const B = 'endpoint:updates/b.example:443@direct';
const at = (hostname: string) => ({ vantage: { hostname, platform: 'linux', addresses: [] } });

t.test('one matrix from many vantages', async (t) => {
  const merger = createMerger({ latestOnly: false });
  merger.add(reportOf([finding({ id: A })], at('z')));
  merger.add(reportOf([failure(A), finding({ id: B, status: 'inconclusive' })], at('m')));
  merger.addUnread('broken.json', 'not JSON');
  const merged = merger.result();
  t.strictSame(
    merged.vantages.map((vantage) => vantage.name),
    ['m', 'z'],
    'sorted by name',
  );
  t.strictSame(
    merged.rows.map((row) => row.id),
    [A, B],
  );
  t.strictSame(outcomeAt(merged, 0, 0), { status: 'fail', cause: 'tcp.timeout', owner: 'firewall' });
  t.strictSame(outcomeAt(merged, 1, 0), { status: 'pass', cause: null, owner: null });
  t.equal(outcomeAt(merged, 1, 1), undefined, 'not asked is not a pass');
  t.strictSame(countsOf(merged, 1), { pass: 0, warn: 0, fail: 0, skip: 0, inconclusive: 1, absent: 1 });
  t.match(merged.rows[0], { owner: 'firewall', remedy: /Allow/ }, 'the remedy comes from the vantage that failed');
  t.match(merged.unread, [{ source: 'broken.json' }]);
  t.equal(mergeExitCode(merged), 1);
});

t.test('catalogs of different revisions are told apart', async (t) => {
  const merger = createMerger({ latestOnly: false });
  const report = reportOf([finding({ id: A })], at('old'));
  merger.add({
    ...report,
    catalogs: [{ ...(report.catalogs[0] as never as object), revision: '2018-01-01', sha256: 'b'.repeat(64) } as never],
  });
  merger.add(reportOf([finding({ id: A, target: { pattern: '*.a.example', host: 'a.example', port: 443, scheme: 'https' } })], at('new')));
  const merged = merger.result();
  t.equal(merged.catalogSets.length, 2);
  t.not(merged.vantages[0]?.catalogSet, merged.vantages[1]?.catalogSet);
  t.equal(merged.rows.length, 2, 'the same id with another pattern is another row');
});

t.test('several runs of one machine', async (t) => {
  const runs = ['2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z', '2026-11-20T11:00:00Z'].map((startedAt, i) =>
    reportOf([i === 1 ? finding({ id: A }) : failure(A)], { ...at('m'), startedAt, id: `run-${i}` }),
  );
  const all = createMerger({ latestOnly: false });
  const latest = createMerger({ latestOnly: true });
  for (const run of runs) {
    all.add(run);
    latest.add(run);
  }
  t.strictSame(
    all.result().vantages.map((vantage) => vantage.name),
    runs.map((run) => `m ${run.run.startedAt}`).sort(),
  );
  t.strictSame(
    latest.result().vantages.map((vantage) => vantage.runId),
    ['run-1'],
  );
  t.equal(mergeExitCode(latest.result()), 0);
});

t.test('exit code 3 when something required is inconclusive', async (t) => {
  const merger = createMerger({ latestOnly: false });
  merger.add(reportOf([finding({ id: A, status: 'inconclusive' })], at('m')));
  t.equal(mergeExitCode(merger.result()), 3);
  t.equal(mergeExitCode(createMerger({ latestOnly: false }).result()), 0);
});

t.test('what a machine asks about itself is one row', async (t) => {
  const merger = createMerger({ latestOnly: false });
  for (const host of ['a', 'b']) {
    merger.add(
      reportOf(
        [finding({ id: 'account:installation', kind: 'account', title: `svc on ${host}`, target: { host, account: 'svc' } })],
        at(host),
      ),
    );
  }
  t.match(merger.result().rows, [{ id: 'account:installation', title: 'account:installation' }]);
});

t.test('problems: told once however many features have them, by number on each server, and by owner', async (t) => {
  const merger = createMerger({ latestOnly: false });
  const target = (host: string) => ({ pattern: host, host, port: 443, scheme: 'https' });
  const [x, y, z] = ['x.example', 'y.example', 'z.example'].map(target);
  const row = (id: string, where: object, more: object = {}) =>
    ({ ...failure(`endpoint:${id}:443@direct`), target: where, ...more }) as never;
  merger.add(reportOf([row('a/x', x as object), row('b/x', x as object), row('a/y', y as object)], at('one')));
  merger.add(reportOf([row('a/x', x as object), row('a/y', y as object, { cause: 'dns.nxdomain', owner: 'dns' })], at('two')));
  for (let index = 0; index < 9; index++) merger.add(reportOf([row('a/z', z as object)], at(`z${index}`)));
  const merged = merger.result();
  const found = problemsOf(merged);
  t.strictSame(
    found.problems.map(({ number, place, cause, owner, count }) => [number, place, cause, owner, count]),
    [
      [1, 'z.example:443', 'tcp.timeout', 'firewall', 9],
      [2, 'x.example:443', 'tcp.timeout', 'firewall', 2],
      [3, 'y.example:443', 'dns.nxdomain', 'dns', 1],
      [4, 'y.example:443', 'tcp.timeout', 'firewall', 1],
    ],
  );
  t.strictSame(found.ofVantage.slice(0, 3), [[2, 4], [2, 3], [1]]);
  t.strictSame(ownerTotals(found), ['Firewall team: 3 problems on 11 servers', 'DNS team: 1 problem on 1 server']);
  t.equal(ranges([1, 2, 3, 5, 7, 8]), '1-3, 5, 7-8');
  for (const format of ['text', 'md', 'html'] as const) {
    const text = [...MERGE_FORMATS[format](merged)].join('');
    t.match(text, /11 of 11 servers are not ready: 4 problems\./, format);
    t.match(text, /Firewall team: 3 problems on 11 servers/, format);
    for (let index = 0; index < 9; index++)
      t.match(text, new RegExp(`z${index}\\b[^\\n]*fail[^\\n]*1`), `${format}: what fails at z${index} is there`);
  }
});

t.test('a problem of a whole route is one problem, and its destinations are none of their own', async (t) => {
  const merger = createMerger({ latestOnly: false });
  const rejected = { cause: 'proxy.auth-rejected', layer: 'proxy', owner: 'proxy', route: 'p:1' } as const;
  const over = (id: string, more: object) => ({ ...failure(`endpoint:${id}:443@p:1`), ...more }) as never;
  const whole = {
    ...failure('route:p:1:proxy.auth-rejected'),
    ...rejected,
    kind: 'route',
    title: 'p:1: rejected',
    target: { route: 'p:1' },
  };
  const host = { ...failure('host:tls'), kind: 'host', title: 'TLS 1.2', route: null, target: { host: 'm' }, cause: 'host.tls12-disabled' };
  merger.add(
    reportOf([whole as never, over('a/x', rejected), over('a/y', rejected), over('a/z', { route: 'p:1' }), host as never], at('m')),
  );
  t.strictSame(
    problemsOf(merger.result()).problems.map(({ place, route, cause }) => `${place} ${route} ${cause}`),
    ['TLS 1.2 null host.tls12-disabled', 'every endpoint p:1 proxy.auth-rejected', 'z:443 p:1 tcp.timeout'],
  );
});
