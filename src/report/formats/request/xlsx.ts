import writeExcelFile, { type Row, type Sheet } from 'write-excel-file/universal';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import type { Ticket } from '../../../model/ticket.ts';
import { shortened } from '../../../text/cut.ts';
import { terminal } from '../../../text/escape.ts';
import { ruleRows } from '../../orders/rule-table.ts';
import { describeOrder } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';
import { COLUMNS, sheetRows } from './columns.ts';
import { type PrintedSheet, printable } from './xlsx-print.ts';
import { withoutTimes } from './zip-times.ts';

/** Excel takes no more characters in a cell. */
const MAX_CELL = 32_000;
const FONT_POINTS = 10;
const LINE_POINTS = 13.5;
/** Excel takes no taller row. */
const MAX_POINTS = 409;

/** A sheet before it is drawn: texts under titles, each column with its width in characters. */
interface Plan {
  readonly name: string;
  readonly titles: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * An Office Open XML workbook: a summary, a sheet for each owner with what a rule is made from, and the evidence of all on one sheet more. Every text is a text
 * cell, so nothing in it is a formula.
 */
export async function requestWorkbook(orders: readonly WorkOrder[], report: Report, ticket: Ticket = {}): Promise<Uint8Array> {
  const plans = orders.length === 0 ? [] : [...orders.map((order) => rulesPlan(order, report)), evidencePlan(orders, report)];
  const sheets: Sheet<never>[] = [summary(orders, report, ticket), ...plans.map(sheetOf)];
  const printed: (PrintedSheet | undefined)[] = [
    undefined,
    ...plans.map(({ name, titles, rows }) => ({ name, columns: titles.length, rows: rows.length + 1 })),
  ];
  const file = writeExcelFile(sheets, { fontSize: FONT_POINTS, features: [printable(printed)] });
  const blob = (await file.toBlob()) as { arrayBuffer(): Promise<ArrayBuffer> };
  return withoutTimes(new Uint8Array(await blob.arrayBuffer()));
}

function summary(orders: readonly WorkOrder[], report: Report, ticket: Ticket): Sheet<never> {
  const width = 110;
  const rows = orders.flatMap((order) => {
    const { title, opening, facts } = describeOrder(order, report, ticket);
    return [
      [bold(title)],
      ...opening.map((line) => [cell(line, heightOf([line], [width]))]),
      ...facts.map(({ label, values }) => {
        const line = `${label}: ${values.join('; ')}`;
        return [cell(line, heightOf([line], [width]))];
      }),
      [],
    ];
  });
  const data: Row[] = orders.length === 0 ? [[bold('Nothing has to be changed.')]] : rows;
  return { sheet: 'Summary', data, columns: [{ width }], orientation: 'landscape' };
}

function rulesPlan(order: WorkOrder, report: Report): Plan {
  const rules = new Map(ruleRows(order, report).map((row) => [row.number, row]));
  return {
    name: OWNER_WORDS[order.owner].heading,
    titles: ['No.', 'Source', 'Destination', 'Port', 'Needed for', 'Required', 'Change', 'TLS inspection', 'Requested action'],
    widths: [5, 24, 34, 10, 20, 10, 22, 12, 44],
    rows: order.items.map((item, index) => {
      const rule = rules.get(index + 1);
      const action = item.status === 'pass' ? 'None: it works. Keep it.' : item.action;
      const { source = '', destination = item.title, port = '', change = '', inspection = '' } = rule ?? {};
      const required = item.required ? 'required' : 'optional';
      return [index + 1, source, destination, port, item.features.join(', '), required, change, inspection, action];
    }),
  };
}

function evidencePlan(orders: readonly WorkOrder[], report: Report): Plan {
  return {
    name: 'Evidence',
    titles: COLUMNS.map(({ title }) => title),
    widths: COLUMNS.map(({ width }) => width),
    rows: sheetRows(orders, report).map((row) => COLUMNS.map(({ value }) => value(row))),
  };
}

function sheetOf({ name, titles, widths, rows }: Plan): Sheet<never> {
  return {
    sheet: name,
    data: [
      titles.map((title) => bold(title, heightOf(titles, widths))),
      ...rows.map((row) => {
        const height = heightOf(row.map(String), widths);
        return row.map((value) =>
          typeof value === 'number' ? { value, type: Number, alignVertical: 'top' as const, height } : cell(value, height),
        );
      }),
    ],
    columns: widths.map((width) => ({ width })),
    orientation: 'landscape',
    stickyRowsCount: 1,
  };
}

/** Spreadsheets do not measure wrapped text when a file is opened: the row gets the height of its tallest cell, in points. */
function heightOf(texts: readonly string[], widths: readonly number[]): number {
  const lines = texts.map((text, column) => linesOf(text, (widths[column] ?? 10) - 1));
  return Math.min(MAX_POINTS, Math.max(1, ...lines) * LINE_POINTS + 2);
}

/** Lines of words in so many characters; a word that is longer than a line is broken. */
function linesOf(text: string, width: number): number {
  let [lines, used] = [1, 0];
  for (const word of text.slice(0, MAX_CELL).split(' ')) {
    const needed = used === 0 ? word.length : used + 1 + word.length;
    if (needed <= width) used = needed;
    else {
      lines += (used === 0 ? 0 : 1) + Math.floor(Math.max(0, word.length - 1) / width);
      used = word.length % width || Math.min(word.length, width);
    }
  }
  return lines;
}

function cell(value: string, height: number): Row[number] {
  return { value: cellText(value), type: String, wrap: true, alignVertical: 'top', height };
}

function bold(value: string, height?: number): Row[number] {
  return {
    ...{ value: cellText(value), type: String, fontWeight: 'bold' as const, wrap: true, alignVertical: 'top' as const },
    ...(height === undefined ? {} : { height }),
  };
}

/** `_x0041_` in a text would be read as a character (ECMA-376 part 1, ST_Xstring): its underscore is written as such a code itself. */
function cellText(value: string): string {
  return shortened(terminal(value), MAX_CELL).replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}
