import { loadCatalogs, SHIPPED_CATALOGS } from '../../catalog/load.ts';
import { parseFacts } from '../../facts/parse.ts';
import { FACTS_LIMITS } from '../../facts/scan.ts';
import { withCatalogs } from '../../facts/today.ts';
import { readCapped, readStreamCapped, textOf } from '../../files/read-capped.ts';
import type { Report } from '../../model/report.ts';
import { UsageError } from '../../model/usage-error.ts';
import { judgeSaved } from '../../preflight/judge-saved.ts';
import { FORMAT_NAMES } from '../../report/formats/index.ts';
import { parseReport } from '../../report/parse.ts';
import { render } from '../../report/render.ts';
import { LIMITS } from '../../report/scan.ts';
import { flagSettings } from '../../settings/settings.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { loadRedactor } from '../redactor.ts';
import { extensionOf } from '../streams/deliver.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';

/** Renders a saved report in another format; no network. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(
    {
      name: 'configmgr-preflight report',
      usage: 'FILE [options]',
      description: 'Renders a saved JSON report in another format, or judges saved facts again; - reads standard input.',
      groups: [],
      takes: ['all', 'redact', 'verbose', 'color'],
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
    },
    argv,
    io,
  );
  const facts = typeof flags.fromFacts === 'string' ? flags.fromFacts : undefined;
  const file = facts ?? positional[0];
  if (file === undefined || positional.length > (facts === undefined ? 1 : 0))
    throw new UsageError('give one report file', { hint: 'configmgr-preflight report preflight.json --format md' });
  const { format, redact, all, verbose, color: wanted } = flagSettings(['format', 'redact', 'all', 'verbose', 'color'], flags);
  const extension = typeof flags.output === 'string' ? await extensionOf(format, flags.output, '--output') : undefined;
  const saved = facts === undefined ? await savedReport(file, io) : await judgedFacts(facts, io);
  const report = redact ? (await loadRedactor()).report(saved) : saved;
  const color = wanted && io.terminal.outIsTty && (io.env.NO_COLOR ?? '') === '' && flags.output === undefined;
  const rendered = await render(report, format, {
    width: io.terminal.columns,
    color,
    verbose,
    all,
    ...(extension === undefined ? {} : { extension }),
  });
  await printTo(flags.output, rendered, io);
  return 0;
};

async function savedReport(file: string, io: Io): Promise<Report> {
  return file === '-' ? parseReport(await readPiped(io), 'standard input') : parseReport(await readReport(file), file);
}

/** Judged as if they had come just now, with what the shipped catalogs say today. */
async function judgedFacts(file: string, io: Io): Promise<Report> {
  const bytes =
    file === '-'
      ? await readStreamCapped(io.stdin, 'standard input', FACTS_LIMITS.bytes, 'the facts', io.interrupted)
      : await readCapped(file, FACTS_LIMITS.bytes, 'the facts');
  const saved = parseFacts(textOf(bytes), file === '-' ? 'standard input' : file);
  return judgeSaved(withCatalogs(saved, await loadCatalogs(SHIPPED_CATALOGS)));
}

/** A report file's text. Throws `UsageError`. */
export async function readReport(path: string, options: { readonly regularOnly?: boolean } = {}): Promise<string> {
  return textOf(await readCapped(path, LIMITS.bytes, 'the report', options));
}

async function readPiped({ stdin, interrupted }: Io): Promise<string> {
  return textOf(await readStreamCapped(stdin, 'standard input', LIMITS.bytes, 'the report', interrupted));
}
