import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

const SRC = join(packageRoot(), 'src');
const EXPORTED_TYPE = /^export (?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm;

t.test('no exported type name occurs twice: one concept, one word', (t) => {
  const files = new Map<string, string[]>();
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))
    for (const [, name = ''] of readFileSync(join(SRC, file), 'utf8').matchAll(EXPORTED_TYPE))
      files.set(name, [...(files.get(name) ?? []), file]);
  t.ok(files.size > 300, `${files.size} names`);
  t.same(
    [...files].filter(([, where]) => where.length > 1),
    [],
  );
  t.end();
});
