import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { parseSync } from '@swc/core';
import { cpuMs } from '../cpu-time.ts';

/** One expression of the program: where it stands, and what it is. */
export interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** What a syntax tree of a file holds: literals, and the places at which an expression is made of text. */
export interface Expressions {
  readonly literals: readonly Expression[];
  /** `file` once for each `new RegExp` or `RegExp()` in it. */
  readonly made: readonly string[];
}

/** All of the expressions of the sources below a folder, by the syntax tree: a search through the text would miss some and invent others. */
export function expressionsBelow(folder: string): Expressions {
  const literals: Expression[] = [];
  const made: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.[cm]?ts$/.test(file) || file.endsWith('.d.ts')) continue;
    const name = file.replaceAll('\\', '/');
    walk(parseSync(readFileSync(join(folder, file), 'utf8'), { syntax: 'typescript', target: 'es2022' }), (node) => {
      if (node.type === 'RegExpLiteral') literals.push({ file: name, pattern: String(node.pattern), flags: String(node.flags) });
      const callee = node.callee as Node | undefined;
      if ((node.type === 'NewExpression' || node.type === 'CallExpression') && callee?.value === 'RegExp') made.push(name);
    });
  }
  return { literals, made };
}

type Node = Readonly<Record<string, unknown>>;

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, visit);
  else if (typeof value === 'object' && value !== null) {
    visit(value as Node);
    for (const [key, one] of Object.entries(value)) if (key !== 'span') walk(one, visit);
  }
}

/** What expressions with two ways to read the same text trip over, again and again. */
const UNITS = [
  ...['a', ' ', '\n', '\t', '0', '.', '-', '_', '/', '\\', '"', "'", '=', ',', ':', ';', '(', '[', '<', '>', '{', '#', '@', '%', '~', '*'],
  ...['a-', 'a.', 'a ', 'a@', 'a:', '1.', '\r\n', '::', 'é', '\u202e', 'key=value, ', 'CN=a,', 'http://a', 'a\\'],
];
/** With nothing behind them, and with what matches nothing: many an expression is slow only where it fails at the end. */
const ENDS = ['', '\u0001', 'x'];

/** At least forty texts of each size for an expression: the units above, and the expression's own words, alone, together and before a unit. */
export function textsFor(pattern: string, length: number): readonly string[] {
  const words = wordsOf(pattern);
  const units = [...UNITS, ...words, ...(words.length > 1 ? [words.join('')] : [])];
  const plain = units.flatMap((unit) => ENDS.map((end) => fill(unit, length - end.length) + end));
  const begun = words.slice(0, 12).flatMap((word) => UNITS.slice(0, 12).map((unit) => word + fill(unit, length)));
  return [...plain, ...begun];
}

function fill(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** The runs of plain characters inside an expression. */
function wordsOf(pattern: string): readonly string[] {
  const plain = pattern.replace(/\\[bBdDsSwW]|\\[pP]\{\w+\}|\\u\{?[0-9a-f]+\}?/gi, '\u0000').replace(/\(\?(?:[:=!]|<[=!])/g, '\u0000');
  const runs = plain.match(/(?:[A-Za-z0-9 :@=<>%#"',;~_/!&-]|\\[./\\()[\]$^*+?{}|-])+/g) ?? [];
  return [...new Set(runs.map((run) => run.replace(/\\(.)/g, '$1')))].slice(0, 30);
}

const sandbox = createContext({ pattern: '', flags: '', texts: [], nowMs: () => cpuMs() });
const search = new Script(`(() => texts.map((text) => {
  const fromMs = nowMs();
  let n = 0;
  for (const one of text.matchAll(new RegExp(pattern, flags))) n += one.length;
  return nowMs() - fromMs;
}))()`);
/**
 * A limit costs a thread: it is set once for many texts, and for one after the other only where they do not end within so many limits. Of long texts, each
 * takes milliseconds.
 */
const LIMITS_TOGETHER = { short: 1, long: 8 } as const;
const LONG = 10_000;

/**
 * Milliseconds that all matches of the expression take in each of the texts. What has not ended after `limitMs` is stopped, counts as that and is the last:
 * there are fewer results than texts then.
 */
export function timesOf(expression: Omit<Expression, 'file'>, texts: readonly string[], limitMs: number): readonly number[] {
  const { pattern, flags } = expression;
  Object.assign(sandbox, { pattern, flags: flags.includes('g') ? flags : `${flags}g`, texts });
  try {
    const timesMs: unknown = search.runInContext(sandbox, { timeout: texts.length > 1 ? togetherMs(texts, limitMs) : limitMs });
    return [...(timesMs as readonly number[])];
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return texts.length > 1 ? oneByOne(expression, texts, limitMs) : [limitMs];
  }
}

function togetherMs(texts: readonly string[], limitMs: number): number {
  return limitMs * LIMITS_TOGETHER[(texts[0]?.length ?? 0) > LONG ? 'long' : 'short'];
}

function oneByOne(expression: Omit<Expression, 'file'>, texts: readonly string[], limitMs: number): readonly number[] {
  const timesMs: number[] = [];
  for (const text of texts) {
    const [tookMs = limitMs] = timesOf(expression, [text], limitMs);
    timesMs.push(tookMs);
    if (tookMs >= limitMs) break;
  }
  return timesMs;
}
