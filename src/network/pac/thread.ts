import { readFileSync } from 'node:fs';
import { isSea } from 'node:sea';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Context } from '../../model/network/context.ts';
import { latch } from '../timing/latch.ts';
import { limitTimer } from '../timing/limit-timer.ts';
import { StepFailure } from '../trace.ts';
import { PACKED_MACHINE } from './limited-machine.ts';
import { maskedResult } from './masked-result.ts';
import { type PacAnswer, type PacJob, type PacQuestion, reportSchema, type ThreadData } from './messages.ts';

/** A thread of a busy machine may take as long to start. */
const START_LIMIT_MS = 30_000;
/**
 * The machine looks at its own clock all the time; a thread that overstays by that much is in a piece of work that cannot be interrupted. Less would also end threads that a busy
 * machine does not let run.
 */
const GRACE_MS = 5000;

/** Thrown for a job that was ended at its limit. */
export class EndlessScript extends StepFailure {}

/** The thread of one script. One job at a time: whoever asks has to wait for the one before. */
export interface ScriptThread {
  /** Resolves with the result; rejects with `PAC_THREAD`, `PAC_SCRIPT`, or the signal's code. A thread that overstays its limit is ended. */
  readonly run: (job: PacJob, answer: (question: PacQuestion) => Promise<PacAnswer>, signal: AbortSignal) => Promise<string>;
  readonly hasEnded: () => boolean;
  readonly end: () => void;
}

interface Running {
  readonly answer: (question: PacQuestion) => Promise<PacAnswer>;
  readonly resolve: (result: string) => void;
  readonly reject: (error: StepFailure) => void;
  readonly limitMs: number;
  stopTimer: () => void;
}

/** In a single-file executable the program's files are in a file system that threads do not see: they are handed over. */
function threadFiles(): { readonly file: URL; readonly machine?: Uint8Array } {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const file = new URL(`./worker.${extension}`, import.meta.url);
  if (!isSea()) return { file };
  const text = readFileSync(file).toString('base64');
  return { file: new URL(`data:text/javascript;base64,${text}`), machine: readFileSync(new URL(PACKED_MACHINE, import.meta.url)) };
}

/** Starts the thread; what it takes to start is charged to nobody. */
export function startThread({ signal: runSignal }: Pick<Context, 'signal'>): ScriptThread {
  const { port1: answers, port2 } = new MessageChannel();
  const wake = new SharedArrayBuffer(4);
  const { file, machine } = threadFiles();
  const worker = new Worker(file, {
    stdout: true,
    stderr: true,
    workerData: { answers: port2, wake, ...(machine === undefined ? {} : { machine }) } satisfies ThreadData,
    transferList: [port2],
  });
  worker.unref();
  answers.unref();
  const started = latch();
  let isReady = false;
  let ended: StepFailure | undefined;
  let running: Running | undefined;

  const finish = (settle: (job: Running) => void): void => {
    const job = running;
    running = undefined;
    job?.stopTimer();
    if (job !== undefined) settle(job);
  };
  const fail = (error: StepFailure): void => {
    ended ??= error;
    started.open();
    finish((job) => job.reject(error));
    answers.close();
    worker.terminate().catch(() => undefined);
  };
  const startTimer = (job: Running): void => {
    job.stopTimer();
    job.stopTimer = limitTimer(job.limitMs + GRACE_MS, () =>
      fail(new EndlessScript('PAC_SCRIPT', `the PAC script did not finish within ${job.limitMs} ms and was ended`)),
    );
  };
  const answer = async (job: Running, question: PacQuestion): Promise<void> => {
    job.stopTimer();
    const given = await job.answer(question);
    if (running !== job || ended !== undefined) return;
    startTimer(job);
    answers.postMessage(given);
    Atomics.store(new Int32Array(wake), 0, 1);
    Atomics.notify(new Int32Array(wake), 0);
  };

  worker.on('message', (message: unknown) => {
    const report = reportSchema.safeParse(message);
    if (!report.success) return;
    if ('ready' in report.data) {
      isReady = true;
      started.open();
    } else if ('question' in report.data) {
      if (running !== undefined) answer(running, report.data.question).catch(() => undefined);
    } else if ('result' in report.data) {
      const { result } = report.data;
      finish((job) => job.resolve(result));
    } else {
      const { error, isEndless, isBroken } = report.data;
      const Failure = isEndless ? EndlessScript : StepFailure;
      const failure = new Failure('PAC_SCRIPT', maskedResult(error));
      if (isBroken) fail(failure);
      else finish((job) => job.reject(failure));
    }
  });
  worker.on('error', (error) => fail(new StepFailure(isReady ? 'PAC_SCRIPT' : 'PAC_THREAD', error.message)));
  worker.on('exit', () => fail(new StepFailure('PAC_SCRIPT', 'the thread of the PAC script has ended')));

  return {
    run: async (job, answerer, signal) => {
      await started.passed({ signal, timeoutMs: START_LIMIT_MS });
      if (!isReady) throw new StepFailure('PAC_THREAD', notStarted(ended));
      if (ended !== undefined) throw ended;
      return new Promise((resolve, reject) => {
        running = { answer: answerer, resolve, reject, limitMs: job.limitMs, stopTimer: () => undefined };
        startTimer(running);
        worker.postMessage(job);
      });
    },
    hasEnded: () => ended !== undefined,
    end: () => fail(new StepFailure(typeof runSignal.reason === 'string' ? runSignal.reason : 'ABORTED', 'the run ended first')),
  };
}

function notStarted(failure: StepFailure | undefined): string {
  const why = failure === undefined ? '' : `: ${failure.message}`;
  return `this machine started no thread in which the PAC script could run${why}`;
}
