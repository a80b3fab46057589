import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Context } from '../model/context.ts';
import type { Slot } from '../model/run-state.ts';
import { latch } from './latch.ts';
import { fetchText } from './side-request.ts';
import { StepFailure } from './trace.ts';

const MAX_SCRIPT_BYTES = 1024 * 1024;

/** A thread of a busy machine may take as long to start. */
const START_LIMIT_MS = 30_000;

const replySchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.number(), result: z.string() }),
  z.object({ id: z.number(), error: z.string() }),
]);

/** A script in a thread of its own: one that loops for ever blocks nobody and is ended with its thread. */
class PacScript {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { readonly resolve: (result: string) => void; readonly reject: (error: Error) => void }>();
  /** Open when its thread takes a script, or has ended. */
  readonly started = latch();
  isReady = false;
  /** Why its thread has ended. */
  failure: StepFailure | undefined;
  #next = 0;

  constructor() {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./pac-worker.${extension}`, import.meta.url), {
      stdout: true,
      stderr: true,
    });
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => this.#receive(message));
    this.#worker.on('error', (error) => this.#failAll(new StepFailure('PAC_SCRIPT', error.message)));
    this.#worker.on('exit', () => this.#failAll(new StepFailure('PAC_SCRIPT', 'the PAC script ended its thread')));
  }

  load(script: string): void {
    this.#worker.postMessage({ script });
  }

  find(url: URL, signal: AbortSignal): Promise<string> {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener('abort', () => this.#waiting.delete(id), { once: true });
      this.#worker.postMessage({ id, url: url.href, host: url.hostname });
    });
  }

  end(): void {
    this.#worker.terminate().catch(() => undefined);
  }

  #receive(message: unknown): void {
    const reply = replySchema.safeParse(message);
    if (!reply.success) return;
    if ('ready' in reply.data) {
      this.isReady = true;
      this.started.open();
      return;
    }
    const waiting = this.#waiting.get(reply.data.id);
    this.#waiting.delete(reply.data.id);
    if ('result' in reply.data) waiting?.resolve(reply.data.result);
    else waiting?.reject(new StepFailure('PAC_SCRIPT', reply.data.error));
  }

  #failAll(error: StepFailure): void {
    this.failure ??= error;
    this.started.open();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

interface Known {
  readonly script: PacScript;
  /** In which it was started: each round reads the script anew, as somebody may have mended it. */
  readonly round: number;
  text?: Promise<void>;
  isEnded: boolean;
}

/** By address. A thread ends when the next round starts its own, and with the run. */
const SCRIPTS: Slot<Map<string, Known>> = {
  create: () => new Map(),
  end: (all) => {
    for (const { script } of all.values()) script.end();
  },
};

function knownScript(pacUrl: string, context: Context): Known {
  const all = context.run.of(SCRIPTS);
  const { round } = context.run;
  const before = all.get(pacUrl);
  if (before?.round === round) return before;
  before?.script.end();
  const known: Known = { script: new PacScript(), round, isEnded: false };
  all.set(pacUrl, known);
  return known;
}

/** Starts the thread in which the script at `pacUrl` will run, and waits for it: the script's own time is counted from then on. Never rejects. */
export async function startPacThread(pacUrl: string, context: Context): Promise<void> {
  await knownScript(pacUrl, context).script.started.passed({ signal: context.signal, timeoutMs: START_LIMIT_MS });
}

/**
 * What the script at `pacUrl` (`file:`, `http:`, `https:`, or `data:` for a script of our own) returns for a URL. The script is fetched once a round. Rejects with `PAC_FETCH`,
 * `PAC_SCRIPT`, or `PAC_THREAD` where its thread was not started; a script that does not answer in time is ended.
 */
export async function findProxyFor(pacUrl: string, url: URL, context: Context, signal: AbortSignal): Promise<string> {
  const known = knownScript(pacUrl, context);
  const { script } = known;
  if (!script.isReady) throw new StepFailure('PAC_THREAD', notStarted(script.failure));
  known.text ??= read(pacUrl, context.signal).then(
    (text) => script.load(text),
    (error) => Promise.reject(fetchFailure(pacUrl, error)),
  );
  await known.text;
  if (known.isEnded) throw new StepFailure('PAC_SCRIPT', 'the PAC script did not answer in time and was ended');
  const onAbort = (): void => {
    if (signal.reason !== 'TIMEOUT') return;
    known.isEnded = true;
    script.end();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return script.find(url, signal);
}

function notStarted(failure: StepFailure | undefined): string {
  const why = failure === undefined ? '' : `: ${failure.message}`;
  return `this machine started no thread in which the PAC script could run${why}`;
}

function fetchFailure(pacUrl: string, error: unknown): StepFailure {
  return new StepFailure(
    'PAC_FETCH',
    `the PAC script could not be read from ${pacUrl}: ${error instanceof Error ? error.message : String(error)}`,
  );
}

async function read(pacUrl: string, signal: AbortSignal): Promise<string> {
  // A script of our own, made of settings that are no script.
  if (pacUrl.startsWith('data:')) return decodeURIComponent(pacUrl.slice(pacUrl.indexOf(',') + 1));
  if (!pacUrl.startsWith('file:')) return fetchText(pacUrl, { maxBytes: MAX_SCRIPT_BYTES, signal });
  const path = fileURLToPath(pacUrl);
  const { size } = await stat(path);
  if (size > MAX_SCRIPT_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_SCRIPT_BYTES}`);
  return readFile(path, 'utf8');
}
