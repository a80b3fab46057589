import { workOrders } from '../../orders/work-orders.ts';
import type { Format } from '../format.ts';
import { requestCsv } from './csv.ts';
import { requestJson } from './json.ts';
import { requestMarkdown } from './markdown.ts';
import { requestText } from './text.ts';

/** What the owners of firewalls, proxies and resolvers are asked to change: text for a ticket, or a sheet for those who work from lists. */
export const request: Format = {
  title:
    'Change requests, one work order per owner; .md or .txt for a ticket or a mail, .csv or .xlsx as a sheet, .json for ticket systems',
  extension: 'md',
  extensions: ['md', 'txt', 'csv', 'xlsx', 'json'],
  mediaType: 'text/markdown',
  render: async (report, { all = false, extension = 'md', ticket = {} }) => {
    const orders = workOrders(report, all);
    if (extension === 'csv') return requestCsv(orders, report);
    if (extension === 'txt') return requestText(orders, report, ticket);
    if (extension === 'json') return requestJson(orders, report, ticket);
    if (extension !== 'xlsx') return requestMarkdown(orders, report, ticket);
    // The library is only needed for this form, and starting it costs time.
    const { requestWorkbook } = await import('./xlsx.ts');
    return requestWorkbook(orders, report, ticket);
  },
};
