import { type ByteSet, partsOf } from './expression-parts.ts';

/**
 * Reads bytes one after another and says whether one of several expressions could match among them: it may say so in vain, never miss a match. A step is two looks into
 * tables, however many alternatives there are.
 */
export interface ByteAutomaton {
  /** The kind of each byte: bytes that no expression tells apart share one. */
  readonly kinds: Uint8Array;
  /** log2 of how many kinds a row of `next` has room for. */
  readonly shift: number;
  /** By state and kind: the next state, `UNKNOWN` where it was not computed yet. */
  readonly next: Int16Array;
  /** Computes a step that is unknown. */
  readonly step: (state: number, kind: number) => number;
}

export const START = 0;
/** Something may match. */
export const FOUND = 1;
export const UNKNOWN = -1;
/** Beyond so many states whatever is new counts as found: memory has a limit. */
const MAX_STATES = 4096;

interface Place {
  readonly parts: readonly ByteSet[];
  readonly at: number;
}

/** An automaton for all of them; its states are made while it runs. */
export function byteAutomaton(expressions: readonly RegExp[]): ByteAutomaton {
  const sequences = expressions.flatMap(partsOf);
  if (sequences.some(({ length }) => length === 0)) throw new SyntaxError('an expression that matches nothing at all');
  const { kinds, samples } = kindsOf(sequences);
  const shift = Math.ceil(Math.log2(Math.max(2, samples.length)));
  const next = new Int16Array(MAX_STATES << shift).fill(UNKNOWN);
  const starts = sequences.map((parts) => ({ parts, at: 0 }));
  const states: (readonly Place[])[] = [[], []];
  const numbers = new Map<string, number>([['', START]]);
  const ids = new Map<readonly ByteSet[], number>(sequences.map((parts, index) => [parts, index]));
  const stateOf = (places: readonly Place[]): number => {
    if (places.some(({ parts, at }) => at === parts.length)) return FOUND;
    const key = places.map(({ parts, at }) => `${ids.get(parts)}.${at}`).join(' ');
    const known = numbers.get(key);
    if (known !== undefined || states.length === MAX_STATES) return known ?? FOUND;
    numbers.set(key, states.length);
    return states.push(places) - 1;
  };
  const step = (state: number, kind: number): number => {
    const byte = samples[kind] ?? 0;
    const all = [...(states[state] ?? []), ...starts];
    const moved = all.flatMap(({ parts, at }) => (parts[at]?.[byte] === 1 ? [{ parts, at: at + 1 }] : []));
    const to = state === FOUND ? FOUND : stateOf(moved);
    next[(state << shift) + kind] = to;
    return to;
  };
  return { kinds, shift, next, step };
}

/** Does the automaton find something in these bytes? */
export function mayMatch({ kinds, shift, next, step }: ByteAutomaton, bytes: Uint8Array): boolean {
  let state = START;
  for (const byte of bytes) {
    const kind = kinds[byte] ?? 0;
    const to = next[(state << shift) + kind] ?? UNKNOWN;
    state = to === UNKNOWN ? step(state, kind) : to;
    if (state === FOUND) return true;
  }
  return false;
}

/** Bytes with the same part in every expression are one kind; `samples`: a byte of each. */
function kindsOf(sequences: readonly (readonly ByteSet[])[]): { readonly kinds: Uint8Array; readonly samples: readonly number[] } {
  const sets = [...new Map(sequences.flat().map((bytes) => [bytes.join(''), bytes])).values()];
  const kinds = new Uint8Array(256);
  const samples: number[] = [];
  const known = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const key = sets.map((bytes) => bytes[byte]).join('');
    const kind = known.get(key) ?? samples.push(byte) - 1;
    known.set(key, kind);
    kinds[byte] = kind;
  }
  return { kinds, samples };
}
