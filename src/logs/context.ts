import type { LogEntry } from './entries/entry.ts';
import type { PendingFailure } from './pending.ts';
import type { RequestTarget } from './requests.ts';

/** A request that a thread made, and what is known of it. */
export interface Request {
  readonly target: RequestTarget;
  readonly order: number;
  /** Answered or failed: what follows is about another one. */
  isDone: boolean;
}

/** What a component's thread is at, as far as its log says. */
export interface ThreadContext {
  request?: Request;
  /** `host:port` of the proxy that it named last. */
  proxy?: string;
  /** The service answered the request at hand with a status that refuses it. */
  refused?: boolean;
  /** The piece of work it is at. */
  operation?: string;
  /** A failure of which more may be told. */
  pending?: PendingFailure;
}

/** What a component is at, whatever the thread: some of them ask on one thread and hear of it on another. */
export interface ComponentContext {
  request?: Request;
  /** The address of the manifest, which is logged before it is asked for. */
  manifest?: RequestTarget;
  /** It said that it connects without a proxy. */
  connectsDirectly?: boolean;
}

const MAX_THREADS = 2000;

/** Where an entry was logged. */
export interface Here {
  readonly thread: ThreadContext;
  readonly component: ComponentContext;
}

/** What each thread of a log was doing, so that an error without a host can be given one. */
export interface Contexts {
  readonly here: (log: string, entry: LogEntry) => Here;
  readonly all: () => Iterable<ThreadContext>;
}

/** Contexts by log, component and thread; the oldest makes room (`leave`), so that a hostile log cannot fill the memory. */
export function contexts(leave: (context: ThreadContext) => void): Contexts {
  const threads = new Map<string, ThreadContext>();
  const components = new Map<string, ComponentContext>();
  // Mostly the entry before was of the same log and component, and the thread is known: no key is made then.
  let last: { readonly log: string; readonly component: string | null } | undefined;
  const byThread = new Map<string | null, Here>();
  const here = (log: string, { component, thread }: LogEntry): Here => {
    if (last === undefined || last.log !== log || last.component !== component) {
      last = { log, component };
      byThread.clear();
    }
    const known = byThread.get(thread);
    if (known !== undefined) return known;
    const fresh = {
      thread: kept(threads, `${log}\n${component ?? ''}\n${thread ?? ''}`, (left) => {
        byThread.clear();
        leave(left);
      }),
      component: kept(components, `${log}\n${component ?? ''}`, () => byThread.clear()),
    };
    byThread.set(thread, fresh);
    return fresh;
  };
  return {
    here,
    all: () => threads.values(),
  };
}

function kept<Kept extends object>(all: Map<string, Kept>, key: string, leave: (one: Kept) => void): Kept {
  const known = all.get(key);
  if (known !== undefined) return known;
  const [oldest] = all.keys();
  if (all.size >= MAX_THREADS && oldest !== undefined) {
    const left = all.get(oldest);
    all.delete(oldest);
    if (left !== undefined) leave(left);
  }
  const fresh = {} as Kept;
  all.set(key, fresh);
  return fresh;
}
