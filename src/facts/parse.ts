import type { z } from 'zod';
import type { RunInfo } from '../model/report.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import { UsageError } from '../model/usage-error.ts';
import { answerLineSchema, endpointLineSchema, headSchema, type SavedAnswer, type SavedRun } from './saved-run.ts';
import { FACTS_LIMITS, refusalOf } from './scan.ts';

/** A line to be parsed, 1-based. */
interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * The text of a file of facts → the run. Every line is bounded before it is parsed, and reading stops at the first thing that is wrong. What an answer holds is for
 * the schemas of its check. Throws `UsageError` with the line and the field, never text of the file: it may be any file.
 */
export function parseFacts(text: string, file: string): SavedRun {
  const reader = linesOf(text, file);
  const first = reader.next();
  if (first.done) throw new UsageError('it is empty', { file });
  const head = headOf(first.value, { file, line: 1 });
  const endpoints: ScopedEndpoint[] = [];
  const answers: SavedAnswer[] = [];
  let line = 1;
  for (const value of reader) {
    line += 1;
    if (line > FACTS_LIMITS.lines) throw new UsageError(`it has more than ${FACTS_LIMITS.lines} lines`, { file });
    if (typeOf(value) === 'endpoint') endpoints.push(fit(endpointLineSchema, value, { file, line }).endpoint);
    else answers.push(answerOf(value, { file, line }));
  }
  if (endpoints.length !== head.endpoints || answers.length !== head.answers)
    throw new UsageError(
      `its first line promises ${head.endpoints} endpoints and ${head.answers} answers, it has ${endpoints.length} and ${answers.length}`,
      { file, hint: 'a part of it is missing: take the file as --save-facts wrote it' },
    );
  const { tool, run, catalogs, waivers, checks, scope } = head;
  return { tool, run: run as RunInfo, catalogs, waivers, checks, scope: { ...scope, endpoints }, answers };
}

function headOf(value: unknown, place: Place): z.infer<typeof headSchema> {
  if (typeOf(value) !== 'run')
    throw new UsageError('this is no file of facts: its first line is not of type "run"', {
      ...place,
      hint: 'facts are written with --save-facts FILE; a JSON report is read by: report FILE',
    });
  const { schemaVersion } = value as { readonly schemaVersion?: unknown };
  if (schemaVersion !== '1')
    throw new UsageError('its schemaVersion is not "1", the only one that this version reads', { ...place, field: 'schemaVersion' });
  return fit(headSchema, value, place);
}

function answerOf(value: unknown, place: Place): SavedAnswer {
  const { check, task, facts } = fit(answerLineSchema, value, place);
  return facts === undefined ? { check, task } : { check, task, facts };
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}

/** The value as its schema has it. Throws `UsageError` with the field. */
export function fit<T>(schema: z.ZodType<T>, value: unknown, place: { readonly file?: string; readonly line?: number }): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError((issue?.message ?? 'it does not fit the schema').slice(0, 300), {
    ...place,
    field: (issue?.path ?? []).map(String).join('.').slice(0, 300),
    hint: 'the schema is reports/facts.schema.json',
  });
}

/** The parsed lines; blank ones at the end are passed over. */
function* linesOf(text: string, file: string): Generator<unknown, void> {
  if (text.length > FACTS_LIMITS.bytes) throw new UsageError(`it is longer than ${FACTS_LIMITS.bytes} characters`, { file });
  let line = 0;
  for (let from = text.startsWith('\ufeff') ? 1 : 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const to = found < 0 ? text.length : found;
    line += 1;
    if (text.slice(from, Math.min(to, from + 10)).trim() === '' && text.slice(to).trim() === '') return;
    yield jsonOf(text.slice(from, to), { file, line });
    from = to + 1;
  }
}

function jsonOf(text: string, place: Place): unknown {
  const refused = refusalOf(text);
  if (refused !== undefined) throw new UsageError(refused, { ...place });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError('not valid JSON', { ...place });
  }
}
