import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';

/** What is in it has dates: passwords of a directory grow old. */
const KEPT_MS = 20 * 3600 * 1000;

/**
 * A folder that takes long to make and is the same for every test file: made by the first that asks, `make` fills it, and kept for those that come after.
 * Whoever uses it copies it and changes nothing in it. `madeOf`: the texts that it is made of; with others it is another folder.
 */
export async function madeOnce(name: string, madeOf: readonly string[], make: (folder: string) => Promise<void>): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(madeOf)).digest('hex').slice(0, 16);
  const place = join(packageRoot(), '.lab/made', `${name}-${key}`);
  await mkdir(dirname(place), { recursive: true });
  const release = await locked(`${place}.lock`);
  try {
    if (await isFresh(place)) return place;
    await removeOld(dirname(place), name);
    const begun = await mkdtemp(`${place}.`);
    await make(begun);
    await rename(begun, place);
    return place;
  } finally {
    release();
  }
}

async function isFresh(place: string): Promise<boolean> {
  return existsSync(place) && Date.now() - (await stat(place)).mtimeMs < KEPT_MS;
}

/** What is too old, of other texts, or was never finished. */
async function removeOld(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (entry.startsWith(`${name}-`) && !entry.endsWith('.lock') && !(await isFresh(path)))
      await rm(path, { recursive: true, force: true });
  }
}

/** Held by a process that ends with this one, so that none is left locked. Resolves to what gives it back. */
function locked(file: string): Promise<() => void> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    holder.once('error', reject);
    holder.once('exit', (code) => reject(new Error(`${file}: not locked (${code})`)));
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
  });
}
