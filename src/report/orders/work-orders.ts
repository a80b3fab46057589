import { inspectionReason } from '../../model/catalog/inspection.ts';
import type { EndpointEvidence } from '../../model/evidence.ts';
import { type Finding, OWNERS, type Owner, type Status } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { isTrouble, URGENCY } from '../../model/urgency.ts';
import { type Group, groupBy } from '../../text/group.ts';
import { compareText } from '../../text/lists.ts';
import { askOf } from '../view/asks.ts';
import { hostFormOf, meaningOf } from '../view/pattern-meaning.ts';
import { remedyBelowOwner } from '../view/remedy.ts';
import { byRevocationAddress } from './revocation-addresses.ts';

/** One change that one owner can make, however many findings ask for it. */
export interface WorkItem {
  readonly status: Status;
  /** Cause code; empty when nothing is wrong. */
  readonly cause: string;
  readonly required: boolean;
  readonly features: readonly string[];
  /** A network destination, or null for an account, host or placement prerequisite. */
  readonly destination: OrderDestination | null;
  /** What it is about, for headings: `host:port` or the finding's title. */
  readonly title: string;
  /** The way out: the route's name, or the proxy that a PAC script chose. */
  readonly route: string | null;
  readonly action: string;
  /** What was tested and seen, one sentence each. */
  readonly seen: readonly string[];
  readonly why: readonly string[];
  readonly documentation: readonly string[];
  /** Address ranges that are published for the destination, with their day. */
  readonly publishedRanges: readonly string[];
  readonly reproduce: readonly string[];
  readonly findingIds: readonly string[];
  /** When connections were tried, ISO 8601 in UTC, and the ports that they came from: to find them in the log of a device. */
  readonly testedAt: readonly string[];
  readonly sourcePorts: readonly number[];
  /** Of a problem of a whole route: what it keeps from working, `host:port`. */
  readonly affects: readonly string[];
}

/** One destination that a team has to open, and why. */
export interface OrderDestination {
  /** As published: what the rule has to match. */
  readonly pattern: string;
  /** What a pattern means, and what an exact-match device can be told instead; empty for an exact name. */
  readonly meaning: string;
  readonly port: number;
  /** Of a port that the endpoint mapper gave out: the range to open; empty for a port that stands for itself. */
  readonly portRange: string;
  readonly scheme: string;
  /** The machine that connects, where it is not the one that was tested from by name; empty otherwise. */
  readonly source: string;
  /** Concrete hosts that were tested. */
  readonly hosts: readonly string[];
  /** What they resolved to at the time of the run: a hint, not a rule. */
  readonly addresses: readonly string[];
  readonly cnames: readonly string[];
  /** Why the connection must not be decrypted; empty when nothing is documented. */
  readonly noInspection: string;
}

/** What carries it: of the schemes only `udp` is no TCP. */
export function transportOf({ scheme }: Pick<OrderDestination, 'scheme'>): 'TCP' | 'UDP' {
  return scheme === 'udp' ? 'UDP' : 'TCP';
}

/** Everything that one owner is asked for. */
export interface WorkOrder {
  readonly owner: Owner;
  /** Sentences to open with, one for each cause. */
  readonly asks: readonly string[];
  /** Problems of a whole route that explain several items. */
  readonly patterns: readonly string[];
  readonly items: readonly WorkItem[];
}

/**
 * One work order per owner, in the order of the owners. Without `all` it holds what has to change; with it every network destination of the run too,
 * the working ones as well, for a rule set that is written from nothing.
 */
export function workOrders(report: Report, all: boolean): readonly WorkOrder[] {
  const explained = explainedByRoute(report.findings);
  const chosen = byRevocationAddress(
    report.findings.filter((finding) => (all ? isAnyWork(finding) : isWork(finding)) && !explained.has(finding.id)),
    all,
  );
  const names = new Map(report.findings.map((finding) => [finding.id, titleOf(finding)]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return OWNERS.flatMap((owner) => {
    const own = chosen.filter((finding) => ownerOf(finding) === owner);
    const listed = own.filter((finding) => !isRoutePattern(finding));
    if (own.length === 0) return [];
    const patterns = own.filter(isRoutePattern).map((finding) => finding.title);
    return [{ owner, asks: asksOf(own), patterns, items: itemsOf(listed, nameOf) }];
  });
}

/** Has somebody to change something? */
export function isWork(finding: Finding): boolean {
  return finding.owner !== null && isTrouble(finding.status);
}

function isAnyWork(finding: Finding): boolean {
  return isWork(finding) || ((finding.kind === 'endpoint' || finding.kind === 'port') && finding.status !== 'skip');
}

/** Who would have to open the way, also where it is open. */
function ownerOf(finding: Finding): Owner {
  return (
    finding.owner ??
    (finding.evidence.proxy === undefined &&
    (finding.route === null || finding.route === 'direct' || finding.evidence.pacChosen === 'DIRECT')
      ? 'firewall'
      : 'proxy')
  );
}

/** Causes that are cured destination by destination, even when a whole route has them. */
const BY_DESTINATION = /^(?:tcp\.|http\.|tls\.|wildcard\.|proxy\.(?:denied|closed|upstream-))/;

/** A route finding that only sums up: the destinations below it are the work. */
function isRoutePattern(finding: Finding): boolean {
  return (
    finding.kind === 'route' && (finding.children?.length ?? 0) > 0 && BY_DESTINATION.test(finding.cause ?? '') && !isAboutProxy(finding)
  );
}

/** Findings that need no line of their own: the route finding above them says all, such as wrong credentials at a proxy. */
function explainedByRoute(findings: readonly Finding[]): ReadonlySet<string> {
  const whole = findings.filter((finding) => finding.kind === 'route' && isWork(finding) && !isRoutePattern(finding));
  return new Set(whole.flatMap((finding) => finding.children ?? []));
}

/** The connection to the proxy is what failed: the destination to open is the proxy. */
function isAboutProxy(finding: Finding): boolean {
  const evidence: EndpointEvidence = finding.evidence;
  return (
    evidence.peer === 'proxy' &&
    typeof evidence.proxy === 'string' &&
    finding.layer !== 'http' &&
    !/denied|upstream|closed/.test(finding.cause ?? '')
  );
}

function asksOf(findings: readonly Finding[]): readonly string[] {
  return unique(findings.flatMap((finding) => askOf(finding) ?? []));
}

type NameOf = (id: string) => string;

function itemsOf(findings: readonly Finding[], nameOf: NameOf): readonly WorkItem[] {
  return [...groupBy(findings, itemKey).values()].map((group) => itemOf(group, nameOf)).sort(byNeed);
}

function itemKey(finding: Finding): string {
  const { pattern, port, scheme } = targetOf(finding);
  if (pattern === '') return finding.id;
  return [pattern, port, scheme, finding.route, wayOf(finding), finding.cause, finding.status].join('\n');
}

/** The way out: the route's name, or what a PAC script chose for this destination. */
function wayOf({ route, evidence }: Finding): string | null {
  const { pacChosen, proxy } = evidence;
  if (route === null || typeof pacChosen !== 'string') return route;
  return typeof proxy === 'string' ? `${proxy} (chosen by ${route})` : 'direct';
}

/** What is required first, whatever its status. */
function byNeed(a: WorkItem, b: WorkItem): number {
  return Number(b.required) - Number(a.required) || URGENCY[a.status] - URGENCY[b.status] || compareText(a.title, b.title);
}

function itemOf(group: Group<Finding>, nameOf: NameOf): WorkItem {
  const [first] = group;
  const evidence = (key: string): readonly string[] => unique(group.flatMap((finding) => textsOf(finding.evidence[key])));
  const destination = destinationOf(group);
  return {
    status: first.status,
    cause: first.cause ?? '',
    required: group.some((finding) => finding.required),
    features: unique(group.flatMap((finding) => (finding.feature === null ? [] : [finding.feature]))).sort(),
    destination,
    title: destination === null ? first.title : `${destination.pattern}:${destination.portRange || destination.port}`,
    route: wayOf(first),
    action:
      remedyBelowOwner(first) ||
      (destination === null ? '' : `Allow ${transportOf(destination)} ${destination.port} to ${destination.pattern}.`),
    seen: unique(group.map((finding) => finding.message)),
    // A route finding carries the evidence of one of its children: that one's reason is not the reason of all.
    why: first.kind === 'route' ? [] : evidence('why'),
    documentation: first.kind === 'route' ? [] : evidence('documentation'),
    publishedRanges: first.kind === 'route' ? [] : evidence('publishedRanges'),
    reproduce: unique(group.flatMap((finding) => (finding.reproduce === null ? [] : [finding.reproduce]))),
    findingIds: group.map((finding) => finding.id),
    testedAt: evidence('testedAt').filter((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(time)),
    sourcePorts: [...new Set(group.flatMap(({ evidence: { sourcePorts } }) => portsOf(sourcePorts)))].sort((a, b) => a - b),
    affects: unique(group.flatMap((finding) => finding.children ?? []).map(nameOf)).sort(),
  };
}

function destinationOf(group: Group<Finding>): OrderDestination | null {
  const [first] = group;
  const { pattern, port, portRange = '', source = '', scheme } = targetOf(first);
  if (pattern === '') return null;
  const hosts = unique(group.map((finding) => targetOf(finding).host)).sort();
  const of = (key: string): readonly string[] => unique(group.flatMap((finding) => textsOf(finding.evidence[key])));
  const elsewhere = isAboutProxy(first) || first.cause === 'http.redirect-unlisted';
  return {
    pattern,
    meaning: meaningOf(pattern, hosts),
    port,
    portRange,
    scheme,
    source,
    hosts,
    addresses: elsewhere ? [] : of('addresses'),
    cnames: elsewhere ? [] : of('cnames'),
    noInspection: scheme === 'https' || scheme === 'tcp' ? inspectionReason(hostFormOf(pattern), scheme) || met(first) : '',
  };
}

/** Where inspection was met, the request is to end it, whatever is published about the host. */
function met({ cause }: Finding): string {
  return cause === 'tls.intercepted' ? 'it was inspected when it was tested, and the role trusts no authority of yours there' : '';
}

interface NetworkTarget {
  readonly pattern: string;
  readonly host: string;
  readonly port: number;
  readonly portRange?: string;
  readonly source?: string;
  readonly scheme: string;
}

const NO_TARGET: NetworkTarget = { pattern: '', host: '', port: 0, scheme: '' };

function targetOf(finding: Finding): NetworkTarget {
  if (isAboutProxy(finding)) {
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(String(finding.evidence.proxy)) ?? [];
    if (host !== '') return { pattern: host, host, port: Number(port), scheme: 'proxy' };
  }
  const redirect = finding.cause === 'http.redirect-unlisted' ? redirectTarget(finding.evidence) : NO_TARGET;
  if (redirect.host !== '') return redirect;
  // A listed host that a redirect leads to, and that is shut: not the finding's own target.
  const { redirectHost, host: hop = '', port: hopPort = 0, scheme: hopScheme = '' } = finding.evidence as EndpointEvidence;
  if (redirectHost !== undefined && finding.cause !== 'http.redirect-unlisted' && hop !== '')
    return { pattern: hop, host: hop, port: hopPort, scheme: hopScheme };
  const { pattern, host, port, portRange, source, scheme } = finding.target;
  if (host === undefined || port === undefined) return NO_TARGET;
  // A placeholder is no name: the one that was probed is.
  const published = pattern !== undefined && !/[{}<>]/.test(pattern) ? pattern : host;
  return {
    pattern: published,
    host,
    port,
    ...(portRange === undefined ? {} : { portRange }),
    ...(source === undefined ? {} : { source }),
    scheme: scheme ?? 'tcp',
  };
}

/** Where an unlisted redirect leads to: that is what has to be allowed. */
function redirectTarget({ location, redirectLoop, redirectLimit }: EndpointEvidence): NetworkTarget {
  if (redirectLoop === true || redirectLimit !== undefined) return NO_TARGET;
  const [, scheme = '', host = '', port] = /^(https?):\/\/([\w.-]{1,253})(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(location ?? '') ?? [];
  if (host === '') return NO_TARGET;
  const lower = scheme.toLowerCase();
  return { pattern: host, host, port: Number(port ?? (lower === 'http' ? 80 : 443)), scheme: lower };
}

function titleOf({ target: { host, port }, title }: Finding): string {
  return host === undefined ? title : `${host}:${port}`;
}

function portsOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((port) => Number.isInteger(port) && port > 0 && port < 65_536) : [];
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
