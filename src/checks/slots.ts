import type { TaskPlace } from './check.ts';

/** The concurrency limit of a run, as a queue. */
export interface Slots {
  /** Runs the work as soon as there is a place for it, in the order of asking. */
  readonly run: <T>(work: (place: TaskPlace) => Promise<T>) => Promise<T>;
}

/** Where one task after another meets silence, so many more begin for each that is silent. */
const GROWTH = 3;
/** Silent connections cost ports, descriptors and places in the tables of firewalls: so many at most, or so many times `concurrency` where that is more. */
const MOST_SILENT = 1024;
const MOST_TIMES = 16;
/** Who asks for a low `concurrency` has a reason. */
const MOST_TIMES_OF_FEW = 32;

interface State {
  readonly concurrency: number;
  readonly waiting: (() => void)[];
  /** Of work that goes on only as long as others work. */
  readonly lingering: Set<AbortController>;
  running: number;
  /** Of those that run. */
  quiet: number;
  /** Tasks that met silence since the last one that did not. */
  streak: number;
}

function mostAtOnce(concurrency: number): number {
  return Math.max(concurrency * MOST_TIMES, Math.min(concurrency * MOST_TIMES_OF_FEW, MOST_SILENT));
}

function mayBegin({ concurrency, running, quiet, streak }: State): boolean {
  return running < mostAtOnce(concurrency) && running - quiet < concurrency + GROWTH * Math.min(streak, quiet);
}

/** Begins what may begin; when nothing works or waits any more, what lingers is over. */
function turn(state: State): void {
  const { waiting, lingering } = state;
  while (waiting.length > 0 && mayBegin(state)) waiting.shift()?.();
  if (state.running > 0 || waiting.length > 0) return;
  for (const one of lingering) one.abort('NOT_NEEDED');
}

function leave(state: State): void {
  state.running -= 1;
  turn(state);
}

async function whileOthersWork<T>(state: State, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  state.lingering.add(end);
  leave(state);
  try {
    return await work(end.signal);
  } finally {
    state.lingering.delete(end);
    state.running += 1;
  }
}

/** One silence of a task, which may meet several at a time; returns what ends it. */
function silence(task: { silences: number; wasSilent: boolean }, state: State): () => void {
  task.silences += 1;
  if (task.silences === 1) state.quiet += 1;
  if (!task.wasSilent) state.streak += 1;
  task.wasSilent = true;
  turn(state);
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
  const state: State = { concurrency, waiting: [], lingering: new Set(), running: 0, quiet: 0, streak: 0 };
  const begin = async <T>(work: (place: TaskPlace) => Promise<T>): Promise<T> => {
    const task = { silences: 0, wasSilent: false };
    try {
      return await work({ quiet: () => silence(task, state), whileOthersWork: (lingering) => whileOthersWork(state, lingering) });
    } finally {
      if (!task.wasSilent) state.streak = 0;
      leave(state);
    }
  };
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        state.waiting.push(() => {
          state.running += 1;
          begin(work).then(resolve, reject);
        });
        turn(state);
      }),
  };
}
