import type { Catalog, Endpoint } from '../model/catalog.ts';

export interface CatalogDiff {
  readonly added: readonly Endpoint[];
  readonly removed: readonly Endpoint[];
  readonly changed: readonly {
    readonly id: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
}

const FIELDS = [
  'host',
  'scheme',
  'ports',
  'path',
  'feature',
  'required',
  'connectors',
  'clouds',
  'probe',
  'since',
  'until',
  'expect',
] as const;

/** What a revision of a catalog adds, removes and changes; entries are the same when their ids are. Words (`why`, `source`) are no change. */
export function diffCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const old = new Map(before.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const now = new Map(after.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return {
    added: after.endpoints.filter(({ id }) => !old.has(id)),
    removed: before.endpoints.filter(({ id }) => !now.has(id)),
    changed: after.endpoints.flatMap((endpoint) => {
      const previous = old.get(endpoint.id);
      const fields = previous === undefined ? [] : changes(previous, endpoint);
      return fields.length === 0 ? [] : [{ id: endpoint.id, fields }];
    }),
  };
}

function changes(
  before: Endpoint,
  after: Endpoint,
): readonly { readonly field: string; readonly before: string; readonly after: string }[] {
  return FIELDS.flatMap((field) => {
    const [a, b] = [JSON.stringify(before[field] ?? ''), JSON.stringify(after[field] ?? '')];
    return a === b ? [] : [{ field, before: a, after: b }];
  });
}
