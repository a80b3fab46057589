import type { HostForm } from '../model/catalog/requirement.ts';
import { isLater, type Moment, type ThreadContext, threadContexts } from './context.ts';
import type { LogEntry } from './entries/entry.ts';
import { outcomeOf, type RecognisedError } from './errors/recognise.ts';
import { addTo, keyOf, type LogFile, type LoggedError, troubleOf } from './logged-error.ts';
import { isRequest, proxyIn, type RequestTarget, saysSuccess, urlsIn } from './requests.ts';

export interface LoggedAnswer {
  readonly target: RequestTarget;
  count: number;
  to: Moment;
  readonly lastIn: Map<string, Moment>;
  readonly files: Set<string>;
}

export interface Ledger {
  readonly take: (entry: LogEntry, file: LogFile) => void;
  /** Everything taken so far, in order of appearance. */
  readonly result: () => Attributed;
}

export interface Attributed {
  readonly troubles: readonly LoggedError[];
  readonly answers: readonly LoggedAnswer[];
  /** By log and component, `log\ncomponent`: the last time that anything went well. */
  readonly successes: ReadonlyMap<string, Moment>;
  /** Errors that found no room. */
  readonly dropped: number;
}

const MAX_TROUBLES = 5000;
const MAX_FILES = 20;

interface Book {
  readonly forms: readonly HostForm[];
  readonly contexts: ReturnType<typeof threadContexts>;
  readonly troubles: Map<string, LoggedError>;
  readonly answers: Map<string, LoggedAnswer>;
  readonly successes: Map<string, Moment>;
  order: number;
  dropped: number;
}

/** An entry at its place. */
interface Read {
  readonly entry: LogEntry;
  readonly file: LogFile;
  readonly context: ThreadContext;
  readonly moment: Moment;
}

/** Entries, in the order of their logs → errors and answers by host; `forms` are the patterns of the catalog. */
export function createLedger(forms: readonly HostForm[]): Ledger {
  const book: Book = {
    forms,
    contexts: threadContexts(),
    troubles: new Map(),
    answers: new Map(),
    successes: new Map(),
    order: 0,
    dropped: 0,
  };
  return {
    take: (entry, file) => {
      book.order += 1;
      take(book, { entry, file, context: book.contexts.of(file.log, entry), moment: { time: entry.time, order: book.order } });
    },
    result: () => {
      for (const context of book.contexts.all()) finish(context);
      return {
        troubles: [...book.troubles.values()],
        answers: [...book.answers.values()],
        successes: book.successes,
        dropped: book.dropped,
      };
    },
  };
}

function take(book: Book, read: Read): void {
  const { entry, context } = read;
  const { trouble, answered } = outcomeOf(entry.text);
  const named = urlsIn(entry.text);
  context.proxy = proxyIn(entry.text) ?? context.proxy ?? '';
  const isAboutRequest = named.length > 0 || context.request !== undefined || entry.text.includes('Exception');
  if (trouble !== undefined && (trouble.error.needsRequest !== true || isAboutRequest)) {
    takeTrouble(trouble, context, () => noteTrouble(book, trouble, read));
    if (named[0] !== undefined) context.request = named[0];
    return;
  }
  if (answered !== undefined || saysSuccess(entry.text)) noteAnswer(book, named[0] ?? context.request, read);
  // Whoever redirects has answered; the address in the entry is the next one.
  else if (/\bredirected\b/i.test(entry.text)) noteAnswer(book, context.request, read);
  const next = named.at(-1);
  if (next !== undefined && isRequest(entry.text)) begin(context, next);
  else if (answered !== undefined) delete context.trouble;
  if (answered !== undefined) context.refused = answered >= 400;
}

function noteTrouble(book: Book, found: RecognisedError, { entry, file, context, moment }: Read): void {
  const fresh = troubleOf(found, entry, context, book.forms, moment);
  const key = keyOf(fresh);
  const trouble = book.troubles.get(key) ?? fresh;
  if (!book.troubles.has(key) && book.troubles.size >= MAX_TROUBLES) {
    book.dropped += 1;
    return;
  }
  book.troubles.set(key, trouble);
  context.trouble = key;
  addTo(trouble, fresh, entry, file, moment);
}

function noteAnswer({ answers, successes }: Book, target: RequestTarget | undefined, { entry, file, moment }: Read): void {
  if (target === undefined && !saysSuccess(entry.text)) return;
  successes.set(`${file.log}\n${entry.component ?? ''}`, moment);
  const key = `${target?.host}:${target?.port}`;
  if (target === undefined || (answers.size >= MAX_TROUBLES && !answers.has(key))) return;
  const answer = answers.get(key) ?? { target, count: 0, to: moment, lastIn: new Map<string, Moment>(), files: new Set<string>() };
  answers.set(key, answer);
  answer.count += 1;
  if (!isLater(answer.to, moment)) answer.to = moment;
  answer.lastIn.set(file.log, moment);
  if (answer.files.size < MAX_FILES) answer.files.add(file.file);
}

function begin(context: ThreadContext, request: RequestTarget): void {
  finish(context);
  context.request = request;
  context.refused = false;
  delete context.trouble;
}

function finish(context: ThreadContext): void {
  context.wrapper?.finish();
  delete context.wrapper;
}

/** A wrapper (rank 1) is told only where no entry beside it names the reason: neither before it in the same request, be it an answer of the service, nor after it. */
function takeTrouble({ error }: RecognisedError, context: ThreadContext, note: () => void): void {
  if (error.rank > 1) {
    delete context.wrapper;
    note();
  } else if (context.trouble === undefined && context.refused !== true) {
    finish(context);
    context.wrapper = { finish: note };
  }
}
