import type { Report } from '../../../model/report.ts';
import { markdown, markdownCode } from '../../../text/escape.ts';
import { describeOrder, type Field, type OrderText } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';

/** One section for each owner, to be pasted into a ticket as it stands. */
export function requestMarkdown(orders: readonly WorkOrder[], report: Report): string {
  if (orders.length === 0) return `# ${markdown(report.run.vantage.hostname)}: nothing has to be changed\n`;
  return `${orders.map((order) => section(describeOrder(order, report))).join('\n\n---\n\n')}\n`;
}

function section(text: OrderText): string {
  const items = text.items.map((item, index) =>
    [`## ${index + 1}\\. ${markdownCode(item.title)}`, '', ...item.fields.flatMap(fieldLines)].join('\n'),
  );
  const head = [`# ${markdown(text.title)}`, ...text.opening.map(markdown), text.facts.flatMap(fieldLines).join('\n')];
  return [...head, ...items, markdown(text.closing)].join('\n\n');
}

function fieldLines({ label, values, code = false }: Field): readonly string[] {
  const put = code ? markdownCode : markdown;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return [`- **${label}:** ${put(only)}`];
  return [`- **${label}:**`, ...values.map((value) => `  - ${put(value)}`)];
}
