import { workOrders } from '../../orders/work-orders.ts';
import type { Format } from '../format.ts';
import { requestCsv } from './csv.ts';
import { requestMarkdown } from './markdown.ts';

/** What the owners of firewalls, proxies and resolvers are asked to change: text for a ticket, or a sheet for those who work from lists. */
export const request: Format = {
  title: 'Change requests, one work order per owner; .md for a ticket, .csv or .xlsx as a sheet',
  extension: 'md',
  extensions: ['md', 'csv', 'xlsx'],
  mediaType: 'text/markdown',
  render: async (report, { all = false, extension = 'md' }) => {
    const orders = workOrders(report, all);
    if (extension === 'csv') return requestCsv(orders, report);
    if (extension !== 'xlsx') return requestMarkdown(orders, report);
    // The library is only needed for this form, and starting it costs time.
    const { requestWorkbook } = await import('./xlsx.ts');
    return requestWorkbook(orders, report);
  },
};
