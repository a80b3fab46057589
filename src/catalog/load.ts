import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from '../model/catalog.ts';
import { UsageError } from '../usage-error.ts';
import { parseCatalog } from './parse.ts';

/** Catalogs that come with the program; the first is the default. */
export const SHIPPED_CATALOGS = ['configmgr-scp', 'configmgr-scp-2020', 'configmgr-scp-2018'] as const;
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads catalogs: names of shipped ones or files; none means the default. Throws `UsageError` with file, line and field. */
export async function loadCatalogs(names: readonly string[]): Promise<readonly Catalog[]> {
  const wanted = names.length === 0 ? [SHIPPED_CATALOGS[0]] : names;
  return Promise.all(wanted.map(loadCatalog));
}

async function loadCatalog(name: string): Promise<Catalog> {
  const shipped = (SHIPPED_CATALOGS as readonly string[]).includes(name) && !existsSync(name);
  const path = shipped ? join(packageRoot(), 'endpoints', `${name}.yaml`) : name;
  const bytes = await readCapped(path, shipped ? name : path);
  return parseCatalog(bytes.toString('utf8'), shipped ? `${name}.yaml` : path, createHash('sha256').update(bytes).digest('hex'));
}

async function readCapped(path: string, shown: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MAX_BYTES) throw new UsageError(`the file has ${size} bytes; a catalog has at most ${MAX_BYTES}`, { file: shown });
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'this is a folder'
          : `it cannot be read (${code ?? 'unknown error'})`;
    throw new UsageError(message, { file: shown, hint: `give a file, or one of: ${SHIPPED_CATALOGS.join(', ')}` });
  }
}

/** The folder of package.json, from the sources and from the build alike. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
