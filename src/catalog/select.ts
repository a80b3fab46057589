import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { fillPlaceholders, hostForm, normaliseHost, placeholdersIn } from '../model/catalog/host-pattern.ts';
import { rangesText } from '../model/catalog/published-ranges.ts';
import { sourcePage } from '../model/catalog/source-page.ts';
import { isAhead, isOver } from '../model/catalog/validity.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import { UsageError } from '../model/usage-error.ts';
import { globMatches } from '../text/glob.ts';
import { offlineSkip } from './offline.ts';
import type { Selection } from './selection.ts';
import { checkNames, emptySelection } from './selection-errors.ts';

/** The entries that a run is about, in the order of the files. Throws `UsageError` for a name that no catalog knows, and for an empty selection. */
export function selectEndpoints(catalogs: readonly Catalog[], selection: Selection): readonly ScopedEndpoint[] {
  const distinct = withoutRepeats(catalogs);
  checkNames(distinct, selection);
  const shared = idsInSeveral(distinct);
  const selected = distinct.flatMap((catalog) =>
    catalog.endpoints
      .filter((endpoint) => isSelected(endpoint, catalog, selection))
      .map((endpoint) =>
        Object.assign(
          scoped(shared.has(endpoint.id) ? `${catalog.id}:${endpoint.id}` : endpoint.id, catalog.id, endpoint, selection),
          documented(endpoint, catalog),
          published(endpoint, catalog),
        ),
      ),
  );
  if (selected.length === 0) throw emptySelection(distinct, selection, isSelected);
  return selected;
}

/** The entries that no rule should let through, in the order of the files; none where the selection leaves none. */
export function selectNegative(catalogs: readonly Catalog[], selection: Selection): readonly ScopedEndpoint[] {
  return withoutRepeats(catalogs).flatMap((catalog) =>
    (catalog.negative ?? [])
      .filter((endpoint) => isSelected(endpoint, catalog, selection))
      .map((endpoint) => Object.assign(scoped(endpoint.id, catalog.id, endpoint, selection), documented(endpoint, catalog))),
  );
}

function documented(endpoint: Endpoint, { sources }: Catalog): Pick<ScopedEndpoint, 'documentation'> {
  const page = sourcePage(endpoint, sources);
  return page === undefined ? {} : { documentation: page.url };
}

function published({ networks }: Endpoint, catalog: Catalog): Pick<ScopedEndpoint, 'publishedRanges'> {
  const known = networks === undefined ? undefined : catalog.networks[networks];
  return known === undefined ? {} : { publishedRanges: rangesText(known) };
}

/** The same file named twice counts once; two files that claim one id cannot be told apart in a report. */
function withoutRepeats(catalogs: readonly Catalog[]): readonly Catalog[] {
  const byId = new Map<string, Catalog>();
  for (const catalog of catalogs) {
    const known = byId.get(catalog.id);
    if (known !== undefined && known.sha256 !== catalog.sha256)
      throw new UsageError(`two different catalogs have the id "${catalog.id}"`, {
        field: '--catalog',
        hint: 'give one of them an id of its own',
      });
    byId.set(catalog.id, catalog);
  }
  return [...byId.values()];
}

function isSelected(endpoint: Endpoint, catalog: Catalog, selection: Selection): boolean {
  const { features, cloud, connectors, only, includeRetired, readFor } = selection;
  if (features.length > 0 && !features.includes(endpoint.feature)) return false;
  if (cloud !== 'all' && !endpoint.clouds.includes(cloud)) return false;
  if (!connectors.includes('all') && !endpoint.connectors.some((connector) => connectors.includes(connector))) return false;
  if (!includeRetired && (isOver(endpoint.until, readFor) || isAhead(endpoint.since, readFor))) return false;
  return only.length === 0 || only.some((glob) => globMatches(glob, endpoint.id) || globMatches(glob, `${catalog.id}:${endpoint.id}`));
}

function scoped(key: string, catalogId: string, endpoint: Endpoint, selection: Selection): ScopedEndpoint {
  const filled = fillPlaceholders(endpoint.host, selection.params);
  const open = placeholdersIn(filled);
  const pattern = open.length > 0 ? filled : normalised(filled, endpoint, selection);
  const path = pathFor(endpoint, selection);
  const hosts = hostsFor(endpoint, pattern, selection);
  const base = {
    key,
    catalogId,
    endpoint: path === endpoint.path ? endpoint : { ...endpoint, path },
    pattern,
    ...(isOver(endpoint.until, selection.readFor) ? { retired: true as const } : {}),
    ...(path === '/' && endpoint.path !== '/' ? { publishedPath: endpoint.path } : {}),
  };
  const skip = skipOf(endpoint, pattern, open, hosts, selection);
  // Assigned, not spread: on Node 20 an object that begins with a spread gets a hidden class of its own.
  return skip === undefined ? Object.assign(base, { hosts }) : Object.assign(base, { hosts: [], skip });
}

function skipOf(
  endpoint: Endpoint,
  pattern: string,
  open: readonly string[],
  hosts: readonly string[],
  selection: Selection,
): ScopedEndpoint['skip'] {
  const offline = selection.mode === 'offline' && onlyForTheRole(endpoint, selection) ? offlineSkip(endpoint, selection) : undefined;
  if (offline !== undefined) return offline;
  if (hosts.length > 0) return undefined;
  if (open.length > 0) {
    const names = open.map((name) => `--param "${name}=VALUE"`).join(' ');
    return { reason: 'missing-parameter', message: `The name depends on a value of yours: give it with ${names}.` };
  }
  const why = endpoint.why === '' ? 'The rule is needed all the same.' : endpoint.why;
  return { reason: 'not-applicable', message: `No host of ${pattern} is published for this role, so none can be probed. ${why}` };
}

/** Offline mode is the role's: consoles and other servers connect as before. */
function onlyForTheRole({ connectors }: Endpoint, selection: Selection): boolean {
  const asked = selection.connectors.includes('all') ? connectors : connectors.filter((name) => selection.connectors.includes(name));
  return asked.every((name) => name === 'scp');
}

/** The host itself when it is exact and nothing stands for it; else the hosts that stand for it, those with an unfilled placeholder left out. */
function hostsFor(endpoint: Endpoint, pattern: string, { params }: Selection): readonly string[] {
  const stands = endpoint.probe.flatMap((host) => {
    const filled = fillPlaceholders(host, params);
    return placeholdersIn(filled).length > 0 ? [] : (normaliseHost(filled) ?? []);
  });
  const form = hostForm(pattern);
  return form?.form === 'exact' && endpoint.probe.length === 0 ? [form.text] : [...new Set(stands)];
}

/** The value of a parameter becomes part of a name: it may hold nothing that changes what the name means. */
function normalised(filled: string, endpoint: Endpoint, { params }: Selection): string {
  const stars = (text: string) => text.split('*').length;
  const host = normaliseHost(filled);
  if (host !== undefined && stars(filled) === stars(endpoint.host)) return host;
  const names = placeholdersIn(endpoint.host);
  const given = Object.entries(params).find(([name]) => names.some((one) => one.toLowerCase() === name.toLowerCase()));
  throw new UsageError(`"${(given?.[1] ?? filled).slice(0, 80)}" makes no host name of ${endpoint.host}`, {
    field: `--param ${given?.[0] ?? ''}`.trim(),
    hint: 'letters, digits, hyphens and dots',
  });
}

/** A path whose placeholder has no value is not needed to reach the host: `/` is asked for instead. */
function pathFor(endpoint: Endpoint, { params }: Selection): string {
  const encoded = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(wellFormed(value))]));
  const path = fillPlaceholders(endpoint.path, encoded);
  return placeholdersIn(path).length > 0 ? '/' : path;
}

/** Percent-encoding knows no lone surrogates. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function idsInSeveral(catalogs: readonly Catalog[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { endpoints } of catalogs) {
    for (const { id } of endpoints) (seen.has(id) ? shared : seen).add(id);
  }
  return shared;
}
