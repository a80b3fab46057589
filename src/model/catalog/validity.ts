import { isSince } from './release.ts';

/** The moment, and the release of the site, for which a catalog is read. */
export interface ReadFor {
  /** ISO 8601, at least the day. */
  readonly onDate: string;
  /** Name of a release, `2509`. */
  readonly siteVersion: string;
}

/** `2027-09-30`, `2025-03`, `2025`, or the name of a release: `2211`. Four digits are a release where the last two are a month. */
export const VALIDITY = /^((19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?|\d{2}(0[1-9]|1[0-2]))$/;
const RELEASE = /^\d{2}(0[1-9]|1[0-2])$/;

/** Does the text name a release, not a day, a month or a year? */
export function isReleaseName(text: string): boolean {
  return RELEASE.test(text);
}

/** Is an entry with this `until` over: the day is past, or the release that was the last to need it is older than the site's? */
export function isOver(until: string | undefined, { onDate, siteVersion }: ReadFor): boolean {
  if (until === undefined) return false;
  return isReleaseName(until) ? !isSince(until, siteVersion) : until < onDate.slice(0, until.length);
}

/** Is an entry with this `since` still to come: the day is ahead, or the first release that needs it is newer than the site's? */
export function isAhead(since: string | undefined, { onDate, siteVersion }: ReadFor): boolean {
  if (since === undefined) return false;
  return isReleaseName(since) ? !isSince(siteVersion, since) : since > onDate.slice(0, since.length);
}
