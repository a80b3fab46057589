import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RunState } from '../../model/network/run-state.ts';
import { gatedBytes } from '../gated-request.ts';
import { within } from '../timing/limit.ts';
import { type ScriptBytes, scriptText } from './script-text.ts';

/** As browsers have it. */
const MAX_SCRIPT_BYTES = 1024 * 1024;

/** The script's text from `file:`, `http:`, `https:`, or `data:` for a script of our own. Rejects with an `Error` that says what went wrong. */
export async function fetchScript(
  pacUrl: string,
  run: RunState,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly extraRootsPem: readonly string[] },
): Promise<string> {
  if (pacUrl.startsWith('data:')) return decodeURIComponent(pacUrl.slice(pacUrl.indexOf(',') + 1));
  if (!pacUrl.startsWith('file:')) return scriptText(await gatedBytes(run, pacUrl, { ...options, maxBytes: MAX_SCRIPT_BYTES }));
  const read = await within<ScriptBytes | string>(
    options,
    (code) => (code === 'TIMEOUT' ? `it was not read within ${options.timeoutMs} ms` : 'the run ended first'),
    (finish) => {
      readFile(fileURLToPath(pacUrl)).then(finish, (error: NodeJS.ErrnoException) => finish(whyNot(error)));
      return () => undefined;
    },
  );
  if (typeof read === 'string') throw new Error(read);
  return scriptText(read);
}

/** Opened without waiting: a pipe that nobody writes to would hold this process for ever. Devices and pipes are no scripts. */
async function readFile(path: string): Promise<ScriptBytes> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is not a file');
    const buffer = Buffer.alloc(MAX_SCRIPT_BYTES + 1);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, bytes, buffer.length - bytes);
      bytes += bytesRead;
      if (bytes > MAX_SCRIPT_BYTES) throw new Error(`it is larger than ${MAX_SCRIPT_BYTES} bytes`);
      if (bytesRead === 0) return { bytes: buffer.subarray(0, bytes) };
    }
  } finally {
    await file.close();
  }
}

function whyNot(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 'there is no such file';
  if (error.code === 'EISDIR') return 'it is a folder';
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'this user may not read it';
  return error.message;
}
