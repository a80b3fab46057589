import { type ByteAutomaton, FOUND, START, UNKNOWN } from '../../text/byte-automaton.ts';
import { MAX_LINE_HEAD } from './lines.ts';
import { CLOSE, isUsualServerStamp, isUsualStamp, OPEN } from './quiet.ts';

/** Whole lines in a row that are only counted: each is one entry with a usual stamp, and its text has nothing worth reading. */
export interface QuietRun {
  readonly lines: number;
  /** Where the line begins that is not one of them, or is not complete. */
  readonly to: number;
  /** Where the stamps of the first and the last of them begin; they go on to the end of the line. */
  readonly firstStamp: number;
  readonly lastStamp: number;
}

const [NEWLINE, RETURN, DOLLAR, LESS, BRACKET, EXCLAMATION] = [10, 13, 36, 60, 93, 33];
const OPEN_BYTES = bytesOf(OPEN);
const CLOSE_BYTES = bytesOf(CLOSE);

function bytesOf(ascii: string): readonly number[] {
  return [...ascii].map((letter) => letter.charCodeAt(0));
}

/** How far lines are quiet, from the beginning of one on, at most so many of them. Bytes are UTF-8; a line about which there is any doubt ends the run. */
export function quietRun(bytes: Uint8Array, from: number, automaton: ByteAutomaton, most: number): QuietRun {
  let [lines, at, firstStamp, lastStamp] = [0, from, from, from];
  while (lines < most) {
    const isCmtrace = startsWith(bytes, at, OPEN_BYTES);
    const text = at + (isCmtrace ? OPEN_BYTES.length : 0);
    const textTo = isCmtrace ? endOfQuiet(bytes, text, automaton, BRACKET) : endOfQuiet(bytes, text, automaton, DOLLAR);
    if (textTo < 0) break;
    const newline = bytes.indexOf(NEWLINE, textTo);
    if (newline < 0 || newline - at > MAX_LINE_HEAD) break;
    const to = bytes[newline - 1] === RETURN ? newline - 1 : newline;
    const stamp = isCmtrace ? textTo + CLOSE_BYTES.length : textTo;
    if (!(isCmtrace ? isUsualStamp(bytes, stamp, to) : isUsualServerStamp(bytes, stamp, to))) break;
    if (lines === 0) firstStamp = stamp;
    lastStamp = stamp;
    lines += 1;
    at = newline + 1;
  }
  return { lines, to: at, firstStamp, lastStamp };
}

/** Where the text of the line ends: at `]LOG]!>` or at `$$<`. -1: it may be worth reading, or does not end as usual. */
function endOfQuiet(bytes: Uint8Array, from: number, { kinds, shift, next, step }: ByteAutomaton, end: number): number {
  let state = START;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === NEWLINE) return -1;
    if (byte === end && isEnd(bytes, at)) return at;
    // In the server's format a second entry in the same line is looked at closely.
    if (byte === LESS && bytes[at + 1] === EXCLAMATION) return -1;
    const kind = kinds[byte] as number;
    const to = next[(state << shift) + kind] as number;
    state = to === UNKNOWN ? step(state, kind) : to;
    if (state === FOUND) return -1;
  }
  return -1;
}

function isEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === BRACKET ? startsWith(bytes, at, CLOSE_BYTES) : bytes[at + 1] === DOLLAR && bytes[at + 2] === LESS;
}

function startsWith(bytes: Uint8Array, at: number, text: readonly number[]): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}
