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

/** What an entry says that failed, and where: the same for each entry of the same words that comes after the same ones. */
export interface LoggedFailure {
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
  /** Host and port of the request, where one is known. */
  readonly place: string | null;
  /** What tells one error from another. */
  readonly key: string;
}

/** One error at one place, however often it was logged. */
export interface LoggedError extends LoggedFailure {
  /** The last entry, and how often, when and where. */
  last: LogEntry;
  count: number;
  readonly from: Moment;
  to: Moment;
  readonly hosts: Set<string>;
  readonly components: Set<string>;
  readonly places: Map<string, Place>;
  /** By log and component: the last time. */
  readonly lastIn: Map<string, LastTime>;
  /** When it was logged, the first and the last of many. */
  readonly times: string[];
  /** Where it was logged last: mostly the next one is of the same log and component. */
  recent: Recent | undefined;
}

interface Place {
  count: number;
  readonly lines: number[];
}

interface LastTime {
  readonly log: string;
  readonly component: string;
  moment: Moment;
}

interface Recent {
  readonly file: LogFile;
  readonly component: string | null;
  readonly lastIn: LastTime;
  readonly place: Place;
}

const MAX_LINES = 20;
const MAX_FILES = 50;
const MAX_TIMES = 400;
/** What tells one error from another: place and cause; where there is no cause, the work that failed. */
export function keyOf({ subject, cause, error, operation }: Pick<LoggedFailure, 'subject' | 'cause' | 'error' | 'operation'>): string {
  const place = 'host' in subject ? authority(subject) : Object.values(subject)[0];
  return `${place} ${cause ?? `${error.code} ${error.isRoleSentence === true ? (operation ?? '') : ''}`.trim()}`;
}

/** An error that was not logged before; `addTo` counts it. */
export function newError(failure: LoggedFailure, entry: LogEntry, moment: Moment): LoggedError {
  return {
    ...failure,
    ...{ last: entry, count: 0, from: moment, to: moment },
    ...{ hosts: new Set<string>(), components: new Set<string>(), places: new Map(), lastIn: new Map(), times: [], recent: undefined },
  };
}

/** Once more. */
export function addTo(error: LoggedError, { place }: LoggedFailure, entry: LogEntry, file: LogFile, moment: Moment): void {
  if (place !== null && error.hosts.size < MAX_LINES) error.hosts.add(place);
  error.count += 1;
  if (!isLater(error.to, moment)) {
    error.to = moment;
    error.last = entry;
  }
  if (moment.time !== null) error.times[Math.min(error.times.length, MAX_TIMES - 1)] = moment.time;
  const { recent } = error;
  const here =
    recent !== undefined && recent.file === file && recent.component === entry.component ? recent : whereLogged(error, entry, file, moment);
  error.recent = here;
  if (!isLater(here.lastIn.moment, moment)) here.lastIn.moment = moment;
  here.place.count += 1;
  if (here.place.lines.length < MAX_LINES) here.place.lines.push(entry.line);
}

function whereLogged(error: LoggedError, { component }: LogEntry, file: LogFile, moment: Moment): Recent {
  const key = `${file.log}\n${component ?? ''}`;
  const lastIn = error.lastIn.get(key) ?? { log: file.log, component: component ?? '', moment };
  error.lastIn.set(key, lastIn);
  if (error.components.size < MAX_LINES) error.components.add(component ?? 'unnamed');
  const place = error.places.get(file.file) ?? { count: 0, lines: [] };
  if (error.places.size < MAX_FILES) error.places.set(file.file, place);
  return { file, component, lastIn, place };
}

/** Hosts with their ports that it is about. */
export function placesOf({ subject, hosts }: LoggedError): readonly string[] {
  return 'host' in subject ? [authority(subject)] : [...hosts];
}
