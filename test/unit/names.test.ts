import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

const SRC = join(packageRoot(), 'src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?ts$/.test(name));
const EXPORTED_TYPE = /^export (?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm;

t.test('no exported type name occurs twice: one concept, one word', (t) => {
  const files = new Map<string, string[]>();
  for (const file of FILES)
    for (const [, name = ''] of readFileSync(join(SRC, file), 'utf8').matchAll(EXPORTED_TYPE))
      files.set(name, [...(files.get(name) ?? []), file]);
  t.ok(files.size > 300, `${files.size} names`);
  t.same(
    [...files].filter(([, where]) => where.length > 1),
    [],
  );
  t.end();
});

t.test('no type is cast by way of unknown: what comes from outside is looked at', (t) => {
  t.same(
    FILES.filter((file) => /\bas unknown as\b/.test(readFileSync(join(SRC, file), 'utf8'))),
    [],
  );
  t.end();
});

t.test('no folder of src holds more than 14 files', (t) => {
  const count = new Map<string, number>();
  for (const file of FILES) count.set(dirname(file), (count.get(dirname(file)) ?? 0) + 1);
  t.same(
    [...count].filter(([, files]) => files > 14),
    [],
  );
  t.end();
});

t.test('nothing of a run hangs on its scope or context by a map of the module: it is a field of theirs', (t) => {
  t.same(
    FILES.filter((file) => /\bWeakMap<\w*(?:Scope|Context)\b/.test(readFileSync(join(SRC, file), 'utf8'))),
    [],
  );
  t.end();
});
