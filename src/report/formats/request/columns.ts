import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { transportOf, type WorkItem, type WorkOrder } from '../../orders/work-orders.ts';

/** One line of the sheet, before it becomes cells. */
export interface SheetRow {
  readonly order: WorkOrder;
  readonly item: WorkItem;
  /** Counts from 1 within the order. */
  readonly number: number;
  readonly report: Report;
}

interface Column {
  readonly title: string;
  /** In characters. */
  readonly width: number;
  readonly value: (row: SheetRow) => string | number;
}

/** Columns of the sheet, those that a rule is made from first. */
export const COLUMNS: readonly Column[] = [
  { title: 'Owner', width: 18, value: ({ order }) => OWNER_WORDS[order.owner].heading },
  { title: 'No.', width: 6, value: ({ number }) => number },
  { title: 'Requested action', width: 50, value: ({ item }) => (item.status === 'pass' ? 'None: it works. Keep it.' : item.action) },
  { title: 'Source name', width: 28, value: ({ item, report }) => item.destination?.source || report.run.vantage.hostname },
  { title: 'Source addresses', width: 22, value: ({ report }) => report.run.vantage.addresses.join(', ') },
  { title: 'Destination', width: 36, value: ({ item }) => item.destination?.pattern ?? item.title },
  { title: 'Protocol', width: 10, value: ({ item }) => (item.destination === null ? '' : transportOf(item.destination)) },
  { title: 'Port', width: 8, value: ({ item }) => item.destination?.portRange || (item.destination?.port ?? '') },
  { title: 'Service', width: 10, value: ({ item }) => item.destination?.scheme ?? '' },
  { title: 'Direction', width: 11, value: ({ item }) => (item.destination === null ? '' : 'outbound') },
  { title: 'Way out', width: 28, value: ({ item }) => item.route ?? '' },
  { title: 'Exempt from TLS inspection', width: 14, value: ({ item }) => exempt(item) },
  { title: 'Why exempt', width: 40, value: ({ item }) => item.destination?.noInspection ?? '' },
  { title: 'What the pattern means', width: 50, value: ({ item }) => item.destination?.meaning ?? '' },
  {
    title: 'Tested hosts, or what is affected',
    width: 36,
    value: ({ item }) => [...(item.destination?.hosts ?? []), ...item.affects].join(', '),
  },
  { title: 'Addresses at the time (a hint)', width: 30, value: ({ item }) => (item.destination?.addresses ?? []).join(', ') },
  { title: 'Aliases at the time (a hint)', width: 30, value: ({ item }) => (item.destination?.cnames ?? []).join(', ') },
  { title: 'Business reason', width: 44, value: ({ item }) => item.why.join(' ') },
  { title: 'Feature', width: 22, value: ({ item }) => item.features.join(', ') },
  { title: 'Required', width: 10, value: ({ item }) => (item.required ? 'required' : 'optional') },
  { title: 'Documentation', width: 44, value: ({ item }) => item.documentation.join(' ') },
  { title: 'Test result', width: 12, value: ({ item }) => item.status },
  { title: 'Cause', width: 20, value: ({ item }) => item.cause },
  { title: 'Evidence', width: 60, value: ({ item }) => item.seen.join(' ') },
  { title: 'Tested at', width: 26, value: ({ item, report }) => item.testedAt.join(', ') || report.run.startedAt },
  { title: 'Source ports', width: 16, value: ({ item }) => item.sourcePorts.join(', ') },
  { title: 'See it yourself', width: 60, value: ({ item }) => item.reproduce.join(' ; ') },
];

function exempt({ destination }: WorkItem): string {
  if (destination === null || (destination.scheme !== 'https' && destination.scheme !== 'tcp')) return '';
  return destination.noInspection === '' ? 'no' : 'yes';
}

/** All lines of all orders. */
export function sheetRows(orders: readonly WorkOrder[], report: Report): readonly SheetRow[] {
  return orders.flatMap((order) => order.items.map((item, index) => ({ order, item, number: index + 1, report })));
}
