import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { UsageError } from '../model/usage-error.ts';
import { summarise } from './build.ts';
import { checkOf, type Issue } from './first-issue.ts';
import { LIMITS, lineAt, scanReport } from './scan.ts';
import { findingSchema, reportSchema } from './schema.ts';

/** Lists of allowed words are long. */
const MAX_MESSAGE = 300;
/** Read one by one, or never: sums are computed from the findings, whatever the file says of them. */
const { findings: _findings, summary: _summary, ...HEAD } = reportSchema.shape;
const HEAD_CHECKS = Object.entries(HEAD).map(([key, schema]) => [key, checkOf(schema)] as const);
const issueOfFinding = checkOf(findingSchema);

/**
 * A saved report's text → Report; unknown keys are kept, the summary is computed. The text is bounded before it is parsed, and reading stops at the first thing that
 * is wrong. Throws `UsageError` that names the field or the line, never text of the file: it may be any file.
 */
export function parseReport(text: string, file: string): Report {
  if (text.length > LIMITS.bytes) throw new UsageError(`it is longer than ${LIMITS.bytes} characters`, { file });
  const plain = text.replace(/^\ufeff/, '');
  const scanned = scanReport(plain);
  if ('refused' in scanned) throw new UsageError(scanned.refused, { file, line: scanned.line });
  const { gap } = scanned;
  const inWhole = (position: number): number => lineAt(plain, position < gap.at ? position : position + gap.length);
  const head = headOf(jsonOf(scanned.head, file, inWhole), file);
  const findings = scanned.findings.map(([from, to], index) => {
    const finding = jsonOf(plain.slice(from, to), file, (position) => lineAt(plain, from + position));
    const issue = issueOfFinding(finding);
    if (issue !== undefined) throw refusal({ ...issue, path: ['findings', String(index), ...issue.path] }, file);
    return withSkipReason(finding as Finding);
  });
  return { ...head, findings, summary: summarise(findings) };
}

/** All but the findings. The value itself, not the schema's copy of it: keys keep their order, so that JSON comes out as it went in. */
function headOf(value: unknown, file: string): Report {
  const { schemaVersion } = (value ?? {}) as { readonly schemaVersion?: unknown };
  if (schemaVersion !== '1') {
    const isNumber = typeof schemaVersion === 'string' && /^\d{1,3}$/.test(schemaVersion);
    const found = isNumber
      ? `its schemaVersion is "${schemaVersion}"`
      : schemaVersion === undefined
        ? 'it has no schemaVersion'
        : 'its schemaVersion is not a number';
    throw new UsageError(`this is not a report that this version reads: ${found}`, {
      file,
      field: 'schemaVersion',
      hint: 'reports are written with --report json=FILE',
    });
  }
  for (const [key, check] of HEAD_CHECKS) {
    const issue = check((value as Readonly<Record<string, unknown>>)[key]);
    if (issue !== undefined) throw refusal({ ...issue, path: [key, ...issue.path] }, file);
  }
  const head = value as Report;
  // Under another spelling of its name a list of findings would not have been looked through.
  if (!Array.isArray(head.findings) || head.findings.length > 0) throw new UsageError('expected an array', { file, field: 'findings' });
  return { ...head, run: { ...head.run, interrupted: head.run.interrupted ?? false, notes: head.run.notes ?? [] } };
}

/** Reports of early versions lack it. */
function withSkipReason(finding: Finding): Finding {
  return { ...finding, skipReason: finding.skipReason ?? null };
}

function refusal({ path, message, unknownWord }: Issue, file: string): UsageError {
  return new UsageError(message.slice(0, MAX_MESSAGE), {
    file,
    field: path.join('.'),
    hint: unknownWord ? 'a newer version of this program may have written it' : undefined,
  });
}

/** The parser's own words quote the text, which may be of any file: the line alone is passed on. */
function jsonOf(text: string, file: string, lineOf: (position: number) => number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    throw new UsageError(text.trim() === '' ? 'not valid JSON: it ends too early' : 'not valid JSON', {
      file,
      line: position === undefined ? undefined : lineOf(Number(position)),
    });
  }
}
