import { abortCode, type Limit } from '../timing/limit.ts';
import { onAbort } from '../timing/on-abort.ts';

interface Entry<T> {
  readonly value: Promise<T>;
  /** Gone once the work is done. */
  controller: AbortController | undefined;
  waiting: number;
  /** On the caller's clock; endless while the work is under way. */
  expiresMs: number;
}

/** Shares work by key: while it is under way, and for a while afterwards when it went well. Bounded; the oldest entry goes first. */
export interface SharedWork<T> {
  /** The work is ended early only when the last of those who wait for it has gone. */
  readonly get: (key: string, limit: Limit & { readonly now: () => number }, work: (limit: Limit) => Promise<T>) => Promise<T>;
}

/** `keepMs` says how long a value may be used again, 0 for not at all; `ended` makes the value of one whose own signal fired. */
export function sharedWork<T>(maxEntries: number, keepMs: (value: T) => number, ended: (code: string) => T): SharedWork<T> {
  const entries = new Map<string, Entry<T>>();
  return {
    get: async (key, limit, work) => {
      const known = entries.get(key);
      if (known !== undefined && limit.now() < known.expiresMs && known.controller?.signal.aborted !== true)
        return join(known, limit, ended);
      const controller = new AbortController();
      const value = work({ timeoutMs: limit.timeoutMs, signal: controller.signal });
      const entry: Entry<T> = { value, controller, waiting: 0, expiresMs: Number.POSITIVE_INFINITY };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
      value.then(
        (result) => {
          entry.controller = undefined;
          entry.expiresMs = limit.now() + keepMs(result);
        },
        () => entries.delete(key),
      );
      return join(entry, limit, ended);
    },
  };
}

function join<T>(entry: Entry<T>, { signal }: Limit, ended: (code: string) => T): Promise<T> {
  if (signal.aborted) return Promise.resolve(ended(abortCode(signal)));
  entry.waiting += 1;
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => {
      if (entry.waiting === 1) entry.controller?.abort(abortCode(signal));
      leave();
      resolve(ended(abortCode(signal)));
    });
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      entry.waiting -= 1;
      stopListening();
    };
    entry.value.then(
      (value) => {
        leave();
        resolve(value);
      },
      (error: unknown) => {
        leave();
        reject(error);
      },
    );
  });
}
