import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { isOver, type ReadFor } from '../model/catalog/validity.ts';

/** What differs between two revisions of a catalog, by entry and field. */
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
  'oneOf',
  'since',
  'until',
  'expect',
] as const;

/**
 * What a revision of a catalog asks for in addition, no longer, and differently; entries are the same when their ids are. An entry whose `until` is over is
 * asked for by nobody: that means removal. Words (`why`, `source`) are no change.
 */
export function diffCatalogs(before: Catalog, after: Catalog, readFor: ReadFor): CatalogDiff {
  const [old, now] = [current(before, readFor), current(after, readFor)];
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

function current({ endpoints }: Catalog, readFor: ReadFor): ReadonlyMap<string, Endpoint> {
  return new Map(endpoints.filter(({ until }) => !isOver(until, readFor)).map((endpoint) => [endpoint.id, endpoint]));
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
