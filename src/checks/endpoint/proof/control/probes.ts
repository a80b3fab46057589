import { furtherKey, type Probe, type Variation } from '../../../../model/network/probe.ts';
import type { Route } from '../../../../model/network/route.ts';
import type { Scope } from '../../../../model/scope.ts';
import { unlistedHost } from '../scope/made-up-names.ts';

/** Reserved for documentation: nobody may answer there (RFC 5737 section 3). */
export const PHANTOM = '192.0.2.1';
/** The page that Windows itself asks for to learn whether it is behind a sign-in page, and its whole text. */
export const CONNECT_TEST = { host: 'www.msftconnecttest.com', path: '/connecttest.txt', text: 'Microsoft Connect Test' } as const;

const SHORT_MS = 1500;
const PAGE_MS = 3000;
const MAX_DOMAINS = 2;
/** Real, without a wildcard and on nobody's list: what is made up below them too is made up everywhere, or below a whole top-level domain (RFC 2606 section 3). */
const NEUTRAL_DOMAINS = ['example.com', 'example.net', 'example.org'];

/** The controls of one route: what must not answer, and what must answer with a known text. */
export function controlsOf(route: Route, scope: Scope): readonly Probe[] {
  const phantom = control(route, 'tcp', PHANTOM, 443, '/', { until: 'tcp', layerTimeoutMs: SHORT_MS, retries: 0 });
  const page = control(route, 'http', CONNECT_TEST.host, 80, CONNECT_TEST.path, { layerTimeoutMs: PAGE_MS, retries: 0 });
  // Behind a proxy names are its matter.
  const names = route.kind === 'direct' ? madeUpNames(scope) : [];
  return [
    phantom,
    page,
    ...names.map((name) => control(route, 'tcp', name, 443, '/', { until: 'dns', layerTimeoutMs: SHORT_MS, retries: 0 })),
  ];
}

/** Names that cannot exist: below `.invalid`, below domains of the run, since some resolvers make answers up for those only, and below neutral ones. */
export function madeUpNames(scope: Scope): readonly string[] {
  const hosts = scope.endpoints.filter(({ skip }) => skip === undefined).flatMap(({ hosts }) => hosts);
  const all = hosts.filter((host) => /\.[a-z][a-z0-9-]*$/i.test(host)).map((host) => host.split('.').slice(-2).join('.'));
  const own = [...new Set(all)].slice(0, MAX_DOMAINS);
  const label = unlistedHost(scope).split('.')[0];
  return [unlistedHost(scope), ...[...own, ...neutralBeside(own)].map((domain) => `${label}.${domain}`)];
}

/** Two domains at least, and a neutral one below each top-level domain of the run that has one. */
function neutralBeside(own: readonly string[]): readonly string[] {
  const ends = new Set(own.map((domain) => domain.slice(domain.indexOf('.'))));
  const [usual = '', ...others] = NEUTRAL_DOMAINS;
  const beside = [...(own.length < MAX_DOMAINS ? [usual] : []), ...others.filter((domain) => ends.has(domain.slice(domain.indexOf('.'))))];
  return beside.filter((domain) => !own.includes(domain));
}

function control(route: Route, scheme: Probe['scheme'], host: string, port: number, path: string, variation: Variation): Probe {
  const at = { scheme, target: { host, port }, path, route };
  return {
    ...at,
    key: furtherKey(at, 'control', ''),
    maxTlsVersion: '1.2',
    endpointKeys: [],
    derivedFrom: { key: route.name, because: 'control' },
    variation,
  };
}
