import t from 'tap';
import type { Step } from '../../../../src/model/network/observation.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { limitOverPathMs } from '../../../../src/network/timing/slow-path.ts';

const reached = (durationMs: number, layer: 'tcp' | 'proxy' = 'tcp'): Step => ({
  ...{ layer, peer: layer === 'proxy' ? 'proxy' : 'target', startMs: 0, durationMs, facts: {} },
});

t.test('a path that is slow as a whole lengthens the limit, up to what WinHTTP waits and to six limits', (t) => {
  const rows: readonly (readonly [string, readonly Step[], number, number])[] = [
    ['a path of milliseconds', [reached(12)], 5000, 5000],
    ['this machine is busy', [reached(390)], 5000, 5000],
    ['a satellite', [reached(610)], 5000, 12_200],
    ['behind a proxy nearby', [reached(2), reached(900, 'proxy')], 5000, 18_000],
    ['as long as WinHTTP', [reached(4000)], 5000, 30_000],
    ['a short limit stays short', [reached(610)], 500, 3000],
    ['a long one is kept', [reached(610)], 60_000, 60_000],
    ['nothing was reached', [{ ...reached(4000), failure: { code: 'TIMEOUT', message: '' } }], 5000, 5000],
  ];
  for (const [name, steps, limitMs, expected] of rows)
    t.equal(limitOverPathMs({ run: new RunState() }, 'direct', steps, limitMs), expected, name);
  t.end();
});

t.test('one connection that lost a packet is no slow path, and each route and round has its own', (t) => {
  const run = new RunState();
  const limit = (route: string, ms: number): number => limitOverPathMs({ run }, route, [reached(ms)], 5000);
  t.equal(limit('direct', 20), 5000);
  t.equal(limit('direct', 1020), 5000);
  t.equal(limit('proxy', 1020), 20_400);
  run.startRound();
  t.equal(limit('direct', 1020), 20_400);
  t.end();
});
