import type { Report } from '../../../model/report.ts';
import type { Ticket } from '../../../model/ticket.ts';
import { terminal } from '../../../text/escape.ts';
import { describeOrder, plainOrder } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';

const RULE = `\n${'='.repeat(78)}\n\n`;

/** Plain text for a mail or a ticket field: no markup, nothing escaped that anybody would paste into a rule. */
export function requestText(orders: readonly WorkOrder[], report: Report, ticket: Ticket): string {
  if (orders.length === 0) return `${terminal(report.run.vantage.hostname)}: nothing has to be changed\n`;
  return orders.map((order) => plainOrder(describeOrder(order, report, ticket), terminal)).join(RULE);
}
