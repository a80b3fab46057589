import type { TaskPlace } from './check.ts';

export interface Slots {
  /** Runs the work as soon as there is a place for it, in the order of asking. */
  readonly run: <T>(work: (place: TaskPlace) => Promise<T>) => Promise<T>;
}

/** Where one task after another meets silence, so many more begin for each that is silent. */
const GROWTH = 3;
/** Times `concurrency`: silent connections cost ports, descriptors and places in the tables of firewalls. */
const MOST_TIMES = 16;

interface State {
  running: number;
  /** Of those that run. */
  quiet: number;
  /** Tasks that met silence since the last one that did not. */
  streak: number;
}

/** One silence of a task, which may meet several at a time; returns what ends it. */
function silence(task: { silences: number; wasSilent: boolean }, state: State, turn: () => void): () => void {
  task.silences += 1;
  if (task.silences === 1) state.quiet += 1;
  if (!task.wasSilent) state.streak += 1;
  task.wasSilent = true;
  turn();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    task.silences -= 1;
    if (task.silences === 0) state.quiet -= 1;
  };
}

/**
 * `concurrency` tasks at a time. Those that wait in silence do not count, and as long as nothing else than silence is met, more begin at once: a long list of addresses
 * that answer nothing takes about two time limits, whatever its length. The first task that ends otherwise brings the number back.
 */
export function slots(concurrency: number): Slots {
  const waiting: (() => void)[] = [];
  const lingering = new Set<AbortController>();
  const state: State = { running: 0, quiet: 0, streak: 0 };
  const mayBegin = (): boolean =>
    state.running < concurrency * MOST_TIMES && state.running - state.quiet < concurrency + GROWTH * Math.min(state.streak, state.quiet);
  const turn = (): void => {
    while (waiting.length > 0 && mayBegin()) waiting.shift()?.();
    if (state.running > 0 || waiting.length > 0) return;
    for (const one of lingering) one.abort('NOT_NEEDED');
  };
  const leave = (): void => {
    state.running -= 1;
    turn();
  };
  const whileOthersWork = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const end = new AbortController();
    lingering.add(end);
    leave();
    try {
      return await work(end.signal);
    } finally {
      lingering.delete(end);
      state.running += 1;
    }
  };
  const begin = async <T>(work: (place: TaskPlace) => Promise<T>): Promise<T> => {
    const task = { silences: 0, wasSilent: false };
    try {
      return await work({ quiet: () => silence(task, state, turn), whileOthersWork });
    } finally {
      if (!task.wasSilent) state.streak = 0;
      leave();
    }
  };
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          state.running += 1;
          begin(work).then(resolve, reject);
        });
        turn();
      }),
  };
}
