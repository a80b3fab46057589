import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Context } from '../model/context.ts';
import { waitAtMost } from './dns/limit.ts';
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
  readonly #started: Promise<void>;
  #setStarted: () => void = () => undefined;
  isStarted = false;
  #next = 0;

  constructor() {
    this.#started = new Promise((resolve) => {
      this.#setStarted = resolve;
    });
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

  /** Resolves when the thread can take a script, when it has ended, when the run ends, or after half a minute. */
  async started(signal: AbortSignal): Promise<void> {
    await waitAtMost(this.#started, { signal, timeoutMs: START_LIMIT_MS });
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
      this.isStarted = true;
      this.#setStarted();
      return;
    }
    const waiting = this.#waiting.get(reply.data.id);
    this.#waiting.delete(reply.data.id);
    if ('result' in reply.data) waiting?.resolve(reply.data.result);
    else waiting?.reject(new StepFailure('PAC_SCRIPT', reply.data.error));
  }

  #failAll(error: Error): void {
    this.#setStarted();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

interface Known {
  readonly script: PacScript;
  text?: Promise<void>;
  isEnded: boolean;
}

const scripts = new WeakMap<Context, Map<string, Known>>();

function knownScript(pacUrl: string, context: Context): Known {
  const all = scripts.get(context) ?? new Map<string, Known>();
  scripts.set(context, all);
  const known = all.get(pacUrl) ?? { script: new PacScript(), isEnded: false };
  all.set(pacUrl, known);
  return known;
}

/** Starts the thread in which the script at `pacUrl` will run, and waits for it: the script's own time is counted from then on. Never rejects. */
export async function startPacThread(pacUrl: string, context: Context): Promise<void> {
  await knownScript(pacUrl, context).script.started(context.signal);
}

/**
 * What the script at `pacUrl` (`file:`, `http:`, `https:`, or `data:` for a script of our own) returns for a URL. The script is fetched once a run. Rejects with `PAC_FETCH`,
 * `PAC_SCRIPT`, or `PAC_THREAD` where its thread was not started; a script that does not answer in time is ended.
 */
export async function findProxyFor(pacUrl: string, url: URL, context: Context, signal: AbortSignal): Promise<string> {
  const known = knownScript(pacUrl, context);
  const { script } = known;
  if (!script.isStarted) throw new StepFailure('PAC_THREAD', 'this machine started no thread in which the PAC script could run');
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
