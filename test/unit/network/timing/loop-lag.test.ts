import { fork } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import type { Context } from '../../../../src/model/network/context.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { loopLagMs } from '../../../../src/network/timing/loop-lag.ts';
import { Trace } from '../../../../src/network/trace.ts';

const CONCURRENCY = 200;
const WORK_MS = 10;
/** Answers each connection after 300 ms, and says how long it really took. */
const RELAY = `
const net = require('node:net');
net.createServer((socket) => {
  socket.on('error', () => undefined);
  const from = performance.now();
  socket.once('data', () => setTimeout(() => socket.end(String(performance.now() - from)), 300));
}).listen(0, '127.0.0.1', function () { process.send(this.address().port); });
process.on('disconnect', () => process.exit());
`;

t.test('what waits in this process for its turn is no time of the peer', async (t) => {
  const file = join(t.testdir({ 'relay.cjs': RELAY }), 'relay.cjs');
  const relay = fork(file);
  t.teardown(() => relay.kill());
  const [port] = (await once(relay, 'message')) as [number];
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const context: Context = {
    run: new RunState(),
    signal,
    layerTimeoutMs: 60_000,
    ...{ retries: 0, allAddresses: false, resolver: { kind: 'system' } },
    trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
    now: () => performance.now(),
    random: Math.random,
    credentialsFor: () => undefined,
  };
  let measuredMs = 0;
  let recordedMs = 0;
  let relayMs = 0;
  const ask = async (): Promise<void> => {
    const trace = new Trace(context);
    const from = performance.now();
    const took = await trace.step('tcp', 'target', async () => {
      const socket = connect(port, '127.0.0.1').setEncoding('latin1');
      socket.write('x');
      const [said] = (await once(socket, 'data')) as [string];
      socket.destroy();
      return Number(said);
    });
    measuredMs += performance.now() - from;
    recordedMs += trace.steps[0]?.durationMs ?? 0;
    relayMs += took ?? 0;
    const busyUntilMs = performance.now() + WORK_MS;
    while (performance.now() < busyUntilMs);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, ask));
  const queuedMs = measuredMs - relayMs;
  t.ok(queuedMs > 0.2 * CONCURRENCY * CONCURRENCY * WORK_MS, `${Math.round(queuedMs / CONCURRENCY)} ms in the queue on average`);
  // What is left is the turn in which the connection was found open, before the relay's clock began: a quarter to a third of the queue.
  t.ok(Math.abs(recordedMs - relayMs) < 0.5 * queuedMs, `${Math.round((recordedMs - relayMs) / CONCURRENCY)} ms of them told on average`);
  t.equal(loopLagMs(), 0, 'nobody measures any more');
});
