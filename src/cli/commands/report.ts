import { readCapped, readStreamCapped, textOf } from '../../files/read-capped.ts';
import { UsageError } from '../../model/usage-error.ts';
import { FORMAT_NAMES } from '../../report/formats/index.ts';
import { parseReport } from '../../report/parse.ts';
import { render } from '../../report/render.ts';
import { LIMITS } from '../../report/scan.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { loadRedactor } from '../redactor.ts';
import { extensionOf, formatName } from '../streams/deliver.ts';
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
      own: [
        ['--format <format>', `${FORMAT_NAMES.join(', ')} (default table)`],
        ['-o, --output <file>', 'write to a file instead of standard output'],
        ['--verbose', 'also show what passes'],
        ['--all', 'in a request: every destination, not only what has to change'],
        ['--redact', 'replace internal names, addresses and accounts'],
        ['--no-color', 'no colour'],
      ],
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
  const format = formatName(String(flags.format ?? 'table'), '--format');
  const extension = typeof flags.output === 'string' ? await extensionOf(format, flags.output, '--output') : undefined;
  const saved = file === '-' ? parseReport(await readPiped(io), 'standard input') : parseReport(await readReport(file), file);
  const report = flags.redact === true ? (await loadRedactor()).report(saved) : saved;
  const color = flags.color !== false && io.terminal.outIsTty && (io.env.NO_COLOR ?? '') === '' && flags.output === undefined;
  const rendered = await render(report, format, {
    width: io.terminal.columns,
    color,
    verbose: flags.verbose === true,
    all: flags.all === true,
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
