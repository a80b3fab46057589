import { terminal } from '../../text/escape.ts';
import { truncate } from '../../text/layout.ts';
import { isDumb } from './color.ts';
import type { Io } from './io.ts';

interface Progress {
  readonly update: (done: number, total: number, waiting: readonly string[]) => void;
  readonly clear: () => void;
}

/** One line on standard error that is written over, with what is waited for and how long a layer may take; nothing where there is no terminal. */
export function progressLine(io: Io, enabled: boolean, layerTimeoutMs: number): Progress {
  if (!enabled || !io.terminal.errIsTty || isDumb(io) || (io.env.CI ?? '') !== '')
    return { update: () => undefined, clear: () => undefined };
  let shownMs = 0;
  let isShown = false;
  return {
    update: (done, total, waiting) => {
      const nowMs = performance.now();
      if (done < total && nowMs - shownMs < 100) return;
      shownMs = nowMs;
      isShown = true;
      io.err(`\r\u001b[2K${truncate(terminal(progressText(done, total, waiting, layerTimeoutMs)), Math.max(20, io.terminal.columns - 1))}`);
    },
    clear: () => {
      if (isShown) io.err('\r\u001b[2K');
      isShown = false;
    },
  };
}

/** `43 of 66 done; waiting for 23, at most 5 s a layer: a.example:443, b.example:80, ...` */
export function progressText(done: number, total: number, waiting: readonly string[], layerTimeoutMs: number): string {
  const left = total - done;
  if (left <= 0 || waiting.length === 0) return `${done} of ${total} done`;
  const places = [...new Set(waiting.map(placeOf))];
  const names = places.length > 3 ? `${places.slice(0, 3).join(', ')}, ...` : places.join(', ');
  return `${done} of ${total} done; waiting for ${left}, at most ${Math.ceil(layerTimeoutMs / 1000)} s a layer: ${names}`;
}

/** Host and port of a probe's key; another task's key as it is. */
function placeOf(key: string): string {
  return /^\w+:\/\/([^/]+)/.exec(key)?.[1] ?? key;
}
