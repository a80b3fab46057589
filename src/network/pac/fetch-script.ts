import { fileURLToPath } from 'node:url';
import { openFile } from '../../files/open-file.ts';
import { bytesOf } from '../../files/read-capped.ts';
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

/** Devices and pipes are no scripts. */
async function readFile(path: string): Promise<ScriptBytes> {
  const tooLarge = (): Error => new Error(`it is larger than ${MAX_SCRIPT_BYTES} bytes`);
  return { bytes: await bytesOf(await openFile(path, { regularOnly: true }), MAX_SCRIPT_BYTES, tooLarge) };
}

function whyNot(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 'there is no such file';
  if (error.code === 'EISDIR') return 'it is a folder';
  if (error.code === 'ENOTREG') return 'it is not a file';
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'this user may not read it';
  return error.message;
}
