import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Failure } from '../../model/network/observation.ts';
import { cut } from '../../text/cut.ts';
import { programEnvironment, programPath } from '../program/program-path.ts';
import { failureOf } from '../trace.ts';
import { errorText } from './clixml.ts';

const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_CHARACTERS = 100_000;
const IDLE_LIMIT_MS = 60_000;

/** The code of a failure that the policy of the machine brought about: about_Language_Modes. */
export const CONSTRAINED_LANGUAGE = 'CONSTRAINED_LANGUAGE';

/** One question: a line for the process, and how long the answer may take, the start of the process included. */
export interface ScriptQuestion {
  readonly line: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The line that answered, or why none did. */
export type ScriptReply = { readonly line: string } | { readonly failure: Failure };

/**
 * One Windows PowerShell that runs `scripts/session.ps1`: it takes one question after another. A question that is not answered in time, or that the
 * run does not wait for, ends the process: there is no other way to stop a script. It keeps nobody from ending, ends with its standard input, and by
 * itself after a minute without a question.
 */
export class PowerShellProcess {
  readonly #program: string;
  readonly #onEnd: () => void;
  readonly #argv: readonly string[];
  #child: ChildProcess | undefined;
  #said = '';
  #hasEnded = false;
  #pending: ((reply: ScriptReply) => void) | undefined;
  #line: string | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isReady = false;
  /** When the latest question was sent, by the monotonic clock. */
  sentMs: number | undefined;

  constructor(program: string, argv: readonly string[], onEnd: () => void) {
    this.#program = program;
    this.#argv = argv;
    this.#onEnd = onEnd;
  }

  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** One question at a time. Never rejects. */
  ask({ line, signal, timeoutMs }: ScriptQuestion): Promise<ScriptReply> {
    clearTimeout(this.#idle);
    return new Promise((resolve) => {
      const giveUp = (code: string, message: string): void => this.#end({ code, message });
      const timer = setTimeout(() => giveUp('TIMEOUT', `Windows PowerShell did not answer within ${timeoutMs} ms`), timeoutMs);
      const onAbort = (): void => giveUp(signal.reason === 'DEADLINE' ? 'DEADLINE' : 'ABORTED', 'the run ended');
      this.#pending = (reply) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#pending = undefined;
        this.#rest();
        resolve(reply);
      };
      this.#line = line;
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) return onAbort();
      if (this.#child === undefined) void this.#start();
      else this.#send();
    });
  }

  /** Ends the process; a question that is under way is answered by the failure. */
  end(): void {
    this.#end({ code: 'ABORTED', message: 'the run ended' });
  }

  async #start(): Promise<void> {
    try {
      const program = await programPath(this.#program);
      if (this.#hasEnded) return;
      const child = spawn(program, this.#argv, { stdio: ['pipe', 'pipe', 'pipe'], env: programEnvironment(), windowsHide: true });
      this.#child = child;
      this.#listen(child);
    } catch (error) {
      this.#end(failureOf(error));
    }
  }

  #listen(child: ChildProcess): void {
    // What waits is a question, by its time limit: the process itself keeps nobody from ending.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) {
      // Pipes of a child are sockets, which hold the process as long as they are open.
      if (stream instanceof Socket) stream.unref();
      stream?.on('error', () => undefined);
    }
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (this.#said.length < MAX_ERROR_CHARACTERS) this.#said += chunk;
    });
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      const at = chunk.lastIndexOf(10);
      bytes = at === -1 ? bytes + chunk.length : chunk.length - at;
      if (bytes > MAX_LINE_BYTES) this.#end({ code: 'TOO_LARGE', message: `Windows PowerShell said more than ${MAX_LINE_BYTES} bytes` });
    });
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line.replace(/^\uFEFF/, '').trim()));
    child.once('error', (error) => this.#end(failureOf(error)));
    child.once('close', (code) => this.#end({ code: `EXIT_${code}`, message: this.#lastWords() }));
  }

  #receive(line: string): void {
    const mode = /^mode (\w+)$/.exec(line)?.[1];
    if (this.#isReady) this.#pending?.({ line });
    else if (line === 'ready') {
      this.#isReady = true;
      this.#send();
    } else if (mode !== undefined) this.#end({ code: CONSTRAINED_LANGUAGE, message: mode });
    // A profile or a policy may print a banner first.
    else this.#said += `${line}\n`;
  }

  #send(): void {
    const line = this.#line;
    if (!this.#isReady || line === undefined) return;
    this.#line = undefined;
    this.sentMs = performance.now();
    this.#child?.stdin?.write(`${line}\n`);
  }

  #lastWords(): string {
    return cut(errorText(this.#said), 300) || 'Windows PowerShell ended without an answer';
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (!this.#hasEnded) this.#idle = setTimeout(() => this.end(), IDLE_LIMIT_MS).unref();
  }

  #end(failure: Failure): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    for (const pipe of this.#child?.stdio ?? []) pipe?.destroy();
    this.#onEnd();
    this.#pending?.({ failure });
  }
}
