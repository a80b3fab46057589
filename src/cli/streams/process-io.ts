import { isatty } from 'node:tty';
import { terminal } from '../../text/escape.ts';
import { interrupts } from '../signals.ts';
import type { Io } from './io.ts';

/** One line for standard error; nothing in it can steer the terminal. */
export function errorLine(text: string): string {
  return `${terminal(text)}\n`;
}

interface ProcessIo extends Io {
  /** Code of the system's error that kept results from reaching standard output; a pipe closed by its reader is none. */
  readonly outFailure: () => string | undefined;
  /** Resolves when all that was written has left, or its reader has gone. */
  readonly drained: () => Promise<void>;
}

interface StandardOutput {
  /** Does nothing once the reader is gone. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
  /** Resolves when all that was written has left. Where nothing was, the stream is not touched: its faults are nobody's then. */
  readonly drained: () => Promise<void>;
  /** Why what was written did not arrive; undefined: it did, or nobody wanted it. */
  readonly failure: () => string | undefined;
}

function standardOutput(): StandardOutput {
  let failure: string | undefined;
  let isClosed = false;
  let isUsed = false;
  const write = (data: string | Uint8Array): Promise<void> => {
    isUsed = true;
    return isClosed ? Promise.resolve() : written(process.stdout, data);
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `check | head` closes the pipe: nobody wants the rest (EOF on Windows), but the run's files are still to be written.
    if (error.code !== 'EPIPE' && error.code !== 'EOF') failure ??= error.code ?? error.message;
    isClosed = true;
  });
  return { write, drained: async () => (isUsed ? write('') : undefined), failure: () => failure };
}

/** The streams, environment and signals of this process. */
export function processIo(): ProcessIo {
  const interrupted = interrupts();
  const output = standardOutput();
  // Where standard error is closed nobody can be told so.
  process.stderr.on('error', () => undefined);
  return {
    out: output.write,
    err: (text) => {
      process.stderr.write(text);
    },
    // Not before somebody reads it: where standard input is unusable, touching it throws.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    terminal: {
      outIsTty: process.stdout.isTTY === true,
      errIsTty: process.stderr.isTTY === true,
      columns: process.stdout.columns ?? columnsOf(process.env.COLUMNS),
    },
    interrupted,
    ...(isAttended() ? { askPassword: (question: string) => ask(question, interrupted) } : {}),
    outFailure: output.failure,
    drained: async () => {
      await output.drained();
      await written(process.stderr, '');
    },
  };
}

/** Does somebody sit at a terminal, where a question can be read and answered? */
function isAttended(): boolean {
  // By its number: where standard input is unusable, touching the stream throws.
  return process.stderr.isTTY === true && isatty(0);
}

async function ask(question: string, interrupted: AbortSignal): Promise<string | undefined> {
  const { askPassword } = await import('./ask-password.ts');
  return askPassword(terminal(question), {
    keyboard: process.stdin,
    show: (text) => void process.stderr.write(text),
    interrupted,
    interrupt: () => void process.emit('SIGINT'),
  });
}

function written(stream: NodeJS.WriteStream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.write(data, () => resolve());
  });
}

function columnsOf(text: string | undefined): number {
  const columns = Number(text);
  return Number.isInteger(columns) && columns >= 40 ? columns : 100;
}
