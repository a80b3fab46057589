import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { programEnvironment } from './program-path.ts';

/** Questions that wait for their replies at a time; what is more is not asked. */
const MOST_WAITING = 10_000;

/** A second process of this program, for calls that block, cannot be cancelled, or could end the process that makes them. */
export interface HelperProcess<Reply> {
  /**
   * Asks. `done` gets the reply, undefined when the process ends first or has too much to do; it is called once, and never once the question was given up by
   * what is returned. Whoever asks sets the limit (`within`).
   */
  readonly ask: (question: object, done: (reply: Reply | undefined) => void) => () => void;
  readonly hasEnded: () => boolean;
  /** Ends it at once, whatever it is at. */
  readonly end: () => void;
}

interface Helper<Reply> {
  /** Its program: a module that sends back the `id` of each question with its reply. */
  readonly file: URL;
  /** All that it gets of the environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly reply: z.ZodType<Reply>;
  /** Called with everything that it sends. */
  readonly onMessage?: (message: unknown) => void;
  /** Called once, when it has ended by itself or could not be asked, before the questions that wait are told. */
  readonly onEnd?: () => void;
}

/** Starts it; it keeps nobody waiting at the end of the run, and ends with it. Throws what `fork` throws where no process can be had. */
export function helperProcess<Reply extends { readonly id: number }>(helper: Helper<Reply>): HelperProcess<Reply> {
  const child = forked(helper);
  const questions = waitingQuestions<Reply>();
  let hasEnded = false;
  const kill = (): boolean => child.kill('SIGKILL');
  const close = (): void => {
    hasEnded = true;
    process.off('exit', kill);
    questions.giveUp();
  };
  const fail = (): void => {
    if (!hasEnded) helper.onEnd?.();
    close();
  };
  child.on('message', (message: unknown) => {
    helper.onMessage?.(message);
    const reply = helper.reply.safeParse(message);
    if (reply.success) questions.settle(reply.data.id, reply.data);
  });
  child.on('error', fail).on('exit', fail);
  process.once('exit', kill);
  return {
    ask: (question, done) => {
      const id = questions.add(done);
      if (hasEnded || questions.areTooMany()) queueMicrotask(() => questions.settle(id, undefined));
      else child.send({ id, ...question }, (error) => error !== null && fail());
      return () => questions.forget(id);
    },
    hasEnded: () => hasEnded,
    end: () => {
      kill();
      close();
    },
  };
}

/** A helper that ends again and again is not started again. */
const MOST_ENDS = 2;

/** A helper of the whole run: started when it is first asked, and once more after it ended. */
export interface LastingHelper<Reply> {
  /** False once it has ended too often. */
  readonly isUsable: () => boolean;
  readonly running: () => HelperProcess<Reply>;
}

/** It gets no more of the environment than any program here (`programEnvironment`). */
export function lastingHelper<Reply extends { readonly id: number }>(helper: Pick<Helper<Reply>, 'file' | 'reply'>): LastingHelper<Reply> {
  let running: HelperProcess<Reply> | undefined;
  let ends = 0;
  const onEnd = (): void => {
    ends += 1;
  };
  return {
    isUsable: () => ends < MOST_ENDS,
    running: () => {
      if (running === undefined || running.hasEnded()) running = helperProcess({ ...helper, env: programEnvironment(), onEnd });
      return running;
    },
  };
}

function forked({ file, env }: Pick<Helper<unknown>, 'file' | 'env'>): ChildProcess {
  const child = fork(fileURLToPath(file), { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.unref();
  child.channel?.unref();
  return child;
}

/** Questions by the number that comes back with the reply. */
function waitingQuestions<Reply>() {
  const waiting = new Map<number, (reply: Reply | undefined) => void>();
  let last = 0;
  const settle = (id: number, reply: Reply | undefined): void => {
    const done = waiting.get(id);
    waiting.delete(id);
    done?.(reply);
  };
  return {
    add: (done: (reply: Reply | undefined) => void): number => {
      last += 1;
      waiting.set(last, done);
      return last;
    },
    settle,
    forget: (id: number): void => void waiting.delete(id),
    giveUp: (): void => {
      for (const id of [...waiting.keys()]) settle(id, undefined);
    },
    areTooMany: (): boolean => waiting.size > MOST_WAITING,
  };
}
