import type { ScopedEndpoint } from '../model/scope.ts';
import { andMore } from '../text/lists.ts';
import { neededFor, type Resolution } from './evidence.ts';
import type { LoggedError } from './logged-error.ts';

/** What was logged, how often, where, and what it may mean. */
export function messageOf(
  trouble: LoggedError,
  place: string,
  entries: readonly ScopedEndpoint[],
  resolved: Resolution | undefined,
): string {
  const { subject, written, count, to, places, error, attribution, hosts } = trouble;
  const about =
    'host' in subject
      ? `${place}${entries.length === 0 ? ' (in no catalog entry)' : ` (for ${neededFor(entries)})`}`
      : 'proxy' in subject
        ? proxyWords(subject.proxy, hosts)
        : `component ${place}, at a host that the log does not name`;
  const files = [...places.keys()].map(baseName);
  const where = andMore(files, 3);
  const how = attribution === 'earlier request' ? ' The host is that of the request before it in the same thread.' : '';
  const past =
    resolved === undefined
      ? ''
      : ` It answered again${resolved.at === null ? ' later' : ` on ${spoken(resolved.at)}`}, so this is past, or comes and goes.`;
  return `${about}: "${written.slice(0, 120)}" was logged ${count === 1 ? 'once' : `${count} times`}${to.time === null ? '' : `, ${count === 1 ? '' : 'last '}on ${spoken(to.time)}`}, in ${where}: ${error.words}.${how}${past}`;
}

/** The proxy, and what was asked for through it. */
export function proxyWords(proxy: string, hosts: ReadonlySet<string>): string {
  const [first] = hosts;
  const name = proxy === 'proxy' ? 'the proxy' : `the proxy ${proxy}`;
  return first === undefined ? name : `${name}, on the way to ${first}${hosts.size > 1 ? ` and ${hosts.size - 1} more` : ''}`;
}

/** `2024-03-14 19:05:28 UTC` */
export function spoken(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** A file's name without its folders. */
export function baseName(file: string): string {
  return file.replace(/^.*[\\/]/, '').slice(0, 100);
}
