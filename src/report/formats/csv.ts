import type { Finding } from '../../model/finding.ts';
import { csv as field, json } from '../../text/escape.ts';
import type { Format } from './format.ts';

const COLUMNS: readonly (readonly [title: string, value: (finding: Finding) => unknown])[] = [
  ['id', (f) => f.id],
  ['kind', (f) => f.kind],
  ['status', (f) => f.status],
  ['cause', (f) => f.cause],
  ['layer', (f) => f.layer],
  ['owner', (f) => f.owner],
  ['required', (f) => f.required],
  ['feature', (f) => f.feature],
  ['route', (f) => f.route],
  ['pattern', (f) => f.target.pattern],
  ['host', (f) => f.target.host],
  ['port', (f) => f.target.port],
  ['message', (f) => f.message],
  ['remedy', (f) => f.remedy],
  ['confidence', (f) => f.confidence],
  ['attempts', (f) => f.attempts],
  ['totalMs', (f) => f.timings.totalMs],
  ['skipReason', (f) => f.skipReason],
  ['reproduce', (f) => f.reproduce],
  ['waivedUntil', (f) => f.waiver?.until],
  ['waiverReason', (f) => f.waiver?.reason],
  ['children', (f) => f.children?.join(' ')],
  ['evidence', (f) => json(f.evidence)],
];

/** One row a finding (RFC 4180), with a byte order mark: Excel takes it for UTF-8 only then. */
export const csv: Format = {
  title: 'CSV (one row a finding)',
  extension: 'csv',
  mediaType: 'text/csv',
  render: ({ findings }) => {
    const rows = [
      COLUMNS.map(([title]) => field(title)),
      ...findings.map((finding) => COLUMNS.map(([, value]) => field(String(value(finding) ?? '')))),
    ];
    return `\ufeff${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
  },
};
