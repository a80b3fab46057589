import Table from 'cli-table3';
import type { ScopedEndpoint } from '../model/scope.ts';
import { csv, json, markdown, terminal } from '../text/escape.ts';
import { truncate } from '../text/layout.ts';

export const LIST_FORMATS = ['table', 'json', 'csv', 'md'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** The selected entries as a requirement list; ends with a newline. */
export function requirementList(endpoints: readonly ScopedEndpoint[], format: ListFormat, columns: number): string {
  switch (format) {
    case 'json':
      return `${json(endpoints.map(jsonRow), 2)}\n`;
    case 'csv':
      return `\ufeff${[HEADS, ...endpoints.map(cells)].map((row) => row.map(csv).join(',')).join('\r\n')}\r\n`;
    case 'md':
      return `${[`| ${HEADS.join(' | ')} |`, `|${' --- |'.repeat(HEADS.length)}`, ...endpoints.map((endpoint) => `| ${cells(endpoint).map(markdown).join(' | ')} |`)].join('\n')}\n`;
    case 'table':
      return tableOf(endpoints, Math.max(60, columns));
  }
}

const HEADS = ['id', 'host', 'scheme', 'ports', 'path', 'feature', 'required', 'connects', 'clouds', 'probed by', 'since', 'until', 'why'];

function cells({ key, endpoint, hosts, skip }: ScopedEndpoint): readonly string[] {
  return [
    key,
    endpoint.host,
    endpoint.scheme,
    endpoint.ports.join(' '),
    endpoint.path,
    endpoint.feature,
    endpoint.required ? 'yes' : 'no',
    endpoint.connectors.join(' '),
    endpoint.clouds.join(' '),
    skip === undefined ? hosts.join(' ') : skip.reason,
    endpoint.since ?? '',
    endpoint.until ?? '',
    endpoint.why,
  ];
}

function jsonRow({ key, catalogId, endpoint, pattern, hosts, skip }: ScopedEndpoint): unknown {
  return { key, catalog: catalogId, pattern, hosts, ...endpoint, skip: skip ?? null };
}

function tableOf(endpoints: readonly ScopedEndpoint[], columns: number): string {
  const own = Math.max(18, Math.floor((columns - 40) / 2));
  const widths = [Math.min(own, 48), Math.min(own, 24), 9, 8, columns - Math.min(own, 48) - Math.min(own, 24) - 9 - 8 - 8];
  const drawn = new Table({
    head: ['host', 'feature', 'port', 'need', 'why'],
    style: { head: [], border: [], compact: true },
    chars: LINES,
  });
  for (const { endpoint } of endpoints) {
    const row = [
      endpoint.host,
      endpoint.feature,
      `${endpoint.ports.join(' ')}${endpoint.scheme === 'https' ? '' : ` ${endpoint.scheme}`}`,
      endpoint.required ? 'required' : 'optional',
      endpoint.why,
    ];
    drawn.push(row.map((cell, index) => truncate(terminal(cell), Math.max(8, widths[index] ?? 8))));
  }
  return `${drawn.toString()}\n${endpoints.length} entries\n`;
}

const LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};
