import { type IndexedScope, indexed } from '../../src/checks/endpoint/proof/scope/scope-index.ts';
import type { Fingerprints } from '../../src/checks/endpoint/verdict/verdict.ts';
import type { Certificate, FactsByLayer, Failure, Layer, Observation, Peer, Step } from '../../src/model/network/observation.ts';
import { type Probe, probeKey } from '../../src/model/network/probe.ts';
import type { Route } from '../../src/model/network/route.ts';
import type { Scope, ScopedEndpoint } from '../../src/model/scope.ts';

/** Hand-made facts for the tables of the judge's tests. */
export const DIRECT: Route = { name: 'direct', kind: 'direct', auth: 'none' };
export const PROXY: Route = { name: 'proxy.corp.test:8080', kind: 'http', via: { host: 'proxy.corp.test', port: 8080 }, auth: 'auto' };
export const NOW = '2026-11-20T12:00:00.000Z';

export function endpoint(id: string, host: string, more: Partial<ScopedEndpoint['endpoint']> = {}): ScopedEndpoint {
  const scheme = more.scheme ?? 'https';
  return {
    key: id,
    catalogId: 'test',
    endpoint: {
      id,
      host,
      scheme,
      ports: [scheme === 'http' ? 80 : 443],
      path: '/',
      feature: id.split('/')[0] ?? 'f',
      required: true,
      connectors: ['scp'],
      clouds: ['public'],
      probe: [],
      why: '',
      source: '',
      expect: {},
      ...more,
    },
    pattern: host,
    hosts: [host],
  };
}

/** A run that is about endpoints only. */
export const NO_SERVERS = { standpoint: 'scp', siteServers: [], accountRule: 'any', domainControllers: [] } as const;

export function scopeOf(
  endpoints: readonly ScopedEndpoint[],
  routes: readonly Route[] = [DIRECT],
  more: Partial<Scope> = {},
): IndexedScope {
  return indexed({
    endpoints,
    routes,
    features: [],
    mode: 'online',
    siteVersion: '2603',
    allowPrivate: false,
    systemCa: false,
    allAddresses: false,
    servers: NO_SERVERS,
    nonce: '0123456789abcdef',
    startedAt: NOW,
    ...more,
  });
}

export function probe(host = 'download.microsoft.com', more: Partial<Probe> = {}): Probe {
  const base = {
    target: { host, port: more.scheme === 'http' ? 80 : 443 },
    scheme: 'https' as const,
    path: '/',
    maxTlsVersion: '1.2' as const,
    route: DIRECT,
    endpointKeys: ['updates/x'],
    ...more,
  };
  return { key: probeKey(base.scheme, base.target, base.path, base.route), ...base };
}

export function step<L extends Layer>(
  layer: L,
  facts: Partial<FactsByLayer[L]> = {},
  failure?: string | Failure,
  peer: Peer = 'target',
): Step {
  const told = typeof failure === 'string' ? { code: failure, message: failure } : failure;
  return { layer, peer, startMs: 0, durationMs: 1, facts, ...(told === undefined ? {} : { failure: told }) } as Step;
}

export function observation(steps: readonly Step[], more: Partial<Observation> = {}): Observation {
  return { probe: 'k', startedAt: NOW, steps, earlierAttempts: [], ...more };
}

export const DNS_OK = step('dns', { name: 'download.microsoft.com', addresses: ['203.0.113.80'], resolver: '203.0.113.53' });
export const TCP_OK = step('tcp', {
  address: '203.0.113.80',
  port: 443,
  attempts: [{ address: '203.0.113.80', family: 4, durationMs: 1 }],
});

export function certificate(more: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'CN=download.microsoft.com',
    issuer: 'CN=Issuing CA, O=Genuine',
    subjectAltName: 'DNS:download.microsoft.com',
    sha256: 'ab'.repeat(32),
    serialNumber: '1',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    selfSigned: false,
    ocspUrls: [],
    issuerUrls: [],
    crlUrls: [],
    ...more,
  };
}
export const ROOT = certificate({ subject: 'CN=Root', issuer: 'CN=Root', selfSigned: true });

/** A handshake with the genuine service. */
export const TLS_OK = step('tls', {
  version: 'TLSv1.2',
  chain: [certificate(), ROOT],
  authorizationError: '',
  nameError: '',
  endsInGenuineRoot: true,
});

export const NO_FINGERPRINTS: Fingerprints = {
  blockPage: () => undefined,
  interceptor: () => undefined,
  proxyProduct: () => undefined,
  originMarker: () => undefined,
};
