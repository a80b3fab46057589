import { terminal } from '../text/escape.ts';
import type { Io } from './io.ts';

/** One line for standard error; nothing in it can steer the terminal. */
export function errorLine(text: string): string {
  return `${terminal(text)}\n`;
}

/** The streams, environment and signals of this process. `close` lets go of the signal handlers. */
export function processIo(): Io & { readonly close: () => void } {
  const interrupt = new AbortController();
  const signals = process.platform === 'win32' ? (['SIGINT', 'SIGBREAK'] as const) : (['SIGINT', 'SIGTERM'] as const);
  const onSignal = (): void => {
    // A second one ends at once, whatever is being written.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort('ABORTED');
  };
  for (const name of signals) process.on(name, onSignal);
  let pipeClosed = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `check | head` closes the pipe: nobody wants the rest, and the run's files are still to be written.
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) pipeClosed = true;
    });
  }
  return {
    out: (data) =>
      new Promise((resolve) => {
        if (pipeClosed) resolve();
        else process.stdout.write(data, () => resolve());
      }),
    err: (text) => {
      process.stderr.write(text);
    },
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    terminal: {
      outIsTty: process.stdout.isTTY === true,
      errIsTty: process.stderr.isTTY === true,
      columns: process.stdout.columns ?? columnsOf(process.env.COLUMNS),
    },
    interrupted: interrupt.signal,
    close: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

function columnsOf(text: string | undefined): number {
  const columns = Number(text);
  return Number.isInteger(columns) && columns >= 40 ? columns : 100;
}
