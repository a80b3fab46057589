import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { placeholdersIn } from '../model/catalog/host-pattern.ts';
import { UsageError } from '../model/usage-error.ts';
import { globMatches } from '../text/glob.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Selection } from './selection.ts';

/** Who connects when nobody says it. */
const DEFAULT_CONNECTOR = 'scp';

/** Throws `UsageError` for a feature, connector, parameter or glob that no catalog knows, with what there is. */
export function checkNames(catalogs: readonly Catalog[], { features, connectors, params, only }: Selection): void {
  const all = catalogs.flatMap((catalog) => catalog.endpoints);
  checkFeatures(catalogs, features);
  checkConnectors(connectors, [...new Set(all.flatMap((endpoint) => endpoint.connectors))]);
  const placeholders = all.flatMap(({ host, path, probe }) => [host, path, ...probe].flatMap(placeholdersIn));
  check('--param', Object.keys(params), [...new Set(placeholders)], (a, b) => a.toLowerCase() === b.toLowerCase());
  const ids = catalogs.flatMap((catalog) => catalog.endpoints.flatMap(({ id }) => [id, `${catalog.id}:${id}`]));
  for (const glob of only) {
    if (ids.some((id) => globMatches(glob, id))) continue;
    throw new UsageError(`no entry's id fits "${glob.slice(0, 200)}"`, {
      field: '--only',
      hint: didYouMean(glob, ids) ?? 'see `configmgr-preflight endpoints` for the ids',
    });
  }
}

/** Throws `UsageError` for a feature that no catalog knows, with what there is. */
export function checkFeatures(catalogs: readonly Catalog[], features: readonly string[]): void {
  check('--feature', features, [...new Set(catalogs.flatMap(({ endpoints }) => endpoints.map(({ feature }) => feature)))]);
}

/** Without the option the service connection point is meant, which a catalog of other products may not know. */
function checkConnectors(asked: readonly string[], known: readonly string[]): void {
  if (asked.length === 1 && asked[0] === DEFAULT_CONNECTOR && !known.includes(DEFAULT_CONNECTOR))
    throw new UsageError(`no entry of the catalog is needed by "${DEFAULT_CONNECTOR}", which is asked for by default`, {
      hint: `say who connects: --connector ${known.slice(0, 20).join(', ')}, or --connector all`,
    });
  check('--connector', asked, ['all', ...known]);
}

function check(field: string, asked: readonly string[], known: readonly string[], same = (a: string, b: string) => a === b): void {
  for (const name of asked) {
    if (known.some((one) => same(one, name))) continue;
    const there = known.length === 0 ? 'the catalog has none' : `there is: ${known.join(', ')}`;
    const near = didYouMean(name, known);
    throw new UsageError(`no catalog entry knows "${name.slice(0, 80)}"`, { field, hint: near === undefined ? there : `${near} ${there}` });
  }
}

type IsSelected = (endpoint: Endpoint, catalog: Catalog, selection: Selection) => boolean;

/** Why nothing is left, and which option would let something through. */
export function emptySelection(catalogs: readonly Catalog[], selection: Selection, isSelected: IsSelected): UsageError {
  const found = (wider: Partial<Selection>): readonly Endpoint[] =>
    catalogs.flatMap((catalog) => catalog.endpoints.filter((endpoint) => isSelected(endpoint, catalog, { ...selection, ...wider })));
  const list = (names: readonly string[]) => [...new Set(names)].join(', ');
  const retired = found({ includeRetired: true });
  const connectors = found({ connectors: ['all'] });
  const clouds = found({ cloud: 'all' });
  const hint =
    connectors.length > 0
      ? `others need these entries: --connector ${list(connectors.flatMap((endpoint) => endpoint.connectors))}`
      : retired.length > 0
        ? 'these entries were dropped: --include-retired shows them'
        : clouds.length > 0
          ? `these entries are for: --cloud ${list(clouds.flatMap((endpoint) => endpoint.clouds))}`
          : 'see `configmgr-preflight endpoints --all` for what there is';
  return new UsageError('the selection is empty: no entry of the catalog fits it', { hint });
}
