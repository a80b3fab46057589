import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.ts';

const root = packageRoot();
const SHIPPED = join(root, 'dist/app/build/src/cli/bin.cjs');
/** The same as single modules, which have the names of the sources. */
export const COMPILED = join(root, 'build/src/cli/bin.cjs');
/** What the program is bundled from: code, and data that it reads. */
const SOURCES = ['build/src', 'endpoints', 'scripts'];

/**
 * The program that tests start: the one that is shipped, which `npm run build` bundles, since it also starts in a third of the time. `npm run coverage` counts
 * by source file and runs the compiled modules.
 */
export const BIN = process.env.COVERAGE === undefined ? upToDate() : COMPILED;

/** A bundle of other sources would test what nobody reads. */
function upToDate(): string {
  const madeMs = existsSync(SHIPPED) ? statSync(SHIPPED).mtimeMs : 0;
  const newer = SOURCES.find((folder) => newestMs(join(root, folder)) > madeMs);
  if (newer !== undefined) throw new Error(`dist/app is missing or older than ${newer}: npm run build`);
  return SHIPPED;
}

function newestMs(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
