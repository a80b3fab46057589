import { z } from 'zod';
import { normaliseHost } from '../model/catalog/host-pattern.ts';
import type { Finding } from '../model/finding.ts';
import { isInsideName, isPublicDestination } from '../model/network/address.ts';
import type { Report } from '../model/report.ts';

/** A place that a report says is needed beyond the catalog. */
export interface Destination {
  readonly because: 'redirect' | 'revocation';
  /** A host name where there is no obstacle; else as the report has it, cut. */
  readonly host: string;
  readonly port: number;
  readonly scheme: 'https' | 'http';
  readonly required: boolean;
  readonly features: readonly string[];
  /** Hosts of the catalog whose answers over verified TLS named it; empty: none did. */
  readonly namedBy: readonly string[];
}

/** A destination of a report, and whether a rule can be made of it. */
export interface JudgedDestination {
  readonly destination: Destination;
  /** Why it is no rule; undefined: it is one. */
  readonly obstacle: string | undefined;
}

/** What is read of a saved finding: each field by itself, so that one that is wrong counts as not there. */
const texts = z.array(z.string()).catch([]);
const PLACE = z.object({ host: z.string(), port: z.int(), scheme: z.enum(['http', 'https']) });
type Place = z.infer<typeof PLACE>;
const FACTS = z.object({
  neededBy: texts,
  addresses: texts,
  location: z.string().catch(''),
  hops: z.array(z.object({ url: z.string(), status: z.string(), cause: z.string().catch(''), addresses: texts })).catch([]),
});

/** What a device can be told: labels of letters, digits and hyphens, the last with a letter. */
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,30}(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const FEATURE = /^[a-z0-9][a-z0-9-]{0,40}$/;
const PORTS = { http: 80, https: 443 } as const;
const MAX_NAMED_BY = 5;
/** Causes of a device on the path that lets nothing through: nobody answered in the place of the destination. */
const SHUT =
  /^(?:tcp\.(?:timeout|refused|reset|unreachable|prohibited)|tls\.(?:reset|timeout|closed)|proxy\.(?:denied|upstream-timeout|upstream-refused))$/;

/** The destinations beyond the catalog that a report tells of, one a host, port and scheme, with what keeps each from being a rule. */
export function judgedDestinations(
  { findings }: Report,
  { shut }: { readonly shut: boolean } = { shut: false },
): readonly JudgedDestination[] {
  const found = new Map<string, JudgedDestination>();
  const add = (one: JudgedDestination): void => {
    const key = keyOf(one.destination);
    const known = found.get(key);
    // What was proven over one route is needed, whatever another route makes of it.
    if (known === undefined || (known.obstacle !== undefined && one.obstacle === undefined)) found.set(key, one);
  };
  const namers = indexed(findings.filter(isVerified));
  for (const finding of findings) {
    const because = /^endpoint:derived\/(redirect|revocation)\//.exec(finding.id)?.[1] as Destination['because'] | undefined;
    if (because !== undefined) for (const one of ofDerived(because, finding, namers, shut)) add(one);
  }
  for (const finding of findings) for (const one of ofBareRedirect(finding, shut)) add(one);
  return [...found.values()];
}

function ofDerived(because: Destination['because'], finding: Finding, namers: Namers, shut: boolean): readonly JudgedDestination[] {
  const place = PLACE.safeParse(finding.target).data;
  if (place === undefined) return [];
  const host = normaliseHost(place.host.slice(0, 300)) ?? place.host.slice(0, 80);
  const { port, scheme } = place;
  const naming =
    because === 'redirect'
      ? [namers.byPlace.get(`${finding.route} ${keyOf({ host, port, scheme })}`)]
      : FACTS.parse(finding.evidence).neededBy.map((key) => namers.byEndpoint.get(`${finding.route} ${key}`));
  const namedBy = [...new Set(naming.flatMap((names) => [...(names ?? [])]))];
  const feature = finding.feature !== null && FEATURE.test(finding.feature) ? finding.feature : 'derived';
  const destination: Destination = {
    because,
    host,
    port,
    scheme,
    required: finding.required,
    features: [feature],
    namedBy: namedBy.slice(0, MAX_NAMED_BY),
  };
  return [{ destination, obstacle: obstacleOf(destination, finding, shut) }];
}

/** What was seen of a destination. */
interface Seen {
  readonly status: string;
  readonly cause: string | null;
  readonly route: string | null;
  readonly evidence: unknown;
}

function obstacleOf(
  { host, port, scheme, namedBy }: Destination,
  { status, cause, route, evidence }: Seen,
  shut: boolean,
): string | undefined {
  if (!isPublicName(host)) return 'this is not a host name of the internet';
  if (port !== PORTS[scheme]) return `${scheme} on TCP ${port} is never taken from a report, only ports 80 and 443`;
  if (namedBy.length === 0) return 'no answer over verified TLS in the report names it';
  if (status !== 'pass' && !(shut && SHUT.test(cause ?? '')))
    return `it was not proven (${cause === null ? status : `${status}, ${cause}`}); check it, then add it by hand`;
  const { addresses } = FACTS.parse(evidence);
  const inside = addresses.find((address) => !isPublicDestination(address));
  if (inside !== undefined) return `its address ${inside.slice(0, 45)} is not a public one`;
  if (addresses.length > 0) return undefined;
  if (route === 'direct') return 'the report does not show its addresses';
  // The proxy resolved the name: a certificate that is valid for it shows who answered, plain HTTP does not.
  return scheme === 'https' ? undefined : 'the proxy resolved its name, and nothing in plain HTTP shows that the address is a public one';
}

function isPublicName(host: string): boolean {
  return host.length <= 253 && NAME.test(host) && !isInsideName(host);
}

/** An endpoint of a catalog whose answer came over TLS with an accepted certificate. Without one no request is sent and no chain is looked into. */
function isVerified({ id, kind, target, status, cause }: Finding): boolean {
  if (kind !== 'endpoint' || /^endpoint:(?:derived|journey|negative)\//.test(id) || PLACE.safeParse(target).data?.scheme !== 'https')
    return false;
  if (cause === 'http.redirect-unlisted' || cause === 'tls.revocation-unreachable') return status === 'warn' || status === 'fail';
  return status === 'pass' || (status === 'warn' && !/^(?:dns|tls)\./.test(cause ?? ''));
}

/** Hosts that named something over verified TLS: by the place that their redirects led to, and by the key of their own entry. With the route before each. */
interface Namers {
  readonly byPlace: ReadonlyMap<string, ReadonlySet<string>>;
  readonly byEndpoint: ReadonlyMap<string, ReadonlySet<string>>;
}

function indexed(verified: readonly Finding[]): Namers {
  const [byPlace, byEndpoint] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const note = (map: Map<string, Set<string>>, key: string, host: string): void => {
    const names = map.get(key) ?? new Set();
    if (names.size < MAX_NAMED_BY) map.set(key, names.add(host));
  };
  for (const { id, route, target, evidence } of verified) {
    const host = PLACE.safeParse(target).data?.host ?? '';
    if (!isPublicName(host)) continue;
    const entry = id.slice('endpoint:'.length).replace(/:\d{1,5}@.*$/, '');
    note(byEndpoint, `${route} ${entry}`, host);
    // Of a pattern that several hosts stand for, the host is the last part.
    if (entry.endsWith(`/${host}`)) note(byEndpoint, `${route} ${entry.slice(0, -host.length - 1)}`, host);
    for (const { place, proven } of hopsOf(evidence)) {
      note(byPlace, `${route} ${keyOf(place)}`, host);
      // What a hop says counts only when it is itself proven.
      if (!proven) break;
    }
  }
  return { byPlace, byEndpoint };
}

function hopsOf(evidence: Finding['evidence']) {
  return FACTS.parse(evidence).hops.flatMap(({ url, status }) => {
    const place = placeIn(url);
    return place === undefined ? [] : [{ place, proven: place.scheme === 'https' && status === 'pass' }];
  });
}

const keyOf = ({ host, port, scheme }: Place): string => `${scheme} ${host} ${port}`;

/** Where a redirect leads that has no row of its own: it was not asked, or it is shut. */
function ofBareRedirect(finding: Finding, shut: boolean): readonly JudgedDestination[] {
  const { cause, evidence, required, feature } = finding;
  const place = cause === 'http.redirect-unlisted' ? placeIn(FACTS.parse(evidence).location) : undefined;
  if (place === undefined) return [];
  const closed = shut ? shutHop(finding, place) : undefined;
  if (closed !== undefined) return [closed];
  const destination: Destination = { because: 'redirect', ...place, required, features: [feature ?? 'derived'], namedBy: [] };
  return [{ destination, obstacle: 'a redirect leads there, and the report does not show what answers' }];
}

/** The last hop of verified redirects, which a device on the path keeps shut. */
function shutHop(finding: Finding, place: Place): JudgedDestination | undefined {
  const { hops } = FACTS.parse(finding.evidence);
  const last = hops.at(-1);
  const there = last === undefined ? undefined : placeIn(last.url);
  const namer = PLACE.safeParse(finding.target).data?.host ?? '';
  if (last === undefined || there === undefined || keyOf(there) !== keyOf(place) || !isVerified(finding) || !isPublicName(namer))
    return undefined;
  const isNamed = hops.slice(0, -1).every(({ url, status }) => status === 'pass' && placeIn(url)?.scheme === 'https');
  const { required, feature, route } = finding;
  const features = [feature !== null && FEATURE.test(feature) ? feature : 'derived'];
  const destination: Destination = { because: 'redirect', ...place, required, features, namedBy: isNamed ? [namer] : [] };
  const { status, cause, addresses } = last;
  return { destination, obstacle: obstacleOf(destination, { status, cause, route, evidence: { addresses } }, true) };
}

function placeIn(text: string): Place | undefined {
  const url = parsed(text);
  const scheme = url?.protocol === 'https:' ? 'https' : url?.protocol === 'http:' ? 'http' : undefined;
  if (url === undefined || scheme === undefined) return undefined;
  return {
    host: normaliseHost(url.hostname) ?? url.hostname.slice(0, 80),
    port: url.port === '' ? PORTS[scheme] : Number(url.port),
    scheme,
  };
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
