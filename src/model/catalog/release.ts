/** Releases of Configuration Manager (current branch): version of the site, and the day on which support ends. */
export interface Release {
  /** Year and month, as Microsoft writes it: `2509`. */
  readonly name: string;
  /** Version of the site, as the console and the update service write it. */
  readonly version: string;
  /** Last day of support, ISO 8601. Absent: not announced where we know of. */
  readonly supportEnds?: string;
}

/**
 * Oldest first; a new release is one line here.
 * https://learn.microsoft.com/en-us/intune/configmgr/core/servers/manage/updates (table of supported versions, read 2026-11-27).
 */
export const RELEASES = [
  { name: '2403', version: '5.00.9128.1000', supportEnds: '2025-10-22' },
  { name: '2409', version: '5.00.9132.1000', supportEnds: '2026-06-04' },
  { name: '2503', version: '5.00.9135.1000', supportEnds: '2026-09-30' },
  { name: '2509', version: '5.00.9141.1000', supportEnds: '2027-05-12' },
  { name: '2603', version: '5.00.9146.1000', supportEnds: '2027-11-05' },
] as const satisfies readonly Release[];

/** A current branch release of Configuration Manager by its four digits, such as `2403`. */
export type ReleaseName = (typeof RELEASES)[number]['name'];

export const RELEASE_NAMES: readonly ReleaseName[] = RELEASES.map(({ name }) => name);

/** The release that counts where nobody names one. */
export const NEWEST_RELEASE: ReleaseName = '2603';

/** What is known of a release. */
export function releaseOf(name: ReleaseName): Release {
  return RELEASES.find((release) => release.name === name) ?? RELEASES[RELEASES.length - 1] ?? { name, version: '' };
}

/** So many days before it an end is told. */
export const NOTICE_DAYS = 90;

/** Whole days from a moment (ISO 8601) to the end of a day, a month or a year; negative: it is past. */
export function daysUntil(end: string, now: string): number {
  const [year = 0, month = 12, day] = end.split('-').map(Number);
  const after = day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
  return Math.floor((after - 1000 - Date.parse(now)) / 86_400_000);
}

/** Is the one release as new as the other, or newer? Names compare as text: two digits of the year, two of the month. */
export function isSince(release: string, first: string): boolean {
  return release >= first;
}

/**
 * Does the administration service of a site of this release take NTLM? From 2509 on it is refused ("Rejecting NTLM authentication." in
 * AdminService.log; core/plan-design/changes/whats-new-in-version-2509, 2025-11-11).
 */
export function takesNtlm(release: ReleaseName): boolean {
  return !isSince(release, '2509');
}
