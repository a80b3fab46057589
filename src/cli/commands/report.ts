import { readCapped, readStreamCapped, textOf } from '../../files/read-capped.ts';
import { UsageError } from '../../model/usage-error.ts';
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
      description: 'Renders a saved JSON report in another format; - reads standard input.',
      groups: [],
      takes: ['all', 'redact', 'verbose', 'color'],
      own: [['--format <format>', `${FORMAT_NAMES.join(', ')} (default table)`], OUTPUT_FLAG],
      examples: [
        'configmgr-preflight report preflight.json',
        'configmgr-preflight report preflight.json --format html -o preflight.html',
        'configmgr-preflight report preflight.json --format request -o firewall.xlsx',
      ],
    },
    argv,
    io,
  );
  const file = positional[0];
  if (file === undefined || positional.length > 1)
    throw new UsageError('give one report file', { hint: 'configmgr-preflight report preflight.json --format md' });
  const { format, redact, all, verbose, color: wanted } = flagSettings(['format', 'redact', 'all', 'verbose', 'color'], flags);
  const extension = typeof flags.output === 'string' ? await extensionOf(format, flags.output, '--output') : undefined;
  const saved = file === '-' ? parseReport(await readPiped(io), 'standard input') : parseReport(await readReport(file), file);
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

/** A report file's text. Throws `UsageError`. */
export async function readReport(path: string, options: { readonly regularOnly?: boolean } = {}): Promise<string> {
  return textOf(await readCapped(path, LIMITS.bytes, 'the report', options));
}

async function readPiped({ stdin, interrupted }: Io): Promise<string> {
  return textOf(await readStreamCapped(stdin, 'standard input', LIMITS.bytes, 'the report', interrupted));
}
