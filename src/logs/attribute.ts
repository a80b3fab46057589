import { coversNormalised, normaliseHost } from '../model/catalog/host-pattern.ts';
import type { HostForm } from '../model/catalog/requirement.ts';
import { remembered } from '../text/remembered.ts';
import { type AnswerBook, answerBook, type LoggedAnswer } from './answers.ts';
import { type ComponentContext, contexts, type ThreadContext } from './context.ts';
import type { LogEntry } from './entries/entry.ts';
import { errorEntry } from './errors/error-entries.ts';
import type { RecognisedError } from './errors/recognise.ts';
import { failureOf, requestOf } from './locate.ts';
import { addTo, type LogFile, type LoggedError, type LoggedFailure, newError } from './logged-error.ts';
import type { Moment } from './moment.ts';
import { isSameFailure, moreTelling, type PendingFailure } from './pending.ts';
import { type EntryReading, readingOf } from './reading.ts';
import { isForwarder, type RequestTarget } from './requests.ts';

export type { LoggedAnswer } from './answers.ts';

/** Takes log entries one by one and keeps what they show of hosts. */
export interface Ledger {
  readonly take: (entry: LogEntry, file: LogFile) => void;
  /** Everything taken so far, in order of appearance. */
  readonly result: () => Attributed;
}

/** Errors and answers of the logs, each with the host it is about. */
export interface Attributed {
  readonly troubles: readonly LoggedError[];
  readonly answers: readonly LoggedAnswer[];
  /** Errors that found no room. */
  readonly dropped: number;
}

const MAX_TROUBLES = 5000;
/** The role says the same sentences again and again: each is read once. */
const KEPT_READINGS = 4096;

interface Book {
  readonly isListed: (host: string) => boolean;
  readonly contexts: ReturnType<typeof contexts>;
  readonly troubles: Map<string, LoggedError>;
  readonly answers: AnswerBook;
  order: number;
  dropped: number;
}

/** A text that entries have, with the failure that was made of it last: a failing server logs the same sentences again and again. */
interface KnownText {
  readonly reading: EntryReading;
  last: LastFailure | undefined;
}

/** A failure whose words alone name its host, and on what else it depends. */
interface LastFailure {
  readonly failure: LoggedFailure;
  readonly proxy: string | undefined;
  readonly operation: string | undefined;
  readonly connectsDirectly: boolean | undefined;
}

/** An entry at its place. */
interface Read {
  readonly entry: LogEntry;
  readonly text: KnownText;
  readonly reading: EntryReading;
  readonly file: LogFile;
  readonly context: ThreadContext;
  readonly component: ComponentContext;
  readonly moment: Moment;
}

/** Entries, in the order of their logs → errors and answers by host; `forms` are the patterns of the catalog. */
export function createLedger(forms: readonly HostForm[]): Ledger {
  const book: Book = {
    isListed: remembered((host) => isCovered(forms, host), KEPT_READINGS),
    contexts: contexts(settle),
    troubles: new Map(),
    answers: answerBook(MAX_TROUBLES),
    order: 0,
    dropped: 0,
  };
  const known = remembered((text): KnownText => ({ reading: readingOf(text), last: undefined }), KEPT_READINGS);
  return {
    take: (entry, file) => {
      book.order += 1;
      const { thread: context, component } = book.contexts.here(file.log, entry);
      const text = known(entry.text);
      // A literal with all keys, not a spread: a large log has a million of them.
      take(book, {
        entry,
        text,
        reading: text.reading,
        file,
        context,
        component,
        moment: { time: entry.time, order: book.order },
      });
    },
    result: () => {
      for (const context of book.contexts.all()) settle(context);
      return { troubles: [...book.troubles.values()], answers: book.answers.all(), dropped: book.dropped };
    },
  };
}

function isCovered(forms: readonly HostForm[], host: string): boolean {
  const name = normaliseHost(host);
  return name !== undefined && forms.some((form) => coversNormalised(form, name));
}

function take(book: Book, read: Read): void {
  const { entry, context, component, reading } = read;
  const { answered, urls } = reading;
  const trouble = reading.trouble ?? (reading.isSuccess ? undefined : errorEntry(entry, reading));
  if (reading.connectsDirectly) component.connectsDirectly = true;
  if (reading.mentionsProxy) context.proxy = reading.proxy ?? context.proxy ?? '';
  const isAboutRequest = urls.length > 0 || context.request !== undefined || entry.text.includes('Exception');
  if (trouble !== undefined && (trouble.error.needsRequest !== true || isAboutRequest)) {
    takeFailure(book, trouble, read, urls[0]);
    return;
  }
  if (reading.beginsWork) beginWork(read);
  if (answered !== undefined || reading.isSuccess) credit(book, urls[0], read, answered);
  else if (reading.isRedirect) creditForwarder(book, read);
  if (reading.reachedShare !== undefined) credit(book, reading.reachedShare, read, undefined);
  const next = urls.at(-1);
  if (next !== undefined && reading.isRequest) beginRequest(read, next);
  if (answered !== undefined) context.refused = answered >= 400;
}

/** A new piece of work: what was asked for before has nothing to do with it. The manifest alone is asked for by an address that was logged before. */
function beginWork({ entry, reading, context, component, moment }: Read): void {
  settle(context);
  delete context.operation;
  delete context.request;
  delete component.request;
  context.refused = false;
  const { operation } = reading;
  if (operation === undefined) return;
  context.operation = operation;
  if (!/^Download manifest/i.test(entry.text) || component.manifest === undefined) return;
  context.request = { target: component.manifest, order: moment.order, isDone: false };
  component.request = context.request;
}

function beginRequest({ entry, reading, context, component, moment }: Read, target: RequestTarget): void {
  settle(context);
  context.refused = false;
  context.request = { target, order: moment.order, isDone: false };
  component.request = context.request;
  if (reading.operation !== undefined) context.operation = reading.operation;
  if (/^Easysetup fwlink/i.test(entry.text)) component.manifest = target;
}

/** An answer belongs to the host that the entry names, otherwise to the request of the thread that is still open. */
function credit(
  book: Book,
  named: RequestTarget | undefined,
  { entry, reading, file, context, moment }: Read,
  status: number | undefined,
): void {
  const request = context.request;
  const target = named ?? (request?.isDone === true && status === undefined ? undefined : request?.target);
  settle(context);
  if (target === undefined) return;
  const operation = reading.operation ?? context.operation;
  book.answers.add(target, { file, component: entry.component ?? '', operation, status, moment });
  if (request !== undefined && request.target.host === target.host) request.isDone = true;
}

/** Whoever redirects has answered: that is a forwarding service that was asked and has neither answered nor failed yet. The address in the entry is the next one. */
function creditForwarder(book: Book, { entry, file, context, moment }: Read): void {
  const { request } = context;
  settle(context);
  if (request === undefined || request.isDone || !isForwarder(request.target)) return;
  request.isDone = true;
  book.answers.add(request.target, { file, component: entry.component ?? '', operation: context.operation, status: undefined, moment });
}

function takeFailure(book: Book, found: RecognisedError, read: Read, named: RequestTarget | undefined): void {
  const { entry, context, component, moment } = read;
  // A wrapper around a status with which the service answered is the service's own affair.
  if (found.error.rank === 1 && context.refused === true) return;
  const error = failureOfRead(book, found, read);
  const next: PendingFailure = { found, error, entry, note: (told) => note(book, told, read) };
  const before = context.pending;
  if (before !== undefined && isSameFailure(before, next)) context.pending = moreTelling(before, next);
  else {
    settle(context);
    context.pending = next;
  }
  const request = requestOf(context, component, entry.component);
  if (request !== undefined) request.isDone = found.error.rank > 1 || request.isDone;
  if (named !== undefined && found.error.isOfOtherProgram !== true) context.request = { target: named, order: moment.order, isDone: true };
  if (found.operation !== undefined && found.error.isOfOtherProgram !== true) context.operation = found.operation;
}

function failureOfRead({ isListed }: Book, found: RecognisedError, { entry, text, context, component }: Read): LoggedFailure {
  const { proxy, operation } = context;
  const { connectsDirectly } = component;
  const { last } = text;
  if (last !== undefined && last.proxy === proxy && last.operation === operation && last.connectsDirectly === connectsDirectly)
    return last.failure;
  const { failure, isNamed } = failureOf(found, { entry, urls: text.reading.urls, context, component, isListed });
  text.last = isNamed ? { failure, proxy, operation, connectsDirectly } : undefined;
  return failure;
}

/** Nothing more will be told of the failure at hand. */
function settle(context: ThreadContext): void {
  const { pending } = context;
  pending?.note(pending.error);
  delete context.pending;
}

function note(book: Book, failure: LoggedFailure, { entry, file, moment }: Read): void {
  const known = book.troubles.get(failure.key);
  if (known === undefined && book.troubles.size >= MAX_TROUBLES) {
    book.dropped += 1;
    return;
  }
  const error = known ?? newError(failure, entry, moment);
  if (known === undefined) book.troubles.set(failure.key, error);
  addTo(error, failure, entry, file, moment);
}
