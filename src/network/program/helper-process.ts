import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

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
  const child = fork(fileURLToPath(helper.file), { env: helper.env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const waiting = new Map<number, (reply: Reply | undefined) => void>();
  let hasEnded = false;
  let next = 0;
  const kill = (): boolean => child.kill('SIGKILL');
  const settle = (id: number, reply: Reply | undefined): void => {
    const done = waiting.get(id);
    waiting.delete(id);
    done?.(reply);
  };
  const close = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    process.off('exit', kill);
    for (const id of [...waiting.keys()]) settle(id, undefined);
  };
  const fail = (): void => {
    if (!hasEnded) helper.onEnd?.();
    close();
  };
  child.on('message', (message: unknown) => {
    helper.onMessage?.(message);
    const reply = helper.reply.safeParse(message);
    if (reply.success) settle(reply.data.id, reply.data);
  });
  child.on('error', fail).on('exit', fail);
  child.unref();
  child.channel?.unref();
  process.once('exit', kill);
  return {
    ask: (question, done) => {
      next += 1;
      const id = next;
      waiting.set(id, done);
      if (hasEnded || waiting.size > MOST_WAITING) queueMicrotask(() => settle(id, undefined));
      else
        child.send({ id, ...question }, (error) => {
          if (error !== null) fail();
        });
      return () => waiting.delete(id);
    },
    hasEnded: () => hasEnded,
    end: () => {
      kill();
      close();
    },
  };
}
