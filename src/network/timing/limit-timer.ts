/** A timer that fires later than that shows that this process stood still, milliseconds. */
const STOOD_STILL_MS = 50;

/**
 * Calls `onLimit` after `limitMs` in which this process could run; returns what stops it. A timer that fires late shows a starved or paused machine, and
 * that answers may lie unread: the time it stood still is given back, altogether no more than the limit again.
 */
export function limitTimer(limitMs: number, onLimit: () => void): () => void {
  let timer: NodeJS.Timeout;
  let toGiveMs = limitMs;
  const start = (ms: number): void => {
    const dueMs = performance.now() + ms;
    timer = setTimeout(() => {
      const lateMs = Math.min(performance.now() - dueMs, toGiveMs);
      if (lateMs < STOOD_STILL_MS) return onLimit();
      toGiveMs -= lateMs;
      start(lateMs);
    }, ms);
  };
  start(Math.max(0, limitMs));
  return () => clearTimeout(timer);
}
