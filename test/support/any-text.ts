import fc from 'fast-check';

/** The first code point after the halves of surrogate pairs, and how many of these there are (Unicode 3.8). */
const AFTER_SURROGATES = 0xe000;
const SURROGATES = 0x800;

/** Any character of Unicode. */
const character = fc.nat({ max: 0x10ffff - SURROGATES }).map(
  (index) => String.fromCodePoint(index < AFTER_SURROGATES - SURROGATES ? index : index + SURROGATES),
  (text) => indexOf(text),
);

function indexOf(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (typeof text !== 'string' || code === undefined || text.length !== String.fromCodePoint(code).length)
    throw new Error('not one character');
  if (code < AFTER_SURROGATES - SURROGATES) return code;
  if (code < AFTER_SURROGATES) throw new Error('half of a surrogate pair');
  return code - SURROGATES;
}

/** Text of any characters of Unicode, as fast-check's own unit `binary` makes it, without that one's table of a million characters, which takes seconds. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: character, maxLength });
}
