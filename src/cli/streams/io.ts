/** The outside of a command: streams, environment, terminal. Commands never touch `process` themselves. */
export interface Io {
  /** Writes results to standard output; resolves when accepted; a closed pipe is not an error. */
  readonly out: (data: string | Uint8Array) => Promise<void>;
  /** Writes diagnostics to standard error. */
  readonly err: (text: string) => void;
  readonly stdin: NodeJS.ReadableStream;
  /** Asks whoever sits at the terminal, without showing what is typed; absent where nobody does. Undefined: no answer. */
  readonly askPassword?: (question: string) => Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: { readonly outIsTty: boolean; readonly errIsTty: boolean; readonly columns: number };
  /** Aborted by Ctrl-C or SIGTERM (on Windows Ctrl-Break too). */
  readonly interrupted: AbortSignal;
}

/** A command: arguments after its name in, exit code out. Throws `UsageError` for wrong input; anything else is a bug. */
export type CommandRun = (argv: readonly string[], io: Io) => Promise<number>;
