import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machines, Ran } from './machines.ts';

/** What the kernel was asked to do by a program and by everything that it started. */
export interface Traced extends Ran {
  /** Programs that were started: arguments and environment, as the process list shows them. */
  readonly started: readonly { readonly program: string; readonly argv: string; readonly environment: string }[];
  /** Files that were opened to be written to. */
  readonly opened: readonly string[];
  /** Everything that was written, and to what: the path of a file, or `pipe:[...]`, `socket:[...]` and their kin. */
  readonly written: readonly { readonly to: string; readonly text: string }[];
}

const CALLS = 'execve,execveat,open,openat,creat,write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg';
/** Longer than anything that a run writes at once and that could hold a password. */
const MAX_TEXT = 1_000_000;

/** Runs a command under strace(1), which shows what passes between it and the kernel, also what lives for milliseconds only. */
export async function traced(machines: Machines, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Traced> {
  const log = join(machines.dir, 'strace.txt');
  const strace = ['strace', '-f', '-qq', '-y', '-v', '-s', String(MAX_TEXT), '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', log];
  const ran = await machines.run('client', [...strace, ...argv], { env, timeoutMs: 120_000 });
  const lines = (await readFile(log, 'latin1')).split('\n');
  return {
    ...ran,
    started: lines.flatMap((line) => {
      const [, program, words, environment] = /^\d+ +execve(?:at)?\("((?:[^"\\]|\\.)*)", \[(.*?)\], \[(.*)\]\)? /.exec(line) ?? [];
      return program === undefined ? [] : [{ program, argv: words ?? '', environment: environment ?? '' }];
    }),
    opened: lines.flatMap((line) => /^\d+ +(?:open|openat|creat)\(.*(?:O_WRONLY|O_RDWR|O_CREAT).* = \d+<(.*)>$/.exec(line)?.[1] ?? []),
    written: lines.flatMap((line) => {
      const [, to, text] = /^\d+ +(?:p?writev?(?:64)?|send\w+)\(\d+<(.*?)>, (.*)$/.exec(line) ?? [];
      return to === undefined || text === undefined ? [] : [{ to, text }];
    }),
  };
}

/** A text in the forms in which it could be met: itself, UTF-16 as strace writes it, Base64. */
export function formsOf(secret: string): readonly string[] {
  const utf16 = [...secret].map((character) => `${character}\\0`).join('');
  return [
    secret,
    utf16,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret, 'utf16le').toString('base64').replace(/=+$/, ''),
  ];
}
