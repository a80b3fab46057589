import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programEnvironment } from './program-path.ts';

/**
 * A second process of this program that answers questions, each with its number: what it calls may block for as long as it likes, and a mistake at the border to the
 * system ends that process, not the run. It ends with this one, and keeps nobody from ending.
 */
export class HelperProcess<Reply extends { readonly id: number }> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply | undefined) => void>();
  readonly #kill = (): boolean => this.#child.kill('SIGKILL');
  #next = 0;
  hasEnded = false;

  /** `read` makes a reply of what came, or nothing. `onEnd` is called once. */
  constructor(file: URL, read: (message: unknown) => Reply | undefined, onEnd: () => void) {
    this.#child = fork(fileURLToPath(file), { env: programEnvironment(), execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (message: unknown) => {
      const reply = read(message);
      if (reply !== undefined) this.#answer(reply.id, reply);
    });
    const ended = (): void => {
      if (!this.hasEnded) onEnd();
      this.#end();
    };
    this.#child.on('error', ended).on('exit', ended);
    this.#child.unref();
    this.#child.channel?.unref();
    process.once('exit', this.#kill);
  }

  /** Undefined: the process ended first. Whoever waits for an answer has to keep this process alive. */
  ask(question: object): Promise<Reply | undefined> {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, ...question }, (error) => {
        if (error !== null) this.kill();
      });
    });
  }

  kill(): void {
    this.#kill();
    this.#end();
  }

  #answer(id: number, reply: Reply | undefined): void {
    this.#waiting.get(id)?.(reply);
    this.#waiting.delete(id);
  }

  #end(): void {
    this.hasEnded = true;
    process.off('exit', this.#kill);
    for (const id of this.#waiting.keys()) this.#answer(id, undefined);
  }
}
