import type { Report } from '../../model/report.ts';
import { groupBy } from '../../text/group.ts';
import { type OrderDestination, transportOf, type WorkItem, type WorkOrder } from './work-orders.ts';

/** One line of the table that a request begins with: what a rule is made from. */
export interface RuleRow {
  readonly number: number;
  readonly source: string;
  readonly destination: string;
  readonly port: string;
  readonly neededFor: string;
  readonly required: 'required' | 'optional';
  readonly change: string;
  readonly inspection: string;
}

/** A rule that an order could become: a name, the group of its destinations and their port. */
export interface ProposedRule {
  readonly name: string;
  readonly group: string;
  readonly port: string;
  readonly destinations: readonly string[];
}

export const RULE_COLUMNS = ['No.', 'Source', 'Destination', 'Port', 'Needed for', 'Required', 'Change', 'TLS inspection'] as const;

/** The table of one order: its network destinations, in the order and with the numbers of its items. */
export function ruleRows({ items }: WorkOrder, { run }: Report): readonly RuleRow[] {
  return items.flatMap((item, index) => {
    const { destination } = item;
    if (destination === null) return [];
    const row: RuleRow = {
      number: index + 1,
      source: destination.source || sourceOf(run.vantage),
      destination: destination.pattern,
      port: serviceOf(destination),
      neededFor: isTooWide(item) ? 'nothing' : item.features.join(', '),
      required: item.required ? 'required' : 'optional',
      change: changeOf(item),
      inspection: isTooWide(item) ? '' : inspectionOf(destination),
    };
    return [row];
  });
}

/** The cells of a row, in the order of the columns. */
export function cellsOf(row: RuleRow): readonly string[] {
  const { number, source, destination, port, neededFor, required, change, inspection } = row;
  return [String(number), source, destination, port, neededFor, required, change, inspection];
}

function sourceOf({ hostname, addresses }: Report['run']['vantage']): string {
  return addresses.length === 0 ? hostname : `${hostname} (${addresses.slice(0, 3).join(', ')})`;
}

/** Nobody asks for a way to what should be shut. */
const TOO_WIDE = 'wildcard.too-wide';

function isTooWide({ cause }: WorkItem): boolean {
  return cause === TOO_WIDE;
}

/** Was nothing let through, or is there a rule that lets the connection begin and stops it later? */
function changeOf({ status, cause }: WorkItem): string {
  if (status === 'pass') return 'none: it works, keep it';
  if (cause === 'wildcard.denied' || cause === 'wildcard.unproven') return 'existing rule: the whole wildcard';
  if (cause === TOO_WIDE) return 'existing rule: narrower';
  if (cause === 'tcp.partial') return 'existing rule: all addresses of the name';
  if (cause === 'tls.intercepted') return 'existing inspection policy: bypass';
  if (cause !== 'http.redirect-unlisted' && /^(?:tls|http)\./.test(cause)) return 'existing rule: no content or name filter';
  if (cause === 'proxy.denied') return 'new entry in the allow list';
  return 'new rule';
}

function inspectionOf({ noInspection, scheme }: OrderDestination): string {
  if (noInspection === '' && scheme !== 'https') return '';
  return noInspection === '' ? 'allowed' : 'bypass';
}

/** `TCP 443`, `TCP 49152-65535`, `UDP 389`. */
function serviceOf(destination: OrderDestination): string {
  return `${transportOf(destination)} ${destination.portRange || destination.port}`;
}

/** One rule a protocol and port, with names that say what it is for. */
export function proposedRules({ items }: WorkOrder): readonly ProposedRule[] {
  const wanted = items.filter((item) => item.destination !== null && item.status !== 'pass' && !isTooWide(item));
  return [...groupBy(wanted, ({ destination }) => (destination === null ? '' : serviceOf(destination)))].map(([port, own]) => {
    const name = `SCP-${purposeOf(own)}-${port.replace(/^TCP /, '').replace(' ', '-')}`;
    const destinations = [...new Set(own.flatMap(({ destination }) => (destination === null ? [] : [destination.pattern])))];
    return { name, group: `${name}-Destinations`, port, destinations };
  });
}

/** Revocation is the only use of port 80 that a reviewer asks about by name. */
function purposeOf(items: readonly WorkItem[]): string {
  if (items.every(({ destination }) => destination?.scheme === 'proxy')) return 'Proxy';
  if (items.every(({ destination }) => (destination?.source ?? '') !== '')) return 'Servers';
  const isRevocation = ({ findingIds, features, cause }: WorkItem): boolean =>
    cause === 'tls.revocation-unreachable' ||
    features.includes('revocation') ||
    findingIds.some((id) => id.includes('derived/revocation/') || id.includes('revocation'));
  return items.every(isRevocation) ? 'Revocation' : 'Internet';
}

/** `source 10.1.2.3, TCP source ports 40112 to 49888, 2026-11-20 10:00 to 10:01 UTC`; empty where nothing was observed. */
export function logSearch(items: readonly WorkItem[], { run }: Report): string {
  const times = items.flatMap(({ testedAt }) => testedAt).sort();
  const ports = items.flatMap(({ sourcePorts }) => sourcePorts).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return '';
  const parts = [
    `source ${run.vantage.addresses.filter((address) => !address.includes(':')).join(' or ') || run.vantage.hostname}`,
    ...(ports.length === 0 ? [] : [`source ports ${rangeOf(ports)}`]),
    minutesOf(first, last),
  ];
  return parts.join(', ');
}

function rangeOf(ports: readonly number[]): string {
  const [least, most] = [ports[0], ports.at(-1)];
  return least === most ? String(least) : `${least} to ${most}`;
}

/** Whole minutes, as devices' logs are searched. */
function minutesOf(first: string, last: string): string {
  const [from, to] = [minute(first), minute(last)];
  if (from === to) return `${from} UTC`;
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} to ${to.slice(11)} UTC` : `${from} to ${to} UTC`;
}

function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}
