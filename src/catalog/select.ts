import type { Catalog, Cloud, Endpoint } from '../model/catalog.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import { UsageError } from '../usage-error.ts';
import { fillPlaceholders, hostForm, normaliseHost, placeholdersIn } from './pattern.ts';
import { didYouMean } from './suggest.ts';

export interface Selection {
  /** Empty: all features. */
  readonly features: readonly string[];
  readonly cloud: Cloud;
  readonly mode: 'online' | 'offline';
  /** Who connects; `all` for everyone. */
  readonly connectors: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  /** Globs over ids; empty: all. */
  readonly only: readonly string[];
  /** Also entries that the current documentation has dropped. */
  readonly includeRetired: boolean;
}

/** The entries that a run is about, in the order of the files. Throws `UsageError` for a name that no catalog knows. */
export function selectEndpoints(catalogs: readonly Catalog[], selection: Selection): readonly ScopedEndpoint[] {
  checkNames(catalogs, selection);
  const shared = idsInSeveral(catalogs);
  const selected = catalogs.flatMap((catalog) =>
    catalog.endpoints
      .filter((endpoint) => isSelected(endpoint, selection))
      .map((endpoint) => scoped(shared.has(endpoint.id) ? `${catalog.id}:${endpoint.id}` : endpoint.id, catalog.id, endpoint, selection)),
  );
  if (selected.length === 0)
    throw new UsageError('the selection is empty: no entry of the catalog fits it', {
      hint: 'see `configmgr-preflight endpoints` for what there is',
    });
  return selected;
}

function isSelected(endpoint: Endpoint, { features, cloud, connectors, only, includeRetired }: Selection): boolean {
  if (features.length > 0 && !features.includes(endpoint.feature)) return false;
  if (!endpoint.clouds.includes(cloud)) return false;
  if (!connectors.includes('all') && !endpoint.connectors.some((connector) => connectors.includes(connector))) return false;
  if (endpoint.until !== undefined && !includeRetired) return false;
  return only.length === 0 || only.some((glob) => globMatches(glob, endpoint.id));
}

function scoped(key: string, catalogId: string, endpoint: Endpoint, { params, mode }: Selection): ScopedEndpoint {
  const filled = fillPlaceholders(endpoint.host, params);
  const pattern = normaliseHost(filled) ?? filled;
  const path = fillPlaceholders(endpoint.path, params);
  // A path whose placeholder has no value is not needed to reach the host.
  const probed = { ...endpoint, path: placeholdersIn(path).length > 0 ? '/' : path };
  const base = { key, catalogId, endpoint: probed, pattern };
  const form = hostForm(pattern);
  const stands = endpoint.probe.map((host) => normaliseHost(host) ?? host);
  const hosts = form?.form === 'exact' && stands.length === 0 ? [form.text] : stands;
  if (mode === 'offline')
    return { ...base, hosts: [], skip: { reason: 'offline-mode', message: 'In offline mode the role never connects to the internet.' } };
  if (hosts.length > 0) return { ...base, hosts };
  const missing = placeholdersIn(pattern);
  if (missing.length > 0) {
    const names = missing.map((name) => `--param "${name}=VALUE"`).join(' ');
    return {
      ...base,
      hosts,
      skip: { reason: 'missing-parameter', message: `The name depends on a value of yours: give it with ${names}.` },
    };
  }
  return {
    ...base,
    hosts,
    skip: {
      reason: 'not-applicable',
      message: `No host below ${pattern} is published for this role, so there is none to probe; such names appear behind listed hosts as aliases.`,
    },
  };
}

/** `*` for any characters, `?` for one. */
export function globMatches(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g;
      mark = t;
      g += 1;
    } else if (glob[g] === '?' || glob[g] === text[t]) {
      g += 1;
      t += 1;
    } else if (star >= 0) {
      g = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  return /^\**$/.test(glob.slice(g));
}

function idsInSeveral(catalogs: readonly Catalog[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { endpoints } of catalogs) {
    for (const { id } of endpoints) (seen.has(id) ? shared : seen).add(id);
  }
  return shared;
}

function checkNames(catalogs: readonly Catalog[], { features, connectors, params, only }: Selection): void {
  const all = catalogs.flatMap((catalog) => catalog.endpoints);
  check('--feature', features, [...new Set(all.map((endpoint) => endpoint.feature))]);
  check('--connector', connectors, ['all', ...new Set(all.flatMap((endpoint) => endpoint.connectors))]);
  const known = [...new Set(all.flatMap((endpoint) => [...placeholdersIn(endpoint.host), ...placeholdersIn(endpoint.path)]))];
  check('--param', Object.keys(params), known, (a, b) => a.toLowerCase() === b.toLowerCase());
  for (const glob of only) {
    if (all.some((endpoint) => globMatches(glob, endpoint.id))) continue;
    const ids = all.map((endpoint) => endpoint.id);
    throw new UsageError(`no entry's id fits "${glob}"`, {
      field: '--only',
      hint: didYouMean(glob, ids) ?? 'see `configmgr-preflight endpoints` for the ids',
    });
  }
}

function check(field: string, asked: readonly string[], known: readonly string[], same = (a: string, b: string) => a === b): void {
  for (const name of asked) {
    if (known.some((one) => same(one, name))) continue;
    throw new UsageError(`no catalog entry knows "${name}"`, { field, hint: didYouMean(name, known) ?? `there is: ${known.join(', ')}` });
  }
}
