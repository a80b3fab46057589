import type { Cause } from '../causes/index.ts';
import type { HostForm } from '../model/catalog/requirement.ts';
import { authority } from '../model/network/route.ts';
import { isLater, type Moment, type ThreadContext } from './context.ts';
import type { LogEntry } from './entries/entry.ts';
import type { NetworkError } from './errors/network-errors.ts';
import type { RecognisedError } from './errors/recognise.ts';
import { listedHost, quotedHost, type RequestTarget, socketAddress, urlsIn } from './requests.ts';

/** The log that an entry is of: the file, and its name without what rolling adds. */
export interface LogFile {
  readonly file: string;
  readonly log: string;
}

/** How the host of an error is known: from its own entry, from the request before it in the same thread, or not at all. */
export type Attribution = 'entry' | 'earlier request' | 'none';

/** One error at one place, however often it was logged. */
export interface LoggedError {
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

const MAX_LINES = 20;
const MAX_FILES = 50;
/** Causes of the proxy as a whole, whatever host was asked for. */
const OF_THE_PROXY: ReadonlySet<string> = new Set(['proxy.dns', 'proxy.unreachable', 'proxy.pac-failed']);

/** The trouble that an entry begins: where, what it is taken for, and how its host is known. */
export function troubleOf(
  found: RecognisedError,
  entry: LogEntry,
  context: ThreadContext,
  forms: readonly HostForm[],
  moment: Moment,
): LoggedError {
  const { target, attribution } = targetOf(found, entry, context, forms);
  const socket = socketAddress(entry.text);
  const { error } = found;
  const own = error.plainCause !== undefined && target?.scheme === 'http' ? error.plainCause : error.cause;
  // Whoever refused on another port than that of the request is the proxy.
  const isOfTheWay = own?.startsWith('tcp.') === true && own !== 'tcp.local-limit';
  const isProxy = isOfTheWay && socket !== undefined && target !== undefined && socket.port !== target.port;
  const cause = isProxy ? 'proxy.unreachable' : own;
  const quoted = cause === 'proxy.dns' ? quotedHost(entry.text) : undefined;
  const proxy = isProxy
    ? authority({ host: socket.address, port: socket.port })
    : (quoted ?? (context.proxy === '' ? undefined : context.proxy) ?? null);
  return {
    subject: OF_THE_PROXY.has(cause ?? '') ? { proxy: proxy ?? 'proxy' } : (target ?? { component: entry.component ?? 'unnamed' }),
    ...{ cause, error, attribution, proxy, written: found.written, codes: found.codes },
    url: target?.url ?? null,
    ...{ last: entry, count: 0, from: moment, to: moment },
    hosts: new Set(target === undefined ? [] : [authority(target)]),
    ...{ components: new Set<string>(), places: new Map(), lastIn: new Map() },
  };
}

function targetOf(
  { error }: RecognisedError,
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

/** What tells one trouble from another: place and cause. */
export function keyOf({ subject, cause, error }: LoggedError): string {
  return `${'host' in subject ? authority(subject) : Object.values(subject)[0]} ${cause ?? error.code}`;
}

/** Once more. */
export function addTo(trouble: LoggedError, again: LoggedError, entry: LogEntry, { file, log }: LogFile, moment: Moment): void {
  for (const host of again.hosts) if (trouble.hosts.size < MAX_LINES) trouble.hosts.add(host);
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
