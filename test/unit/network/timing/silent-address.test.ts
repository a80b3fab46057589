import t from 'tap';
import type { ConnectAttempt } from '../../../../src/model/network/observation.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { connectLimitMs, noteSilence, sharedWait } from '../../../../src/network/timing/silent-address.ts';

const attempt = (address: string, code?: string): ConnectAttempt => ({
  ...{ address, family: 4, durationMs: 1 },
  ...(code === undefined ? {} : { failure: { code, message: '' } }),
});

t.test('an address that was silent is waited for less the next time', (t) => {
  const run = new RunState();
  const limit = (...addresses: readonly string[]): number => connectLimitMs(run, addresses, 443, 5000);
  t.equal(limit('1.1.1.1'), 5000);
  noteSilence(run, [attempt('1.1.1.1', 'TIMEOUT'), attempt('1.1.1.2', 'ECONNREFUSED'), attempt('1.1.1.3', 'UNANSWERED')], 443, 5000);
  t.equal(limit('1.1.1.1'), 2500);
  t.equal(connectLimitMs(run, ['1.1.1.1'], 443, 1000), 1000, 'never longer than asked for');
  t.same(
    [limit('1.1.1.2'), limit('1.1.1.3'), limit('1.1.1.1', '1.1.1.2'), limit(), connectLimitMs(run, ['1.1.1.1'], 80, 5000)],
    [5000, 5000, 5000, 5000, 5000],
    'an end in words, a lost race, another address, no address, another port',
  );
  noteSilence(run, [attempt('1.1.1.1')], 443, 5000);
  t.equal(limit('1.1.1.1'), 5000, 'it has answered');
  noteSilence(run, [attempt('1.1.1.1', 'TIMEOUT')], 443, 5000);
  noteSilence(run, [attempt('1.1.1.4', 'TIMEOUT')], 443, 1500);
  t.equal(limit('1.1.1.4'), 5000, 'it was a short wait');
  run.startRound();
  t.equal(limit('1.1.1.1'), 5000, 'another round asks anew');
  t.end();
});

t.test('waits, both at the same time', { jobs: 2 }, async (t) => {
  t.test('a wait that began later ends with the one that found the silence, and not before it was long enough', async (t) => {
    const run = new RunState();
    const began = performance.now();
    const later = sharedWait(run, ['1.1.1.1'], 443, 60_000);
    const others = [
      sharedWait(run, ['1.1.1.1', '1.1.1.2'], 443, 60_000),
      sharedWait(run, ['1.1.1.1'], 80, 60_000),
      sharedWait(run, [], 443, 60_000),
    ];
    const nearItsLimit = sharedWait(run, ['1.1.1.1'], 443, 200);
    const released = sharedWait(run, ['1.1.1.1'], 443, 60_000);
    released.release();
    let ended = 0;
    for (const { silentMs } of [...others, nearItsLimit, released]) {
      void silentMs.then(() => {
        ended += 1;
      });
    }
    noteSilence(run, [attempt('1.1.1.1', 'TIMEOUT')], 443, 5000);
    const waitedMs = await later.silentMs;
    t.ok(waitedMs >= 2490 && waitedMs <= performance.now() - began + 1, `${waitedMs} ms`);
    t.equal(ended, 0, 'not those of other addresses or ports, nor one that ends soon, nor one that is over');
    noteSilence(run, [attempt('1.1.1.2', 'TIMEOUT')], 443, 5000);
    await others[0]?.silentMs;
    t.equal(ended, 1, 'with the last of its addresses');
    for (const wait of [later, nearItsLimit, ...others]) wait.release();
  });

  t.test('beside a connection over the other family silence is found out sooner', async (t) => {
    const run = new RunState();
    const beside = (isThere: boolean, limitMs = 60_000) => sharedWait(run, ['2001:db8::1'], 443, limitMs, Promise.resolve(isThere));
    const [there, notThere, short] = [beside(true), beside(false), beside(true, 3600)];
    let ended = 0;
    for (const { silentMs } of [notThere, short]) {
      void silentMs.then(() => {
        ended += 1;
      });
    }
    const waitedMs = await there.silentMs;
    t.ok(waitedMs >= 3490 && waitedMs < 30_000, `${waitedMs} ms`);
    t.equal(ended, 0, 'not where there is no other connection, nor where the own limit is near');
    for (const wait of [there, notThere, short]) wait.release();
  });
});
