import type { Status } from './finding.ts';

/** What people read first: failures, then what could not be told, then warnings. */
export const BY_URGENCY = ['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const satisfies readonly Status[];

/** Place in that order: the lower, the more urgent. */
export const URGENCY: Readonly<Record<Status, number>> = { fail: 0, inconclusive: 1, warn: 2, pass: 3, skip: 4 };

/** The most urgent of them; `skip` when there is none. */
export function mostUrgent(statuses: readonly Status[]): Status {
  return BY_URGENCY.find((status) => statuses.includes(status)) ?? 'skip';
}

/** Has a finding of that status anything to tell that somebody may have to act on? */
export function isTrouble(status: Status): boolean {
  return status !== 'pass' && status !== 'skip';
}
