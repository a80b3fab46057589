/** The terminal that somebody types at, as far as a question needs it: that of `process.stdin`. */
export interface Keyboard {
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
}

/** The terminal at which somebody is asked for a password. */
export interface Asking {
  readonly keyboard: Keyboard;
  /** Writes to the same terminal. */
  readonly show: (text: string) => void;
  readonly interrupted: AbortSignal;
  /** Ctrl-C was typed: raw mode keeps it from becoming a signal. */
  readonly interrupt: () => void;
}

const MAX_LENGTH = 4096;
const ENTER = /[\r\n]/;
/** One key each; what a terminal sends for arrows and the like (ECMA-48 section 5.4) is one. */
const KEYS = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])|[\s\S]/gu;

/**
 * Asks on the terminal and shows nothing of what is typed, on Windows consoles as on others. The typed line; undefined when the question is left by Ctrl-D. Rejects with
 * an `AbortError` when interrupted.
 */
export function askPassword(question: string, { keyboard, show, interrupted, interrupt }: Asking): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      keyboard.off('data', onData);
      interrupted.removeEventListener('abort', onAbort);
      keyboard.setRawMode(false);
      keyboard.pause();
      show('\n');
    };
    const onAbort = (): void => {
      end();
      reject(new DOMException('interrupted while a password was asked for', 'AbortError'));
    };
    const onData = typedLine(interrupt, (line) => {
      end();
      resolve(line);
    });
    if (interrupted.aborted) {
      onAbort();
      return;
    }
    interrupted.addEventListener('abort', onAbort, { once: true });
    // Whoever types at once, as a program does, must not see it either.
    keyboard.setRawMode(true);
    show(question);
    keyboard.on('data', onData);
    keyboard.resume();
  });
}

/** Takes what the keyboard sends; `done` is called once with the line, or with undefined when the question is left. */
function typedLine(interrupt: () => void, done: (line: string | undefined) => void): (chunk: Buffer | string) => void {
  const decoder = new TextDecoder();
  let typed = '';
  return (chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (const key of text.match(KEYS) ?? []) {
      if (key === '\u0003') return interrupt();
      if (ENTER.test(key)) return done(typed);
      if (key === '\u0004' && typed === '') return done(undefined);
      typed = after(typed, key);
    }
  };
}

function after(typed: string, key: string): string {
  if (key === '\u007f' || key === '\b') return [...typed].slice(0, -1).join('');
  if (key === '\u0015') return '';
  // Other control characters, alone or at the beginning of a sequence, are no part of a password.
  return /^\p{Cc}/u.test(key) ? typed : `${typed}${key}`.slice(0, MAX_LENGTH);
}
