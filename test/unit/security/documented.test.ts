import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';

const root = packageRoot();
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const named = [...text.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, file = '']) => file);

t.test('every test that SECURITY.md names exists', async (t) => {
  t.ok(named.length > 15);
  for (const file of named) t.ok(existsSync(join(root, file)), file);
});

t.test('every row of its tables names a test', async (t) => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:who controls|---)/.test(line));
  t.ok(rows.length > 15);
  for (const row of rows) t.match(row, /`test\/[\w./-]+\.test\.ts` \|$/, row.slice(0, 60));
});

t.test('every test of a threat is named', async (t) => {
  const files = ['test/unit/security', 'test/process/security'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  for (const file of files.filter((one) => one.endsWith('.test.ts') && !one.endsWith('/documented.test.ts')))
    t.ok(named.includes(file), file);
});
