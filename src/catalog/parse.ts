import type { z } from 'zod';
import { type Catalog, catalogSchema, type Endpoint, type endpointSchema } from '../model/catalog.ts';
import { UsageError } from '../usage-error.ts';
import { parseYaml } from './parse-yaml.ts';
import { normaliseHost } from './pattern.ts';

/** A catalog file's text → Catalog. Throws `UsageError` with file, line and field. `sha256` is that of the file's bytes. */
export function parseCatalog(text: string, file: string, sha256: string): Catalog {
  const parsed = parseYaml(text, file, catalogSchema);
  const ids = new Set<string>();
  for (const [index, endpoint] of parsed.endpoints.entries()) {
    const at = (field: string, message: string): UsageError =>
      new UsageError(message, { file, line: lineOfId(text, endpoint.id, index), field: `endpoints.${index}.${field}` });
    if (ids.has(endpoint.id)) throw at('id', `the id "${endpoint.id}" is there twice`);
    ids.add(endpoint.id);
    if (normaliseHost(endpoint.host) === undefined)
      throw at('host', `"${endpoint.host}" is no host pattern: no spaces, scheme, port or path`);
    for (const probe of endpoint.probe) {
      if (normaliseHost(probe) === undefined || probe.includes('*')) throw at('probe', `"${probe}" is no host name`);
    }
  }
  const { id, title, revision, sources } = parsed;
  return { id, title, revision, sha256, sources, endpoints: parsed.endpoints.map(endpointOf) };
}

const DEFAULT_PORTS = { https: 443, http: 80, tcp: 443 } as const;

function endpointOf(raw: z.output<typeof endpointSchema>): Endpoint {
  const { connector, ports, since, until, expect, ...rest } = raw;
  return {
    ...rest,
    ports: ports ?? [DEFAULT_PORTS[raw.scheme]],
    connectors: typeof connector === 'string' ? [connector] : connector,
    expect: JSON.parse(JSON.stringify(expect ?? {})),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** Line of the entry's own `id:`; with a repeated id, of the later one. */
function lineOfId(text: string, id: string, index: number): number | undefined {
  const lines = text.split('\n');
  const found = lines.flatMap((line, at) => (/^\s*(?:-\s+)?["']?id["']?\s*:/.test(line) && line.includes(id) ? [at + 1] : []));
  return found.at(-1) ?? (index === 0 ? 1 : undefined);
}
