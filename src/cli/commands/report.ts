import type { Report } from '../../model/report.ts';
import { UsageError } from '../../model/usage-error.ts';
import { FORMAT_NAMES } from '../../report/formats/index.ts';
import { pluginStateOf } from '../../report/plugin-state.ts';
import { renderPieces } from '../../report/render.ts';
import { flagSettings } from '../../settings/settings.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { loadRedactor } from '../redactor.ts';
import { loadPipedReport, loadReport } from '../saved-report.ts';
import { isColored } from '../streams/color.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';
import { extensionOf } from '../streams/report-files.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight report',
  usage: 'FILE [options]',
  description: 'Renders a saved JSON report in another format, or judges saved facts again; - reads standard input.',
  groups: [],
  takes: ['all', 'redact', 'verbose', 'color', 'exitCodes'],
  own: [
    ['--format <format>', `${FORMAT_NAMES.join(', ')} (default table)`],
    ['--from-facts <file>', "judge facts of --save-facts again, with this version's catalogs"],
    OUTPUT_FLAG,
  ],
  examples: [
    'configmgr-preflight report preflight.json --format html -o preflight.html',
    'configmgr-preflight report --from-facts facts.ndjson',
    'configmgr-preflight report preflight.json --format request -o firewall.xlsx',
  ],
} as const satisfies Parameters<typeof parseArguments>[0];

/** Renders a saved report in another format; no network. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  const facts = typeof flags.fromFacts === 'string' ? flags.fromFacts : undefined;
  const file = facts ?? positional[0];
  if (file === undefined || positional.length > (facts === undefined ? 1 : 0))
    throw new UsageError('give one report file', { hint: 'configmgr-preflight report preflight.json --format md' });
  const {
    format,
    redact,
    all,
    verbose,
    color: wanted,
    exitCodes,
  } = flagSettings(['format', 'redact', 'all', 'verbose', 'color', 'exitCodes'], flags);
  const extension = typeof flags.output === 'string' ? await extensionOf(format, flags.output, '--output') : undefined;
  const saved = facts === undefined ? await savedReport(file, io) : await fromFacts(facts, io);
  const report = redact ? (await loadRedactor()).report(saved) : saved;
  const color = flags.output === undefined && isColored(wanted, io);
  const rendered = await renderPieces(report, format, {
    width: io.terminal.columns,
    color,
    verbose,
    all,
    ...(extension === undefined ? {} : { extension }),
  });
  await printTo(flags.output, rendered, io);
  return exitCodes === 'nagios' ? pluginStateOf(report).code : 0;
};

async function savedReport(file: string, io: Io): Promise<Report> {
  return file === '-' ? loadPipedReport(io) : loadReport(file);
}

/** Judging needs every check and what observes for it: loaded only where facts are judged. */
async function fromFacts(file: string, io: Io): Promise<Report> {
  const { judgedFacts } = await import('../judged-facts.ts');
  return judgedFacts(file, io);
}
