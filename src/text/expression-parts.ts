/** One character of an expression: 1 at each byte that it may be. */
export type ByteSet = Uint8Array;

/** What stands for an open repetition such as `.{0,100}`: it parts a sequence. */
const OPEN: ByteSet = new Uint8Array(0);
const FIRST_BEYOND_ASCII = 128;
const TELLING_LENGTH = 6;
const ASSERTION = /^(?:\\b|\^)/;
const CLASS = /^\[(?:[^\]\\]|\\.){1,200}\]/;

/**
 * The alternatives of an expression, each as characters in a row of which any text that it matches has at least one row. Of UTF-8: a character beyond ASCII is any byte beyond
 * ASCII. What an expression only looks at (`\b`, `^`) is left out; of what an open repetition parts one piece stands for the whole. Understood is what the quick tests of this
 * program use: literals, classes, `\d`, `?`, `{n}`, `{n,m}`, groups. Throws `SyntaxError` for the rest.
 */
export function partsOf({ source, flags }: RegExp): readonly (readonly ByteSet[])[] {
  const reader = { source, at: 0, folds: flags.includes('i') };
  const all = alternatives(reader);
  if (reader.at < source.length) throw new SyntaxError(`a bracket too many in ${source.slice(0, 40)}`);
  return all.map(mostTelling);
}

interface Reader {
  readonly source: string;
  at: number;
  readonly folds: boolean;
}

type Sequence = readonly ByteSet[];

/** The last piece that is long enough, otherwise the longest. */
function mostTelling(sequence: Sequence): Sequence {
  const pieces: ByteSet[][] = [[]];
  for (const part of sequence) {
    if (part === OPEN) pieces.push([]);
    else pieces.at(-1)?.push(part);
  }
  return pieces.findLast(({ length }) => length >= TELLING_LENGTH) ?? pieces.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

function alternatives(reader: Reader): readonly Sequence[] {
  const all: Sequence[] = [];
  let current: readonly Sequence[] = [[]];
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === ')' || next === '|') {
      all.push(...current);
      if (next !== '|') return all;
      reader.at += 1;
      current = [[]];
    } else {
      const following = atom(reader);
      current = current.flatMap((one) => following.map((other) => [...one, ...other]));
    }
  }
}

function atom(reader: Reader): readonly Sequence[] {
  const rest = reader.source.slice(reader.at);
  const [assertion] = ASSERTION.exec(rest) ?? [];
  if (assertion !== undefined) {
    reader.at += assertion.length;
    return [[]];
  }
  return repeated(reader, rest.startsWith('(?:') ? group(reader) : [[character(reader)]]);
}

function repeated(reader: Reader, own: readonly Sequence[]): readonly Sequence[] {
  const [quantifier = '', count, more] = /^(?:\?|\{(\d{1,2})(,\d{1,4})?\})/.exec(reader.source.slice(reader.at)) ?? [];
  reader.at += quantifier.length;
  if (quantifier === '?') return [[], ...own];
  if (more !== undefined) return [[OPEN]];
  return count === undefined ? own : own.map((one) => Array.from({ length: Number(count) }, () => one).flat());
}

function group(reader: Reader): readonly Sequence[] {
  reader.at += '(?:'.length;
  const all = alternatives(reader);
  reader.at += 1;
  return all;
}

/** A literal, an escape, a class or any character. */
function character(reader: Reader): ByteSet {
  const rest = reader.source.slice(reader.at);
  const written = CLASS.exec(rest)?.[0] ?? rest.slice(0, rest.startsWith('\\') ? 2 : 1);
  if (/^[*+(){}$]|^\[$/.test(written)) throw new SyntaxError(`this is not understood: ${rest.slice(0, 20)}`);
  reader.at += written.length;
  const key = `${written} ${reader.folds}`;
  const known =
    CHARACTERS.get(key) ?? bytesOf(new RegExp(`^${written}$`, reader.folds ? 'is' : 's'), /[^\0-\x7f]|^\[\^|^\.$/.test(written));
  CHARACTERS.set(key, known);
  return known;
}

const CHARACTERS = new Map<string, ByteSet>();

function bytesOf(one: RegExp, isBeyondAscii: boolean): ByteSet {
  const bytes = new Uint8Array(256);
  for (let code = 0; code < FIRST_BEYOND_ASCII; code += 1) if (one.test(String.fromCharCode(code))) bytes[code] = 1;
  if (isBeyondAscii) bytes.fill(1, FIRST_BEYOND_ASCII);
  return bytes;
}
