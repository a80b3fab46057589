import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Copies the declarations of the library face, and those that they name, from `build/src` into `folder`. */
export function copyTypes(root, folder) {
  const source = join(root, 'build/src');
  const open = [join(source, 'index.d.ts')];
  for (const path of open) {
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(/(?:from |import\()'(\.{1,2}\/[^']+)\.ts'/g)) {
      const next = join(dirname(path), `${name}.d.ts`);
      if (!open.includes(next)) open.push(next);
    }
    const to = join(folder, relative(source, path));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text.replace(/((?:from |import\()'\.{1,2}\/[^']+)\.ts'/g, "$1.js'"));
  }
}
