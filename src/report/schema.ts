import { z } from 'zod';
import { CAUSE_CODES } from '../causes/index.ts';
import { CLOUDS } from '../model/catalog/catalog.ts';
import { CONFIDENCES, FINDING_KINDS, FINDING_LAYERS, type Finding, OWNERS, SKIP_REASONS, STATUSES, type Target } from '../model/finding.ts';
import { AUTH_SCHEMES, ROUTE_KINDS } from '../model/network/route.ts';

/**
 * Of evidence, what code reads by name as a list or a record: it must be able to rely on the shape. The rest is for people, or is looked at before it is used; keys of
 * other versions are kept as they are.
 */
const evidenceSchema = z.looseObject({
  neededBy: z.array(z.string()).optional(),
  addresses: z.array(z.string()).optional(),
  cnames: z.array(z.string()).optional(),
  hops: z
    .array(z.looseObject({ url: z.string(), status: z.string(), httpStatus: z.number().optional(), cause: z.string().optional() }))
    .optional(),
  revocation: z.array(z.looseObject({ url: z.string(), cause: z.string() })).optional(),
  chain: z.array(z.looseObject({ subject: z.string(), issuer: z.string(), sha256: z.string() })).optional(),
  earlierAttempts: z.array(z.looseObject({ layer: z.string(), code: z.string() })).optional(),
  failedAddresses: z.array(z.looseObject({ address: z.string(), code: z.string() })).optional(),
  answeredAddresses: z.array(z.string()).optional(),
  logs: z.array(z.looseObject({ file: z.string(), count: z.number().optional(), lines: z.array(z.number()).optional() })).optional(),
});

/** The JSON Schema in reports/report.schema.json is generated from this. Readers ignore unknown keys; they are kept when a report is read. */
const count = z.int().min(0);
const ms = z.number().min(0);

/** Other versions may know further keys; those that code reads have the shape that it relies on. */
const text = z.string().optional();
const targetSchema = z.looseObject({
  pattern: text,
  host: text,
  port: z.int().min(0).optional(),
  scheme: text,
  from: text,
  source: text,
  portRange: text,
  why: text,
  domain: text,
  route: text,
  affected: count.optional(),
  of: count.optional(),
  proxy: text,
  hosts: z.array(z.string()).optional(),
  component: text,
  account: text,
  server: text,
  provider: text,
  question: text,
  check: text,
} satisfies { readonly [Key in keyof Target]-?: z.ZodType<Target[Key]> });

export const findingSchema = z.looseObject({
  id: z.string().min(1),
  kind: z.enum(FINDING_KINDS),
  title: z.string(),
  status: z.enum(STATUSES),
  cause: z.enum(CAUSE_CODES).nullable(),
  layer: z.enum(FINDING_LAYERS).nullable(),
  owner: z.enum(OWNERS).nullable(),
  required: z.boolean(),
  feature: z.string().nullable(),
  route: z.string().nullable(),
  target: targetSchema,
  message: z.string(),
  remedy: z.string(),
  confidence: z.enum(CONFIDENCES),
  reproduce: z.string().nullable(),
  evidence: evidenceSchema,
  timings: z.looseObject({
    dnsMs: ms.optional(),
    tcpMs: ms.optional(),
    proxyMs: ms.optional(),
    tlsMs: ms.optional(),
    httpMs: ms.optional(),
    totalMs: ms,
  }),
  attempts: count,
  waiver: z.looseObject({ pattern: z.string(), reason: z.string(), until: z.string() }).nullable(),
  skipReason: z.enum(SKIP_REASONS).nullable().default(null),
  children: z.array(z.string()).optional(),
} satisfies Readonly<Record<keyof Finding, z.ZodType>>);

export const reportSchema = z.looseObject({
  schemaVersion: z.literal('1'),
  tool: z.looseObject({ name: z.string(), version: z.string() }),
  run: z.looseObject({
    id: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    durationMs: ms,
    mode: z.enum(['online', 'offline']),
    cloud: z.enum(CLOUDS),
    features: z.array(z.string()),
    vantage: z.looseObject({ hostname: z.string(), platform: z.string(), addresses: z.array(z.string()), account: z.string().optional() }),
    interrupted: z.boolean().default(false),
    configFile: z.string().optional(),
    notes: z.array(z.string()).default([]),
  }),
  catalogs: z.array(z.looseObject({ id: z.string(), title: z.string(), revision: z.string(), sha256: z.string() })),
  routes: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.enum(ROUTE_KINDS),
      address: z.string(),
      auth: z.enum(['auto', ...AUTH_SCHEMES]),
      handshakeBytes: z.partialRecord(z.enum(['IPv4', 'IPv6']), count).optional(),
    }),
  ),
  findings: z.array(findingSchema),
  summary: z.looseObject({
    pass: count,
    warn: count,
    fail: count,
    skip: count,
    inconclusive: count,
    byOwner: z.partialRecord(z.enum(OWNERS), count),
    verdict: z.enum(['pass', 'warn', 'fail', 'inconclusive']),
  }),
});
