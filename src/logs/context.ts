import type { LogEntry } from './entries/entry.ts';
import type { RequestTarget } from './requests.ts';

/** Where in time something was logged: `order` decides where a time is missing. */
export interface Moment {
  readonly time: string | null;
  readonly order: number;
}

/** Is `a` later than `b`? */
export function isLater(a: Moment, b: Moment): boolean {
  return a.time !== null && b.time !== null && a.time !== b.time ? a.time > b.time : a.order > b.order;
}

/** What a component's thread is at, as far as its log says. */
export interface ThreadContext {
  request?: RequestTarget;
  /** `host:port` of the proxy that it named last. */
  proxy?: string;
  /** Key of the trouble of the request at hand; what only wraps it again is the same one. */
  trouble?: string;
  /** The service answered the request at hand with a status that refuses it. */
  refused?: boolean;
  /** A wrapper whose reason may follow. */
  wrapper?: { readonly finish: () => void };
}

const MAX_THREADS = 2000;

/** Contexts by log, component and thread; the oldest makes room, so that a hostile log cannot fill the memory. */
export function threadContexts(): {
  readonly of: (log: string, entry: LogEntry) => ThreadContext;
  readonly all: () => Iterable<ThreadContext>;
} {
  const contexts = new Map<string, ThreadContext>();
  return {
    of: (log, { component, thread }) => {
      const key = `${log}\n${component ?? ''}\n${thread ?? ''}`;
      const known = contexts.get(key);
      if (known !== undefined) return known;
      const [oldest] = contexts.keys();
      if (contexts.size >= MAX_THREADS && oldest !== undefined) {
        contexts.get(oldest)?.wrapper?.finish();
        contexts.delete(oldest);
      }
      const fresh: ThreadContext = {};
      contexts.set(key, fresh);
      return fresh;
    },
    all: () => contexts.values(),
  };
}
