import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';

/** V8 complains on standard error about a flag that it does not know, and goes on: nobody would see that memory is no longer kept small. */
t.test('every V8 flag that is set while the program runs is one that this Node knows', (t) => {
  const sources = readdirSync(join(packageRoot(), 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const flags = sources.flatMap((name) =>
    [...readFileSync(join(packageRoot(), 'src', name), 'utf8').matchAll(/setFlagsFromString\('(--[a-z-]+)/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  t.strictSame(flags.toSorted(), ['--heap-growing-percent', '--semi-space-growth-factor']);
  for (const flag of flags) t.match(known, new RegExp(`^\\s*${flag} `, 'm'), flag);
  t.end();
});
