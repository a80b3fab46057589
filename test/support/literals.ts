import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';

/** Every string and every fixed part of a template in a TypeScript file, by its syntax tree: a comment is none. */
export function literalsOf(file: string): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = value as Readonly<Record<string, unknown>>;
    if (node.type === 'StringLiteral') found.push(String(node.value));
    if (node.type === 'TemplateElement') found.push(String(node.cooked ?? node.raw));
    for (const [key, one] of Object.entries(node)) if (key !== 'span') walk(one);
  };
  walk(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2022' }));
  return found;
}

/** The same of all tests below a folder. */
export function literalsOfTests(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  return files.flatMap((file) => literalsOf(join(folder, file)));
}
