import { Readable } from 'node:stream';
import { runCommand } from '../../src/cli/main.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
}

/**
 * The command line, run in this process: for tests of what a command says, where nothing of the process itself is tested (its start, streams, signals,
 * end). Starting one takes longer than most commands do.
 */
export async function command(args: readonly string[], { cwd = process.cwd(), env = {}, input = '' }: Options = {}): Promise<Ended> {
  const written: Uint8Array[] = [];
  let stderr = '';
  const code = await runCommand(args, {
    out: async (data) => {
      written.push(typeof data === 'string' ? Buffer.from(data) : data);
    },
    err: (text) => {
      stderr += text;
    },
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    cwd,
    terminal: { outIsTty: false, errIsTty: false, columns: Number(env.COLUMNS ?? 100) },
    interrupted: new AbortController().signal,
  });
  return { code, stdout: Buffer.concat(written).toString('utf8'), stderr };
}
