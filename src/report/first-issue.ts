import { z } from 'zod';

export interface Issue {
  /** Names of the schema and numbers of list items only, never text of the value. */
  readonly path: readonly string[];
  readonly message: string;
  /** A word that is none of those the schema knows: a newer version may. */
  readonly unknownWord: boolean;
}

/**
 * The first thing that is wrong with a value. The library itself goes on to the end and keeps all that it finds, which for a hostile value costs a thousand times
 * the value's own memory; here lists and objects are walked, and the library sees single values.
 */
export function firstIssue(schema: z.ZodType, value: unknown, path: readonly string[] = []): Issue | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return value === undefined ? undefined : firstIssue(schema.unwrap() as z.ZodType, value, path);
  if (schema instanceof z.ZodNullable) return value === null ? undefined : firstIssue(schema.unwrap() as z.ZodType, value, path);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const issue = firstIssue(schema.element as z.ZodType, item, [...path, String(index)]);
      if (issue !== undefined) return issue;
    }
    return undefined;
  }
  if (schema instanceof z.ZodObject && isObject(value)) {
    for (const [key, own] of Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>)) {
      const issue = firstIssue(own, Object.hasOwn(value, key) ? value[key] : undefined, [...path, key]);
      if (issue !== undefined) return issue;
    }
    return undefined;
  }
  // Of records the schema of reports knows only that they are objects.
  if (schema instanceof z.ZodRecord && isObject(value)) return undefined;
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return issue === undefined ? undefined : { path, message: issue.message, unknownWord: issue.code === 'invalid_value' };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
