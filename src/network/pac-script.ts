import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Context } from '../model/context.ts';
import { fetchText } from './side-request.ts';
import { StepFailure } from './trace.ts';

const MAX_SCRIPT_BYTES = 1024 * 1024;

const replySchema = z.union([z.object({ id: z.number(), result: z.string() }), z.object({ id: z.number(), error: z.string() })]);

/** A script in a thread of its own: one that loops for ever blocks nobody and is ended with its thread. */
class PacScript {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { readonly resolve: (result: string) => void; readonly reject: (error: Error) => void }>();
  #next = 0;

  constructor(script: string) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./pac-worker.${extension}`, import.meta.url), {
      workerData: { script },
      stdout: true,
      stderr: true,
    });
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => this.#receive(message));
    this.#worker.on('error', (error) => this.#failAll(new StepFailure('PAC_SCRIPT', error.message)));
    this.#worker.on('exit', () => this.#failAll(new StepFailure('PAC_SCRIPT', 'the PAC script ended its thread')));
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
    const waiting = this.#waiting.get(reply.data.id);
    this.#waiting.delete(reply.data.id);
    if ('result' in reply.data) waiting?.resolve(reply.data.result);
    else waiting?.reject(new StepFailure('PAC_SCRIPT', reply.data.error));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const scripts = new WeakMap<Context, Map<string, Promise<PacScript>>>();

/**
 * What the script at `pacUrl` (`file:`, `http:`, `https:`, or `data:` for a script of our own) returns for a URL. The script is fetched once a run. Rejects with `PAC_FETCH` or
 * `PAC_SCRIPT`; a script that does not answer in time is ended.
 */
export async function findProxyFor(pacUrl: string, url: URL, context: Context, signal: AbortSignal): Promise<string> {
  const known = scripts.get(context) ?? new Map<string, Promise<PacScript>>();
  scripts.set(context, known);
  const loading = known.get(pacUrl) ?? load(pacUrl, context.signal);
  known.set(pacUrl, loading);
  const script = await loading;
  const onAbort = (): void => {
    if (signal.reason !== 'TIMEOUT') return;
    script.end();
    known.set(pacUrl, Promise.reject(new StepFailure('PAC_SCRIPT', 'the PAC script did not answer in time and was ended')));
    known.get(pacUrl)?.catch(() => undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return script.find(url, signal);
}

async function load(pacUrl: string, signal: AbortSignal): Promise<PacScript> {
  try {
    return new PacScript(await read(pacUrl, signal));
  } catch (error) {
    throw new StepFailure(
      'PAC_FETCH',
      `the PAC script could not be read from ${pacUrl}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
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
