import type { z } from 'zod';
import { type Catalog, catalogSchema, type Endpoint, type endpointSchema } from '../model/catalog/catalog.ts';
import { normaliseHost } from '../model/catalog/host-pattern.ts';
import { UsageError } from '../model/usage-error.ts';
import { didYouMean } from '../text/suggest.ts';
import { fit } from '../yaml/fit.ts';
import type { YamlDocument } from '../yaml/parsed.ts';

type RawCatalog = z.output<typeof catalogSchema>;
type RawEndpoint = z.output<typeof endpointSchema>;
/** What is wrong with a field, and what to do about it. */
type Complaint = readonly [field: string, message: string, hint?: string | undefined];

/** What a catalog file says → Catalog. Throws `UsageError` with file, line and field. `sha256` is that of the file's bytes. */
export function catalogOf(document: YamlDocument, file: string, sha256: string): Catalog {
  const parsed = fit(document, file, catalogSchema);
  const ids = new Set<string>();
  for (const [index, endpoint] of parsed.endpoints.entries()) {
    const [field, message, hint] = complaint(endpoint, ids, parsed) ?? [];
    ids.add(endpoint.id);
    if (field === undefined || message === undefined) continue;
    const path = ['endpoints', index, ...field.split('.')];
    throw new UsageError(message, { file, line: document.lineOf(path), field: path.join('.'), hint });
  }
  const { id, title, revision, sources, networks } = parsed;
  return { id, title, revision, sha256, sources, networks, endpoints: parsed.endpoints.map(endpointOf) };
}

function complaint(endpoint: RawEndpoint, ids: ReadonlySet<string>, parsed: RawCatalog): Complaint | undefined {
  if (ids.has(endpoint.id)) return ['id', `the id "${endpoint.id}" is there twice`];
  if (normaliseHost(endpoint.host) === undefined) return ['host', `"${endpoint.host}" is not a host pattern`, hostHint(endpoint.host)];
  const probe = endpoint.probe.findIndex((host) => normaliseHost(host) === undefined || host.includes('*'));
  if (probe >= 0) return [`probe.${probe}`, `"${endpoint.probe[probe] ?? ''}" is not a host name`, 'probe lists concrete hosts'];
  const key = endpoint.source.split('#')[0] ?? '';
  const known = Object.keys(parsed.sources);
  if (key !== '' && known.length > 0 && !known.includes(key))
    return ['source', `there is no source "${key}"`, didYouMean(key, known) ?? `sources: ${known.join(', ').slice(0, 300)}`];
  const networks = Object.keys(parsed.networks);
  if (endpoint.networks !== undefined && !networks.includes(endpoint.networks))
    return ['networks', `there are no networks "${endpoint.networks}"`, didYouMean(endpoint.networks, networks)];
  return undefined;
}

/** What people write where a host is wanted. */
function hostHint(host: string): string {
  if (/^[a-z]+:\/\//i.test(host)) return 'scheme and path have keys of their own: scheme, path';
  if (/:\d+$/.test(host)) return 'ports have a key of their own: ports';
  if (host.includes('/')) return 'the path has a key of its own: path';
  if (/\s/.test(host)) return 'a host has no spaces, except inside a <placeholder>';
  return 'forms: host.example, *.suffix.example, *suffix.example, *-inside.label.example';
}

const DEFAULT_PORTS = { https: 443, http: 80, tcp: 443 } as const;

function endpointOf({ connector, ports, oneOf, since, until, networks, expect, ...rest }: RawEndpoint): Endpoint {
  // Assigned, not spread: on Node 20 an object that begins with a spread gets a hidden class of its own.
  return Object.assign(rest, {
    ports: [...new Set(ports ?? [DEFAULT_PORTS[rest.scheme]])],
    connectors: typeof connector === 'string' ? [connector] : [...new Set(connector)],
    expect: expect === undefined ? {} : definedIn(expect),
    ...(oneOf === undefined ? {} : { oneOf }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(networks === undefined ? {} : { networks }),
  });
}

function definedIn({ ranges, post, tls, holdSeconds }: NonNullable<RawEndpoint['expect']>): Endpoint['expect'] {
  return {
    ...(ranges === undefined ? {} : { ranges }),
    ...(post === undefined ? {} : { post }),
    ...(tls === undefined ? {} : { tls }),
    ...(holdSeconds === undefined ? {} : { holdSeconds }),
  };
}
