import { z } from 'zod';
import { CAUSE_CODES } from '../../../src/causes/index.ts';
import { FINDING_KINDS, OWNERS, STATUSES } from '../../../src/model/finding.ts';
import { CHANGE_KINDS } from '../../../src/report/compare/compare.ts';
import { findingSchema, reportSchema } from '../../../src/report/schema.ts';

/** What a published schema says of itself. */
export interface SchemaHead {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

const count = z.int().min(0);
const version = z.literal('1').describe('Raised when a key is removed or renamed; unknown keys are to be ignored.');
const status = z.enum(STATUSES);
const cause = z.enum(CAUSE_CODES).nullable();
const owner = z.enum(OWNERS).nullable();
const { run, catalogs, summary, findings: _findings, ...head } = reportSchema.shape;

/** Of a run that only begins, its end is not known. */
const begunRun = run.omit({ finishedAt: true, durationMs: true, interrupted: true, notes: true }).describe('A run that has begun.');
const final = z.literal(true).describe('Part of the report.');
const line = z.union([
  z
    .looseObject({ type: z.literal('run'), final: z.literal(false), ...head, catalogs, run: begunRun })
    .describe('The first line of a stream: the run as it begins.'),
  z
    .looseObject({ type: z.literal('run'), final, ...head, catalogs, run })
    .describe('The first line of a file, and of what is final in a stream.'),
  findingSchema
    .extend({
      type: z.literal('finding'),
      final: z.boolean().describe('false: judged by one answer alone while the run goes on, waivers applied.'),
    })
    .describe('A finding.'),
  summary.extend({ type: z.literal('summary'), final }).describe('The last line.'),
]);

const ofRun = z.looseObject({ run, catalogs });
const brief = z
  .looseObject({ status, cause, owner, message: z.string(), totalMs: z.number().min(0) })
  .nullable()
  .describe('The finding in that run; null where it was not asked.');
const comparison = z.looseObject({
  schemaVersion: version,
  kind: z.literal('comparison'),
  before: ofRun.describe('The earlier run.'),
  after: ofRun.describe('The later run.'),
  worse: z.boolean().describe('Whether something got worse: exit code 1.'),
  counts: z
    .looseObject({ ...Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, count])), unchanged: count })
    .describe('Findings by kind of change.'),
  notes: z.array(z.string()).describe('Why the two runs are perhaps not comparable.'),
  stillRed: z.array(z.string()).describe('Ids of what fails in the later run, whatever it did before.'),
  changes: z
    .array(
      z.looseObject({
        kind: z.enum(CHANGE_KINDS),
        id: z.string(),
        worse: z.boolean(),
        title: z.string(),
        route: z.string().nullable(),
        before: brief,
        after: brief,
        remedy: z.string(),
        slowdown: z
          .looseObject({ layer: z.string(), beforeMs: z.number(), afterMs: z.number() })
          .nullable()
          .describe('Of slower: the layer that lost most.'),
      }),
    )
    .describe('What differs, by kind, then id.'),
});

const counts = z
  .looseObject({ ...Object.fromEntries(STATUSES.map((one) => [one, count])), absent: count })
  .describe('Machines by status; absent: not asked.');
const matrix = z.looseObject({
  schemaVersion: version,
  kind: z.literal('matrix'),
  catalogSets: z.array(catalogs).describe('Which catalogs and revisions were in use.'),
  outcomes: z.array(z.looseObject({ status, cause, owner })).describe('What cells point to.'),
  repeated: z.array(z.string()).describe('Runs that were given more than once, and are counted once.'),
  unread: z.array(z.looseObject({ source: z.string(), reason: z.string() })).describe('Inputs that could not be read: exit code 2.'),
  rows: z
    .array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        kind: z.enum(FINDING_KINDS),
        feature: z.string().nullable(),
        route: z.string().nullable(),
        required: z.boolean(),
        pattern: z.string(),
        target: z.string(),
        remedy: z.string(),
        owner,
        counts,
      }),
    )
    .describe('One for each question, whoever asked it.'),
  vantages: z
    .array(
      z.looseObject({
        name: z.string(),
        hostname: z.string(),
        identity: z.string(),
        platform: z.string(),
        runId: z.string(),
        startedAt: z.string(),
        interrupted: z.boolean(),
        verdict: z.enum(['pass', 'warn', 'fail', 'inconclusive']),
        catalogSet: count.describe('Index into catalogSets.'),
        cells: z.array(z.int().min(-1)).describe('For each row the index into outcomes; -1: not asked.'),
      }),
    )
    .describe('The machines.'),
});

/** Path, schema and head of what programs read. */
export const OUTPUT_SCHEMAS: readonly (readonly [path: string, schema: z.ZodType, head: SchemaHead])[] = [
  [
    'reports/report.schema.json',
    reportSchema,
    {
      name: 'report',
      title: 'PreflightReport',
      description: 'A report of configmgr-preflight: all findings of one run (--report json=FILE).',
    },
  ],
  [
    'reports/ndjson-line.schema.json',
    line,
    {
      name: 'ndjson-line',
      title: 'PreflightLine',
      description: 'One line of NDJSON of configmgr-preflight, of a file or of the stream of a run (--format ndjson).',
    },
  ],
  [
    'reports/comparison.schema.json',
    comparison,
    {
      name: 'comparison',
      title: 'PreflightComparison',
      description: 'What changed between two reports (configmgr-preflight compare --format json).',
    },
  ],
  [
    'reports/matrix.schema.json',
    matrix,
    {
      name: 'matrix',
      title: 'PreflightMatrix',
      description: 'Reports of many machines in one matrix (configmgr-preflight merge --format json).',
    },
  ],
];
