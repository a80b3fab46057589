import type { z } from 'zod';
import {
  BLOCKED,
  type Catalog,
  catalogSchema,
  type Endpoint,
  type ExpectedOrigin,
  type endpointSchema,
  type expectSchema,
  type originSchema,
} from '../model/catalog/catalog.ts';
import type { YamlDocument } from '../yaml/parsed.ts';
import { mistakesOf } from './mistakes.ts';

type RawEndpoint = z.output<typeof endpointSchema>;

/** What a catalog file says → Catalog. Throws one `UsageError` that carries all mistakes of the file with line and field. `sha256` is that of the file's bytes. */
export function catalogOf(document: YamlDocument, file: string, sha256: string): Catalog {
  const result = catalogSchema.safeParse(document.value);
  const error = mistakesOf(document, file, result);
  if (error !== undefined || result.data === undefined) throw error;
  const { id, title, revision, sources, networks, changes, endpoints } = result.data;
  const [negative, wanted] = [endpoints.filter(isNegative), endpoints.filter((endpoint) => !isNegative(endpoint))];
  return {
    ...{ id, title, revision, sha256, sources, networks },
    ...(changes.length === 0 ? {} : { changes }),
    endpoints: wanted.map(endpointOf),
    ...(negative.length === 0 ? {} : { negative: negative.map(endpointOf) }),
  };
}

function isNegative({ expect }: RawEndpoint): boolean {
  return expect === BLOCKED;
}

const DEFAULT_PORTS = { https: 443, http: 80, tcp: 443 } as const;

function endpointOf({ connector, ports, oneOf, since, until, networks, sentBy, noInspection, expect, ...rest }: RawEndpoint): Endpoint {
  // Assigned, not spread: on Node 20 an object that begins with a spread gets a hidden class of its own.
  return Object.assign(rest, {
    ports: [...new Set(ports ?? [DEFAULT_PORTS[rest.scheme]])],
    connectors: typeof connector === 'string' ? [connector] : [...new Set(connector)],
    expect: expect === undefined || expect === BLOCKED ? {} : definedIn(expect),
    ...(oneOf === undefined ? {} : { oneOf }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(sentBy === undefined ? {} : { sentBy }),
    ...(networks === undefined ? {} : { networks }),
    ...(noInspection === undefined ? {} : { noInspection }),
  });
}

function definedIn({ ranges, post, tls, holdSeconds, origin }: z.output<typeof expectSchema>): Endpoint['expect'] {
  return {
    ...(ranges === undefined ? {} : { ranges }),
    ...(post === undefined ? {} : { post }),
    ...(tls === undefined ? {} : { tls }),
    ...(holdSeconds === undefined ? {} : { holdSeconds }),
    ...(origin === undefined ? {} : { origin: originOf(origin) }),
  };
}

function originOf(origin: z.output<typeof originSchema>): ExpectedOrigin {
  const { status, header, contentType, bodyPrefix, crl, ocsp, redirectTo, upgrade } = origin;
  return {
    ...(status === undefined ? {} : { status: [status].flat() }),
    ...(header === undefined ? {} : { header: [header].flat() }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(bodyPrefix === undefined ? {} : { bodyPrefix }),
    ...(crl === undefined ? {} : { crl }),
    ...(ocsp === undefined ? {} : { ocsp }),
    ...(redirectTo === undefined ? {} : { redirectTo }),
    ...(upgrade === undefined ? {} : { upgrade }),
  };
}
