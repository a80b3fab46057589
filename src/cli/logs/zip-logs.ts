import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { logNameOf } from '../../logs/known-logs.ts';
import { UsageError } from '../../model/usage-error.ts';
import { andMore } from '../../text/lists.ts';
import type { FoundLogs } from './log-source.ts';

/** Files of an archive that are looked at, logs of it that are read, and bytes that they may have together when they are unpacked. */
const MAX_FILES = 20_000;
const MAX_LOGS = 500;
const MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_NAMES = 12;

/** The logs of the role in a zip, as support asks for them; nothing of it is written anywhere. Throws `UsageError`. */
export async function logsInZip(path: string, name: string): Promise<FoundLogs> {
  const entries = (await filesOf(path)).filter(({ fileName }) => !fileName.endsWith('/'));
  const isLog = ({ fileName }: Entry): boolean => logNameOf(posix.basename(fileName)).isKnown;
  const logs = entries.filter((entry) => isLog(entry) && !entry.isEncrypted());
  const locked = entries.filter((entry) => isLog(entry) && entry.isEncrypted());
  if (logs.length === 0)
    throw new UsageError(
      locked.length > 0 ? 'the logs in it are encrypted' : 'there is no log of the service connection point in this zip',
      {
        file: path,
        hint: 'unpack it, and name the files themselves',
      },
    );
  const bytes = logs.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (logs.length > MAX_LOGS || bytes > MAX_UNPACKED_BYTES)
    throw new UsageError(`it holds more than ${MAX_LOGS} logs, or more than ${MAX_UNPACKED_BYTES / 1024 ** 3} GB of them`, {
      file: path,
      hint: 'unpack it, and name the logs that matter',
    });
  const others = entries.filter((entry) => !isLog(entry));
  return {
    sources: logs.map(({ fileName }) => ({
      path: `${path}/${fileName}`,
      log: logNameOf(posix.basename(fileName)).log,
      open: () => unpacked(path, fileName),
    })),
    notes: [...noteOf(`Not read in ${name}, by name no logs of the role`, others), ...noteOf(`Not read in ${name}, encrypted`, locked)],
  };
}

function noteOf(what: string, entries: readonly Entry[]): readonly string[] {
  return entries.length === 0
    ? []
    : [
        `${what}: ${andMore(
          entries.map(({ fileName }) => fileName),
          MAX_NAMES,
        )}.`,
      ];
}

async function filesOf(path: string): Promise<readonly Entry[]> {
  const zip = await opened(path);
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.push(entry) > MAX_FILES) throw new UsageError(`it holds more than ${MAX_FILES} files`, { file: path });
    }
    return entries;
  } catch (error) {
    throw asUsageError(error, path);
  } finally {
    zip.close();
  }
}

/** One file of the archive as a stream; the archive is closed with it. Its size is that which the archive gives: more is an error. */
async function unpacked(path: string, fileName: string): Promise<Readable> {
  const zip = await opened(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== fileName) continue;
      const stream = await zip.openReadStreamPromise(entry);
      return Readable.from(checked(stream, entry.crc32), { objectMode: false }).once('close', () => zip.close());
    }
    throw new UsageError('the zip has changed', { file: path });
  } catch (error) {
    zip.close();
    throw asUsageError(error, path);
  }
}

/** The bytes of a file, whose sum is compared at the end. */
async function* checked(stream: Readable, expected: number): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw Object.assign(new Error('the checksum differs'), { code: 'Z_DATA_ERROR' });
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw asUsageError(error, path);
  }
}

/** What the library says of an archive quotes its names: only that it is broken is passed on. */
function asUsageError(error: unknown, path: string): UsageError {
  if (error instanceof UsageError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(code === undefined ? 'it is not a zip, or a broken one' : `it cannot be read (${code})`, { file: path });
}
