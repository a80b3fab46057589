import type { Server, SilentServer } from '../exchange.ts';
import type { Question } from '../message.ts';

/** What was learnt of silent DNS servers counts for so long: as long as a good answer is kept. */
const REMEMBERED_MS = 30_000;

/** What earlier questions learnt of DNS servers that do not answer, so that later ones need not wait for them again. */
export interface Silence {
  /** How the server was silent a moment ago to questions of that type; undefined: it was not, or was not asked. */
  readonly of: (server: Server, type: Question['type']) => SilentServer | undefined;
  readonly note: (server: Server, type: Question['type'], silent: SilentServer | undefined) => void;
  /** A lookup of the operating system ran into the limit behind a silent server: others will. */
  readonly noteHeldUp: () => void;
  readonly holdsUp: () => boolean;
}

/** `now`: monotonic milliseconds. */
export function silenceMemory(now: () => number = () => performance.now()): Silence {
  const silent = new Map<string, { readonly server: SilentServer; readonly untilMs: number }>();
  let heldUpUntilMs = Number.NEGATIVE_INFINITY;
  return {
    of: (server, type) => {
      const known = silent.get(keyOf(server, type));
      return known !== undefined && now() < known.untilMs ? known.server : undefined;
    },
    note: (server, type, how) => {
      if (how === undefined) silent.delete(keyOf(server, type));
      else silent.set(keyOf(server, type), { server: how, untilMs: now() + REMEMBERED_MS });
    },
    noteHeldUp: () => {
      heldUpUntilMs = now() + REMEMBERED_MS;
    },
    holdsUp: () => now() < heldUpUntilMs,
  };
}

function keyOf({ address, port }: Server, type: Question['type']): string {
  return `${type} ${address} ${port}`;
}
