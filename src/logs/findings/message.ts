import type { ScopedEndpoint } from '../../model/scope.ts';
import { cut } from '../../text/cut.ts';
import { andMore } from '../../text/lists.ts';
import type { LoggedAnswer } from '../answers.ts';
import type { LoggedError } from '../logged-error.ts';
import { neededFor, type Resolution } from './evidence.ts';

/** What was logged, how often, where, and what it may mean. */
export function messageOf(
  logged: LoggedError,
  place: string,
  entries: readonly ScopedEndpoint[],
  resolved: Resolution | undefined,
): string {
  const { subject, written, count, to, places, error, attribution, hosts, url, connectsDirectly } = logged;
  const about =
    'host' in subject
      ? `${place}${entries.length > 0 ? ` (for ${neededFor(entries)})` : error.isOfShare === true ? ' (file sharing of a server of the site)' : ' (in no catalog entry)'}`
      : 'proxy' in subject
        ? proxyWords(subject.proxy, hosts)
        : componentWords(place, error.isRefusal !== true && error.status === undefined);
  const files = [...places.keys()].map(baseName);
  const where = andMore(files, 3);
  const asked = 'component' in subject && url !== null ? ` It was given ${url}.` : '';
  const direct = connectsDirectly ? ' It connects without a proxy ("No proxy information is specified").' : '';
  const past =
    resolved === undefined
      ? ''
      : ` It answered again${resolved.at === null ? ' later' : ` on ${spoken(resolved.at)}`}, so this is past, or comes and goes.`;
  return `${about}: "${cut(written.replace(/\s+/g, ' '), 160)}" was logged ${times(count)}${to.time === null ? '' : `, ${count === 1 ? '' : 'last '}on ${spoken(to.time)}`}, in ${where}: ${error.words}.${HOW[attribution]}${asked}${direct}${past}`;
}

function componentWords(component: string, isAtHost: boolean): string {
  const name = component === 'unnamed' ? 'A component that the text does not name' : `component ${component}`;
  return isAtHost ? `${name}, at a host that the log does not name` : name;
}

const HOW: Readonly<Record<LoggedError['attribution'], string>> = {
  entry: '',
  none: '',
  'earlier request': ' The host is that of the request before it in the same thread.',
  'request of the component': ' The host is that of the last request of this component, which another thread made.',
};

/** That a host answered, how often, and with which statuses where they refuse something. */
export function answerMessage(
  { count, to, files, statuses, lastStatus }: LoggedAnswer,
  place: string,
  entries: readonly ScopedEndpoint[],
): string {
  const refused = [...statuses].filter(([status]) => status >= 400);
  const last = lastStatus === undefined || refused.length === 0 ? '' : `, last with status ${lastStatus}`;
  const service =
    refused.length === 0
      ? ''
      : ` The network is not what fails: the service itself refuses what was asked (${refused.map(([status, number]) => `${status}${nameOf(status)}, ${times(number)}`).join('; ')}).`;
  return `${place} (for ${neededFor(entries)}) answered ${times(count)}${last}${to.time === null ? '' : `, last on ${spoken(to.time)}`}, by ${[...files].map(baseName).slice(0, 3).join(', ')}.${service}`;
}

/** What to do where a service answers and refuses. */
export const REFUSED_REMEDY =
  'Nothing to ask of the network. Look at the account, certificate and onboarding that the role shows to this service: 401 is a log-on that it does not accept, 400 a request that it does not understand, as of a hierarchy that it does not know.';

function nameOf(status: number): string {
  const names: Readonly<Record<number, string>> = {
    400: ' Bad Request',
    401: ' Unauthorized',
    404: ' Not Found',
    405: ' Method Not Allowed',
    410: ' Gone',
    429: ' Too Many Requests',
  };
  return names[status] ?? '';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** The proxy, and what was asked for through it. */
export function proxyWords(proxy: string, hosts: ReadonlySet<string>): string {
  const [first] = hosts;
  const name = proxy === 'proxy' ? 'the proxy' : `the proxy ${proxy}`;
  return first === undefined ? name : `${name}, while connecting to ${first}${hosts.size > 1 ? ` and ${hosts.size - 1} more` : ''}`;
}

/** An ISO 8601 time as people write it: `2024-03-14 19:05:28 UTC`. */
export function spoken(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** A file's name without its folders. */
export function baseName(file: string): string {
  return cut(file.replace(/^.*[\\/]/, ''), 100);
}
