import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import pLimit from 'p-limit';
import { openFile } from '../../files/open-file.ts';
import { type LogParser, logParser } from '../../logs/entries/cmtrace.ts';
import type { LogCounts, LogEntry } from '../../logs/entries/entry.ts';
import { byAge, logNameOf } from '../../logs/known-logs.ts';
import { errorsAmong, isBareLogText, isWorthReading } from '../../logs/worth-reading.ts';
import { UsageError } from '../../model/usage-error.ts';
import { andMore } from '../../text/lists.ts';
import { whyNot } from '../streams/output.ts';
import { type LogBytes, type LogEncoding, logBytes } from './log-bytes.ts';
import type { FoundLogs, LogSource } from './log-source.ts';

/** What reading one log came to. `problem`: it is no log, or could not be read to its end. */
export interface LogRead extends LogCounts {
  /** No entry has a stamp: each line was taken for one. */
  readonly isBareText: boolean;
  /** Lines without a stamp beside entries with one that name an error, and were taken for entries. */
  readonly brokenLines: number;
  readonly problem?: string;
}

/** Bytes without a single entry after which a file is no log, and bytes of one log that are read at most. */
const MAX_BYTES_WITHOUT_ENTRY = 16 * 1024 * 1024;
const MAX_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_NAMES = 12;
/** Archives of many servers are opened a few at a time. */
const MOST_OPEN = 4;

/** Files as they are given, `-` for standard input; of a folder the logs of the role, older parts first. Throws `UsageError`. */
export async function findLogs(paths: readonly string[]): Promise<FoundLogs> {
  const found = await pLimit(MOST_OPEN).map(paths, logsAt);
  const sources = new Map(found.flatMap(({ sources: own }) => own).map((source) => [source.path, source]));
  return {
    sources: [...sources.values()].sort((a, b) => byAge(basename(a.path), basename(b.path))),
    notes: found.flatMap(({ notes }) => notes),
  };
}

async function logsAt(path: string): Promise<FoundLogs> {
  if (path === '-') return { sources: [{ path, log: '-' }], notes: [] };
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'there is no such file or folder' : `it cannot be read: ${whyNot(error.code)}`,
      { file: path },
    );
  });
  if (there.isFile() && /\.zip$/i.test(path)) {
    const { logsInZip } = await import('./zip-logs.ts');
    return logsInZip(path, basename(path));
  }
  if (!there.isDirectory()) return { sources: [{ path, log: logNameOf(basename(path)).log }], notes: [] };
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`the folder cannot be read: ${whyNot(error.code)}`, { file: path });
  });
  const files = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
  const logs = files.filter((name) => logNameOf(name).isKnown);
  if (logs.length === 0)
    throw new UsageError('there is no log of the service connection point in this folder', {
      file: path,
      hint: 'name the files themselves to read them whatever they are called',
    });
  const others = files.filter((name) => !logNameOf(name).isKnown);
  return {
    sources: logs.map((name) => ({ path: join(path, name), log: logNameOf(name).log, regularOnly: true })),
    notes: others.length === 0 ? [] : [`Not read in ${basename(path)}, by name no logs of the role: ${andMore(others, MAX_NAMES)}.`],
  };
}

/** Reads one log chunk by chunk; `take` gets its entries. Nothing is thrown for a file that is wrong, and an interrupt ends it. */
export async function readLog(
  source: LogSource,
  stdin: NodeJS.ReadableStream,
  interrupted: AbortSignal,
  take: (entry: LogEntry) => void,
): Promise<LogRead> {
  const parser = logParser(isWorthReading);
  let problem: string | undefined;
  try {
    const open = source.open ?? (() => openFile(source.path, source));
    problem = await pump(source.path === '-' ? (stdin as Readable) : await open(), interrupted, parser, take);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const why = source.open === undefined || code?.startsWith('Z_') !== true ? whyNot(code) : 'the zip is damaged there';
    problem = interrupted.aborted || name === 'AbortError' ? 'the run was interrupted' : `it cannot be read: ${why}`;
  }
  for (const entry of parser.end()) take(entry);
  const counts = parser.counts();
  const bare = problem === undefined ? parser.bareEntries() : [];
  const isBareText = counts.entries === 0 && isBareLogText(bare);
  const broken = counts.entries === 0 ? [] : errorsAmong(bare);
  for (const entry of isBareText ? bare : broken) take(entry);
  const why = problem ?? (counts.entries === 0 && !isBareText ? 'it holds no entry of a known log format' : undefined);
  return {
    ...counts,
    ...(isBareText ? { entries: bare.length, unknownLines: 0 } : {}),
    isBareText,
    brokenLines: broken.length,
    ...(why === undefined ? {} : { problem: why }),
  };
}

/** Bytes of a stream → entries. Returns why it ended early. */
async function pump(
  stream: Readable,
  interrupted: AbortSignal,
  parser: LogParser,
  take: (entry: LogEntry) => void,
): Promise<string | undefined> {
  let log: LogBytes | undefined;
  let held = Buffer.alloc(0);
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(interrupted, stream)) {
      const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
      bytes += part.length;
      if (log === undefined) {
        held = Buffer.concat([held, part]);
        if (held.length < 4) continue;
        const encoding = encodingOf(held);
        if (encoding === undefined) return 'it is a binary file, no log';
        log = logBytes(encoding, parser, take);
        log.push(held);
      } else log.push(part);
      if (bytes > MAX_BYTES_WITHOUT_ENTRY && parser.counts().entries === 0)
        return `its first ${MAX_BYTES_WITHOUT_ENTRY / 1024 / 1024} MB hold no entry of a known log format`;
      if (bytes > MAX_BYTES) return `only its first ${MAX_BYTES / 1024 / 1024 / 1024} GB were read`;
    }
  } finally {
    stream.destroy();
  }
  log ??= logBytes('utf-8', parser, take);
  if (bytes < 4) log.push(held);
  log.end();
  return undefined;
}

/** By the byte order mark, or by the zeros of UTF-16 without one; undefined for what is no text. UTF-8 takes the rest, as the server writes it. */
function encodingOf(start: Buffer): LogEncoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] !== 0 && start[1] === 0 && start[2] !== 0 && start[3] === 0) return 'utf-16le';
  if (start[0] === 0 && start[1] !== 0 && start[2] === 0 && start[3] !== 0) return 'utf-16be';
  const first = start.subarray(0, 8192);
  const zeros = first.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (zeros * 50 <= first.length) return 'utf-8';
  // A torn write leaves zeros in a log, and text of another encoding that was appended; a program or an archive has other control characters as well.
  const controls = first.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0);
  return controls * 50 > first.length - zeros || zeros === first.length ? undefined : 'utf-8';
}

function isControl(byte: number): boolean {
  return (byte < 32 && byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127;
}
