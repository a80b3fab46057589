import type { Entry } from './dialect.ts';

const TYPOGRAPHIC: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': "'", '”': "'", '–': '-', '—': '-', '…': '...', ' ': ' ' };

/**
 * One line of printable ASCII, safe inside a double-quoted string or comment of every device command line: no control or bidirectional
 * characters, no `"`, `\`, `` ` ``, `$`, `;`, no `|` (which separates the fields of a stored Windows Firewall rule), no `<` and `>` (which FortiOS keeps from text)
 * and no `?` (which asks for help on FortiOS, PAN-OS and ASA even inside quotes). Cut at `max` characters.
 */
export function plain(text: string, max = 1000): string {
  const ascii = text
    .replace(/[^ -~]/gu, (char) => TYPOGRAPHIC[char] ?? char)
    .replace(/\s+/g, ' ')
    .replace(/["`]/g, "'")
    .replace(/[\\|]/g, '/')
    .replace(/</g, '(')
    .replace(/>/g, ')')
    .replace(/;/g, ',')
    .replace(/[^\x20-\x7e]|[$?]/g, '.')
    .trim();
  return ascii.length <= max ? ascii : `${ascii.slice(0, max - 3)}...`;
}

/** What a comment says about an entry: its catalog ids and why it is needed. */
export function note(entries: readonly Entry[], max = 1000): string {
  const ids = [...new Set(entries.flatMap(({ requirement }) => requirement.ids))];
  const why = [...new Set(entries.flatMap(({ requirement }) => requirement.why))];
  return plain(why.length === 0 ? ids.join(', ') : `${ids.join(', ')}: ${why.join(' ')}`, max);
}

/** Text for a regular expression that matches it literally. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

export const hash = (text: string) => (text === '' ? '#' : `# ${text}`);
