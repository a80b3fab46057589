/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Lines of at most `columns`, broken at spaces where there are any; continuation lines begin with `indent`. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const room = Math.max(10, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => chunks(one, room - indent.length))) {
    const candidate = line === '' ? `${lines.length === 0 ? '' : indent}${word}` : `${line} ${word}`;
    if (width(candidate) <= room || line === '') line = candidate;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

function chunks(word: string, columns: number): readonly string[] {
  if (width(word) <= columns) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (width(part + character) > columns) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

/** The text cut to `columns` with an ellipsis. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The text filled with spaces to `columns`. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}
