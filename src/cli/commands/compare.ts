import { UsageError } from '../../model/usage-error.ts';
import { compareExitCode, compareReports } from '../../report/compare/compare.ts';
import { COMPARE_FORMATS, type CompareFormatName } from '../../report/compare/formats.ts';
import { parseReport } from '../../report/parse.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { loadRedactor } from '../redactor.ts';
import type { CommandRun } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';
import { readReport } from './report.ts';

const NAMES = Object.keys(COMPARE_FORMATS);

/** What changed between two saved reports; exit code 1 when something got worse, 3 when something required cannot be told any more. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(
    {
      name: 'configmgr-preflight compare',
      usage: 'BEFORE AFTER [options]',
      description: 'What got fixed, what broke, what is new. Exit code 1 when something got worse.',
      groups: [],
      own: [
        ['--format <format>', `${NAMES.join(', ')} (default text)`],
        ['-o, --output <file>', 'write to a file instead of standard output'],
        ['--redact', 'replace internal names, addresses and accounts'],
      ],
      examples: [
        'configmgr-preflight compare before.json after.json',
        'configmgr-preflight compare before.json after.json --format md -o change.md',
        'configmgr-preflight compare before.json after.json --format json | jq .counts',
      ],
    },
    argv,
    io,
  );
  const [before, after, ...more] = positional;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError('give two report files', { hint: 'configmgr-preflight compare before.json after.json' });
  const format = formatName(flags.format);
  const redactor = flags.redact === true ? await loadRedactor() : undefined;
  const read = async (file: string) => {
    const report = parseReport(await readReport(file), file);
    return redactor?.report(report) ?? report;
  };
  const comparison = compareReports(await read(before), await read(after));
  await printTo(flags.output, COMPARE_FORMATS[format](comparison), io);
  return compareExitCode(comparison);
};

function formatName(value: unknown): CompareFormatName {
  const name = String(value ?? 'text');
  if (Object.hasOwn(COMPARE_FORMATS, name)) return name as CompareFormatName;
  throw new UsageError(`there is no format "${name.slice(0, 80)}"`, { field: '--format', hint: `formats: ${NAMES.join(', ')}` });
}
