import type { Step } from '../../model/network/observation.ts';
import type { RunState, Slot } from '../../model/network/run-state.ts';

/** A lost packet is sent again after three round trips at first, and after twice as long each time it is lost again (RFC 6298 sections 2 and 5): three losses in a row. */
const ROUND_TRIPS = 20;
/** Below this the usual limits are long enough, and it may be this machine that is slow: a geostationary satellite takes 480 ms to and fro. */
const SLOW_MS = 400;
/** As long as WinHTTP waits to receive (WinHttpSetTimeouts), which is what the role puts up with. */
const LONGEST_MS = 30_000;
/** Whoever asks for short limits gets no long ones. */
const MOST_LIMITS = 6;

const QUICKEST: Slot<Map<string, number>> = { create: () => new Map() };

/**
 * The limit of a handshake or a request over a route, milliseconds: that of each layer, longer where the whole path is slow, as a satellite link is. What is slow shows
 * in the quickest connection of the round over the same route: one alone may have lost a packet.
 */
export function limitOverPathMs({ run }: { readonly run: RunState }, route: string, steps: readonly Step[], limitMs: number): number {
  const known = run.of(QUICKEST);
  const key = `${run.round} ${route}`;
  const tripMs = Math.min(known.get(key) ?? Number.POSITIVE_INFINITY, tripIn(steps));
  known.set(key, tripMs);
  if (tripMs < SLOW_MS || !Number.isFinite(tripMs)) return limitMs;
  return Math.max(limitMs, Math.min(LONGEST_MS, MOST_LIMITS * limitMs, Math.round(ROUND_TRIPS * tripMs)));
}

/** How long it took until the target's end was reached: by the connection itself, or by the proxy on our behalf. */
function tripIn(steps: readonly Step[]): number {
  const taken = steps.flatMap(({ layer, failure, durationMs }) =>
    (layer === 'tcp' || layer === 'proxy') && failure === undefined ? [durationMs] : [],
  );
  return taken.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...taken);
}
