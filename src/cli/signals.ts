import { performance } from 'node:perf_hooks';
import { writesUnderWay } from './streams/output.ts';

/** How often is looked, from when on a process that only waits is ended, how long it may write. */
const LOOK_MS = 100;
const LIMIT_MS = 700;
const WRITE_LIMIT_MS = 10_000;
/** Share of the last look in which something was computed. */
const BUSY = 0.2;
/** For calls of the system that come back by themselves. */
const DRAIN_MS = 200;
const INTERRUPTED = 130;

/**
 * Aborted by Ctrl-C or SIGTERM (on Windows Ctrl-Break too). The run then ends by itself and writes its reports; a process that a second later computes
 * and writes nothing, but waits for something that nobody can abort, is ended, and at a second signal at once.
 */
export function interrupts(): AbortSignal {
  const interrupt = new AbortController();
  const signals = process.platform === 'win32' ? (['SIGINT', 'SIGBREAK'] as const) : (['SIGINT', 'SIGTERM'] as const);
  for (const name of signals) {
    process.on(name, () => {
      if (interrupt.signal.aborted) return endNow();
      interrupt.abort('ABORTED');
      watch();
    });
  }
  return interrupt.signal;
}

function watch(): void {
  const beganMs = performance.now();
  let last = performance.eventLoopUtilization();
  let idleLooks = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    idleLooks = utilization > BUSY ? 0 : idleLooks + 1;
    const elapsedMs = performance.now() - beganMs;
    if (elapsedMs < LIMIT_MS || idleLooks < 3) return;
    if (writesUnderWay() > 0 && elapsedMs < WRITE_LIMIT_MS) return;
    clearInterval(timer);
    endNow();
  }, LOOK_MS);
  timer.unref();
}

/** The end of a process waits for threads that sit in a call of the system, such as opening a file of a server that is gone: then only a kill helps. */
function endNow(): void {
  if (!isInSystemCall()) process.exit(INTERRUPTED);
  setTimeout(() => {
    if (!isInSystemCall()) process.exit(INTERRUPTED);
    process.kill(process.pid, 'SIGKILL');
  }, DRAIN_MS);
}

function isInSystemCall(): boolean {
  return process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'));
}
