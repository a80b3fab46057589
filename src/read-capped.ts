import { open } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/**
 * A file's bytes, at most `maxBytes`: counted while reading, since pipes and devices tell no size. Throws `UsageError` that names the file; `what` is
 * how the sentence calls it ("the configuration file").
 */
export async function readCapped(path: string, maxBytes: number, what: string, hint?: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of file.createReadStream({ autoClose: false, end: maxBytes })) {
        chunks.push(chunk as Buffer);
        bytes += (chunk as Buffer).length;
      }
      if (bytes > maxBytes) throw new UsageError(`${what} is larger than ${maxBytes} bytes`, { file: path });
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what} ${whyNot((error as NodeJS.ErrnoException).code)}`, { file: path, hint });
  }
}

function whyNot(code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `cannot be read (${code ?? 'unknown error'})`;
}
