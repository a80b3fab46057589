import writeExcelFile, { type Row, type Sheet } from 'write-excel-file/universal';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { describeOrder } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';
import { COLUMNS, sheetRows } from './columns.ts';
import { withoutTimes } from './zip-times.ts';

/** Excel takes no more characters in a cell. */
const MAX_CELL = 32_000;
/** The owner has a sheet of its own, so the column is not needed there. */
const OWN_COLUMNS = COLUMNS.filter(({ title }) => title !== 'Owner');

/** An Office Open XML workbook: a summary, then one sheet for each owner. Every text is a text cell, so nothing in it is a formula. */
export async function requestWorkbook(orders: readonly WorkOrder[], report: Report): Promise<Uint8Array> {
  const sheets: Sheet<never>[] = [summary(orders, report), ...orders.map((order) => orderSheet(order, report))];
  const blob = (await writeExcelFile(sheets).toBlob()) as { arrayBuffer(): Promise<ArrayBuffer> };
  return withoutTimes(new Uint8Array(await blob.arrayBuffer()));
}

function summary(orders: readonly WorkOrder[], report: Report): Sheet<never> {
  const rows = orders.flatMap((order) => {
    const { title, opening, facts } = describeOrder(order, report);
    return [
      [bold(title)],
      ...opening.map((line) => [text(line)]),
      ...facts.map(({ label, values }) => [text(`${label}: ${values.join('; ')}`)]),
      [],
    ];
  });
  const data: Row[] = orders.length === 0 ? [[bold('Nothing has to be changed.')]] : rows;
  return { sheet: 'Summary', data, columns: [{ width: 120 }] };
}

function orderSheet(order: WorkOrder, report: Report): Sheet<never> {
  const rows = sheetRows([order], report).map((row) =>
    OWN_COLUMNS.map(({ value }) => {
      const cell = value(row);
      return typeof cell === 'number' ? { value: cell, type: Number, alignVertical: 'top' as const } : text(cell);
    }),
  );
  return {
    sheet: OWNER_WORDS[order.owner].heading,
    data: [OWN_COLUMNS.map(({ title }) => bold(title)), ...rows],
    columns: OWN_COLUMNS.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  };
}

function text(value: string): Row[number] {
  return { value: cellText(value), type: String, wrap: true, alignVertical: 'top' };
}

function bold(value: string): Row[number] {
  return { value: cellText(value), type: String, fontWeight: 'bold', wrap: true, alignVertical: 'top' };
}

/** `_x0041_` in a text would be read as a character (ECMA-376 part 1, ST_Xstring): its underscore is written as such a code itself. */
function cellText(value: string): string {
  return terminal(value)
    .slice(0, MAX_CELL)
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}
