import type { Context } from '../model/network/context.ts';
import type { FactsByLayer, Failure, Layer, Peer, Step } from '../model/network/observation.ts';
import { cut } from '../text/cut.ts';
import { within } from './timing/limit.ts';
import { limitTimer } from './timing/limit-timer.ts';
import { loopLagMs, measuring } from './timing/loop-lag.ts';
import { onAbort } from './timing/on-abort.ts';
import { quietTimer } from './timing/quiet-timer.ts';

/** Thrown inside a step to end it with a code of ours or the peer's. */
export class StepFailure extends Error {
  readonly code: string;
  readonly address: string | undefined;

  constructor(code: string, message: string, address?: string) {
    super(message);
    this.name = 'StepFailure';
    this.code = code;
    this.address = address;
  }
}

/** Waits for something that is not the peer's doing: the limit of the step stands still meanwhile. Not for two waits at once. */
export type Hold = <T>(wait: Promise<T>) => Promise<T>;

/** Something of the step was just read, later than it came: that is not the peer's time. For all but the end of the step, where it is looked at anyway. */
export type Late = () => void;

/** Adds facts to the step that is being recorded, as soon as they are known. */
export type Note<L extends Layer> = (facts: Partial<FactsByLayer[L]>) => void;

/**
 * Records the steps of one walk. It owns the limit, the clock and the abort of every step, so that no library's bug can hang a run;
 * it is the only place in `network/` that turns exceptions into facts.
 */
export class Trace {
  readonly steps: Step[] = [];
  readonly beganMs: number;
  readonly #context: Context;
  readonly #later: Promise<void>[] = [];

  constructor(context: Context, beganMs: number = context.now()) {
    this.#context = context;
    this.beganMs = beganMs;
  }

  /**
   * Runs `act` within the layer's time limit and records what it noted. Resolves to undefined when it failed: then nothing may follow.
   * `act` must release what it holds when its signal is aborted. `limitMs` replaces the layer's limit where a wait is the point.
   */
  async step<L extends Layer, T>(
    layer: L,
    peer: Peer,
    act: (signal: AbortSignal, note: Note<L>, hold: Hold, late: Late) => Promise<T>,
    limitMs: number = this.#context.layerTimeoutMs,
  ): Promise<T | undefined> {
    const startedMs = this.#context.now();
    const stopMeasuring = measuring();
    let lateMs = 0;
    const late: Late = () => {
      lateMs += loopLagMs();
    };
    const controller = new AbortController();
    const givenUp = promiseToGiveUp(controller);
    const limit = heldTimer(limitMs, () => givenUp.abort('TIMEOUT'));
    const runSignal = this.#context.signal;
    const stopListening = onAbort(runSignal, () => givenUp.abort(runSignal.reason === 'DEADLINE' ? 'DEADLINE' : 'ABORTED'));

    let facts: Partial<FactsByLayer[L]> = {};
    const stopQuiet = this.#quietTimer(layer, () => ({ layer, peer, facts, failure: silence(limitMs) }), startedMs, limitMs);
    let failure: Failure | undefined;
    let value: T | undefined;
    try {
      const note: Note<L> = (more) => {
        facts = { ...facts, ...more };
      };
      value = await givenUp.orResult(act(controller.signal, note, limit.hold, late));
    } catch (error) {
      failure = controller.signal.aborted ? abortFailure(controller.signal, limitMs) : failureOf(error);
      value = undefined;
      controller.abort('FAILED');
    } finally {
      limit.stop();
      stopQuiet();
      stopListening();
      // Silence did not arrive.
      if (failure?.code !== 'TIMEOUT') late();
      stopMeasuring();
    }
    this.#record({ layer, peer, facts, ...(failure === undefined ? {} : { failure }) }, startedMs, lateMs);
    return value;
  }

  /** Facts of the last step that come while the walk goes on; `later` must not reject. */
  addLater(later: Promise<object>): void {
    const step = this.steps.at(-1);
    if (step !== undefined) this.#later.push(later.then((facts) => void Object.assign(step.facts, facts)));
  }

  /** Waits for the facts that come later, a second at most. */
  async completed(): Promise<void> {
    if (this.#later.length === 0) return;
    const limit = { timeoutMs: LATER_MS, signal: this.#context.signal };
    await within(
      limit,
      () => undefined,
      (finish) => {
        void Promise.all(this.#later).then(() => finish(undefined));
        return () => undefined;
      },
    );
  }

  #quietTimer(layer: Layer, step: () => Timeless, startedMs: number, limitMs: number): () => void {
    const { onQuiet } = this.#context;
    if (onQuiet === undefined) return () => undefined;
    return quietTimer(Math.min(QUIET_MS[layer], limitMs * QUIET_SHARE), () =>
      onQuiet({ step: this.#timed(step(), startedMs), before: this.steps }),
    );
  }

  #record(step: Timeless, startedMs: number, lateMs: number): void {
    this.steps.push(this.#timed(step, startedMs, lateMs));
  }

  /** `lateMs`: what had come lay unread for so long, because this process was busy with others. */
  #timed({ layer, peer, ...rest }: Timeless, startedMs: number, lateMs = 0): Step {
    const durationMs = round(Math.max(0, this.#context.now() - startedMs - lateMs));
    return { layer, peer, startMs: round(startedMs - this.beganMs), durationMs, ...rest } as Step;
  }
}

type Timeless = Omit<Step, 'startMs' | 'durationMs' | 'facts'> & { readonly facts: object };

const LATER_MS = 1000;

/** So long nothing is said of a silent peer: a lost first packet is sent again after one second (RFC 6298), and servers take their time for handshakes and answers. */
const QUIET_MS: Readonly<Record<Layer, number>> = { dns: 1000, tcp: 1000, proxy: 2000, tls: 2000, http: 2000 };
/** Of the limit, where that is short. */
const QUIET_SHARE = 0.4;

/** A limit that stands still while something of our own is waited for. */
function heldTimer(limitMs: number, onLimit: () => void): { readonly hold: Hold; readonly stop: () => void } {
  let leftMs = limitMs;
  let sinceMs = performance.now();
  let stopTimer = limitTimer(leftMs, onLimit);
  let isOver = false;
  const hold: Hold = async (wait) => {
    stopTimer();
    leftMs -= performance.now() - sinceMs;
    try {
      return await wait;
    } finally {
      sinceMs = performance.now();
      if (!isOver) stopTimer = limitTimer(leftMs, onLimit);
    }
  };
  return {
    hold,
    stop: () => {
      isOver = true;
      stopTimer();
    },
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Ends the work of a step, and the waiting for it even where the work does not heed its signal. */
interface GivingUp {
  readonly abort: (reason: string) => void;
  /** What the work comes to, or a rejection when it was given up before. */
  readonly orResult: <T>(work: Promise<T>) => Promise<T>;
}

function promiseToGiveUp(controller: AbortController): GivingUp {
  let giveUp = (): void => undefined;
  const failure = (): StepFailure => new StepFailure(String(controller.signal.reason), 'given up');
  return {
    abort: (reason) => {
      controller.abort(reason);
      giveUp();
    },
    orResult: (work) =>
      new Promise((resolve, reject) => {
        giveUp = () => reject(failure());
        work.then(resolve, reject);
        if (controller.signal.aborted) giveUp();
      }),
  };
}

function silence(limitMs: number): Failure {
  return { code: 'TIMEOUT', message: `no answer within ${limitMs} ms` };
}

function abortFailure(signal: AbortSignal, limitMs: number): Failure {
  const code = String(signal.reason);
  if (code === 'TIMEOUT') return silence(limitMs);
  if (code === 'DEADLINE') return { code, message: "the run's deadline was reached" };
  return { code, message: 'the run was interrupted' };
}

/** The facts of any thrown value: code and text of the error, or of the error that caused it; never a stack. Messages are cut at 500 characters. */
export function failureOf(thrown: unknown): Failure {
  const error = innermost(thrown);
  const property = (name: string): string | undefined => {
    const value = (error as Record<string, unknown> | null | undefined)?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const address = property('address');
  const syscall = property('syscall');
  return {
    code: property('code') ?? property('name') ?? 'UNKNOWN',
    // OpenSSL's message carries a pointer and a source line; its `reason` is the part that means something.
    message: cut((property('reason') ?? property('message') ?? String(thrown)).trim(), 500),
    ...(address === undefined ? {} : { address }),
    ...(syscall === undefined ? {} : { syscall }),
  };
}

/** Libraries wrap the interesting error; its code is the one that tells. */
function innermost(thrown: unknown, depth = 0): unknown {
  const cause = (thrown as { cause?: unknown } | null | undefined)?.cause;
  const code = (cause as { code?: unknown } | null | undefined)?.code;
  return depth < 5 && typeof code === 'string' ? innermost(cause, depth + 1) : thrown;
}
