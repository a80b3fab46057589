import { PowerShellProcess, type ScriptQuestion, type ScriptReply } from './powershell-process.ts';

/** Where every process has been at one question for this long, the next one gets a process of its own: theirs may be to a server that does not answer. */
const PATIENCE_MS = 10_000;
const MOST_PROCESSES = 4;

interface Waiting {
  readonly question: ScriptQuestion;
  readonly done: (reply: ScriptReply) => void;
}

/**
 * The questions of this process to Windows PowerShell, one after another to one process: each start takes half a second and a hundred megabytes. A
 * second one, and at most a fourth, is started only when all others have been at one question for ten seconds.
 */
export class PowerShellPool {
  readonly #start: (onEnd: () => void) => PowerShellProcess;
  readonly #processes = new Set<PowerShellProcess>();
  readonly #waiting: Waiting[] = [];
  #patience: NodeJS.Timeout | undefined;

  constructor(program: string, argv: readonly string[]) {
    this.#start = (onEnd) => new PowerShellProcess(program, argv, onEnd);
  }

  /** Never rejects. */
  ask(question: ScriptQuestion): Promise<ScriptReply> {
    return new Promise((resolve) => {
      this.#waiting.push({ question, done: resolve });
      this.#next();
    });
  }

  end(): void {
    for (const one of [...this.#processes]) one.end();
  }

  #next(): void {
    clearTimeout(this.#patience);
    const idle = [...this.#processes].find(({ isBusy }) => !isBusy);
    if (this.#waiting.length === 0) return;
    if (idle !== undefined) this.#give(idle);
    else if (this.#processes.size === 0) this.#give(this.#another());
    else if (this.#processes.size < MOST_PROCESSES) this.#patience = setTimeout(() => this.#help(), PATIENCE_MS).unref();
  }

  #help(): void {
    // Where a start takes this long the machine is busy: another start would not help.
    if ([...this.#processes].some(({ sentMs }) => sentMs === undefined || performance.now() - sentMs < PATIENCE_MS)) this.#next();
    else if (this.#waiting.length > 0 && this.#processes.size < MOST_PROCESSES) this.#give(this.#another());
  }

  #another(): PowerShellProcess {
    const one: PowerShellProcess = this.#start(() => {
      this.#processes.delete(one);
      this.#next();
    });
    this.#processes.add(one);
    return one;
  }

  #give(one: PowerShellProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    void one.ask(next.question).then((reply) => {
      next.done(reply);
      this.#next();
    });
    this.#next();
  }
}
