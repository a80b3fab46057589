import { type Limit, within } from './limit.ts';

/** Closed at first; opened once and for good. */
export interface Latch {
  readonly open: () => void;
  /** Resolves when it is open, at the limit, or when the signal fires, whichever comes first. Costs nothing once it is open. */
  readonly passed: (limit: Limit) => Promise<void>;
}

/** For what has to have started before others can begin. */
export function latch(): Latch {
  let isOpen = false;
  const waiting = new Set<() => void>();
  return {
    open: () => {
      isOpen = true;
      for (const go of waiting) go();
    },
    passed: async (limit) => {
      if (isOpen) return;
      await within<void>(
        limit,
        () => undefined,
        (finish) => {
          waiting.add(finish);
          return () => waiting.delete(finish);
        },
      );
    },
  };
}
