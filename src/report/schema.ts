import { z } from 'zod';
import { CAUSE_CODES } from '../causes/index.ts';
import { CLOUDS } from '../model/catalog.ts';
import { CONFIDENCES, FINDING_KINDS, FINDING_LAYERS, OWNERS, SKIP_REASONS, STATUSES } from '../model/finding.ts';
import { AUTH_SCHEMES, ROUTE_KINDS } from '../model/route.ts';

/** The JSON Schema in reports/report.schema.json is generated from this. Readers ignore unknown keys; they are kept when a report is read. */
const count = z.int().min(0);
const ms = z.number().min(0);

const findingSchema = z.looseObject({
  id: z.string().min(1),
  kind: z.enum(FINDING_KINDS),
  title: z.string(),
  status: z.enum(STATUSES),
  cause: z.enum(CAUSE_CODES as unknown as readonly [string, ...string[]]).nullable(),
  layer: z.enum(FINDING_LAYERS).nullable(),
  owner: z.enum(OWNERS).nullable(),
  required: z.boolean(),
  feature: z.string().nullable(),
  route: z.string().nullable(),
  target: z.record(z.string(), z.unknown()),
  message: z.string(),
  remedy: z.string(),
  confidence: z.enum(CONFIDENCES),
  reproduce: z.string().nullable(),
  evidence: z.record(z.string(), z.unknown()),
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
});

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
    z.looseObject({ name: z.string(), kind: z.enum(ROUTE_KINDS), address: z.string(), auth: z.enum(['auto', ...AUTH_SCHEMES]) }),
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
