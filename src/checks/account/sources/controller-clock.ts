import type { Directory } from '../../../network/ldap/index.ts';
import { textOf } from './directory-values.ts';

/** How far the clock of this machine is ahead of a controller's, in whole seconds (currentTime of its root entry, MS-ADTS section 3.1.1.3.2.4). Undefined: it does not tell. */
export async function clockAhead(directory: Directory, now: () => number = Date.now): Promise<number | undefined> {
  const [root] = await directory.search('', { scope: 'base', attributes: ['currentTime'] }).catch(() => []);
  const told = generalizedTime(textOf(root, 'currentTime') ?? '');
  return told === undefined ? undefined : Math.round((now() - told) / 1000);
}

/** `20261128124500.0Z` (GeneralizedTime, RFC 4517 section 3.3.13) in milliseconds. Undefined: another form. */
export function generalizedTime(text: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
}
