import { z } from 'zod';

/** One complaint of a schema about a saved file, without anything that the file says. */
export interface Issue {
  /** Names of the schema and numbers of list items only, never text of the value. */
  readonly path: readonly string[];
  readonly message: string;
  /** A word that is none of those the schema knows: a newer version may. */
  readonly unknownWord: boolean;
}

/** Says what is wrong with a value; undefined: nothing. */
export type ValueCheck = (value: unknown) => Issue | undefined;

/**
 * A schema as a function that says the first thing that is wrong with a value. The library itself goes on to the end and keeps all that it finds, which for a hostile value
 * costs a thousand times the value's own memory; here lists and objects are walked, and the library sees single values, and only those that are not plainly right.
 */
export function checkOf(schema: z.ZodType): ValueCheck {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    const own = checkOf(schema.unwrap() as z.ZodType);
    return (value) => (value === undefined ? undefined : own(value));
  }
  if (schema instanceof z.ZodNullable) {
    const own = checkOf(schema.unwrap() as z.ZodType);
    return (value) => (value === null ? undefined : own(value));
  }
  if (schema instanceof z.ZodArray) return arrayCheck(checkOf(schema.element as z.ZodType), single(schema));
  if (schema instanceof z.ZodObject) return objectCheck(schema.shape as Readonly<Record<string, z.ZodType>>, single(schema));
  const slow = single(schema);
  // Of records the schema of reports knows only that they are objects.
  if (schema instanceof z.ZodRecord) return (value) => (isObject(value) ? undefined : slow(value));
  if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? undefined : slow(value));
  if (schema instanceof z.ZodEnum) {
    const words: ReadonlySet<unknown> = new Set(schema.options);
    return (value) => (words.has(value) ? undefined : slow(value));
  }
  // A plain text; formats and lengths are for the library.
  const isPlainText = schema instanceof z.ZodString && (schema.def.checks ?? []).length === 0;
  return isPlainText ? (value) => (typeof value === 'string' ? undefined : slow(value)) : slow;
}

function single(schema: z.ZodType): ValueCheck {
  return (value) => {
    const [issue] = schema.safeParse(value).error?.issues ?? [];
    return issue === undefined ? undefined : { path: [], message: issue.message, unknownWord: issue.code === 'invalid_value' };
  };
}

function arrayCheck(item: ValueCheck, slow: ValueCheck): ValueCheck {
  return (value) => {
    if (!Array.isArray(value)) return slow(value);
    for (let index = 0; index < value.length; index += 1) {
      const issue = item(value[index]);
      if (issue !== undefined) return within(String(index), issue);
    }
    return undefined;
  };
}

function objectCheck(shape: Readonly<Record<string, z.ZodType>>, slow: ValueCheck): ValueCheck {
  const checks = Object.entries(shape).map(([key, own]) => [key, checkOf(own)] as const);
  return (value) => {
    if (!isObject(value)) return slow(value);
    for (const [key, check] of checks) {
      const issue = check(Object.hasOwn(value, key) ? value[key] : undefined);
      if (issue !== undefined) return within(key, issue);
    }
    return undefined;
  };
}

function within(key: string, issue: Issue): Issue {
  return { ...issue, path: [key, ...issue.path] };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
