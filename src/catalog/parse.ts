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
import { UsageError } from '../model/usage-error.ts';
import { MAX_MISFITS, misfits } from '../yaml/fit.ts';
import type { YamlDocument } from '../yaml/parsed.ts';
import { complaintsByPart, entriesOf, MAX_ENTRIES, schemaHint } from './entry-mistakes.ts';

type RawEndpoint = z.output<typeof endpointSchema>;

/** What a catalog file says → Catalog. Throws one `UsageError` that carries all mistakes of the file with line and field. `sha256` is that of the file's bytes. */
export function parseCatalog(document: YamlDocument, file: string, sha256: string): Catalog {
  const result = catalogSchema.safeParse(document.value);
  const error = mistakesOf(document, file, result.error?.issues ?? []);
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

/** All mistakes of a catalog file as one error, in the order of its lines; undefined: there is none. */
function mistakesOf(document: YamlDocument, file: string, issues: readonly z.core.$ZodIssue[]): UsageError | undefined {
  const found = [...misfits(document, file, catalogSchema, issues, schemaHint)];
  const told = new Set(found.map(({ field }) => field));
  const most = found.length + MAX_MISFITS;
  for (const complaints of complaintsByPart(document.value)) {
    for (const { path, message, hint } of complaints) {
      const field = path.join('.');
      if (!told.has(field)) found.push(new UsageError(message, { file, line: document.lineOf(path), field, hint }));
    }
    if (found.length >= most) break;
  }
  if (found.length === 0) return undefined;
  const [first = new UsageError('it is not a catalog', { file }), ...others] = inOrder(found).slice(0, MAX_MISFITS);
  return new UsageError(first.message, { ...first, others: [...others, ...rest(document.value, file, found.length)] });
}

/** By lines; what is missing comes behind a key that is unknown there, which is most likely the one that is missed, misspelt; and what the whole file lacks comes last. */
function inOrder(errors: readonly UsageError[]): readonly UsageError[] {
  const isMissing = ({ message }: UsageError): boolean => message === 'is missing';
  const isOfFile = (error: UsageError): boolean => isMissing(error) && error.field?.includes('.') === false;
  return errors.toSorted(
    (a, b) => Number(isOfFile(a)) - Number(isOfFile(b)) || (a.line ?? 0) - (b.line ?? 0) || Number(isMissing(a)) - Number(isMissing(b)),
  );
}

/** What was not told, and what was not looked at. */
function rest(value: unknown, file: string, count: number): readonly UsageError[] {
  const entries = entriesOf(value).length;
  return [
    ...(count < MAX_MISFITS ? [] : [new UsageError(`only the first ${MAX_MISFITS} mistakes are listed`, { file })]),
    ...(entries <= MAX_ENTRIES ? [] : [new UsageError(`only the first ${MAX_ENTRIES} of ${entries} entries were looked at`, { file })]),
  ];
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
