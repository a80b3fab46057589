import type { Report } from '../../../model/report.ts';
import type { Ticket } from '../../../model/ticket.ts';
import { markdown, markdownCode } from '../../../text/escape.ts';
import { cellsOf, RULE_COLUMNS } from '../../orders/rule-table.ts';
import { describeOrder, type Field, type OrderText } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';

/** One section for each owner, to be pasted into a ticket as it stands. */
export function requestMarkdown(orders: readonly WorkOrder[], report: Report, ticket: Ticket): string {
  if (orders.length === 0) return `# ${markdown(report.run.vantage.hostname)}: nothing has to be changed\n`;
  return `${orders.map((order) => section(describeOrder(order, report, ticket))).join('\n\n---\n\n')}\n`;
}

function section(text: OrderText): string {
  const items = text.items.map((item, index) =>
    [`## ${index + 1}\\. ${markdownCode(item.title)}`, '', ...item.fields.flatMap(fieldLines)].join('\n'),
  );
  const head = [`# ${markdown(text.title)}`, ...text.opening.map(markdown), ...tableOf(text), text.facts.flatMap(fieldLines).join('\n')];
  return [...head, ...items, markdown(text.closing)].join('\n\n');
}

/** Destinations are code, so that what is copied out of the source is the name itself. */
function tableOf({ table }: OrderText): readonly string[] {
  if (table.length === 0) return [];
  const rows = table.map(
    (row) =>
      `| ${cellsOf(row)
        .map((cell, column) => (AS_CODE.has(column) && PLAIN.test(cell) ? markdownCode(cell) : markdown(cell)))
        .join(' | ')} |`,
  );
  return [[`| ${RULE_COLUMNS.join(' | ')} |`, `| ${RULE_COLUMNS.map(() => '---').join(' | ')} |`, ...rows].join('\n')];
}
/** A code span in a table must hold no bar. */
const PLAIN = /^[\w.*:,() -]{1,300}$/;
const AS_CODE: ReadonlySet<number> = new Set([1, 2]);

function fieldLines({ label, values, code = false }: Field): readonly string[] {
  const put = code ? markdownCode : markdown;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return [`- **${label}:** ${put(only)}`];
  return [`- **${label}:**`, ...values.map((value) => `  - ${put(value)}`)];
}
