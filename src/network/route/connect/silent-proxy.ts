import type { Layer } from '../../../model/network/observation.ts';
import { authority, type HostPort } from '../../../model/network/route.ts';
import type { RunState, Slot } from '../../../model/network/run-state.ts';
import type { Hold, Note } from '../../trace.ts';
import type { OpenRequest } from '../kind.ts';

/** A proxy may be silent because its target is: so many targets, and no answer in the whole run, are no coincidence. */
const MIN_SILENT = 3;
/** Limit of a step with a proxy that has been silent for the whole limit again and again. */
const AFTER_SILENCE_MS = 2000;

interface Known {
  answered: boolean;
  readonly silentFor: Set<string>;
}

const PROXIES: Slot<Map<string, Known>> = { create: () => new Map() };

function knownOf(run: RunState, via: HostPort): Known {
  const all = run.of(PROXIES);
  const key = `${run.round} ${authority(via).toLowerCase()}`;
  const known = all.get(key) ?? { answered: false, silentFor: new Set() };
  all.set(key, known);
  return known;
}

/** Has the proxy accepted connections in this round, and never said anything, for several targets and the whole time limit each? */
export function isSilentProxy(run: RunState, via: HostPort | undefined): boolean {
  if (via === undefined) return false;
  const { answered, silentFor } = knownOf(run, via);
  return !answered && silentFor.size >= MIN_SILENT;
}

/** A step in which the proxy itself is waited for. That it says nothing at all is found out once: then each further wait is a short one. */
export async function stepWithProxy<L extends Extract<Layer, 'tls' | 'proxy'>, T>(
  { route, target, trace, context }: OpenRequest,
  layer: L,
  act: (signal: AbortSignal, note: Note<L>, hold: Hold) => Promise<T>,
): Promise<T | undefined> {
  const { via } = route;
  const limitMs = Math.min(context.layerTimeoutMs, isSilentProxy(context.run, via) ? AFTER_SILENCE_MS : Number.POSITIVE_INFINITY);
  const done = await trace.step(layer, 'proxy', act, limitMs);
  if (via === undefined || context.signal.aborted) return done;
  const known = knownOf(context.run, via);
  if (trace.steps.at(-1)?.failure?.code !== 'TIMEOUT') known.answered = true;
  else known.silentFor.add(authority(target));
  return done;
}
