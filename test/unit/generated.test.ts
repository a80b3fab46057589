import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import { generatedFiles } from '../support/golden/generated.ts';

t.test('schemas and sample renderings are what the code makes (npm run golden makes them again)', async (t) => {
  for (const [path, text] of await generatedFiles()) {
    const there = await readFile(join(packageRoot(), path), 'utf8');
    if (there === text) t.pass(path);
    else t.equal(there, text, `${path} differs; npm run golden makes it again, then read the difference`);
  }
});
