/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none (Unicode Annex 11). */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

const ASCII = /^[\u0020-\u007e]*$/;
const NONE = /[\p{M}\p{Cf}]/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

function columnsOf(character: string): number {
  return NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** Lines of at most `columns`, broken at spaces where there are any; continuation lines begin with `indent`. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const room = Math.max(10, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => breakName(one, room - indent.length))) {
    const candidate = line === '' ? `${lines.length === 0 ? '' : indent}${word}` : `${line} ${word}`;
    if (width(candidate) <= room || line === '') line = candidate;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

/** A text in pieces of at most `columns`, broken after the dots, dashes and colons of names where it has any. */
export function breakName(name: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of name.split(/(?<=[-.:/@\s])(?!:)/).flatMap((one) => chunks(one, columns))) {
    if (width(line + part.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return [...lines, line];
}

/** A word in pieces of at most `columns`, none of which but the first begins with `::`: at the beginning of a line a build server may obey it. */
function chunks(word: string, columns: number): readonly string[] {
  if (width(word) <= columns) return [word];
  const parts: string[] = [];
  let part: string[] = [];
  let taken = 0;
  const characters = Array.from(word);
  for (const [at, character] of characters.entries()) {
    const own = columnsOf(character);
    if (taken + own > columns) {
      const kept = character === ':' && characters[at + 1] === ':' && part.length > 1 ? part.splice(-1) : [];
      parts.push(part.join(''));
      part = kept;
      taken = kept.reduce((sum, one) => sum + columnsOf(one), 0);
    }
    part.push(character);
    taken += own;
  }
  return [...parts, part.join('')];
}

/** The text cut to `columns` with an ellipsis. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let taken = 0;
  for (const character of text) {
    taken += columnsOf(character);
    if (taken > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The text filled with spaces to `columns`. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Long values are cut: a name has at most 255 characters, and a page must stay readable whatever a peer sends. */
export function clip(text: string, max = 300): string {
  if (text.length <= max) return text;
  return `${[...text.slice(0, max * 2)].slice(0, max).join('')}… (${text.length} characters)`;
}
