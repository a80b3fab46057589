import { limitTimer } from './limit-timer.ts';
import { onAbort } from './on-abort.ts';

/** How long a piece of work may take, and who may end it sooner. */
export interface Limit {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The code for work that a signal ended: its reason when that is a word (`DEADLINE`, `ABORTED`), else `ABORTED`. */
export function abortCode(signal: AbortSignal): string {
  return typeof signal.reason === 'string' ? signal.reason : 'ABORTED';
}

/**
 * Resolves with the first value given to `finish`, or with `onLimit('TIMEOUT')` after the limit, or with `onLimit(abort code)` when the
 * signal fires. What `start` returns is called once, whichever came first. Work that cannot be cancelled is simply left behind.
 */
export function within<T>(limit: Limit, onLimit: (code: string) => T, start: (finish: (value: T) => void) => () => void): Promise<T> {
  return new Promise((resolve) => {
    if (limit.signal.aborted) return resolve(onLimit(abortCode(limit.signal)));
    let release: (() => void) | undefined;
    let done = false;
    const finish = (value: T): void => {
      if (done) return;
      done = true;
      stopTimer();
      stopListening();
      release?.();
      resolve(value);
    };
    const stopTimer = limitTimer(limit.timeoutMs, () => finish(onLimit('TIMEOUT')));
    const stopListening = onAbort(limit.signal, () => finish(onLimit(abortCode(limit.signal))));
    release = start(finish);
    if (done) release();
  });
}

/** A signal that follows another one and can also be fired alone. `release` when done: long-lived signals must not collect followers. */
export function follower(signal: AbortSignal): {
  readonly signal: AbortSignal;
  readonly abort: (reason: string) => void;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const release = onAbort(signal, () => controller.abort(abortCode(signal)));
  return { signal: controller.signal, abort: (reason) => controller.abort(reason), release };
}

/** What is said of work that ended without an answer, by the code `within` gave. */
export function unanswered(code: string, startedMs: number): string {
  return code === 'TIMEOUT' ? `no answer within ${Math.round(performance.now() - startedMs)} ms` : 'the run ended first';
}
