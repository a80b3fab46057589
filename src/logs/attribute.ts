import type { Cause } from '../causes/index.ts';
import type { HostForm } from '../model/requirement.ts';
import { isLater, type Moment, type ThreadContext, threadContexts } from './context.ts';
import type { LogEntry } from './entry.ts';
import type { NetworkError } from './network-errors.ts';
import { outcomeOf, type Recognised } from './recognise.ts';
import { isRequest, listedHost, proxyIn, quotedHost, type RequestTarget, saysSuccess, socketAddress, urlsIn } from './requests.ts';

/** The log that an entry is of: the file, and its name without what rolling adds. */
export interface LogFile {
  readonly file: string;
  readonly log: string;
}

/** How the host of an error is known: from its own entry, from the request before it in the same thread, or not at all. */
export type Attribution = 'entry' | 'earlier request' | 'none';

/** One error at one place, however often it was logged. */
export interface Trouble {
  readonly subject:
    | { readonly host: string; readonly port: number; readonly scheme: 'https' | 'http' }
    | { readonly proxy: string }
    | { readonly component: string };
  readonly cause: Cause | null;
  readonly error: NetworkError;
  readonly attribution: Attribution;
  readonly url: string | null;
  readonly written: string;
  readonly codes: readonly string[];
  readonly proxy: string | null;
  /** The last entry, and how often, when and where. */
  last: LogEntry;
  count: number;
  readonly from: Moment;
  to: Moment;
  readonly hosts: Set<string>;
  readonly components: Set<string>;
  readonly places: Map<string, { count: number; readonly lines: number[] }>;
  /** By log: the last time. */
  readonly lastIn: Map<string, Moment>;
}

export interface Answer {
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
  readonly troubles: readonly Trouble[];
  readonly answers: readonly Answer[];
  /** By log and component, `log\ncomponent`: the last time that anything went well. */
  readonly successes: ReadonlyMap<string, Moment>;
  /** Errors that found no room. */
  readonly dropped: number;
}

const MAX_TROUBLES = 5000;
const MAX_LINES = 20;
const MAX_FILES = 50;
/** Causes of the proxy as a whole, whatever host was asked for. */
const OF_THE_PROXY: ReadonlySet<string> = new Set(['proxy.dns', 'proxy.unreachable', 'proxy.pac-failed']);

/** Entries, in the order of their logs → errors and answers by host; `forms` are the patterns of the catalog. */
export function createLedger(forms: readonly HostForm[]): Ledger {
  const contexts = threadContexts();
  const troubles = new Map<string, Trouble>();
  const answers = new Map<string, Answer>();
  const successes = new Map<string, Moment>();
  let order = 0;
  let dropped = 0;

  const noteTrouble = (found: Recognised, entry: LogEntry, { file, log }: LogFile, context: ThreadContext, moment: Moment): void => {
    const fresh = troubleOf(found, entry, context, forms, moment);
    const key = keyOf(fresh);
    const trouble = troubles.get(key) ?? fresh;
    if (!troubles.has(key) && troubles.size >= MAX_TROUBLES) {
      dropped += 1;
      return;
    }
    troubles.set(key, trouble);
    context.trouble = key;
    addTo(trouble, entry, { file, log }, moment);
    for (const host of fresh.hosts) if (trouble.hosts.size < MAX_LINES) trouble.hosts.add(host);
  };
  const noteAnswer = (target: RequestTarget | undefined, component: string | null, { file, log }: LogFile, moment: Moment): void => {
    successes.set(`${log}\n${component ?? ''}`, moment);
    const key = target === undefined ? undefined : `${target.host}:${target.port}`;
    if (target === undefined || key === undefined || (answers.size >= MAX_TROUBLES && !answers.has(key))) return;
    const answer = answers.get(key) ?? { target, count: 0, to: moment, lastIn: new Map<string, Moment>(), files: new Set<string>() };
    answers.set(key, answer);
    answer.count += 1;
    if (!isLater(answer.to, moment)) answer.to = moment;
    answer.lastIn.set(log, moment);
    if (answer.files.size < MAX_LINES) answer.files.add(file);
  };
  return {
    take: (entry, file) => {
      order += 1;
      const moment = { time: entry.time, order };
      const context = contexts.of(file.log, entry);
      const { trouble, answered } = outcomeOf(entry.text);
      const named = urlsIn(entry.text);
      context.proxy = proxyIn(entry.text) ?? context.proxy ?? '';
      if (
        trouble !== undefined &&
        (trouble.error.needsRequest !== true || named.length > 0 || context.request !== undefined || /Exception/.test(entry.text))
      ) {
        takeTrouble(trouble, entry, context, () => noteTrouble(trouble, entry, file, context, moment));
        const [asked] = named;
        if (asked !== undefined) context.request = asked;
        return;
      }
      if (answered !== undefined || saysSuccess(entry.text)) noteAnswer(named[0] ?? context.request, entry.component, file, moment);
      else if (/\bredirected\b/i.test(entry.text) && context.request !== undefined)
        noteAnswer(context.request, entry.component, file, moment);
      const next = named.at(-1);
      if (next !== undefined && isRequest(entry.text)) begin(context, next);
      else if (answered !== undefined) delete context.trouble;
      if (answered !== undefined) context.refused = answered >= 400;
    },
    result: () => {
      for (const context of contexts.all()) finish(context);
      return { troubles: [...troubles.values()], answers: [...answers.values()], successes, dropped };
    },
  };
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
function takeTrouble({ error }: Recognised, entry: LogEntry, context: ThreadContext, note: () => void): void {
  if (error.rank > 1) {
    delete context.wrapper;
    note();
  } else if (context.trouble === undefined && context.refused !== true) {
    finish(context);
    context.wrapper = { entry, finish: note };
  }
}

function troubleOf(found: Recognised, entry: LogEntry, context: ThreadContext, forms: readonly HostForm[], moment: Moment): Trouble {
  const { target, attribution } = targetOf(found, entry, context, forms);
  const socket = socketAddress(entry.text);
  const { error } = found;
  const own = error.plainCause !== undefined && target?.scheme === 'http' ? error.plainCause : error.cause;
  // Whoever refused on another port than that of the request is the proxy.
  const isProxy = own?.startsWith('tcp.') === true && socket !== undefined && target !== undefined && socket.port !== target.port;
  const cause = isProxy ? 'proxy.unreachable' : own;
  const quoted = cause === 'proxy.dns' ? quotedHost(entry.text) : undefined;
  const proxy = isProxy ? `${socket.address}:${socket.port}` : (quoted ?? (context.proxy === '' ? undefined : context.proxy) ?? null);
  return {
    subject: OF_THE_PROXY.has(cause ?? '') ? { proxy: proxy ?? 'proxy' } : (target ?? { component: entry.component ?? 'unnamed' }),
    ...{ cause, error, attribution, proxy, written: found.written, codes: found.codes },
    url: target?.url ?? null,
    ...{ last: entry, count: 0, from: moment, to: moment },
    hosts: new Set(target === undefined ? [] : [`${target.host}:${target.port}`]),
    ...{ components: new Set<string>(), places: new Map(), lastIn: new Map() },
  };
}

function targetOf(
  { error }: Recognised,
  entry: LogEntry,
  { request }: ThreadContext,
  forms: readonly HostForm[],
): { readonly target?: RequestTarget; readonly attribution: Attribution } {
  const [named] = urlsIn(entry.text);
  const unresolved = error.cause?.startsWith('dns.') === true ? quotedHost(entry.text) : undefined;
  const listed = unresolved === undefined && named === undefined ? listedHost(entry.text, forms) : undefined;
  const bare = unresolved === undefined ? listed : { host: unresolved, port: 443 };
  if (bare !== undefined) {
    const same = [named, request].find((one) => one?.host === bare.host);
    return { target: same ?? { ...bare, scheme: bare.port === 80 ? 'http' : 'https', url: `https://${bare.host}/` }, attribution: 'entry' };
  }
  if (named !== undefined) return { target: named, attribution: 'entry' };
  return request === undefined ? { attribution: 'none' } : { target: request, attribution: 'earlier request' };
}

function keyOf({ subject, cause, error }: Trouble): string {
  return `${'host' in subject ? `${subject.host}:${subject.port}` : Object.values(subject)[0]} ${cause ?? error.code}`;
}

function addTo(trouble: Trouble, entry: LogEntry, { file, log }: LogFile, moment: Moment): void {
  trouble.count += 1;
  if (!isLater(trouble.to, moment)) {
    trouble.to = moment;
    trouble.last = entry;
  }
  const before = trouble.lastIn.get(log);
  if (before === undefined || !isLater(before, moment)) trouble.lastIn.set(log, moment);
  if (trouble.components.size < MAX_LINES) trouble.components.add(entry.component ?? 'unnamed');
  const place = trouble.places.get(file) ?? { count: 0, lines: [] };
  if (trouble.places.size < MAX_FILES) trouble.places.set(file, place);
  place.count += 1;
  if (place.lines.length < MAX_LINES) place.lines.push(entry.line);
}
