import t from 'tap';
import { countsOf, createMerger, mergeExitCode, outcomeAt } from '../../../../src/report/merge/merge.ts';
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
  t.strictSame(outcomeAt(merged, 0, 0), { status: 'fail', cause: 'tcp.timeout' });
  t.strictSame(outcomeAt(merged, 1, 0), { status: 'pass', cause: null });
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
