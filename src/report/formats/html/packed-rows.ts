/** The private use area of Unicode stands for words of the dictionary: 6,400 characters that no host name, message or template is written with. */
const FIRST = 0xe000;
const LAST = 0xf8ff;
const OWN = /[\ue000-\uf8ff]/g;
/** A run of tags, an attribute of the row's element, or a line of text: what rows have in common. */
const TOKEN = /<tbody|(?:<(?!tbody)[^<>]*>\n*)+| data-[a-z]+="[^"]*"|[^<\n]+\n?/g;
/** Rows that the dictionary is made from; those of a large report are alike. */
const SAMPLE = 500;

/** Rows whose common parts are written once. */
export interface PackedRows {
  readonly words: readonly string[];
  /** In each row the character U+E000 + n stands for word n. */
  readonly rows: readonly string[];
}

/** Markup of table rows, packed: two thirds of thousands of rows are the same tags and lines of evidence. The script of the page unpacks a row when it is needed. */
export function packRows(markups: readonly string[]): PackedRows {
  const places = dictionaryOf(markups);
  const pack = (token: string): string => places.get(token) ?? token.replace(OWN, (character) => places.get(character) ?? '');
  return { words: [...places.keys()], rows: markups.map((markup) => markup.replace(TOKEN, pack)) };
}

/** Each word with the character that stands for it. A character of the private use area that a row has is a word itself, so that nothing is ambiguous. */
function dictionaryOf(markups: readonly string[]): ReadonlyMap<string, string> {
  const words = new Set(markups.flatMap((markup) => markup.match(OWN) ?? []));
  const counts = new Map<string, number>();
  const step = Math.ceil(markups.length / SAMPLE);
  for (let index = 0; index < markups.length; index += step)
    for (const token of markups[index]?.match(TOKEN) ?? []) counts.set(token, (counts.get(token) ?? 0) + 1);
  for (const [token, count] of counts) if (count > 2 && token.length > 2 && token.search(OWN) < 0) words.add(token);
  return new Map([...words].slice(0, LAST - FIRST + 1).map((word, index) => [word, String.fromCharCode(FIRST + index)]));
}
