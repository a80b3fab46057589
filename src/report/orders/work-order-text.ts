import { OWNER_WORDS } from '../../model/owner.ts';
import type { Report } from '../../model/report.ts';
import type { Ticket } from '../../model/ticket.ts';
import { andMore } from '../../text/lists.ts';
import { cellsOf, logSearch, type ProposedRule, proposedRules, RULE_COLUMNS, type RuleRow, ruleRows } from './rule-table.ts';
import type { OrderDestination, WorkItem, WorkOrder } from './work-orders.ts';

/** A work order in words, before any markup. */
export interface OrderText {
  readonly title: string;
  readonly opening: readonly string[];
  /** What a rule is made from, before anything else is said; empty where no destination is asked for. */
  readonly table: readonly RuleRow[];
  readonly facts: readonly Field[];
  readonly items: readonly { readonly title: string; readonly fields: readonly Field[] }[];
  readonly closing: string;
}

/** A labelled line of a work order. */
export interface Field {
  readonly label: string;
  readonly values: readonly string[];
  /** To be copied as it stands: a command, names, addresses. */
  readonly code?: boolean;
}

/** The words of one order; complete enough to be acted on without asking back. */
export function describeOrder(order: WorkOrder, report: Report, ticket: Ticket = {}): OrderText {
  const { vantage, startedAt } = report.run;
  const count = order.items.length === 1 ? '1 item' : `${order.items.length} items`;
  const rules = proposedRules(order);
  const network = order.items.some((item) => item.destination !== null);
  const catalogs = report.catalogs.map((catalog) => `${catalog.title} (${catalog.id}, revision ${catalog.revision})`);
  return {
    title: `${OWNER_WORDS[order.owner].heading}: ${count} for ${vantage.hostname}`,
    opening: [...order.asks, ...order.patterns.map((pattern) => `Seen on the whole route: ${pattern}.`)],
    table: ruleRows(order, report),
    facts: [
      ...ticketFields(ticket),
      field('Source', [sourceOf(report)]),
      code('Proposed rules', rules.map(ruleWords)),
      ...(network ? networkFacts(order, report, rules) : []),
      field('Tested', [`${startedAt} by ${report.tool.name} ${report.tool.version}`]),
      field('Required by', catalogs),
    ].filter((one) => one.values.length > 0),
    items: order.items.map((item) => ({ title: itemTitle(item), fields: fieldsOf(item, report) })),
    closing: 'Please tell us when it is done: the same test runs again and shows what changed.',
  };
}

const MATCH_BY =
  'host name (FQDN or SNI). The IP addresses are only what DNS returned during the test; do not build the rule on them. Where only addresses are possible, permitting the port to any destination from this one source is the usual way.';
const RANGES = 'The documentation publishes names for these destinations, no address ranges';
const OTHER_RANGES = 'Where an item below names none, the documentation publishes names only';
const VOLUME =
  'small requests, except that updates are downloaded in ranges and can be gigabytes. Notification connections of tenant attach are long-lived: they must survive three idle minutes.';

/** `SCP-Internet-443: object group SCP-Internet-443-Destinations, TCP 443: a.example, *.b.example`. */
function ruleWords({ name, group, port, destinations }: ProposedRule): string {
  return `${name}: object group ${group}, ${port}: ${destinations.join(', ')}`;
}

function networkFacts(order: WorkOrder, report: Report, rules: readonly ProposedRule[]): readonly Field[] {
  const isInternet = order.items.some(
    ({ destination }) => destination !== null && destination.source === '' && destination.scheme !== 'proxy',
  );
  const features = [...new Set(order.items.flatMap((item) => (item.status === 'pass' ? [] : item.features)))].sort();
  const revisions = report.catalogs.map(({ revision }) => revision).join(', ');
  const search = logSearch(order.items, report);
  const names = rules.map(({ name }) => name).join(', ');
  return [
    field('Direction', ['outbound, opened by the source; answers come back on the same connection']),
    ...(isInternet
      ? [
          field('Match by', [MATCH_BY]),
          field('Published address ranges', [
            `${order.items.some(({ publishedRanges }) => publishedRanges.length > 0) ? OTHER_RANGES : RANGES}${revisions === '' ? '' : ` (as of ${revisions})`}.`,
          ]),
          field('Volume', [VOLUME]),
        ]
      : []),
    field('Find it in your log', [search]),
    field(
      'Risk of not doing it',
      features.length === 0 ? [] : [`these features of the service connection point will not work: ${features.join(', ')}.`],
    ),
    field('Risk of doing it', ['one server may open connections to the listed destinations; nothing can be opened from outside.']),
    field('Rollback', [`remove ${names === '' ? 'the change' : names}; nothing else depends on it.`]),
    field('How to verify on the device', [
      `repeat the test and look for permitted connections of this source to the listed destinations${names === '' ? '' : ` (hit count of ${names})`}; no deny of this source may remain.`,
    ]),
  ];
}

const TICKET_LABELS: Readonly<Record<keyof Ticket, string>> = {
  requester: 'Requester',
  ticket: 'Ticket',
  wantedBy: 'Wanted by',
  reviewOn: 'Review on',
};

/** Fields that the configuration fills; what it leaves out is a line to fill in by hand. */
function ticketFields(ticket: Ticket): readonly Field[] {
  return (Object.keys(TICKET_LABELS) as (keyof Ticket)[]).map((key) => field(TICKET_LABELS[key], [ticket[key] ?? '________']));
}

/** Name and addresses of the machine that connects. */
export function sourceOf({ run: { vantage } }: Report): string {
  return vantage.addresses.length === 0 ? vantage.hostname : `${vantage.hostname} (${vantage.addresses.join(', ')})`;
}

/** `TCP 443 (https)`. */
export function protocolOf({ port, portRange, scheme }: OrderDestination): string {
  if (scheme === 'udp') return `UDP ${port}`;
  if (portRange !== '') return `TCP ${portRange} (of it ${port} was tested)`;
  return scheme === 'tcp' ? `TCP ${port}` : `TCP ${port} (${scheme})`;
}

function itemTitle(item: WorkItem): string {
  const what = item.destination === null ? item.title : `${item.destination.pattern}, ${protocolOf(item.destination)}`;
  return `${what}${item.required ? '' : ' (optional)'}`;
}

function fieldsOf(item: WorkItem, report: Report): readonly Field[] {
  const { destination } = item;
  const network = destination === null ? [] : networkFields(destination, item.route);
  const source = destination === null ? '' : destination.source;
  return [
    field('Change', item.status === 'pass' ? [] : [item.action]),
    field('Test result', [`${item.status}${item.cause === '' ? '' : `, ${item.cause}`}`]),
    field('Seen', item.seen),
    field('From', [source]),
    field('Tested at', [logSearch([item], report)]),
    ...network,
    field('Published address ranges', item.publishedRanges),
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
  const lines = [
    visible(text.title),
    '',
    ...text.opening.map(visible),
    '',
    ...plainTable(text.table, visible),
    ...text.facts.flatMap((fact) => plainField(fact, '', visible)),
  ];
  for (const [index, item] of text.items.entries()) {
    lines.push('', `${index + 1}. ${visible(item.title)}`, ...item.fields.flatMap((one) => plainField(one, '   ', visible)));
  }
  return `${[...lines, '', visible(text.closing)].join('\n')}\n`;
}

/** A table in columns, as a mail or a ticket shows it in a font of fixed width. */
function plainTable(rows: readonly RuleRow[], visible: (value: string) => string): readonly string[] {
  if (rows.length === 0) return [];
  const cells = [RULE_COLUMNS, ...rows.map(cellsOf)].map((row) => row.map(visible));
  const widths = RULE_COLUMNS.map((_title, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ''];
}

function plainField({ label, values }: Field, indent: string, visible: (value: string) => string): readonly string[] {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return [`${indent}${label}: ${visible(only)}`];
  return [`${indent}${label}:`, ...values.map((value) => `${indent}  - ${visible(value)}`)];
}
