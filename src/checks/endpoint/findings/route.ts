import { wordsFor } from '../../../causes/finding.ts';
import { causeInfo } from '../../../causes/index.ts';
import { capitalised } from '../../../causes/phrasing/phrase.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { mostUrgent } from '../../../model/urgency.ts';
import { type Group, groupBy } from '../../../text/group.ts';
import { isUncheckable, withRevocation } from './revocation.ts';

/** Fewer alike findings than this are shown each by itself. */
const MIN_ALIKE = 3;

/** One problem of a whole route is one finding on top, with the findings it explains as children. */
export function routeFindings(findings: readonly Finding[], routeNames: readonly string[]): readonly Finding[] {
  return routeNames.flatMap((route) => {
    const own = findings.filter((finding) => finding.kind === 'endpoint' && finding.route === route && finding.status !== 'skip');
    const rows = own.filter((finding) => !isUncheckable(finding));
    const found = groupsOf(rows, own.length).map((group) => routeFinding(route, group, own.length));
    return withRevocation(route, found, own);
  });
}

interface Alike {
  /** Makes the id stable: the cause or code, and what narrows it. */
  readonly key: string;
  readonly scope: string;
  readonly members: Group<Finding>;
}

/** `total`: of all endpoints of the route, those that fail for want of revocation addresses included. */
function groupsOf(own: readonly Finding[], total: number): readonly Alike[] {
  const troubled = own.filter(
    (finding) =>
      finding.status === 'fail' || finding.status === 'inconclusive' || (finding.status === 'warn' && finding.evidence.answersNow !== true),
  );
  const groups: Alike[] = [];
  for (const [key, members] of groupBy(troubled, signature)) {
    if (members.length < MIN_ALIKE) continue;
    if (members.length === total) groups.push({ key, scope: 'every endpoint', members });
    else if (isOfNoTarget(members)) groups.push({ key, scope: `${members.length} of ${total} endpoints`, members });
    else if (OF_MANY.has(members[0].cause ?? '')) groups.push({ key, scope: `${members.length} of ${total} endpoints`, members });
    else groups.push(...wholePort(key, members, own));
  }
  return groups;
}

/** What makes two findings one problem: cause or raw code, and for interception the authority that signed. */
function signature(finding: Finding): string {
  const { cause, layer, evidence } = finding;
  if (cause === null) return `${layer}:${String(evidence.code ?? '')}`;
  const chain = evidence.chain;
  const issuer =
    cause === 'tls.intercepted' && Array.isArray(chain) ? String((chain.at(-1) as { issuer?: unknown } | undefined)?.issuer ?? '') : '';
  if (issuer !== '') return `${cause}:${issuer}`;
  // Unlike alerts are unlike problems, each with an owner of its own.
  if (cause === 'tls.protocol' && evidence.alertNumber !== undefined) return `${cause}:alert ${String(evidence.alertNumber)}`;
  if (cause === 'tcp.broken-family') return `${cause}:${String(evidence.addressFamily)}`;
  if (cause === 'dns.degraded')
    return `${cause}:${[evidence.silentResolvers].flat().join() || String(evidence.unanswered ?? (evidence.answersChange === true ? 'changing' : evidence.lostQueries === undefined ? '' : 'lost'))}`;
  // A PAC script names several proxies: each has troubles of its own.
  return evidence.pacUrl !== undefined && evidence.proxy !== undefined && cause.startsWith('proxy.') ? `${cause}:${evidence.proxy}` : cause;
}

/** Trouble that has nothing to do with the target: with the proxy itself, or with this machine's own limits. */
const WHATEVER_THE_TARGET = new Set([
  'tcp.local-limit',
  'proxy.dns',
  'proxy.unreachable',
  'proxy.tls',
  'proxy.auth-required',
  'proxy.auth-rejected',
  'proxy.auth-unsupported',
]);

/** One device or one shut port behind many endpoints, though not behind all. */
const OF_MANY = new Set(['tls.intercepted', 'tcp.broken-family', 'dns.degraded']);

function isOfNoTarget([first]: Group<Finding>): boolean {
  return WHATEVER_THE_TARGET.has(first.cause ?? '') || first.evidence.code === 'LOGON_NOT_TRIED';
}

/** All of one port shut (port 80 is the usual one) while the other answers. */
function wholePort(key: string, members: Group<Finding>, own: readonly Finding[]): readonly Alike[] {
  if (!key.startsWith('tcp.') && !key.startsWith('http.') && key !== 'proxy.denied') return [];
  return [...groupBy(members, ({ target }) => String(target.port))].flatMap(([port, alike]) => {
    const onPort = own.filter(({ target }) => String(target.port) === port);
    return alike.length >= MIN_ALIKE && alike.length === onPort.length
      ? [{ key: `${key}:${port}`, scope: `all of port ${port}`, members: alike }]
      : [];
  });
}

function routeFinding(route: string, { key, scope, members }: Alike, total: number): Finding {
  const status = mostUrgent(members.map((member) => member.status));
  // The example shows what the whole is called by.
  const first = members.find((member) => member.status === status) ?? members[0];
  const evidence: EndpointEvidence = { ...first.evidence, affected: members.length };
  const words = wordsFor(first.cause, first.layer, evidence);
  return {
    ...first,
    id: `route:${route}:${key}`,
    kind: 'route',
    title: `${route}: ${first.cause === null ? `no result at the ${first.layer} layer` : causeInfo(first.cause).title}, ${scope}`,
    status,
    required: members.some((member) => member.required),
    feature: null,
    target: { route, affected: members.length, of: total },
    message: `${capitalised(scope)} on the ${route} route ${scope.endsWith(' endpoints') ? 'have' : 'has'} the same problem (${members.length} of ${total}). Example: ${words.message}`,
    remedy: routeRemedy(route, scope, first, words.remedy),
    evidence,
    timings: { totalMs: 0 },
    attempts: 1,
    children: members.map((member) => member.id),
  };
}

function routeRemedy(route: string, scope: string, first: Finding, unknown: string): string {
  if (first.cause === null) return unknown;
  return asksForProxy(route, scope, first) ? `${PROXY_FIRST} ${first.remedy}` : first.remedy;
}

const PROXY_FIRST =
  'Is this server meant to use a proxy? Then name it (--route http://PROXY:PORT): the proxy resolves public names, and this server need not. If it is meant to connect directly:';

/** Where the way out is a proxy, a server resolves no public name at all: that is asked before anybody is sent to the DNS team. */
function asksForProxy(route: string, scope: string, { cause }: Finding): boolean {
  return (
    route === 'direct' &&
    scope === 'every endpoint' &&
    (cause ?? '').startsWith('dns.') &&
    !/sinkhole|private|hijacked|degraded/.test(cause ?? '')
  );
}
