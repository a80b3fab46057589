import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';
import { generatedFiles } from './generated.ts';

/** Writes the files that are made from the code: JSON Schemas, the sample report in every format. `npm run golden`. */
for (const [path, text] of await generatedFiles()) {
  const file = join(packageRoot(), path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`${path}\n`);
}
