/** The first code unit of what is cut may follow the end by so much: no character that people write is longer. */
const LONGEST_CHARACTER = 64;

/**
 * The beginning of a text, of at most `length` UTF-16 units, that ends between two characters as a reader counts them (Unicode Annex 29): never inside a surrogate
 * pair, nor between a letter and its accent. One that is longer than any real character is cut between its code points.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = boundaryBefore(text, length);
  return text.slice(0, end);
}

/** The same, with an ellipsis as the last character where something is left out. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${cut(text, length - 1)}…`;
}

function boundaryBefore(text: string, length: number): number {
  const from = Math.max(0, length - LONGEST_CHARACTER);
  const start = isLow(text, from) ? from + 1 : from;
  const near = text.slice(start, length + LONGEST_CHARACTER);
  const character = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(near).containing(length - start);
  const boundary = start + (character?.index ?? 0);
  return boundary > start ? boundary : isLow(text, length) ? length - 1 : length;
}

/** The second half of a pair. */
function isLow(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff && index > 0 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}

/** UTF-8 bytes that a text takes in a file. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}
