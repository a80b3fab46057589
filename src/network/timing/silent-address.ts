import type { ConnectAttempt } from '../../model/network/observation.ts';
import type { RunState, Slot } from '../../model/network/run-state.ts';

/** Long enough for the first packet of a connection, the one that is sent again after a second, and the connection beside it. */
const AFTER_SILENCE_MS = 2500;

const SILENT: Slot<Set<string>> = { create: () => new Set() };

/** The limit for connecting to these addresses: a short one where each of them was silent for a whole limit before in this round. Milliseconds. */
export function connectLimitMs(run: RunState, addresses: readonly string[], port: number, limitMs: number): number {
  const silent = run.of(SILENT);
  const isKnown = addresses.length > 0 && addresses.every((address) => silent.has(keyOf(run, address, port)));
  return isKnown ? Math.min(AFTER_SILENCE_MS, limitMs) : limitMs;
}

/** Remembers what connecting within the limit came to, for those who ask the same addresses later. A short wait proves no silence. */
export function noteSilence(run: RunState, attempts: readonly ConnectAttempt[], port: number, limitMs: number): void {
  const silent = run.of(SILENT);
  for (const { address, failure } of attempts) {
    if (failure === undefined) silent.delete(keyOf(run, address, port));
    else if (failure.code === 'TIMEOUT' && limitMs >= AFTER_SILENCE_MS) silent.add(keyOf(run, address, port));
  }
}

function keyOf({ round }: RunState, address: string, port: number): string {
  return `${round} ${address} ${port}`;
}
