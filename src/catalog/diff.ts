import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';

export interface CatalogDiff {
  readonly added: readonly Endpoint[];
  readonly removed: readonly Endpoint[];
  readonly changed: readonly {
    readonly id: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
}

const FIELDS = ['host', 'scheme', 'ports', 'path', 'feature', 'required', 'connectors', 'clouds', 'probe', 'since', 'expect'] as const;

/**
 * What a revision of a catalog asks for in addition, no longer, and differently; entries are the same when their ids are. An entry with `until` is asked for
 * by nobody: getting one means removal. Words (`why`, `source`) are no change.
 */
export function diffCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const [old, now] = [current(before), current(after)];
  return {
    added: [...now.values()].filter(({ id }) => !old.has(id)),
    removed: [...old.values()].filter(({ id }) => !now.has(id)),
    changed: [...now.values()].flatMap((endpoint) => {
      const previous = old.get(endpoint.id);
      const fields = previous === undefined ? [] : changes(previous, endpoint);
      return fields.length === 0 ? [] : [{ id: endpoint.id, fields }];
    }),
  };
}

function current({ endpoints }: Catalog): ReadonlyMap<string, Endpoint> {
  return new Map(endpoints.filter(({ until }) => until === undefined).map((endpoint) => [endpoint.id, endpoint]));
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
