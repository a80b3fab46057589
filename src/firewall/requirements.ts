import type { Catalog } from '../model/catalog/catalog.ts';
import { covers, hostForm } from '../model/catalog/host-pattern.ts';
import { inspectionReason } from '../model/catalog/inspection.ts';
import type { HostForm, Requirement } from '../model/catalog/requirement.ts';
import { sourcePage } from '../model/catalog/source-page.ts';
import type { ScopedEndpoint } from '../model/scope.ts';

/**
 * One row for each destination and port: entries that ask for the same are merged and all their ids kept. An entry that merely cannot be probed still stands here;
 * one whose placeholder has no value, or that this mode does not need, does not (`leftOut`).
 * Sorted by scheme, port, host from the right-hand label, form: the same selection gives the same rows in the same order.
 */
export function requirementsOf(endpoints: readonly ScopedEndpoint[], catalogs: readonly Catalog[]): readonly Requirement[] {
  const rows = endpoints.flatMap((endpoint) => {
    const host = neededForm(endpoint);
    return host === undefined ? [] : endpoint.endpoint.ports.map((port) => rowOf(endpoint, host, port, sourceWords(endpoint, catalogs)));
  });
  return mergeRows(rows);
}

/** One row for each destination, sorted. */
export function mergeRows(rows: readonly Requirement[]): readonly Requirement[] {
  const merged = new Map<string, Requirement>();
  for (const row of rows) {
    const key = sortKey(row);
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : merge(known, row));
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Entries that no requirement is made of, with the reason: `id: reason`. */
export function leftOut(endpoints: readonly ScopedEndpoint[]): readonly string[] {
  return endpoints
    .filter((endpoint) => neededForm(endpoint) === undefined)
    .map(({ key, pattern, skip }) => `${key}: ${skip?.message ?? `${pattern} has a placeholder without a value`}`);
}

function neededForm({ pattern, skip }: ScopedEndpoint): HostForm | undefined {
  return skip === undefined || skip.reason === 'not-applicable' ? hostForm(pattern) : undefined;
}

function rowOf({ key, endpoint, pattern, hosts }: ScopedEndpoint, host: HostForm, port: number, source: string): Requirement {
  const reason = inspectionReason(host, endpoint.scheme) || (endpoint.scheme === 'http' ? '' : (endpoint.noInspection ?? ''));
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
    hosts: host.form === 'exact' ? [] : sorted(hosts.filter((known) => covers(host, known))),
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
    inspectionExempt: a.inspectionExempt || b.inspectionExempt,
    inspectionReason: a.inspectionReason || b.inspectionReason,
  };
}

/** Identity and order of a row: names that share a domain stand together. */
function sortKey({ scheme, port, host }: Requirement): string {
  const labels = host.text.split('.').reverse().join('.');
  return `${scheme} ${String(port).padStart(5, '0')} ${labels} ${host.form}`;
}

/** The page behind an endpoint's `source`, `Title (URL)`; empty when its catalog names none. */
function sourceWords({ catalogId, endpoint }: ScopedEndpoint, catalogs: readonly Catalog[]): string {
  const page = sourcePage(endpoint, catalogs.find(({ id }) => id === catalogId)?.sources ?? {});
  return page === undefined ? '' : `${page.title} (${page.url})`;
}
