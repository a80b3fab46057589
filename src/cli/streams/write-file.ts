import { randomBytes } from 'node:crypto';
import { constants, existsSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { changeableBy, linkOfAnother, whoElseMayChange } from '../../files/ownership.ts';
import { batches } from './batches.ts';

/** Text whole or piece by piece, or bytes. */
export type Printable = string | Uint8Array | Iterable<string>;

/** Internal names are nobody else's business. */
const PRIVATE = 0o600;
const IS_WINDOWS = process.platform === 'win32';
// Windows knows neither.
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const NONBLOCK = constants.O_NONBLOCK ?? 0;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NOFOLLOW;

/** A place that is not written to, and why: in `message`. */
export class UnsafePlace extends Error {}

/**
 * Writes a file beside its place and renames it there, so that nobody ever reads half of it. A new file may be read by its owner alone (on Windows by whom the
 * folder says); one of ours that is there keeps its permissions. A link of ours stays one and is followed where nobody else may write; anybody else's, also one on the way, is refused: it would have us write
 * where somebody else wants. A device or a pipe of ours is written to as it is. Rejects with `UnsafePlace` or the system's error.
 */
export async function writeFileSafely(path: string, data: Printable): Promise<void> {
  const foreign = IS_WINDOWS ? undefined : await linkOfAnother(path);
  if (foreign !== undefined) throw new UnsafePlace(foreign);
  await makeFolder(dirname(path));
  const link = await lstat(path).catch(() => undefined);
  const isLink = link?.isSymbolicLink() === true;
  const there = isLink ? await stat(path).catch(() => undefined) : link;
  if (there !== undefined && !there.isFile()) return await writeThrough(path, data);
  const place = isLink ? await endOfLink(path) : path;
  await replace(place, data, there === undefined ? PRIVATE : modeToKeep(there));
}

/** Of a file of somebody else nothing is kept. */
function modeToKeep({ uid, mode }: Stats): number {
  return IS_WINDOWS || uid === process.geteuid?.() ? mode & 0o777 : PRIVATE;
}

async function endOfLink(path: string): Promise<string> {
  if (IS_WINDOWS) throw new UnsafePlace('it is a link; name the file that it leads to');
  const place = await realpath(path);
  const reason = await whoElseMayChange(dirname(place), { isFolder: true });
  if (reason !== undefined) throw new UnsafePlace(`it is a link into a folder that is not safe: ${reason}`);
  return place;
}

/** By its descriptor alone: whatever takes the name meanwhile is not touched. */
async function replace(path: string, data: Printable, mode: number): Promise<void> {
  const beside = `${path}.${randomBytes(8).toString('hex')}.part`;
  const file = await open(beside, NEW, PRIVATE);
  try {
    try {
      for (const part of partsOf(data)) await file.appendFile(part);
      if (!IS_WINDOWS && mode !== PRIVATE) await file.chmod(mode);
    } finally {
      await file.close();
    }
    await putInPlace(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Opened without waiting for a reader: a pipe that nobody reads is an error of its own (`ENXIO`). */
async function writeThrough(path: string, data: Printable): Promise<void> {
  const file = await open(path, constants.O_WRONLY | NONBLOCK);
  try {
    const there = await file.stat();
    const reason = IS_WINDOWS ? undefined : changeableBy({ uid: there.uid, mode: 0 });
    if (reason !== undefined) throw new UnsafePlace(`it ${reason}`);
    for (const part of partsOf(data)) await writeAll(file, Buffer.from(part));
  } finally {
    await file.close();
  }
}

function partsOf(data: Printable): Iterable<string | Uint8Array> {
  return typeof data === 'string' || data instanceof Uint8Array ? [data] : batches(data);
}

/** A full pipe takes more when its reader has read. */
async function writeAll(file: FileHandle, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length; ) {
    try {
      at += (await file.write(data, at)).bytesWritten;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await pause(20);
    }
  }
}

/** Windows replaces no file that another program has open, nor renames one: a virus scanner lets go of it soon, a spreadsheet does not. */
async function putInPlace(beside: string, path: string): Promise<void> {
  for (let left = IS_WINDOWS ? 10 : 0; ; left -= 1) {
    try {
      return await rename(beside, path);
    } catch (error) {
      if (left <= 0 || !HELD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await pause(100);
    }
  }
}

/** Codes of a file that is held, as libuv gives them for ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION. */
export const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Level by level: `mkdir` with `recursive` never comes back from file systems that refuse with ENOENT, such as /proc (seen with Node 20). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder) || dirname(folder) === folder) return;
  await makeFolder(dirname(folder));
  await mkdir(folder, 0o755);
}
