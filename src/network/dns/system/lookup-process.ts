import { type ChildProcess, fork } from 'node:child_process';
import { type LookupAddress, lookup } from 'node:dns';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { latch } from '../../timing/latch.ts';

const START_LIMIT_MS = 10_000;

type Done = (error: Error | null, addresses: readonly LookupAddress[]) => void;

const readySchema = z.object({ ready: z.literal(true) });
const replySchema = z.object({
  id: z.number(),
  failure: z.object({ code: z.string().optional(), message: z.string(), syscall: z.string().optional() }).nullable(),
  addresses: z.array(z.object({ address: z.string(), family: z.number() })),
});

/**
 * The operating system's lookup (getaddrinfo) in a process of its own: it cannot be cancelled, Node's end waits for all that are under way (5 s to
 * minutes where no server answers, seen with Node 20 on Linux), and it has half of a thread pool whose size can only be said at the start of a process.
 * Where no such process can be had, the lookup is made here.
 */
class LookupProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { readonly name: string; readonly done: Done }>();
  readonly #kill = (): boolean => this.#child.kill('SIGKILL');
  /** Open when it takes questions, or when it has ended. */
  readonly started = latch();
  #next = 0;
  usable = true;

  constructor() {
    const extension = import.meta.url.endsWith('.ts') ? 'cts' : 'cjs';
    const file = fileURLToPath(new URL(`./lookup-child.${extension}`, import.meta.url));
    this.#child = fork(file, { env: withoutSecrets(), execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (message: unknown) => this.#receive(message));
    this.#child.on('error', () => this.#giveUp());
    this.#child.on('exit', () => this.#giveUp());
    this.#child.unref();
    this.#child.channel?.unref();
    process.once('exit', this.#kill);
  }

  ask(name: string, done: Done): void {
    this.#next += 1;
    const id = this.#next;
    this.#waiting.set(id, { name, done });
    this.#child.send({ id, name }, (error) => {
      if (error !== null) this.#giveUp();
    });
  }

  #receive(message: unknown): void {
    if (readySchema.safeParse(message).success) this.started.open();
    const reply = replySchema.safeParse(message);
    if (!reply.success) return;
    const { id, failure, addresses } = reply.data;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.done(failure === null ? null : Object.assign(new Error(failure.message), failure), addresses as LookupAddress[]);
  }

  #giveUp(): void {
    this.usable = false;
    this.started.open();
    process.off('exit', this.#kill);
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { name, done } of left) lookUpHere(name, done);
  }
}

let running: LookupProcess | undefined;
let impossible = false;

/** Resolves when lookups can be made, at the latest after ten seconds or when the signal fires: what a busy machine takes to start a process is no delay of any resolver. */
export async function lookUpProcessStarted(signal: AbortSignal): Promise<void> {
  if (!impossible) running ??= started();
  await running?.started.passed({ signal, timeoutMs: START_LIMIT_MS });
}

/** Like Node's `lookup` with all addresses in the system's order. */
export function lookUpApart(name: string, done: Done): void {
  if (!impossible) running ??= started();
  if (running?.usable === true) running.ask(name, done);
  else lookUpHere(name, done);
}

function started(): LookupProcess | undefined {
  try {
    return new LookupProcess();
  } catch (error) {
    impossible = error instanceof Error;
    return undefined;
  }
}

function lookUpHere(name: string, done: Done): void {
  lookup(name, { all: true, order: 'verbatim' }, (error, addresses) => done(error, addresses ?? []));
}

function withoutSecrets(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PREFLIGHT_|^NODE_OPTIONS$|PROXY$/i.test(name)));
}
