import type { z } from 'zod';
import { UsageError } from '../model/usage-error.ts';
import { didYouMean } from '../text/suggest.ts';
import { isKeyName, type YamlDocument } from './parsed.ts';

/** The document's value when it fits the schema; else a `UsageError` about the first thing that does not. */
export function fit<Schema extends z.ZodType>(document: YamlDocument, file: string, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data as z.output<Schema>;
  throw issueError(foremost(result.error.issues), document, file, schema);
}

/** A key that is missing beside one that is unknown is most likely misspelt: the unknown one tells more. */
function foremost(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const first = issues[0] as z.core.$ZodIssue;
  const parent = JSON.stringify(first.path.slice(0, -1).map(String));
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys' && JSON.stringify(issue.path.map(String)) === parent);
  const [told = first] = ofBranch(first.code === 'invalid_type' && unknown !== undefined ? unknown : first);
  return told;
}

/** Of a value that may have several forms: what is wrong inside the form that was meant, or the words that may stand there. */
function ofBranch(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [issue];
  const inside = issue.errors.find(([first]) => first !== undefined && (first.path.length > 0 || first.code === 'unrecognized_keys'));
  const word = issue.errors.find(([first]) => first?.code === 'invalid_value');
  const found = inside ?? word ?? [];
  return found.length === 0 ? [issue] : found.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** More are not told: a file of another kind has one at each line. */
export const MAX_MISFITS = 50;

/** What does not fit, one error each, at most fifty. `all` are the schema's; `hint` comes before the general ones. */
export function misfits(
  document: YamlDocument,
  file: string,
  schema: z.ZodType,
  all: readonly z.core.$ZodIssue[],
  hint: (path: readonly PropertyKey[], given: unknown) => string | undefined,
): readonly UsageError[] {
  // Finding lines and near names takes time, and a file of another kind has thousands of mistakes.
  const issues = all.slice(0, MAX_MISFITS).flatMap(ofBranch);
  return issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, MAX_MISFITS) : [undefined];
    return keys.map((key) => {
      const one = key === undefined ? issue : ({ ...issue, keys: [key] } as z.core.$ZodIssue);
      const error = issueError(one, document, file, schema);
      const own = hint(issue.path, valueAt(document.value, issue.path));
      return own === undefined || key !== undefined ? error : new UsageError(error.message, { ...error, hint: own });
    });
  });
}

function issueError(issue: z.core.$ZodIssue, document: YamlDocument, file: string, schema: z.ZodType): UsageError {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const path = [...issue.path, key];
    const isName = isKeyName(key);
    return new UsageError(isName ? `unknown key "${key}"` : 'unknown key', {
      file,
      line: document.lineOf(path),
      field: (isName ? path : issue.path).map(String).join('.') || undefined,
      hint: didYouMean(key, keysAt(schema, issue.path)),
    });
  }
  const given = valueAt(document.value, issue.path);
  const field = issue.path.map(String).join('.');
  return new UsageError(worded(issue, given), {
    file,
    line: document.lineOf(issue.path),
    field: field === '' ? undefined : field,
    hint: hintFor(issue, given),
  });
}

function worded(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'invalid_type' && given === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${ARTICLES[issue.expected] ?? issue.expected}, not ${kindOf(given)}`;
  // A union whose schema has words of its own is told in those.
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') return `must not be ${kindOf(given)}`;
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
  return issue.message;
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters long', array: ' entries long' };
const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys',
  record: 'a set of keys',
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a set of keys';
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? `the number ${value}` : String(value);
}

function hintFor(issue: z.core.$ZodIssue, given: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof given === 'string') return didYouMean(given, issue.values.map(String));
  const textWanted = issue.code === 'invalid_type' ? issue.expected === 'string' : issue.code === 'invalid_value';
  return textWanted && typeof given === 'number' ? `put it in quotes: "${given}"` : undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

/** Keys that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
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
    const { innerType, options } = (at as { def?: { innerType?: unknown; options?: readonly unknown[] } } | undefined)?.def ?? {};
    const inner = innerType ?? options?.find((option) => (option as { shape?: unknown }).shape !== undefined);
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}
