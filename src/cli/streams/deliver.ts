import type { Report } from '../../model/report.ts';
import { UsageError } from '../../model/usage-error.ts';
import { compareReports } from '../../report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../report/compare/formats.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import type { RenderOptions } from '../../report/formats/format.ts';
import type { FormatName } from '../../report/formats/index.ts';
import { pluginStateOf } from '../../report/plugin-state.ts';
import type { Redactor } from '../../report/redact/redact.ts';
import { renderPieces } from '../../report/render.ts';
import type { Settings } from '../../settings/settings.ts';
import { UNKNOWN } from '../plugin.ts';
import { isColored } from './color.ts';
import type { Io } from './io.ts';
import { print, writeWhole } from './output.ts';
import { errorLine } from './process-io.ts';
import { extensionOf, type ReportFile } from './report-files.ts';

interface Delivery {
  readonly settings: Settings;
  readonly files: readonly ReportFile[];
  readonly baseline: Report | undefined;
  /** With `--redact`. */
  readonly redactor: Redactor | undefined;
  /** With `--save-facts`: the lines of its file. */
  readonly facts?: readonly Buffer[];
  readonly io: Io;
}

/** A result could not be written, whatever the run found. */
const UNWRITTEN = 4;

/** Files first: whoever reads standard output may never come to its end. It is printed also when a file cannot be written. Returns the exit code. */
export async function deliver(full: Report, { settings, files, baseline, redactor, facts = [], io }: Delivery): Promise<number> {
  const redact = (report: Report): Report => redactor?.report(report) ?? report;
  const report = redact(full);
  const color = isColored(settings.color, io);
  const rendered = (
    name: FormatName,
    options: Pick<RenderOptions, 'width' | 'color' | 'extension'>,
  ): Promise<Iterable<string> | Uint8Array> =>
    renderPieces(report, name, { ...options, verbose: settings.verbose, all: settings.all, ...ticketOf(settings, redactor) });
  const comparison = baseline === undefined ? undefined : compareReports(redact(baseline), report);
  const isPlugin = settings.exitCodes === 'nagios';
  const regressions = comparison?.changes.filter(({ worse }) => worse).length ?? 0;
  const interrupted = io.interrupted.aborted;
  let code: number = isPlugin ? pluginStateOf(report).code : exitCodeOf(report, settings.failOn, { interrupted, regressions });
  const unwritten = isPlugin ? UNKNOWN : UNWRITTEN;
  for (const file of files) {
    try {
      const extension = await extensionOf(file.format, file.path, '--report');
      await writeWhole(
        file.path,
        await rendered(file.format, { width: 120, color: false, ...(extension === undefined ? {} : { extension }) }),
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.err(errorLine(`error: the report ${error.located}`));
      if (!io.interrupted.aborted) code = unwritten;
    }
  }
  if (settings.saveFacts !== undefined && !(await isWritten(settings.saveFacts, Buffer.concat(facts), io)) && !io.interrupted.aborted)
    code = unwritten;
  if (settings.format === 'ndjson') await printLines(report, io);
  else await print(await rendered(settings.format, { width: io.terminal.columns, color }), io);
  if (comparison !== undefined && !settings.quiet) io.err(COMPARE_FORMATS.text(comparison));
  return code;
}

/** Who asks is a name of the inside. */
function ticketOf({ request }: Settings, redactor: Redactor | undefined): Pick<RenderOptions, 'ticket'> {
  return request === undefined || redactor !== undefined ? {} : { ticket: request };
}

async function isWritten(path: string, data: Uint8Array, io: Io): Promise<boolean> {
  try {
    await writeWhole(path, data);
    return true;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(errorLine(`error: the facts: ${error.located}`));
    return false;
  }
}

/** Line by line: the text of a large run as a whole would take several times its size. */
async function printLines(report: Report, io: Io): Promise<void> {
  const { reportLines } = await import('../../report/formats/ndjson.ts');
  await print(reportLines(report), io);
}
