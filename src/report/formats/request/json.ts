import type { Report } from '../../../model/report.ts';
import type { Ticket } from '../../../model/ticket.ts';
import { json } from '../../../text/escape.ts';
import { proposedRules, ruleRows } from '../../orders/rule-table.ts';
import { describeOrder } from '../../orders/work-order-text.ts';
import type { WorkOrder } from '../../orders/work-orders.ts';

/** One object for ticket systems: each order with its table, its proposed rules, its text and its items. */
export function requestJson(orders: readonly WorkOrder[], report: Report, ticket: Ticket): string {
  const { tool, run } = report;
  const value = {
    schemaVersion: '1',
    kind: 'request',
    tool,
    source: { hostname: run.vantage.hostname, addresses: run.vantage.addresses },
    testedAt: run.startedAt,
    ticket,
    orders: orders.map((order) => {
      const { title, opening, facts } = describeOrder(order, report, ticket);
      return {
        owner: order.owner,
        title,
        opening,
        table: ruleRows(order, report),
        proposedRules: proposedRules(order),
        facts: Object.fromEntries(facts.map(({ label, values }) => [label, values.join('; ')])),
        items: order.items,
      };
    }),
  };
  return `${json(value, 2)}\n`;
}
