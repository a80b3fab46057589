import { Lexer } from 'yaml';
import { UsageError } from '../model/usage-error.ts';

const MAX_TEXT = 2_000_000;
/** Deeper nesting is no file of ours; parsers recurse. */
const MAX_NESTING = 40;
/** Words and marks of a file; a catalog of as many entries as there may be has fewer, in flow style too. Without a bound, two megabytes of marks keep the parser busy for many seconds. */
const MAX_LEXEMES = 1_000_000;
/** Values after aliases were followed. */
const MAX_VALUES = 500_000;

/** Throws `UsageError` for a text that is too large, too deep or too busy to be parsed; told before any recursion. */
export function checkText(text: string, file: string): void {
  if (text.length > MAX_TEXT)
    throw new UsageError(`the file is larger than ${MAX_TEXT} characters`, { file, hint: 'this is no file of this program' });
  checkMarks(text, file);
  checkIndentation(text, file);
}

/** Number and depth of the marks. Only marks count: brackets in quoted text and comments do not. */
function checkMarks(text: string, file: string): void {
  let depth = 0;
  let lexemes = 0;
  let line = 1;
  let markersOfLine = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexeme === '[' || lexeme === '{') depth += 1;
    else if (lexeme === ']' || lexeme === '}') depth = Math.max(0, depth - 1);
    else if (lexeme === '-' || lexeme === '?') markersOfLine += 1;
    if (depth > MAX_NESTING || markersOfLine > MAX_NESTING)
      throw new UsageError(`nested deeper than ${MAX_NESTING} levels`, { file, line });
    if (lexemes > MAX_LEXEMES) throw new UsageError('the file has too many parts', { file, line, hint: 'this is no file of this program' });
    for (let at = lexeme.indexOf('\n'); at >= 0; at = lexeme.indexOf('\n', at + 1)) {
      line += 1;
      markersOfLine = 0;
    }
  }
}

/** Levels by indentation: each deeper than the one before, without a return. */
function checkIndentation(text: string, file: string): void {
  const open: number[] = [];
  let line = 0;
  for (const match of text.matchAll(/^( *)([^\n]?)/gm)) {
    line += 1;
    if ((match[2] ?? '').trim() === '') continue;
    const columns = match[1]?.length ?? 0;
    while (open.length > 0 && (open.at(-1) ?? 0) >= columns) open.pop();
    open.push(columns);
    if (open.length > MAX_NESTING) throw new UsageError(`nested deeper than ${MAX_NESTING} levels`, { file, line });
  }
}

/** Throws `UsageError` for a value that aliases blow up. They share one value in memory; whoever walks the value meets it as often as it is named. */
export function checkValue(value: unknown, file: string): void {
  const open: unknown[] = [value];
  for (let count = 0; open.length > 0; count += 1) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const child of Object.values(next)) open.push(child);
    if (count + open.length > MAX_VALUES)
      throw new UsageError('aliases make the file far larger than it is', { file, hint: 'write the values out' });
  }
}
