import { type ChildProcess, spawn } from 'node:child_process';
import type { Failure } from '../../model/network/observation.ts';
import { failureOf } from '../trace.ts';
import { programEnvironment, programPath } from './program-path.ts';

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** How another program ended; what it printed is capped. */
export interface ToolOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It could not be started, was given up, or said too much: `ENOENT`, `TIMEOUT`, `ABORTED`, `DEADLINE`, `TOO_LARGE`. */
  readonly failure?: Failure;
}

/** Limits and inputs of another program that is started. */
export interface ToolOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly input?: string;
  /** Written to the tool's file descriptor 3: a secret stands in no argument, no environment and no file. */
  readonly secret?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs another program to its end, without a shell, by its whole path from a trusted folder and with named variables only (`program-path.ts`). Never rejects:
 * what went wrong is in `failure`.
 */
export async function runTool(program: string, argv: readonly string[], options: ToolOptions): Promise<ToolOutcome> {
  try {
    return await runAt(await programPath(program), argv, options);
  } catch (error) {
    return { code: -1, stdout: '', stderr: '', failure: failureOf(error) };
  }
}

function runAt(program: string, argv: readonly string[], options: ToolOptions): Promise<ToolOutcome> {
  const { signal, timeoutMs } = options;
  return new Promise((resolve) => {
    const child = spawn(program, argv, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: { ...programEnvironment(), ...options.env },
      windowsHide: true,
    });
    const said = { stdout: '', stderr: '' };
    let failure: Failure | undefined;
    const giveUp = (code: string, message: string): void => {
      failure ??= { code, message };
      child.kill('SIGKILL');
      // Programs that it started itself may hold the other ends for as long as they like.
      for (const pipe of child.stdio) pipe?.destroy();
    };
    const timer = setTimeout(() => giveUp('TIMEOUT', `${program} did not end within ${timeoutMs} ms`), timeoutMs);
    const onAbort = (): void => giveUp(signal.reason === 'DEADLINE' ? 'DEADLINE' : 'ABORTED', 'the run ended');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    listen(child, said, () => giveUp('TOO_LARGE', `${program} said more than ${MAX_OUTPUT_BYTES} bytes`));
    tell(child, options);
    const done = (code: number): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve({ code, ...said, ...(failure === undefined ? {} : { failure }) });
    };
    child.once('error', (error) => {
      failure ??= failureOf(error);
      done(-1);
    });
    child.once('close', (code) => done(code ?? -1));
  });
}

/** Keeps what it says, until that is too much. */
function listen(child: ChildProcess, said: { stdout: string; stderr: string }, onTooMuch: () => void): void {
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
      if (said[name].length > MAX_OUTPUT_BYTES) onTooMuch();
    });
}

/** Input and secret. A program that ends without reading closes its pipes; its exit code says what there is to say. */
function tell(child: ChildProcess, { input = '', secret = '' }: ToolOptions): void {
  for (const pipe of [child.stdin, child.stdio[3]]) pipe?.on('error', () => undefined);
  child.stdin?.end(input);
  (child.stdio[3] as NodeJS.WritableStream | null)?.end(secret);
}
