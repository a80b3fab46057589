import type { Catalog } from '../../model/catalog/catalog.ts';
import { sourcePage } from '../../model/catalog/source-page.ts';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { csv, json, markdown } from '../../text/escape.ts';
import { portsText, requirementTable } from './requirement-table.ts';

export const LIST_FORMATS = ['table', 'json', 'csv', 'md'] as const;
/** What `endpoints` can print. */
export type ListFormat = (typeof LIST_FORMATS)[number];

/** The selected entries as a requirement list with their sources; `columns` is the terminal's width. Ends with a newline. */
export function requirementList(
  endpoints: readonly ScopedEndpoint[],
  catalogs: readonly Catalog[],
  format: ListFormat,
  columns: number,
): string {
  switch (format) {
    case 'json':
      return `${json(
        endpoints.map((endpoint) => jsonRow(endpoint, catalogs)),
        2,
      )}\n`;
    case 'csv':
      return `\ufeff${[HEADS, ...endpoints.map((endpoint) => cells(endpoint, catalogs))].map((row) => row.map(csv).join(',')).join('\r\n')}\r\n`;
    case 'md':
      return markdownList(endpoints, catalogs);
    case 'table':
      return requirementTable(endpoints, columns);
  }
}

const HEADS = [
  'id',
  'host',
  'scheme',
  'ports',
  'path',
  'feature',
  'required',
  'connects',
  'clouds',
  'probed by',
  'since',
  'until',
  'why',
  'source',
  'published address ranges',
];

function cells(scoped: ScopedEndpoint, catalogs: readonly Catalog[]): readonly string[] {
  const { key, endpoint, hosts, skip, publishedPath } = scoped;
  return [
    key,
    endpoint.host,
    endpoint.scheme,
    endpoint.ports.join(' '),
    publishedPath ?? endpoint.path,
    endpoint.feature,
    endpoint.required ? 'yes' : 'no',
    endpoint.connectors.join(' '),
    endpoint.clouds.join(' '),
    skip === undefined ? hosts.join(' ') : skip.reason,
    endpoint.since ?? '',
    endpoint.until ?? '',
    endpoint.why,
    sourceUrl(scoped, catalogs) ?? '',
    scoped.publishedRanges ?? '',
  ];
}

function sourceUrl({ catalogId, endpoint }: ScopedEndpoint, catalogs: readonly Catalog[]): string | undefined {
  return sourcePage(endpoint, catalogs.find(({ id }) => id === catalogId)?.sources ?? {})?.url;
}

function jsonRow(scoped: ScopedEndpoint, catalogs: readonly Catalog[]): unknown {
  const { key, catalogId, endpoint, pattern, hosts, publishedPath, skip } = scoped;
  const path = publishedPath ?? endpoint.path;
  return {
    key,
    catalog: catalogId,
    ...endpoint,
    path,
    pattern,
    hosts,
    sourceUrl: sourceUrl(scoped, catalogs) ?? null,
    publishedRanges: scoped.publishedRanges ?? null,
    skip: skip ?? null,
  };
}

/** One table a feature: what a ticket or a wiki page wants. */
function markdownList(endpoints: readonly ScopedEndpoint[], catalogs: readonly Catalog[]): string {
  const features = [...new Set(endpoints.map(({ endpoint }) => endpoint.feature))];
  const titles = catalogs.map(({ title, revision }) => `${markdown(title)}, revision ${markdown(revision)}`);
  const sections = features.map((feature) => {
    const rows = endpoints.filter(({ endpoint }) => endpoint.feature === feature).map((scoped) => markdownRow(scoped, catalogs));
    return [
      `## ${markdown(feature)}`,
      '',
      '| Host | Port | Need | Connects | Why | Source |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ];
  });
  return ['# Internet requirements', '', ...titles, '', ...sections.flat()].join('\n');
}

function markdownRow(scoped: ScopedEndpoint, catalogs: readonly Catalog[]): string {
  const { endpoint, hosts, pattern } = scoped;
  const url = sourceUrl(scoped, catalogs);
  const through = hosts.length > 0 && hosts.join() !== pattern ? ` (probed: ${hosts.map(markdown).join(', ')})` : '';
  const retired = endpoint.until === undefined ? '' : `, until ${markdown(endpoint.until)}`;
  return `| ${[
    `${markdown(endpoint.host)}${through}`,
    markdown(`${portsText(endpoint.ports)} ${endpoint.scheme}`),
    `${endpoint.required ? 'required' : 'optional'}${retired}`,
    markdown(endpoint.connectors.join(', ')),
    markdown(`${endpoint.why}${scoped.publishedRanges === undefined ? '' : ` Published address ranges: ${scoped.publishedRanges}`}`),
    url === undefined || !/^https?:\/\/[\x21-\x7e]+$/.test(url) || /[()<>|]/.test(url) ? markdown(url ?? '') : `[page](${url})`,
  ].join(' | ')} |`;
}
