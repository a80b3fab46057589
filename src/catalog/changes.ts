import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { RELEASES } from '../model/catalog/release.ts';
import { sourcePage } from '../model/catalog/source-page.ts';
import { isReleaseName } from '../model/catalog/validity.ts';
import { compareText } from '../text/lists.ts';

/** What comes, goes or ends, and when. */
export interface CatalogChange {
  readonly kind: 'added' | 'dropped' | 'support-ends';
  /** A day, a month, or the release that began or ended it. */
  readonly when: string;
  /** Its effective day has not come yet. */
  readonly due: boolean;
  /** The entry's id, or the release. */
  readonly subject: string;
  /** `host:port`; empty for a release. */
  readonly destination: string;
  readonly feature: string;
  readonly source: string;
}

/** A day (2025-03-31), a month, or a release (2409), from which on changes are told. */
export interface ChangesAsked {
  readonly since: string;
  /** ISO 8601. */
  readonly today: string;
}

/** All dated changes of catalogs since a day or release, those still to come included; in the order of their dates. */
export function catalogChanges(catalogs: readonly Catalog[], asked: ChangesAsked): readonly CatalogChange[] {
  const isWanted = wantedSince(asked.since);
  const due = (when: string): boolean => !isReleaseName(when) && when > asked.today.slice(0, when.length);
  const ofEntries = catalogs.flatMap((catalog) =>
    catalog.endpoints.flatMap((endpoint) => [
      ...entryChange('added', endpoint.since, endpoint, catalog, due),
      ...entryChange('dropped', endpoint.until, endpoint, catalog, due),
    ]),
  );
  const ofReleases = RELEASES.map(
    ({ name, supportEnds }): CatalogChange => ({
      kind: 'support-ends',
      when: supportEnds,
      due: due(supportEnds),
      subject: `release ${name}`,
      destination: '',
      feature: '',
      source: 'https://learn.microsoft.com/en-us/intune/configmgr/core/servers/manage/updates',
    }),
  );
  return [...ofEntries, ...ofReleases]
    .filter(({ when }) => isWanted(when))
    .sort((a, b) => compareText(dayOf(a.when), dayOf(b.when)) || compareText(a.subject, b.subject));
}

/** Changes that take effect within so many days from today, and have not yet. */
export function dueWithin(changes: readonly CatalogChange[], days: number, today: string): readonly CatalogChange[] {
  const last = new Date(Date.parse(today) + days * 86_400_000).toISOString();
  return changes.filter(({ due, kind, when }) => due && kind !== 'added' && when <= last.slice(0, when.length));
}

function entryChange(
  kind: 'added' | 'dropped',
  when: string | undefined,
  endpoint: Endpoint,
  catalog: Catalog,
  due: (when: string) => boolean,
): readonly CatalogChange[] {
  if (when === undefined) return [];
  return [
    {
      kind,
      when,
      due: due(when),
      subject: endpoint.id,
      destination: `${endpoint.host}:${endpoint.ports.join(',')}`,
      feature: endpoint.feature,
      source: sourcePage(endpoint, catalog.sources)?.url ?? '',
    },
  ];
}

/** Dates are compared with dates and releases with releases: a release has the day of its month. */
function wantedSince(since: string): (when: string) => boolean {
  const first = dayOf(since);
  return (when) => dayOf(when) >= first;
}

/** A release as the first day of the month that names it. */
function dayOf(when: string): string {
  return isReleaseName(when) ? `20${when.slice(0, 2)}-${when.slice(2)}-01` : when.padEnd(10, '-01');
}
