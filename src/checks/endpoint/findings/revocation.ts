import { causeInfo } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Group } from '../../../text/group.ts';

const CAUSE = 'tls.revocation-unreachable';

/** Is it a host whose certificate cannot be checked? The addresses themselves are told by what is wrong with each. */
export function isUncheckable({ cause, evidence }: Finding): boolean {
  return cause === CAUSE && evidence.revocationAnswer === undefined;
}

/**
 * What keeps the certificates of a route's hosts from being checked, told once: the addresses, and the hosts as what it affects. Where another finding of the route stands
 * for all these addresses already (TCP 80 is shut as a whole), the hosts are added to that one. `routes` are the other findings of the route, `own` its rows.
 */
export function withRevocation(route: string, routes: readonly Finding[], own: readonly Finding[]): readonly Finding[] {
  const [first, ...others] = own.filter(isUncheckable);
  if (first === undefined) return routes;
  const hosts: Group<Finding> = [first, ...others];
  const places = new Set(waysOf(hosts).map(({ url }) => placeIn(url)));
  const addresses = own.filter(
    (row) => row.status !== 'pass' && !isUncheckable(row) && places.has(`${row.target.host}:${row.target.port}`),
  );
  const wider = routes.find(({ children = [] }) => addresses.length > 0 && addresses.every(({ id }) => children.includes(id)));
  if (wider !== undefined) return routes.map((one) => (one === wider ? withVictims(one, hosts) : one));
  const folded = new Set(routes.flatMap(({ children = [] }) => children));
  return [
    ...routes,
    routeFinding(
      route,
      hosts,
      addresses.filter(({ id }) => !folded.has(id)),
      own.length,
    ),
  ];
}

function waysOf(hosts: Group<Finding>): NonNullable<EndpointEvidence['revocation']> {
  const all = hosts.flatMap(({ evidence }) => (evidence as EndpointEvidence).revocation ?? []);
  return [...new Map(all.map(({ url, cause }) => [url, cause]))].map(([url, cause]) => ({ url, cause }));
}

function placeIn(url: string): string {
  const [, host = '', port = '80'] = /^http:\/\/(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?/.exec(url) ?? [];
  return `${host}:${port}`;
}

function withVictims(wider: Finding, hosts: Group<Finding>): Finding {
  const { length } = hosts;
  const whose = length === 1 ? `the certificate of ${hosts[0].target.host ?? 'one endpoint'}` : `the certificates of ${length} endpoints`;
  return {
    ...wider,
    required: wider.required || hosts.some(({ required }) => required),
    message: `${wider.message} That also leaves no way to check ${whose} for revocation.`,
    children: [...(wider.children ?? []), ...hosts.map(({ id }) => id)],
  };
}

function routeFinding(route: string, hosts: Group<Finding>, addresses: readonly Finding[], of: number): Finding {
  const [first] = hosts;
  const affected = hosts.length;
  const evidence: EndpointEvidence = { ...first.evidence, revocation: waysOf(hosts), affected };
  const { title, message, remedy } = causeInfo(CAUSE);
  return {
    ...first,
    id: `route:${route}:${CAUSE}`,
    kind: 'route',
    title: `${route}: ${title}, ${affected} of ${of} endpoints affected`,
    status: hosts.some(({ status }) => status === 'fail') ? 'fail' : 'warn',
    required: hosts.some(({ required }) => required),
    feature: null,
    target: { route, affected, of },
    message: message(evidence),
    remedy: remedy(evidence),
    evidence,
    timings: { totalMs: 0 },
    attempts: 1,
    children: [...addresses, ...hosts].map(({ id }) => id),
  };
}
