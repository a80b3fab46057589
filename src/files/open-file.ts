import { close, constants, createReadStream, fstat, open, read } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** A pipe that says nothing for so long is given up. */
const PIPE_IDLE_MS = 30_000;
const CHUNK_BYTES = 256 * 1024;
/** Windows knows no such flag. */
const NONBLOCK = constants.O_NONBLOCK ?? 0;
const NOCTTY = constants.O_NOCTTY ?? 0;

/**
 * A file's bytes as a stream, opened without ever waiting: opening a named pipe otherwise holds a thread until somebody writes, and with it the end of the process.
 * What is opened is looked at, not what stood at the path before. A pipe (`<(...)` of a shell, `/dev/stdin`) is read without a thread; with
 * `regularOnly`, and on Windows always, it is refused, and so is a device. Rejects with the system's error, `EISDIR`, or `ENOTREG` for what is no regular file; the stream
 * ends with `ETIMEDOUT` when a pipe stays silent for 30 s.
 */
export async function openFile(path: string, { regularOnly = false }: { readonly regularOnly?: boolean } = {}): Promise<Readable> {
  const fd = await promisify(open)(path, constants.O_RDONLY | NONBLOCK | NOCTTY);
  try {
    const there = await promisify(fstat)(fd);
    if (there.isDirectory()) throw failure('EISDIR', 'it is a folder');
    if (!there.isFile() && (regularOnly || process.platform === 'win32')) throw failure('ENOTREG', 'it is not a regular file');
    if (there.isFIFO()) return await pipe(fd);
    return createReadStream('', { fd, highWaterMark: CHUNK_BYTES });
  } catch (error) {
    await promisify(close)(fd);
    throw error;
  }
}

/** Whoever waits for the end of a pipe to which nobody ever wrote would wait for ever; reading says at once that there is nobody. */
async function pipe(fd: number): Promise<Readable> {
  const first = Buffer.alloc(CHUNK_BYTES);
  const length = await promisify<number>((done) => read(fd, first, 0, CHUNK_BYTES, null, done))().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EAGAIN') return undefined;
    throw error;
  });
  if (length === 0) {
    await promisify(close)(fd);
    return Readable.from([]);
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.setTimeout(PIPE_IDLE_MS, () => socket.destroy(failure('ETIMEDOUT', 'nothing came')));
  if (length !== undefined) socket.unshift(first.subarray(0, length));
  return socket;
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
