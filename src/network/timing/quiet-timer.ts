import { limitTimer } from './limit-timer.ts';

/**
 * Calls `onQuiet` after `ms` in which this process could run, once what had arrived by then was read; what that returns is called when the timer is stopped. Returns what
 * stops it.
 */
export function quietTimer(ms: number, onQuiet: () => () => void): () => void {
  let isStopped = false;
  let over: (() => void) | undefined;
  const stopTimer = limitTimer(ms, () => {
    setImmediate(() => {
      if (!isStopped) over = onQuiet();
    });
  });
  return () => {
    isStopped = true;
    stopTimer();
    over?.();
  };
}
