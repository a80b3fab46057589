import type { ConnectAttempt } from '../../model/network/observation.ts';
import type { RunState, Slot } from '../../model/network/run-state.ts';
import { limitTimer } from './limit-timer.ts';

/** Long enough for the first packet of a connection, the one that is sent again after a second, and the connection beside it. */
const AFTER_SILENCE_MS = 2500;
/** The same beside a connection over the other family: another packet more. */
const BESIDE_OTHER_FAMILY_MS = 3500;
/** A wait that ends by itself within that time is left to its own limit. */
const NEAR_LIMIT_MS = 250;

interface Silence {
  /** Addresses with their port that were silent for a whole limit. */
  readonly silent: Set<string>;
  /** Those who wait, by each address that they ask. */
  readonly waits: Map<string, Set<() => void>>;
}

const SILENCE: Slot<Silence> = { create: () => ({ silent: new Set(), waits: new Map() }) };

/** The limit for connecting to these addresses: a short one where each of them was silent for a whole limit before in this round. Milliseconds. */
export function connectLimitMs(run: RunState, addresses: readonly string[], port: number, limitMs: number): number {
  return areSilent(run, addresses, port) ? Math.min(AFTER_SILENCE_MS, limitMs) : limitMs;
}

/** Remembers what connecting within the limit came to, for those who ask the same addresses later or at the same time. A short wait proves no silence. */
export function noteSilence(run: RunState, attempts: readonly ConnectAttempt[], port: number, limitMs: number): void {
  const { silent, waits } = run.of(SILENCE);
  for (const { address, failure } of attempts) {
    const key = keyOf(run, address, port);
    if (failure === undefined) silent.delete(key);
    if (failure?.code !== 'TIMEOUT' || limitMs < AFTER_SILENCE_MS || silent.has(key)) continue;
    silent.add(key);
    for (const look of [...(waits.get(key) ?? [])]) look();
  }
}

/** One party of a wait for silence that several connections share. */
export interface SharedWait {
  /** Resolves with the milliseconds waited, once each address was silent to others for a whole limit and to this wait for the short one; or beside the other family. */
  readonly silentMs: Promise<number>;
  readonly release: () => void;
}

/**
 * A wait for these addresses that began just now: silence is found out once, and those that began later need not wait for their own limit. `other`: is there a
 * quick connection over the other family? Then clients go on with that one, and silence is no more than a warning.
 */
export function sharedWait(
  run: RunState,
  addresses: readonly string[],
  port: number,
  limitMs: number,
  other?: Promise<boolean>,
): SharedWait {
  const beganMs = performance.now();
  const { waits } = run.of(SILENCE);
  const keys = addresses.map((address) => keyOf(run, address, port));
  let stop: (() => void) | undefined;
  let look: () => void = () => undefined;
  let released = false;
  const silentMs = new Promise<number>((resolve) => {
    const endAfter = (ms: number): void => {
      const waitedMs = performance.now() - beganMs;
      if (released || limitMs - Math.max(ms, waitedMs) < NEAR_LIMIT_MS) return;
      stop?.();
      stop = limitTimer(ms - waitedMs, () => resolve(Math.round(performance.now() - beganMs)));
    };
    look = () => {
      if (areSilent(run, addresses, port)) endAfter(AFTER_SILENCE_MS);
    };
    void other?.then((isThere) => {
      if (isThere && stop === undefined) endAfter(BESIDE_OTHER_FAMILY_MS);
    });
  });
  for (const key of keys) waits.set(key, (waits.get(key) ?? new Set()).add(look));
  const release = (): void => {
    released = true;
    stop?.();
    for (const key of keys) if (waits.get(key)?.delete(look) === true && waits.get(key)?.size === 0) waits.delete(key);
  };
  return { silentMs, release };
}

function areSilent(run: RunState, addresses: readonly string[], port: number): boolean {
  const { silent } = run.of(SILENCE);
  return addresses.length > 0 && addresses.every((address) => silent.has(keyOf(run, address, port)));
}

function keyOf({ round }: RunState, address: string, port: number): string {
  return `${round} ${address} ${port}`;
}
