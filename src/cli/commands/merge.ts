import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { UsageError } from '../../model/usage-error.ts';
import { MERGE_FORMAT_NAMES, MERGE_FORMATS } from '../../report/merge/formats.ts';
import { createMerger, type Merged, mergeExitCode } from '../../report/merge/merge.ts';
import { flagSettings } from '../../settings/settings.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { type CommandShape, OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import { loadRedactor } from '../redactor.ts';
import { loadReport } from '../saved-report.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';
import { errorLine } from '../streams/process-io.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight merge',
  usage: 'FILE|FOLDER... [options]',
  description: 'One matrix, machines × endpoints, from the JSON reports of many machines.',
  groups: [],
  takes: ['redact'],
  own: [
    ['--format <format>', `${MERGE_FORMAT_NAMES.join(', ')} (default text)`],
    OUTPUT_FLAG,
    ['--latest', 'of several runs of a machine only the newest'],
  ],
  examples: [
    'configmgr-preflight merge scp01.json scp02.json',
    'configmgr-preflight merge reports/ --latest --format md -o matrix.md',
    'configmgr-preflight merge reports/ --format csv > matrix.csv',
  ],
} as const satisfies CommandShape;

/** One matrix from the reports of many machines, read one after another; a file that is no report is told and left out, exit code 2. */
export const run: CommandRun = async (argv, io) => {
  keepYoungGenerationSmall();
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  if (positional.length === 0) throw new UsageError('give report files or folders of them', { hint: 'configmgr-preflight merge reports/' });
  const format = oneOf(flags.format ?? 'text', MERGE_FORMAT_NAMES, '--format');
  const files = (await Promise.all(positional.map(reportsIn))).flat();
  const merged = await mergeFiles(files, { latestOnly: flags.latest === true, redact: flagSettings(['redact'], flags).redact }, io);
  if (merged.vantages.length === 0 && !io.interrupted.aborted) throw new UsageError('none of these files is a report that could be read');
  await printTo(flags.output, MERGE_FORMATS[format](merged), io);
  return merged.unread.length > 0 ? 2 : mergeExitCode(merged);
};

/** The file itself, also one that is missing; or the `.json` files of a folder in order of their names. */
async function reportsIn(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return [path];
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (names.length === 0) throw new UsageError('there is no .json file in this folder', { file: path });
  return names.map((name) => join(path, name));
}

/** V8 gives young objects up to a hundred megabytes; each report is read and forgotten, so that what it begins with (one or two) is enough, at no cost in time. */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** One report in memory at a time. */
async function mergeFiles(
  files: readonly string[],
  options: { readonly latestOnly: boolean; readonly redact: boolean },
  io: Io,
): Promise<Merged> {
  const merger = createMerger(options);
  const redactor = options.redact ? await loadRedactor() : undefined;
  for (const file of files) {
    if (io.interrupted.aborted) {
      merger.addUnread(file, 'interrupted');
      continue;
    }
    try {
      const report = await loadReport(file, { regularOnly: true });
      if (merger.add(redactor?.report(report) ?? report)) continue;
      throw new UsageError('with its questions the matrix would have too many rows', { file });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.err(errorLine(`error: ${error.located}`));
      merger.addUnread(file, error.message);
    }
  }
  return merger.result();
}
