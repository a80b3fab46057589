import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { limitTimer } from '../../../../src/network/timing/limit-timer.ts';

/** This process does nothing else for so long. */
function standStill(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

t.test('an answer that came while this process stood still is no answer too late', async (t) => {
  const code = `const { parentPort } = require('node:worker_threads'); parentPort.once('message', (m) => setTimeout(() => parentPort.postMessage(m), 20))`;
  const worker = new Worker(code, { eval: true });
  t.teardown(() => worker.terminate());
  await once(worker, 'online');
  const answered = once(worker, 'message').then(() => 'answer');
  let stop: () => void = () => undefined;
  const ended = new Promise((resolve) => {
    stop = limitTimer(200, () => resolve('limit'));
  });
  // From here the timers come before what lies unread.
  setImmediate(() => {
    worker.postMessage('question');
    standStill(800);
  });
  t.equal(await Promise.race([answered, ended]), 'answer');
  stop();
});

t.test('without an answer it ends, after a standstill too, and not at all once stopped', async (t) => {
  const began = performance.now();
  await new Promise<void>((resolve) => {
    limitTimer(100, resolve);
  });
  const idleMs = performance.now() - began;
  t.ok(idleMs >= 99 && idleMs < 3000, `${idleMs} ms`);
  const stood = performance.now();
  await new Promise<void>((resolve) => {
    limitTimer(100, resolve);
    standStill(1500);
  });
  const stoodMs = performance.now() - stood;
  t.ok(stoodMs >= 1590 && stoodMs < 5000, `${stoodMs} ms: as much again as the limit, not as the standstill`);
  let fired = false;
  limitTimer(20, () => {
    fired = true;
  })();
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(fired, false);
});
