import { z } from 'zod';
import type { Waiver } from '../model/finding.ts';
import type { ReportCatalog, RunInfo } from '../model/report.ts';
import type { Scope } from '../model/scope.ts';
import { reportSchema } from '../report/schema.ts';
import { scopedEndpointSchema, scopeSchema } from './scope.ts';

/** A task and what came back, with the kind of the check that asked: its own schema says what they hold. */
export interface SavedAnswer {
  readonly check: string;
  readonly task: unknown;
  readonly facts?: unknown;
}

/** All that judging a run again needs. */
export interface SavedRun {
  readonly tool: { readonly name: string; readonly version: string };
  readonly run: RunInfo;
  readonly catalogs: readonly ReportCatalog[];
  readonly waivers: readonly Waiver[];
  /** The checks that were run, in their order: one without any task judges too. */
  readonly checks: readonly string[];
  readonly scope: Scope;
  /** In the order of asking. */
  readonly answers: readonly SavedAnswer[];
}

const count = z.int().min(0);

/** The first line: the run and its scope, and how many lines of each kind follow. */
export const headSchema = z.object({
  type: z.literal('run'),
  schemaVersion: z.literal('1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  run: reportSchema.shape.run,
  catalogs: reportSchema.shape.catalogs,
  waivers: z.array(z.object({ pattern: z.string().max(2000), reason: z.string(), until: z.string() })),
  checks: z.array(z.string()).max(20),
  scope: scopeSchema,
  endpoints: count,
  answers: count,
});

/** One line for each endpoint of the scope, then one for each answer. */
export const endpointLineSchema = z.object({ type: z.literal('endpoint'), endpoint: scopedEndpointSchema });
export const answerLineSchema = z.object({
  type: z.literal('answer'),
  check: z.string(),
  task: z.unknown(),
  facts: z.unknown().optional(),
});
