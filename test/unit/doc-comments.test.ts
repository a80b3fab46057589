import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

const SRC = join(packageRoot(), 'src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?ts$/.test(name) && !name.endsWith('.d.ts'));

const EXPORT = /^export (?:declare |abstract |async )*(?:function\*?|class|interface|type) (\w+)/;
/** Words that say nothing by themselves. */
const EMPTY = new Set('a an and are as at by for from in is it its of on or that the this to which with'.split(' '));

/** The doc comment that ends right above a line; undefined: there is none. */
function commentAbove(lines: readonly string[], at: number): string | undefined {
  if (!/\*\/$/.test(lines[at - 1]?.trimEnd() ?? '')) return undefined;
  const begin = lines.slice(0, at).findLastIndex((line) => line.includes('/*'));
  const text = lines.slice(begin, at).join(' ');
  return text.trimStart().startsWith('/**') ? text : undefined;
}

/** Does it say more than the name? A word of it at least is not in there. */
function saysMore(comment: string, name: string): boolean {
  const own = name
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .split(/[ _]+/);
  const repeats = (word: string): boolean => own.some((part) => word.startsWith(part) || part.startsWith(word));
  const words = comment.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return new Set(words.filter((word) => !EMPTY.has(word) && !repeats(word))).size >= 1;
}

/** Exported functions and types of a source without a doc comment, or with one that only repeats the name. */
function undocumented(file: string, source: string): readonly string[] {
  const lines = source.split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined) return [];
    const comment = commentAbove(lines, at);
    // Of overloads, the first one has the comment.
    if (comment === undefined && lines.slice(0, at).some((before) => EXPORT.exec(before)?.[1] === name)) return [];
    return comment !== undefined && saysMore(comment, name) ? [] : [`${file}:${at + 1}: ${name}`];
  });
}

const TIME = /timeout|duration|delay|elapsed|interval|deadline|latency|patience/i;
const SIZE = /size$/i;
const UNIT =
  /(?:Ms|Millis|Seconds|Minutes|Hours|Days|Bytes|Bits|Pages|Lines|Columns|Characters)$|_(?:MS|SECONDS|MINUTES|HOURS|DAYS|BYTES|BITS|PAGES|LINES|COLUMNS|CHARACTERS)$/;
/** Sizes that count what the name beside them says. */
const COUNTS = new Set(['pageSize', 'PAGE_SIZE', 'size']);

/** Names of numbers that are a time or a size and do not say in which unit. */
function unitless(file: string, source: string): readonly string[] {
  const declared = source.matchAll(/\b(\w+)\??: (?:readonly )?number\b|\bconst (\w+) = [\d_][\d_. *]*;/g);
  return [...declared]
    .map(([, typed, constant]) => typed ?? constant ?? '')
    .filter((name) => (TIME.test(name) || SIZE.test(name)) && !UNIT.test(name) && !COUNTS.has(name))
    .map((name) => `${file}: ${name}`);
}

t.test('an export without words, or with those of its name alone, is found', (t) => {
  const source = [
    ...['/** Reads the head of a response; rejects after the limit. */', 'export function readHead(): void {}', ''],
    ...['/** The route kind. */', 'export type RouteKind = string;', ''],
    ...['export interface Bare {}', ''],
    ...['/* no doc comment at all, however much it says */', 'export class Plain {}', ''],
    ...['/**', ' * Over', ' * several lines.', ' */', 'export async function wide(): Promise<void> {}'],
  ].join('\n');
  t.strictSame(undocumented('a.ts', source), ['a.ts:5: RouteKind', 'a.ts:7: Bare', 'a.ts:10: Plain']);
  t.end();
});

t.test('a number of time or size without a unit in its name is found', (t) => {
  const source =
    'interface A { readonly timeout: number; readonly delayMs: number; headSize?: number }\nconst IDLE_TIMEOUT = 5_000;\nconst WAIT_MS = 2 * 60;';
  t.strictSame(unitless('a.ts', source), ['a.ts: timeout', 'a.ts: headSize', 'a.ts: IDLE_TIMEOUT']);
  t.end();
});

const sources = FILES.map((file) => [file, readFileSync(join(SRC, file), 'utf8')] as const);

t.test('every exported function and type of src has a doc comment that says something', (t) => {
  t.ok(sources.length > 600, `${sources.length} files`);
  t.strictSame(
    sources.flatMap(([file, source]) => undocumented(file, source)),
    [],
    'each of these needs a sentence: what it returns or stands for, in which unit, and which errors',
  );
  t.end();
});

t.test('numbers of time and size have their unit in the name', (t) => {
  t.strictSame(
    sources.flatMap(([file, source]) => unitless(file, source)),
    [],
    'name the unit: timeoutMs, headBytes, keptDays',
  );
  t.end();
});
