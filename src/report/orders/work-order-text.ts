import { OWNER_WORDS } from '../../model/owner.ts';
import type { Report } from '../../model/report.ts';
import { andMore } from '../../text/lists.ts';
import type { OrderDestination, WorkItem, WorkOrder } from './work-orders.ts';

/** A work order in words, before any markup. */
export interface OrderText {
  readonly title: string;
  readonly opening: readonly string[];
  readonly facts: readonly Field[];
  readonly items: readonly { readonly title: string; readonly fields: readonly Field[] }[];
  readonly closing: string;
}
export interface Field {
  readonly label: string;
  readonly values: readonly string[];
  /** To be copied as it stands: a command, names, addresses. */
  readonly code?: boolean;
}

/** The words of one order; complete enough to be acted on without asking back. */
export function describeOrder(order: WorkOrder, report: Report): OrderText {
  const { vantage, startedAt } = report.run;
  const count = order.items.length === 1 ? '1 item' : `${order.items.length} items`;
  const network = order.items.some((item) => item.destination !== null);
  const catalogs = report.catalogs.map((catalog) => `${catalog.title} (${catalog.id}, revision ${catalog.revision})`);
  return {
    title: `${OWNER_WORDS[order.owner].heading}: ${count} for ${vantage.hostname}`,
    opening: [...order.asks, ...order.patterns.map((pattern) => `Seen on the whole route: ${pattern}.`)],
    facts: [
      field('Source', [sourceOf(report)]),
      code('In short', inShort(order)),
      ...(network ? [field('Direction', ['outbound, opened by the source']), field('Match by', [NAMES_OR_ADDRESSES])] : []),
      field('Tested', [`${startedAt} by ${report.tool.name} ${report.tool.version}`]),
      field('Required by', catalogs),
    ].filter((one) => one.values.length > 0),
    items: order.items.map((item) => ({ title: itemTitle(item), fields: fieldsOf(item) })),
    closing: 'Please tell us when it is done: the same test runs again and shows what changed.',
  };
}

const NAMES_OR_ADDRESSES =
  'name. The addresses are what the names resolved to during the test: name or addresses, not both, and addresses change without notice.';

/** All destinations of the order by port: `TCP 443: a.example, *.b.example`. */
function inShort({ items }: WorkOrder): readonly string[] {
  const byPort = new Map<string, Set<string>>();
  for (const { destination } of items) {
    if (destination === null) continue;
    const port = `TCP ${destination.portRange || destination.port}`;
    byPort.set(port, (byPort.get(port) ?? new Set()).add(destination.pattern));
  }
  return items.length < 2 ? [] : [...byPort].map(([port, patterns]) => `${port}: ${[...patterns].join(', ')}`);
}

/** Name and addresses of the machine that connects. */
export function sourceOf({ run: { vantage } }: Report): string {
  return vantage.addresses.length === 0 ? vantage.hostname : `${vantage.hostname} (${vantage.addresses.join(', ')})`;
}

/** `TCP 443 (https)`. */
export function protocolOf({ port, portRange, scheme }: OrderDestination): string {
  if (portRange !== '') return `TCP ${portRange} (of it ${port} was tested)`;
  return scheme === 'tcp' ? `TCP ${port}` : `TCP ${port} (${scheme})`;
}

function itemTitle(item: WorkItem): string {
  const what = item.destination === null ? item.title : `${item.destination.pattern}, ${protocolOf(item.destination)}`;
  return `${what}${item.required ? '' : ' (optional)'}`;
}

function fieldsOf(item: WorkItem): readonly Field[] {
  const { destination } = item;
  const network = destination === null ? [] : networkFields(destination, item.route);
  const source = destination === null ? '' : destination.source;
  return [
    field('Change', item.status === 'pass' ? [] : [item.action]),
    field('Test result', [`${item.status}${item.cause === '' ? '' : `, ${item.cause}`}`]),
    field('Seen', item.seen),
    field('From', [source]),
    ...network,
    code('Affects', item.affects.length === 0 ? [] : [andMore(item.affects, MAX_AFFECTED)]),
    field('Needed for', item.features),
    field('Reason', item.why),
    code('Documentation', item.documentation),
    code('See it yourself', item.reproduce),
  ].filter((one) => one.values.length > 0);
}

const MAX_AFFECTED = 60;

function networkFields(destination: OrderDestination, route: string | null): readonly Field[] {
  const { pattern, meaning, hosts, addresses, cnames, noInspection, scheme } = destination;
  const tested = hosts.filter((host) => host !== pattern);
  return [
    field('The pattern means', meaning === '' ? [] : [meaning]),
    code('Tested hosts', tested.length === 0 ? [] : [tested.join(', ')]),
    field('Way out', route === null || scheme === 'proxy' ? [] : [route === 'direct' ? 'direct, no proxy' : `through the proxy ${route}`]),
    code('Addresses at the time', addresses.length === 0 ? [] : [addresses.join(', ')]),
    code('Aliases (CNAME)', cnames.length === 0 ? [] : [cnames.join(' → ')]),
    field('Exempt from TLS inspection', noInspection === '' ? [] : [`yes: ${noInspection}`]),
  ];
}

function field(label: string, values: readonly string[]): Field {
  return { label, values: values.filter((value) => value !== '') };
}

function code(label: string, values: readonly string[]): Field {
  return { ...field(label, values), code: true };
}

/** The order as plain text for a mail or a ticket; each value must already be safe to print (`visible`). */
export function plainOrder(text: OrderText, visible: (value: string) => string): string {
  const lines = [visible(text.title), '', ...text.opening.map(visible), '', ...text.facts.flatMap((fact) => plainField(fact, '', visible))];
  for (const [index, item] of text.items.entries()) {
    lines.push('', `${index + 1}. ${visible(item.title)}`, ...item.fields.flatMap((one) => plainField(one, '   ', visible)));
  }
  return `${[...lines, '', visible(text.closing)].join('\n')}\n`;
}

function plainField({ label, values }: Field, indent: string, visible: (value: string) => string): readonly string[] {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return [`${indent}${label}: ${visible(only)}`];
  return [`${indent}${label}:`, ...values.map((value) => `${indent}  - ${visible(value)}`)];
}
