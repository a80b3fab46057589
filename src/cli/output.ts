import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../usage-error.ts';
import type { Io } from './io.ts';

/** To standard output, or to the file where one is named. Throws `UsageError` when the file cannot be written. */
export async function printTo(output: unknown, data: string | Uint8Array, io: Io): Promise<void> {
  if (typeof output === 'string') await writeWhole(output, data);
  else await io.out(data);
}

/**
 * Writes a file beside its place and renames it there, so that nobody ever reads half a report; a link stays a link, and an existing file keeps its
 * permissions. What is no regular file (a device, a pipe) is written to as it is. Throws `UsageError` that names the file.
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  underWay += 1;
  try {
    await makeFolder(dirname(path));
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) await writeFile(path, data);
    else await replace(there === undefined ? path : await realpath(path), data, there?.mode);
  } catch (error) {
    throw new UsageError(`it could not be written: ${whyNot((error as NodeJS.ErrnoException).code)}`, { file: path });
  } finally {
    underWay -= 1;
  }
}

let underWay = 0;

/** How many files are being written just now. */
export function writesUnderWay(): number {
  return underWay;
}

async function replace(path: string, data: string | Uint8Array, mode: number | undefined): Promise<void> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await writeFile(beside, data);
    if (mode !== undefined) await chmod(beside, mode & 0o7777);
    await putInPlace(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Windows replaces no file that another program has open, nor renames one: a virus scanner lets go of it soon, a spreadsheet does not. */
async function putInPlace(beside: string, path: string): Promise<void> {
  for (let left = process.platform === 'win32' ? 10 : 0; ; left -= 1) {
    try {
      return await rename(beside, path);
    } catch (error) {
      if (left <= 0 || !HELD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await pause(100);
    }
  }
}

/** Codes of a file that is held, as libuv gives them for ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION. */
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Level by level: `mkdir` with `recursive` never comes back from file systems that refuse with ENOENT, such as /proc (seen with Node 20). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder) || dirname(folder) === folder) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  EISDIR: 'this is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOTREG: 'it is not a regular file',
  EAGAIN: 'it gives nothing',
  ETIMEDOUT: 'it gives nothing',
  ENOENT: 'the folder does not exist and could not be made',
  ENAMETOOLONG: 'the name is too long',
};

/** A system error's code in words. */
export function whyNot(code: string | undefined): string {
  const held =
    process.platform === 'win32' && HELD.has(code ?? '') ? 'another program has it open, or this user may not write there' : undefined;
  const reason = held ?? (code === undefined ? undefined : REASONS[code]);
  return reason === undefined ? (code ?? 'unknown error') : `${reason} (${code})`;
}
