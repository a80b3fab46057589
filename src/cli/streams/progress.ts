import type { Io } from './io.ts';

/** One line on standard error that is written over; nothing where there is no terminal. */
export function progressLine(
  io: Io,
  enabled: boolean,
): { readonly update: (done: number, total: number) => void; readonly clear: () => void } {
  if (!enabled || !io.terminal.errIsTty || (io.env.CI ?? '') !== '') return { update: () => undefined, clear: () => undefined };
  let shownMs = 0;
  let isShown = false;
  return {
    update: (done, total) => {
      const nowMs = performance.now();
      if (done < total && nowMs - shownMs < 100) return;
      shownMs = nowMs;
      isShown = true;
      io.err(`\r\u001b[2Kprobing ${done} of ${total}`);
    },
    clear: () => {
      if (isShown) io.err('\r\u001b[2K');
      isShown = false;
    },
  };
}
