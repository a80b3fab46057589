const TICK_MS = 10;
/** Timers are as late as that on an idle machine. */
const NOISE_MS = 5;

/**
 * How long ago what is read now has probably arrived, milliseconds: this process was busy, or had no processor, and could not look. That it has not looked since a known
 * moment is certain; in the stretch before it arrived somewhere, in the middle of it for want of better knowledge. Only while somebody measures (`measuring`).
 */
export function loopLagMs(): number {
  if (timer === undefined) return 0;
  const overdueMs = performance.now() - dueMs;
  return aboveNoise(overdueMs) + aboveNoise(lastLateMs) / 2;
}

/** From now on the lag is known; returns what ends it. */
export function measuring(): () => void {
  measured += 1;
  if (timer === undefined) {
    lastLateMs = 0;
    dueMs = performance.now() + TICK_MS;
    timer = setInterval(tick, TICK_MS).unref();
  }
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    measured -= 1;
    if (measured > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

let measured = 0;
let timer: NodeJS.Timeout | undefined;
let dueMs = 0;
let lastLateMs = 0;

function tick(): void {
  const nowMs = performance.now();
  lastLateMs = nowMs - dueMs;
  dueMs = nowMs + TICK_MS;
}

function aboveNoise(ms: number): number {
  return ms < NOISE_MS ? 0 : ms;
}
