import type { Report } from '../../../model/report.ts';
import { csv } from '../../../text/escape.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';
import { COLUMNS, sheetRows } from './columns.ts';

/** The sheet as CSV (RFC 4180) with a byte order mark: Excel takes it for UTF-8 only then. */
export function requestCsv(orders: readonly WorkOrder[], report: Report): string {
  const lines = [
    COLUMNS.map(({ title }) => csv(title)),
    ...sheetRows(orders, report).map((row) => COLUMNS.map(({ value }) => csv(String(value(row))))),
  ];
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
