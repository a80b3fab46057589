import { UsageError } from '../../model/usage-error.ts';
import { compareExitCode, compareReports } from '../../report/compare/compare.ts';
import { COMPARE_FORMAT_NAMES, COMPARE_FORMATS } from '../../report/compare/formats.ts';
import { flagSettings } from '../../settings/settings.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { type CommandShape, OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import { loadRedactor } from '../redactor.ts';
import { loadReport } from '../saved-report.ts';
import type { CommandRun } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight compare',
  usage: 'BEFORE AFTER [options]',
  description: 'What got fixed, what broke, what is new. Exit code 1 when something got worse.',
  groups: [],
  takes: ['redact'],
  own: [['--format <format>', `${COMPARE_FORMAT_NAMES.join(', ')} (default text)`], OUTPUT_FLAG],
  examples: [
    'configmgr-preflight compare before.json after.json',
    'configmgr-preflight compare before.json after.json --format md -o change.md',
    'configmgr-preflight compare before.json after.json --format json | jq .counts',
  ],
} as const satisfies CommandShape;

/** What changed between two saved reports; exit code 1 when something got worse, 3 when something required cannot be told any more. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  const [before, after, ...more] = positional;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError('give two report files', { hint: 'configmgr-preflight compare before.json after.json' });
  const format = oneOf(flags.format ?? 'text', COMPARE_FORMAT_NAMES, '--format');
  const redactor = flagSettings(['redact'], flags).redact ? await loadRedactor() : undefined;
  const read = async (file: string) => {
    const report = await loadReport(file);
    return redactor?.report(report) ?? report;
  };
  const comparison = compareReports(await read(before), await read(after));
  await printTo(flags.output, COMPARE_FORMATS[format](comparison), io);
  return compareExitCode(comparison);
};
