import { OutputError } from '../../model/usage-error.ts';
import { batches } from './batches.ts';
import type { Io } from './io.ts';
import { HELD, type Printable, UnsafePlace, writeFileSafely } from './write-file.ts';

/** To standard output, or to the file where one is named. Throws `UsageError` when the file cannot be written. */
export async function printTo(output: unknown, data: Printable, io: Io): Promise<void> {
  if (typeof output === 'string') await writeWhole(output, data);
  else await print(data, io);
}

/** To standard output, piece by piece where it comes so. */
export async function print(data: Printable, io: Io): Promise<void> {
  if (typeof data === 'string' || data instanceof Uint8Array) return io.out(data);
  for (const piece of batches(data)) await io.out(piece);
}

/** Writes a whole file or none, safely (`writeFileSafely`). Throws `OutputError` that names the file. */
export async function writeWhole(path: string, data: Printable): Promise<void> {
  underWay += 1;
  try {
    await writeFileSafely(path, data);
  } catch (error) {
    const why = error instanceof UnsafePlace ? error.message : whyNot((error as NodeJS.ErrnoException).code);
    throw new OutputError(`it could not be written: ${why}`, { file: path });
  } finally {
    underWay -= 1;
  }
}

let underWay = 0;

/** How many files are being written just now. */
export function writesUnderWay(): number {
  return underWay;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  EISDIR: 'this is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENXIO: 'nobody reads from this pipe',
  EMFILE: 'this process may open no more files',
  ENFILE: 'the system may open no more files',
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
