import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from '../model/usage-error.ts';
import { openFile } from './open-file.ts';

/**
 * A file's bytes, at most `maxBytes`: counted while reading, since pipes and devices tell no size. Throws `UsageError` that names the file; `what` is
 * how the sentence calls it ("the configuration file").
 */
export async function readCapped(
  path: string,
  maxBytes: number,
  what: string,
  { hint, ...options }: { readonly hint?: string; readonly regularOnly?: boolean } = {},
): Promise<Buffer> {
  try {
    return await bytesOf(
      await openFile(path, options),
      maxBytes,
      () => new UsageError(`${what} is larger than ${maxBytes} bytes`, { file: path }),
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what} ${whyNot((error as NodeJS.ErrnoException).code)}`, { file: path, hint });
  }
}

/** The same for a stream, such as standard input; nothing more is read after an interrupt. `name` stands for the file. */
export async function readStreamCapped(
  stream: NodeJS.ReadableStream,
  name: string,
  maxBytes: number,
  what: string,
  interrupted: AbortSignal,
): Promise<Buffer> {
  const whole = addAbortSignal(interrupted, stream as Readable);
  return bytesOf(whole, maxBytes, () => new UsageError(`${what} is larger than ${maxBytes} bytes`, { file: name }));
}

/** All bytes of a stream. Rejects with `tooLarge`'s error beyond `maxBytes`; leaving the loop early closes the stream. */
export async function bytesOf(stream: Readable, maxBytes: number, tooLarge: () => Error): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
  }
  return Buffer.concat(chunks);
}

/** The same for a file that must be text: throws `UsageError` where a byte fits no encoding, such as text that was saved as ANSI. */
export function strictTextOf(bytes: Buffer, path: string, what: string): string {
  const text = textOf(bytes);
  if (!text.includes('\ufffd') || bytes.includes('\ufffd')) return text;
  throw new UsageError(`${what} is not text in UTF-8 or UTF-16`, { file: path, hint: 'save it as UTF-8' });
}

/** Text by its byte order mark, else UTF-8: `>` in Windows PowerShell 5.1 writes UTF-16 (learn.microsoft.com, about_Character_Encoding). */
export function textOf(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('latin1');
  if (mark === '\u00ff\u00fe') return bytes.subarray(2).toString('utf16le');
  if (mark === '\u00fe\u00ff')
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

function whyNot(code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'ENOTREG') return 'is not a regular file';
  if (code === 'ETIMEDOUT' || code === 'EAGAIN') return 'is a pipe or device that gives nothing';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `cannot be read (${code ?? 'unknown error'})`;
}
