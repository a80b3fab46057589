import { z } from 'zod';
import { CAUSE_CODES } from '../causes/index.ts';
import { CLOUDS } from '../model/catalog/catalog.ts';
import { CONFIDENCES, FINDING_KINDS, FINDING_LAYERS, type Finding, OWNERS, SKIP_REASONS, STATUSES, type Target } from '../model/finding.ts';
import { AUTH_SCHEMES, ROUTE_KINDS } from '../model/network/route.ts';
import { PATH_MTU_VERDICTS } from '../model/report.ts';

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
  chain: z
    .array(z.looseObject({ subject: z.string(), issuer: z.string(), sha256: z.string(), notAfter: z.string().optional() }))
    .optional(),
  earlierAttempts: z.array(z.looseObject({ layer: z.string(), code: z.string() })).optional(),
  failedAddresses: z.array(z.looseObject({ address: z.string(), code: z.string() })).optional(),
  answeredAddresses: z.array(z.string()).optional(),
  logs: z.array(z.looseObject({ file: z.string(), count: z.number().optional(), lines: z.array(z.number()).optional() })).optional(),
});

/** The JSON Schema in reports/report.schema.json is generated from this. Readers ignore unknown keys; they are kept when a report is read. */
const count = z.int().min(0);
const ms = z.number().min(0);
const mtuVerdict = z.enum(PATH_MTU_VERDICTS);
const pathMtu = z.looseObject({
  receivedBytes: count.optional().describe('The most that one handshake brought.'),
  sentBytes: count.optional().describe('The largest request that was answered.'),
  lostBytes: count.optional().describe('The largest request that was not answered where a small one was.'),
  fromServers: mtuVerdict,
  toServers: mtuVerdict,
});

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
  id: z.string().min(1).describe('Stable from run to run: kind, entry, host, port and route. Unique in a report.'),
  kind: z
    .enum(FINDING_KINDS)
    .describe('What is judged. A route finding stands for one problem of a whole route; its children are the ids that it explains.'),
  title: z.string().describe('What it is about, in a few words.'),
  status: z
    .enum(STATUSES)
    .describe('inconclusive: this run could not tell. skip: not asked for, waived or not applicable; skipReason says which.'),
  cause: z
    .enum(CAUSE_CODES)
    .nullable()
    .describe('What went wrong; configmgr-preflight explain CAUSE tells more. null: nothing did, or no known cause fits.'),
  layer: z.enum(FINDING_LAYERS).nullable().describe('Where it went wrong; later layers were not judged.'),
  owner: z.enum(OWNERS).nullable().describe('Who can fix it.'),
  required: z.boolean().describe('false: a failure is a warning.'),
  feature: z.string().nullable().describe('The part of the role that needs it.'),
  route: z.string().nullable().describe('Name of the route that was taken; null where none is.'),
  target: targetSchema.describe('What was asked; which keys there are depends on the kind.'),
  message: z.string().describe('What was seen, in one sentence.'),
  remedy: z.string().describe('What to change, in whose device; empty when nothing is to be changed.'),
  confidence: z.enum(CONFIDENCES).describe('How sure the judgement is.'),
  reproduce: z.string().nullable().describe('A command that shows it without this tool, secrets masked.'),
  evidence: evidenceSchema.describe('Facts that were observed; which keys there are depends on kind and layer.'),
  timings: z
    .looseObject({
      dnsMs: ms.optional(),
      tcpMs: ms.optional(),
      proxyMs: ms.optional(),
      tlsMs: ms.optional(),
      httpMs: ms.optional(),
      totalMs: ms,
    })
    .describe('Milliseconds spent in each layer.'),
  attempts: count.describe('How often it was tried.'),
  waiver: z
    .looseObject({ pattern: z.string(), reason: z.string(), until: z.string() })
    .nullable()
    .describe('The waiver that fits, in force or expired: pattern of ids, reason, last day.'),
  skipReason: z.enum(SKIP_REASONS).nullable().default(null).describe('Why it is skipped; null for every other status.'),
  children: z.array(z.string()).optional().describe('Of a route finding: ids of the findings that it explains.'),
} satisfies Readonly<Record<keyof Finding, z.ZodType>>);

export const reportSchema = z.looseObject({
  schemaVersion: z.literal('1').describe('Raised when a key is removed or renamed; unknown keys are to be ignored.'),
  tool: z.looseObject({ name: z.string(), version: z.string() }).describe('The program that made the report.'),
  run: z
    .looseObject({
      id: z.string().describe('Of this run alone.'),
      startedAt: z.iso.datetime().describe('ISO 8601, UTC.'),
      finishedAt: z.iso.datetime().describe('ISO 8601, UTC.'),
      durationMs: ms,
      mode: z.enum(['online', 'offline']),
      cloud: z.enum(CLOUDS),
      features: z.array(z.string()).describe('Features whose endpoints were selected.'),
      vantage: z
        .looseObject({ hostname: z.string(), platform: z.string(), addresses: z.array(z.string()), account: z.string().optional() })
        .describe('The machine and account that the run was made from.'),
      interrupted: z.boolean().default(false).describe('Interrupted, or ended by its deadline: what was not asked is inconclusive.'),
      configFile: z.string().optional().describe('The configuration file that was read.'),
      notes: z.array(z.string()).default([]).describe('What a reader must know about the run itself.'),
    })
    .describe('One run.'),
  catalogs: z
    .array(z.looseObject({ id: z.string(), title: z.string(), revision: z.string(), sha256: z.string() }))
    .describe('The catalogs that were selected from.'),
  routes: z
    .array(
      z.looseObject({
        name: z.string(),
        kind: z.enum(ROUTE_KINDS),
        address: z.string(),
        auth: z.enum(['auto', ...AUTH_SCHEMES]),
        pathMtu: z
          .partialRecord(z.enum(['IPv4', 'IPv6']), pathMtu)
          .optional()
          .describe('What large packets showed, by address family; absent where nothing was sent to a server over the route.'),
      }),
    )
    .describe('The ways out that were asked for.'),
  findings: z.array(findingSchema).describe('One for each question, and one for each problem of a whole route.'),
  summary: z
    .looseObject({
      pass: count,
      warn: count,
      fail: count,
      skip: count,
      inconclusive: count,
      byOwner: z.partialRecord(z.enum(OWNERS), count).describe('Findings that fail or warn, by who can fix them.'),
      verdict: z
        .enum(['pass', 'warn', 'fail', 'inconclusive'])
        .describe('The worst that was found; inconclusive also where nothing could be judged.'),
    })
    .describe('Counts of findings by status; a route finding is counted by those that it explains.'),
});
