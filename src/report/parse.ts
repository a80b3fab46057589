import type { Report } from '../model/report.ts';
import { UsageError } from '../usage-error.ts';
import { reportSchema } from './schema.ts';

/** A saved report's text → Report; unknown keys are kept. Throws `UsageError` that names the field. */
export function parseReport(text: string, file: string): Report {
  const value = jsonOf(text, file);
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== '1') {
    const found = version === undefined ? 'it has no schemaVersion' : `its schemaVersion is ${JSON.stringify(version).slice(0, 40)}`;
    throw new UsageError(`this is no report that this version reads: ${found}`, {
      file,
      field: 'schemaVersion',
      hint: 'reports are written with --report json=FILE',
    });
  }
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data as unknown as Report;
  const [issue] = result.error.issues;
  throw new UsageError(issue?.message ?? 'it does not fit the report schema', { file, field: issue?.path.map(String).join('.') });
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new UsageError(`not valid JSON: ${error.message.slice(0, 200)}`, { file });
    throw error;
  }
}
