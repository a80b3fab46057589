import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

const SRC = join(packageRoot(), 'src');
const LONG = 35;
const MOST = 10;
const FUNCTIONS = new Set([
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'MethodProperty', 'GetterProperty', 'SetterProperty'],
  ...['ClassMethod', 'PrivateMethod', 'Constructor'],
]);

interface Sized {
  readonly where: string;
  /** From the signature to the closing brace. */
  readonly lines: number;
}

/** Every function of a source, closures too, by its syntax tree. */
function functionsOf(name: string, source: string): readonly Sized[] {
  // Positions are bytes from the first token of the file: an empty statement before all others makes that its beginning.
  const bytes = Buffer.from(`;${source.replace(/^#!/, '//')}`);
  const program = parseSync(bytes.toString(), { syntax: 'typescript', target: 'es2022' });
  const found: Sized[] = [];
  const lineEnds = [...bytes.keys()].filter((at) => bytes[at] === 0x0a);
  const lineOf = (position: number): number => {
    const next = lineEnds.findIndex((end) => end >= position - program.span.start);
    return (next < 0 ? lineEnds.length : next) + 1;
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { type, span, ...rest } = value as { readonly type?: string; readonly span?: { readonly start: number; readonly end: number } };
    if (span !== undefined && FUNCTIONS.has(type ?? '')) {
      const [from, to] = [lineOf(span.start), lineOf(span.end)];
      found.push({ where: `${name}:${from}`, lines: to - from + 1 });
    }
    for (const one of Object.values(rest)) walk(one);
  };
  walk(program.body);
  return found;
}

t.test('lines are counted from the signature to the closing brace, of closures and methods too', (t) => {
  const source = `// ä\nexport class A {\n  m(\n    a: string,\n  ): void {\n    const f = () => {\n      a;\n    };\n  }\n}\n`;
  t.strictSame(functionsOf('a.ts', source), [
    { where: 'a.ts:3', lines: 7 },
    { where: 'a.ts:6', lines: 3 },
  ]);
  t.end();
});

t.test(`at most ${MOST} functions of src have more than ${LONG} lines`, (t) => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.c?ts$/.test(file) && !file.endsWith('.d.ts'));
  const all = files.flatMap((file) => functionsOf(file, readFileSync(join(SRC, file), 'utf8')));
  t.ok(all.length > 3000, `${all.length} functions`);
  const long = all.filter(({ lines }) => lines > LONG).sort((a, b) => b.lines - a.lines);
  t.ok(long.length <= MOST, `${long.length}: ${long.map(({ where, lines }) => `${where} (${lines})`).join(', ')}`);
  t.end();
});
