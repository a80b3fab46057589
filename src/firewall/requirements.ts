import type { Source } from '../model/catalog.ts';
import type { HostForm, Requirement } from '../model/requirement.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import { inspectionReason } from './inspection.ts';

/** What a published pattern means; undefined when it is no pattern that can be meant (an unfilled placeholder). */
export type FormOf = (pattern: string) => HostForm | undefined;
/** The documentation behind an entry's `source`, `Title (URL)`; empty when the catalog names none. */
export type SourceOf = (endpoint: ScopedEndpoint) => string;

/**
 * One row for each destination and port: entries that ask for the same are merged and all their ids kept. Skipped entries ask for nothing.
 * Sorted by scheme, port, host from the right-hand label, form: the same selection gives the same rows in the same order.
 */
export function requirementsOf(endpoints: readonly ScopedEndpoint[], formOf: FormOf, sourceOf: SourceOf): readonly Requirement[] {
  const rows = new Map<string, Requirement>();
  for (const endpoint of endpoints) {
    const host = endpoint.skip === undefined ? formOf(endpoint.pattern) : undefined;
    if (host === undefined) continue;
    for (const port of endpoint.endpoint.ports) {
      const row = rowOf(endpoint, host, port, sourceOf(endpoint));
      const key = sortKey(row);
      const known = rows.get(key);
      rows.set(key, known === undefined ? row : merge(known, row));
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function rowOf({ key, endpoint, pattern, hosts }: ScopedEndpoint, host: HostForm, port: number, source: string): Requirement {
  const reason = inspectionReason(host, endpoint.scheme);
  return {
    ids: [key],
    host,
    pattern,
    port,
    scheme: endpoint.scheme,
    required: endpoint.required,
    features: [endpoint.feature],
    why: endpoint.why === '' ? [] : [endpoint.why],
    sources: source === '' ? [] : [source],
    hosts: host.form === 'exact' ? [] : sorted(hosts),
    inspectionExempt: reason !== '',
    inspectionReason: reason,
  };
}

const sorted = (texts: readonly string[]) => [...new Set(texts)].sort();

function merge(a: Requirement, b: Requirement): Requirement {
  return {
    ...a,
    ids: sorted([...a.ids, ...b.ids]),
    required: a.required || b.required,
    features: sorted([...a.features, ...b.features]),
    why: [...new Set([...a.why, ...b.why])],
    sources: [...new Set([...a.sources, ...b.sources])],
    hosts: sorted([...a.hosts, ...b.hosts]),
  };
}

/** Identity and order of a row: names that share a domain stand together. */
function sortKey({ scheme, port, host }: Requirement): string {
  const labels = host.text.split('.').reverse().join('.');
  return `${scheme} ${String(port).padStart(5, '0')} ${labels} ${host.form}`;
}

/** The page behind an endpoint's `source` (`key` or `key#anchor`), by the catalog's `sources`. */
export function sourcePage(source: string, sources: Readonly<Record<string, Source>>): string {
  const [key = '', anchor] = source.split('#', 2);
  const page = Object.hasOwn(sources, key) ? sources[key] : undefined;
  return page === undefined ? '' : `${page.title} (${page.url}${anchor === undefined ? '' : `#${anchor}`})`;
}
