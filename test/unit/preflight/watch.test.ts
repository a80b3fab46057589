import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import type { WatchEvent } from '../../../src/preflight/events.ts';
import { watch } from '../../../src/preflight/watch.ts';

const round = (number: number, ...statuses: readonly string[]): Report =>
  ({
    run: { startedAt: `s${number}`, finishedAt: `f${number}`, notes: [], features: [], vantage: { hostname: 'h' } },
    tool: { version: '1' },
    catalogs: [],
    routes: [],
    findings: statuses.map((status, index) => ({
      ...{ id: `endpoint:${index}`, kind: 'endpoint', title: `h${index}`, route: 'direct', status, required: true, cause: null },
      ...{ evidence: {}, target: {}, timings: { totalMs: 1 }, message: '', owner: null, feature: 'f' },
    })),
  }) as unknown as Report;

/** Watches rounds one after the other; an interrupt comes with the event of that kind, or while a round is under way. */
async function watched(rounds: readonly Report[], stopAt = ''): Promise<{ report: Report; kinds: readonly string[] }> {
  const stop = new AbortController();
  const kinds: string[] = [];
  const [first, ...later] = rounds as [Report, ...Report[]];
  const tell = ({ kind }: WatchEvent): void => {
    kinds.push(kind);
    if (kind === stopAt) stop.abort();
  };
  const whole = async (): Promise<Report> => {
    if (stopAt === 'round') stop.abort();
    return later.shift() ?? (rounds.at(-1) as Report);
  };
  return { report: await watch(first, { seconds: 0, failOn: 'fail', whole, tell, interrupted: stop.signal }), kinds };
}

t.test('everything is asked in each round, and once more when all is green', async (t) => {
  const { report, kinds } = await watched([
    round(1, 'fail', 'warn'),
    round(2, 'fail', 'pass'),
    round(3, 'pass', 'pass'),
    round(4, 'pass', 'pass'),
  ]);
  t.same(kinds, ['begin', 'changes', 'waiting', 'changes', 'last-round', 'changes']);
  t.match(report, { run: { startedAt: 's4', notes: [] } });
});

t.test('the last round may find that something broke', async (t) => {
  const { report, kinds } = await watched([round(1, 'fail'), round(2, 'pass'), round(3, 'fail'), round(4, 'pass'), round(5, 'pass')]);
  t.same(kinds, ['begin', 'changes', 'last-round', 'changes', 'waiting', 'changes', 'last-round', 'changes']);
  t.match(report, { run: { startedAt: 's5' } });
});

t.test('interrupted at any moment: all rows are of one round, and the report says of which', async (t) => {
  const rounds = [round(1, 'fail'), round(2, 'fail'), round(3, 'pass'), round(4, 'pass')];
  for (const [stopAt, ended] of [
    ['begin', 'f1'],
    ['round', 'f1'],
    ['changes', 'f2'],
    ['waiting', 'f2'],
    ['last-round', 'f3'],
  ] as const) {
    const { report } = await watched(rounds, stopAt);
    t.match(report.run, { finishedAt: ended, notes: [new RegExp(`round that ended at ${ended}; nothing was asked again since`)] }, stopAt);
  }
});
