import type { Report } from '../model/report.ts';
import { UsageError } from '../usage-error.ts';
import { reportSchema } from './schema.ts';

/** Deeper nesting than any report has; whatever reads the values later may recurse. */
const MAX_DEPTH = 50;

/** A saved report's text → Report; unknown keys are kept. Throws `UsageError` that names the field. */
export function parseReport(text: string, file: string): Report {
  const value = jsonOf(text, file);
  const tooDeep = deeperThan(MAX_DEPTH, value);
  if (tooDeep !== undefined) throw new UsageError(`nested more than ${MAX_DEPTH} levels deep`, { file, field: tooDeep });
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== '1') {
    const found =
      version === undefined
        ? 'it has no schemaVersion'
        : isShort(version)
          ? `its schemaVersion is ${JSON.stringify(version)}`
          : 'its schemaVersion is another';
    throw new UsageError(`this is no report that this version reads: ${found}`, {
      file,
      field: 'schemaVersion',
      hint: 'reports are written with --report json=FILE',
    });
  }
  const result = reportSchema.safeParse(value);
  if (result.success) return completed(value as Report);
  const [issue] = result.error.issues;
  throw new UsageError((issue?.message ?? 'it does not fit the report schema').slice(0, MAX_MESSAGE), {
    file,
    field: issue?.path.map(String).join('.').slice(0, MAX_MESSAGE),
    hint: issue?.code === 'invalid_value' ? 'a newer version of this program may have written it' : undefined,
  });
}

/** A version, and no other text of a file that is no report. */
function isShort(version: unknown): version is string | number {
  return /^[\d.]{1,10}$/.test(String(version));
}

/** What reports of early versions lack. The value itself, not the schema's copy of it: keys keep their order, so that JSON comes out as it went in. */
function completed(report: Report): Report {
  return {
    ...report,
    run: { ...report.run, interrupted: report.run.interrupted ?? false, notes: report.run.notes ?? [] },
    findings: report.findings.map((finding) => ({ ...finding, skipReason: finding.skipReason ?? null })),
  };
}

/** Lists of allowed words are long. */
const MAX_MESSAGE = 300;

/** The top of a path that goes deeper than `levels`; undefined when there is none. */
function deeperThan(levels: number, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return '';
  for (const [key, one] of Object.entries(value)) {
    const below = deeperThan(levels - 1, one);
    if (below !== undefined)
      return levels > MAX_DEPTH - 4
        ? [key, below]
            .filter((part) => part !== '')
            .join('.')
            .slice(0, MAX_MESSAGE)
        : below;
  }
  return undefined;
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new UsageError(/end of JSON/.test(error.message) ? 'not valid JSON: it ends too early' : 'not valid JSON', {
        file,
        line: lineOfMistake(error.message, text),
      });
    throw error;
  }
}

/** The parser's message itself quotes the file, which may be another one than was meant. */
function lineOfMistake(message: string, text: string): number | undefined {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
}
