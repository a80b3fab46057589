import { type LookupAddress, lookup } from 'node:dns';
import { z } from 'zod';
import { helperProcess } from '../../program/helper-process.ts';
import { type Latch, latch } from '../../timing/latch.ts';

const START_LIMIT_MS = 10_000;

type Done = (error: Error | null, addresses: readonly LookupAddress[]) => void;

const readySchema = z.object({ ready: z.literal(true) });
const replySchema = z.object({
  id: z.number(),
  failure: z.object({ code: z.string().optional(), message: z.string(), syscall: z.string().optional() }).nullable(),
  addresses: z.array(z.object({ address: z.string(), family: z.number() })),
});

interface LookupProcess {
  readonly ask: (name: string, done: Done) => void;
  /** Open when it takes questions, or when it has ended. */
  readonly started: Latch;
}

/**
 * The operating system's lookup (getaddrinfo) in a process of its own: it cannot be cancelled, Node's end waits for all that are under way (5 s to
 * minutes where no server answers, seen with Node 20 on Linux), and it has half of a thread pool whose size can only be said at the start of a process.
 * Where no such process can be had, the lookup is made here.
 */
function lookupProcess(): LookupProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'cts' : 'cjs';
  const started = latch();
  const { ask } = helperProcess({
    file: new URL(`./lookup-child.${extension}`, import.meta.url),
    env: withoutSecrets(),
    reply: replySchema,
    onMessage: (message) => {
      if (readySchema.safeParse(message).success) started.open();
    },
    onEnd: () => started.open(),
  });
  return {
    ask: (name, done) => {
      ask({ name }, (reply) => {
        if (reply === undefined) return lookUpHere(name, done);
        const { failure, addresses } = reply;
        done(failure === null ? null : Object.assign(new Error(failure.message), failure), addresses);
      });
    },
    started,
  };
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
  if (running === undefined) lookUpHere(name, done);
  else running.ask(name, done);
}

function started(): LookupProcess | undefined {
  try {
    return lookupProcess();
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
