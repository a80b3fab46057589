import type { Cause } from '../causes/index.ts';
import { authority } from '../model/network/route.ts';
import type { LogEntry } from './entries/entry.ts';
import type { NetworkError } from './errors/network-errors.ts';
import { isLater, type Moment } from './moment.ts';

/** The log that an entry is of: the file, and its name without what rolling adds. */
export interface LogFile {
  readonly file: string;
  readonly log: string;
}

/** How the host of an error is known: from its own entry, from the request before it in the same thread or component, or not at all. */
export type Attribution = 'entry' | 'earlier request' | 'request of the component' | 'none';

/** One error at one place, however often it was logged. */
export interface LoggedError {
  readonly subject:
    | { readonly host: string; readonly port: number; readonly scheme: 'https' | 'http' | 'tcp' }
    | { readonly proxy: string }
    | { readonly component: string };
  readonly cause: Cause | null;
  readonly error: NetworkError;
  readonly attribution: Attribution;
  readonly url: string | null;
  readonly written: string;
  readonly codes: readonly string[];
  readonly proxy: string | null;
  readonly operation: string | null;
  readonly connectsDirectly: boolean;
  /** The last entry, and how often, when and where. */
  last: LogEntry;
  count: number;
  readonly from: Moment;
  to: Moment;
  readonly hosts: Set<string>;
  readonly components: Set<string>;
  readonly places: Map<string, { count: number; readonly lines: number[] }>;
  /** By log and component: the last time. */
  readonly lastIn: Map<string, { readonly log: string; readonly component: string; moment: Moment }>;
  /** When it was logged, the first and the last of many. */
  readonly times: string[];
}

const MAX_LINES = 20;
const MAX_FILES = 50;
const MAX_TIMES = 400;
/** What tells one error from another: place and cause; where there is no cause, the work that failed. */
export function keyOf({ subject, cause, error, operation }: LoggedError): string {
  const place = 'host' in subject ? authority(subject) : Object.values(subject)[0];
  return `${place} ${cause ?? `${error.code} ${error.isRoleSentence === true ? (operation ?? '') : ''}`.trim()}`;
}

/** Once more. */
export function addTo(error: LoggedError, again: LoggedError, entry: LogEntry, { file, log }: LogFile, moment: Moment): void {
  for (const host of again.hosts) if (error.hosts.size < MAX_LINES) error.hosts.add(host);
  error.count += 1;
  if (!isLater(error.to, moment)) {
    error.to = moment;
    error.last = entry;
  }
  const component = entry.component ?? '';
  const key = `${log}\n${component}`;
  const before = error.lastIn.get(key);
  if (before === undefined || !isLater(before.moment, moment)) error.lastIn.set(key, { log, component, moment });
  if (error.components.size < MAX_LINES) error.components.add(entry.component ?? 'unnamed');
  if (moment.time !== null) error.times[Math.min(error.times.length, MAX_TIMES - 1)] = moment.time;
  const place = error.places.get(file) ?? { count: 0, lines: [] };
  if (error.places.size < MAX_FILES) error.places.set(file, place);
  place.count += 1;
  if (place.lines.length < MAX_LINES) place.lines.push(entry.line);
}

/** Hosts with their ports that it is about. */
export function placesOf({ subject, hosts }: LoggedError): readonly string[] {
  return 'host' in subject ? [authority(subject)] : [...hosts];
}
