/** Those who wait for a signal, in the order of asking. */
const WAITING = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `act` when the signal is aborted, as a listener would; at once when it is already. Returns what takes it back. A signal looks through all its listeners for each that
 * comes or goes, and hundreds of steps wait for the end of the same run: here the signal has one.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  const waiting = WAITING.get(signal) ?? begun(signal);
  // A function of its own, so that the same `act` may wait twice.
  const one = (): void => act();
  waiting.add(one);
  return () => {
    waiting.delete(one);
  };
}

function begun(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  WAITING.set(signal, waiting);
  signal.addEventListener(
    'abort',
    () => {
      WAITING.delete(signal);
      for (const act of waiting) act();
    },
    { once: true },
  );
  return waiting;
}
