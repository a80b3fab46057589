import { type Document, isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { didYouMean } from './suggest.ts';

const MAX_TEXT = 2_000_000;
/** Deeper nesting is no file of ours; parsers recurse. */
const MAX_NESTING = 40;

/**
 * YAML or JSON text → a value that fits the schema. Every way in which it does not fit is a `UsageError` with file, line and field: the parser's own
 * exceptions, its alias guard included, never get through.
 */
export function parseYaml<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  if (text.length > MAX_TEXT)
    throw new UsageError(`the file is larger than ${MAX_TEXT} characters`, { file, hint: 'this is no file of this program' });
  const deep = tooDeepLine(text);
  if (deep !== undefined) throw new UsageError(`nested deeper than ${MAX_NESTING} levels`, { file, line: deep });
  const lines = new LineCounter();
  const document = guarded(file, () =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, maxAliasCount: 50 } as never),
  );
  const [first] = document.errors;
  if (first !== undefined)
    throw new UsageError(`not valid YAML: ${oneLine(first.message)}`, { file, line: lines.linePos(first.pos[0]).line });
  const value: unknown = guarded(file, () => document.toJS({ maxAliasCount: 50 }));
  const result = schema.safeParse(value);
  if (result.success) return result.data as z.output<Schema>;
  throw issueError(result.error.issues[0] as z.core.$ZodIssue, document, lines, file, schema, value);
}

function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new UsageError(`not readable as YAML: ${oneLine(error instanceof Error ? error.message : String(error))}`, { file });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 300);
}

/** The first line on which flow brackets are open too deep, or indentation is. Cheap, and before any recursion. */
function tooDeepLine(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') line += 1;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return line;
    if (character === '\n' && /^(?:[ \t]*- ?){41}/.test(text.slice(at + 1, at + 400))) return line + 1;
  }
  return undefined;
}

function issueError(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  file: string,
  schema: z.ZodType,
  value: unknown,
): UsageError {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
  const line = lineOf(document, lines, path);
  const field = path.map(String).join('.');
  if (unknownKey === undefined) return new UsageError(issue.message, { file, line, field: field === '' ? undefined : field });
  const hint = didYouMean(unknownKey, keysAt(schema, issue.path, value));
  return new UsageError(`unknown key "${unknownKey.slice(0, 80)}"`, { file, line, field, hint });
}

/** Keys that the schema knows at a path; found by asking its JSON Schema-like shape. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], _value: unknown): readonly string[] {
  let at: unknown = schema;
  for (const step of path) {
    at = unwrap(at);
    const shape = (at as { shape?: Record<string, unknown> }).shape;
    const element = (at as { element?: unknown }).element;
    at = typeof step === 'number' ? element : (shape?.[String(step)] ?? (at as { valueType?: unknown }).valueType);
  }
  const shape = (unwrap(at) as { shape?: Record<string, unknown> } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  for (let depth = 0; depth < 10; depth += 1) {
    const inner = (at as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    const start = node?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
}

/** The key's node where there is one: a wrong or unknown key is told on its own line. */
function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => String((item.key as { value?: unknown })?.value ?? item.key) === String(last));
    if (isNode(pair?.key)) return pair.key;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node : undefined;
}
