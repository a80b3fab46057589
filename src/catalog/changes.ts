import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import type { DatedChange } from '../model/catalog/change.ts';
import { SQL_SERVERS, WINDOWS_SERVERS } from '../model/catalog/products.ts';
import { RELEASES } from '../model/catalog/release.ts';
import { sourcePage } from '../model/catalog/source-page.ts';
import { isReleaseName } from '../model/catalog/validity.ts';
import { compareText } from '../text/lists.ts';

/** What comes, goes, becomes different or ends, and when. */
export interface CatalogChange {
  readonly kind: 'added' | 'dropped' | 'changed' | 'support-ends';
  /** A day, a month, or the release that began or ended it. */
  readonly when: string;
  /** Its effective day has not come yet. */
  readonly due: boolean;
  /** The entry's id; of several, what they have in common; or the product whose support ends. */
  readonly subject: string;
  /** Ids of the entries that it is about; of a product's support, none. */
  readonly entries: readonly string[];
  /** `host:port`; empty where it is about more than one entry, or none. */
  readonly destination: string;
  readonly feature: string;
  /** Of `changed`: a sentence. Empty otherwise. */
  readonly what: string;
  readonly source: string;
}

/** A day (2025-03-31), a month, or a release (2409), from which on changes are told. */
export interface ChangesAsked {
  readonly since: string;
  /** ISO 8601. */
  readonly today: string;
  /** Only what is about an entry of these features; empty: everything. */
  readonly features?: readonly string[];
}

/** All dated changes of catalogs since a day or release, those still to come included; in the order of their dates. */
export function catalogChanges(catalogs: readonly Catalog[], asked: ChangesAsked): readonly CatalogChange[] {
  const first = dayOf(asked.since);
  const due = (when: string): boolean => !isReleaseName(when) && when > asked.today.slice(0, when.length);
  const { features = [] } = asked;
  const ofCatalogs = catalogs
    .map((catalog) => withFeatures(catalog, features))
    .flatMap((catalog) => [
      ...catalog.endpoints.flatMap((endpoint) => [
        ...entryChange('added', endpoint.since, endpoint, catalog),
        ...entryChange('dropped', endpoint.until, endpoint, catalog),
      ]),
      ...(catalog.changes ?? []).map((change) => datedChange(change, catalog)),
    ]);
  return [...ofCatalogs, ...(features.length === 0 && catalogs.some(isOfProduct) ? supportEnds() : [])]
    .filter(({ when }) => dayOf(when) >= first)
    .sort((a, b) => compareText(dayOf(a.when), dayOf(b.when)) || compareText(a.subject, b.subject))
    .map((change) => ({ ...change, due: due(change.when) }));
}

/**
 * Changes that take effect within so many days from today, and have not yet. Of support that ends only that of the release which the site runs: nothing
 * here says which Windows or SQL Server it stands on.
 */
export function dueWithin(
  changes: readonly CatalogChange[],
  days: number,
  { today, siteVersion }: { readonly today: string; readonly siteVersion: string },
): readonly CatalogChange[] {
  const last = new Date(Date.parse(today) + days * 86_400_000).toISOString();
  return changes.filter(
    ({ due, kind, subject, when }) =>
      due && when <= last.slice(0, when.length) && (kind !== 'support-ends' || subject === releaseSubject(siteVersion)),
  );
}

/** What of a catalog is about some features: their entries, and what changed of one of them. */
function withFeatures(catalog: Catalog, features: readonly string[]): Catalog {
  if (features.length === 0) return catalog;
  const endpoints = catalog.endpoints.filter(({ feature }) => features.includes(feature));
  const ids = new Set(endpoints.map(({ id }) => id));
  return { ...catalog, endpoints, changes: (catalog.changes ?? []).filter(({ entries }) => entries.some((id) => ids.has(id))) };
}

type Undated = Omit<CatalogChange, 'due'>;

/** The shipped lists of Configuration Manager; a catalog of another product has nothing to do with its support. */
function isOfProduct({ id }: Catalog): boolean {
  return id.startsWith('configmgr-scp');
}

function entryChange(kind: 'added' | 'dropped', when: string | undefined, endpoint: Endpoint, catalog: Catalog): readonly Undated[] {
  if (when === undefined) return [];
  const { id, feature } = endpoint;
  const source = sourcePage(endpoint, catalog.sources)?.url ?? '';
  return [{ kind, when, subject: id, entries: [id], destination: destinationOf(endpoint), feature, what: '', source }];
}

function datedChange({ on, entries, what, source }: DatedChange, catalog: Catalog): Undated {
  const about = catalog.endpoints.filter(({ id }) => entries.includes(id));
  const [only, ...others] = about;
  const features = [...new Set(about.map(({ feature }) => feature))];
  const isOne = only !== undefined && others.length === 0;
  return {
    ...{ kind: 'changed', when: on, entries, what },
    subject: isOne ? only.id : about.length === 0 ? catalog.title : `${features.join(', ')} (${about.length} entries)`,
    destination: isOne ? destinationOf(only) : '',
    feature: features.length === 1 ? (features[0] ?? '') : '',
    source: sourcePage({ source }, catalog.sources)?.url ?? '',
  };
}

function destinationOf({ host, ports }: Endpoint): string {
  return `${host}:${ports.join(',')}`;
}

const UPDATES_PAGE = 'https://learn.microsoft.com/en-us/intune/configmgr/core/servers/manage/updates';

/** Last days of support: of the product's own releases, and of what they stand on. */
function supportEnds(): readonly Undated[] {
  const own = RELEASES.map(({ name, supportEnds: when }) => ({ subject: releaseSubject(name), when, source: UPDATES_PAGE }));
  const others = [...WINDOWS_SERVERS, ...SQL_SERVERS].map(({ name, supportEnds: when, source }) => ({ subject: name, when, source }));
  return [...own, ...others].map((end) => ({ kind: 'support-ends', entries: [], destination: '', feature: '', what: '', ...end }));
}

function releaseSubject(release: string): string {
  return `release ${release}`;
}

/** A release as the first day of the month that names it. */
function dayOf(when: string): string {
  return isReleaseName(when) ? `20${when.slice(0, 2)}-${when.slice(2)}-01` : when.padEnd(10, '-01');
}
