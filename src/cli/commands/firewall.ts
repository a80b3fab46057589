import { isIPv4 } from 'node:net';
import { loadCatalogs } from '../../catalog/load.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import { abilitiesMarkdown, abilitiesOf } from '../../firewall/abilities.ts';
import { addressRulesOf } from '../../firewall/addresses/address-rules.ts';
import { withDerived } from '../../firewall/derived.ts';
import type { Dialect, Inspection } from '../../firewall/dialect.ts';
import { missingOnly } from '../../firewall/missing.ts';
import { currentName, DIALECT_NAMES, type DialectName, dialectOf, readerOf } from '../../firewall/products/index.ts';
import { exemptions, readBack } from '../../firewall/read-back.ts';
import {
  type Export,
  type ExportSettings,
  exportInspection,
  exportRemoval,
  exportRules,
  lossLines,
  skippedLines,
  unsaid,
} from '../../firewall/render.ts';
import { leftOut, requirementsOf } from '../../firewall/requirements.ts';
import type { Requirement } from '../../model/catalog/requirement.ts';
import { UsageError } from '../../model/usage-error.ts';
import { type Settings, selectionOf } from '../../settings/settings.ts';
import { terminal } from '../../text/escape.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import { readSettings } from '../read-settings.ts';
import { loadReport } from '../saved-report.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight firewall',
  usage: '--dialect NAME [options]',
  description: 'Prints the selected catalog as configuration for a firewall or proxy product. Touches no network.',
  groups: ['selection'],
  own: [
    ['--dialect <name>', 'product to write for; --list shows them'],
    ['--inspection', "the product's do-not-decrypt list instead of its rules"],
    ['--source <address...>', 'IPv4 addresses of the server that connects (default: any source)'],
    ['--report <file>', 'JSON report: also what its run found beyond the catalog'],
    ['--only-missing', 'with --report: only what its run found shut'],
    ['--undo', 'the removal of what the same options write, in the same notation'],
    ['--allow-loss', 'write what can be said although a required entry cannot'],
    OUTPUT_FLAG,
    ['--list', 'show what each dialect can say'],
    ['--format <format>', 'of --list: md, json (default md)'],
  ],
  examples: [
    'configmgr-preflight firewall --dialect squid --source 192.0.2.10 -o squid.conf',
    'configmgr-preflight firewall --dialect palo-alto --inspection',
    'configmgr-preflight firewall --dialect squid --only-missing --report day1.json',
  ],
} as const satisfies Parameters<typeof parseArguments>[0];

/**
 * `firewall --dialect NAME`: the selected catalog as configuration for a product. Losses go to standard error. Ends in 1, with nothing written, when something
 * required cannot be said, unless `--allow-loss`. `--undo` writes the removal. `--list` shows the dialects.
 */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags, configFile } = await parseArguments(SHAPE, argv, io);
  if (positional.length > 0) throw new UsageError(`unexpected argument "${positional[0]?.slice(0, 80)}"`, { hint: 'see --help' });
  const { dialect, inspection, source, report, onlyMissing, undo, allowLoss, output, list, format, ...selection } = flags;
  if (list === true) return print(await dialectList(format), output, io);
  const name = oneOf(currentName(dialect), DIALECT_NAMES, '--dialect', 'dialect');
  const sources = [...new Set((Array.isArray(source) ? source : []).map(address))];
  const merged = await readSettings({ configFile, flags: selection }, io);
  const { requirements, settings, taken } = await selected(merged, sources, { report, onlyMissing: onlyMissing === true });
  if (undo === true) return await remove(name, inspection === true, { requirements, settings }, output, io);
  const made = await exportFor(name, inspection === true, requirements, settings);
  const fromReport = taken.map((entry) => `From the report, confirm it: ${entry}`);
  for (const line of [...fromReport, ...skippedLines(settings), ...lossLines(made.losses), ...made.unwritten, ...excessLines(made)])
    io.err(`${terminal(line)}\n`);
  const refusal = allowLoss === true ? undefined : refusalOf(made);
  if (refusal !== undefined) {
    io.err(`${refusal}\n`);
    return 1;
  }
  if (made.entries.length > 0) {
    for (const line of made.advice) io.err(`${terminal(line)}\n`);
    return await print(made.text, output, io);
  }
  const what = inspection === true ? 'no entry of the selection must stay undecrypted' : 'the selection has no entry';
  io.err(`There is nothing to write, so nothing was written: ${made.losses.length > 0 ? 'no entry can be said' : what}\n`);
  return 0;
};

const excessLines = ({ excesses }: Export) => excesses.map(({ line }) => line);

/** Why the export is not written unless losses are allowed. */
function refusalOf({ losses, excesses }: Export): string | undefined {
  const missing = unsaid(losses).length;
  if (missing > 0)
    return `${missing} required entries cannot be said in full, so nothing was written; --allow-loss writes what can be said`;
  return excesses.some(({ refused }) => refused)
    ? 'The device refuses an export of this size, so nothing was written; --allow-loss writes it all the same'
    : undefined;
}

async function print(text: string, output: unknown, io: Io): Promise<number> {
  await printTo(output, text, io);
  return 0;
}

async function dialectList(format: unknown): Promise<string> {
  const all = await Promise.all(DIALECT_NAMES.map(async (name) => abilitiesOf(name, await dialectOf(name))));
  return oneOf(format ?? 'md', ['md', 'json'], '--format') === 'md' ? abilitiesMarkdown(all) : `${JSON.stringify(all, null, 2)}\n`;
}

/** The export, read back through the reader of its dialect: what it fails to let through would be a fault of ours. */
async function exportFor(
  name: DialectName,
  inspection: boolean,
  requirements: readonly Requirement[],
  settings: ExportSettings,
): Promise<Export> {
  const [dialect, reader] = await Promise.all([dialectOf(name), readerOf(name)]);
  const made = inspection ? twin(name, dialect, requirements, settings) : exportRules(dialect, requirements, settings);
  const missed = readBack(inspection ? exemptions(reader) : reader, made);
  if (missed.length > 0) throw new Error(`the ${name} export does not say ${missed.join(', ')}`);
  return made;
}

function twin(name: DialectName, dialect: Dialect, requirements: readonly Requirement[], settings: ExportSettings): Export {
  return exportInspection(dialect, inspectionOf(name, dialect), requirements, settings);
}

function inspectionOf(name: DialectName, { inspection }: Dialect): Inspection {
  if (typeof inspection !== 'string') return inspection;
  throw new UsageError(`${name} has no do-not-decrypt list: ${inspection}`, { field: '--inspection' });
}

/** Nothing is asked of the removal but that it names what the export made: what could not be said was not written either. */
async function remove(
  name: DialectName,
  inspection: boolean,
  { requirements, settings }: Pick<Selected, 'requirements' | 'settings'>,
  output: unknown,
  io: Io,
): Promise<number> {
  const dialect = await dialectOf(name);
  const writer = inspection ? inspectionOf(name, dialect) : dialect;
  const made = exportRemoval(dialect, writer, requirements, settings);
  if (made === undefined) throw new UsageError(`${name} has no removal to write: ${String(writer.undo)}`, { field: '--undo' });
  if (made.entries.length > 0) return await print(made.text, output, io);
  io.err('The export of these options is empty, so there is nothing to remove and nothing was written\n');
  return 0;
}

async function selected(
  settings: Settings,
  sources: readonly string[],
  { report, onlyMissing }: { readonly report: unknown; readonly onlyMissing: boolean },
): Promise<Selected> {
  if (onlyMissing && typeof report !== 'string')
    throw new UsageError('it needs --report FILE: the JSON report of the run that found what is shut', { field: '--only-missing' });
  const catalogs = await loadCatalogs(settings.catalog);
  const endpoints = selectEndpoints(catalogs, selectionOf(settings, new Date()));
  const titles = catalogs.map(({ title, revision }) => `${title}, revision ${revision}`);
  const listed = requirementsOf(endpoints, catalogs);
  const run = typeof report === 'string' ? await loadReport(report) : undefined;
  const { requirements, taken, notTaken } =
    run === undefined ? { requirements: listed, taken: [], notTaken: [] } : withDerived(listed, run, { shut: onlyMissing });
  const beyond = run === undefined ? {} : { beyond: { found: taken.length + notTaken.length, taken: taken.length } };
  return {
    requirements: onlyMissing && run !== undefined ? missingOnly(requirements, run) : requirements,
    settings: {
      catalogs: titles,
      skipped: onlyMissing ? [] : leftOut(endpoints),
      notTaken,
      sources,
      ...beyond,
      addressRules: onlyMissing ? [] : addressRulesOf(catalogs, endpoints),
    },
    taken,
  };
}

interface Selected {
  readonly requirements: readonly Requirement[];
  readonly settings: ExportSettings;
  /** What the report added, for a person to confirm. */
  readonly taken: readonly string[];
}

function address(text: unknown): string {
  if (typeof text === 'string' && isIPv4(text)) return text;
  throw new UsageError('the address of the server that connects must be an IPv4 address', { field: '--source' });
}
