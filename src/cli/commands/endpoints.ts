import { LIST_FORMATS, requirementList } from '../../catalog/list/requirement-list.ts';
import { loadCatalogs, readStandardInput } from '../../catalog/load.ts';
import { type Imported, importOffice365 } from '../../catalog/office365/import.ts';
import { catalogOfPage, MAX_PAGE_BYTES } from '../../catalog/page/page-catalog.ts';
import { parseCatalog } from '../../catalog/parse.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import type { Selection } from '../../catalog/selection.ts';
import { selectionNotes } from '../../catalog/selection-notes.ts';
import { catalogWarnings } from '../../catalog/warnings.ts';
import { readCapped, textOf } from '../../files/read-capped.ts';
import { CLOUDS } from '../../model/catalog/cloud.ts';
import { UsageError } from '../../model/usage-error.ts';
import { paramsOf } from '../../settings/settings.ts';
import { terminal } from '../../text/escape.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import { readSettings } from '../read-settings.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';
import { endpointChanges } from './endpoint-changes.ts';
import { endpointDiff } from './endpoint-diff.ts';

const MAX_IMPORT_BYTES = 16 * 1024 * 1024;
const MAX_NOTES = 40;

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight endpoints',
  usage: '[diff A B | changes --since WHEN | validate FILE | import FILE | from-docs PAGE.md] [options]',
  description: 'Prints the selected catalog as a requirement list; compares, checks and imports catalogs. Touches no network.',
  groups: ['selection'],
  own: [
    ['--all', 'every entry: all who connect, all clouds, dropped ones too'],
    ['--format <format>', `${LIST_FORMATS.join(', ')} (default table); diff: table, json; changes: table, json, md`],
    ['--since <when>', 'changes: from this day (2025-03-31), month or release (2409) on'],
    ['--fail-on-due <days>', 'changes: exit 1 where something takes effect within so many days, as in 60d'],
    OUTPUT_FLAG,
  ],
  examples: [
    'configmgr-preflight endpoints --feature updates',
    'configmgr-preflight endpoints changes --since 2025-01 --fail-on-due 60d',
    'configmgr-preflight endpoints diff configmgr-scp internet-endpoints.md',
  ],
} as const satisfies Parameters<typeof parseArguments>[0];

/** The selected catalog as a requirement list, without touching the network; and what else is done with catalogs. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags, configFile } = await parseArguments(SHAPE, argv, io);
  const [verb, ...rest] = positional;
  const output = typeof flags.output === 'string' ? flags.output : undefined;
  if (verb === 'diff') return await print(await endpointDiff(rest, flags.format), output, io);
  if (verb === 'from-docs') return await print(await fromDocs(rest, io), output, io);
  if (verb === 'validate') return await print(await validate(rest, io), output, io);
  if (verb === 'import') return await print(await imported(rest, flags.cloud, io), output, io);
  if (verb !== 'changes') refuseOfChanges(flags);
  if (verb === 'changes') return await changes(rest, flags, configFile, output, io);
  if (verb !== undefined)
    throw new UsageError(`unexpected argument "${verb.slice(0, 80)}"`, {
      hint: 'endpoints takes: diff A B, changes, validate FILE, import FILE, from-docs PAGE.md',
    });
  return await list(flags, configFile, output, io);
};

async function list(
  flags: Readonly<Record<string, unknown>>,
  configFile: string | undefined,
  output: string | undefined,
  io: Io,
): Promise<number> {
  const { format, output: _output, ...selection } = flags;
  const settings = await readSettings({ configFile, flags: selection }, io);
  const catalogs = await loadCatalogs(settings.catalog);
  const all = flags.all === true;
  const wanted: Selection = {
    features: settings.feature,
    cloud: all ? 'all' : settings.cloud,
    mode: 'online',
    connectors: all ? ['all'] : settings.connector,
    params: paramsOf(settings),
    only: settings.only,
    readFor: { onDate: new Date().toISOString(), siteVersion: settings.siteVersion },
    includeRetired: all || settings.includeRetired,
  };
  const endpoints = selectEndpoints(catalogs, wanted);
  for (const note of selectionNotes(catalogs, wanted)) io.err(`Note: ${terminal(note)}\n`);
  return await print(
    requirementList(endpoints, catalogs, oneOf(format ?? 'table', LIST_FORMATS, '--format'), io.terminal.columns),
    output,
    io,
  );
}

/** Options of `changes` mean nothing elsewhere: who gives them there expects something of them. */
function refuseOfChanges({ since, failOnDue }: Readonly<Record<string, unknown>>): void {
  const field = since !== undefined ? '--since' : failOnDue !== undefined ? '--fail-on-due' : undefined;
  if (field !== undefined)
    throw new UsageError('this belongs to endpoints changes', { field, hint: 'configmgr-preflight endpoints changes --since 2025-01' });
}

/** What else selects entries says nothing of their history. */
const OF_CHANGES: ReadonlySet<string> = new Set(['since', 'failOnDue', 'format', 'catalog', 'siteVersion', 'feature', 'output', 'config']);

async function changes(
  rest: readonly string[],
  { since, failOnDue, format, output: _output, ...selection }: Readonly<Record<string, unknown>>,
  configFile: string | undefined,
  output: string | undefined,
  io: Io,
): Promise<number> {
  const [extra] = rest;
  if (extra !== undefined)
    throw new UsageError(`unexpected argument "${extra.slice(0, 80)}"`, { hint: 'configmgr-preflight endpoints changes --since 2025-01' });
  const field = Object.keys(selection).find((key) => !OF_CHANGES.has(key) && selection[key] !== undefined);
  if (field !== undefined)
    throw new UsageError('endpoints changes takes no such selection', {
      field: `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      hint: '--since, --fail-on-due, --catalog, --feature, --site-version, --format',
    });
  const settings = await readSettings({ configFile, flags: selection }, io);
  const { catalog, siteVersion, feature } = settings;
  const asked = { catalog, siteVersion, features: feature, since, failOnDue, format };
  const { text, code } = await endpointChanges(asked, new Date());
  await print(text, output, io);
  return code;
}

async function print(text: string, output: string | undefined, io: Io): Promise<number> {
  await printTo(output, text, io);
  return 0;
}

async function validate(files: readonly string[], io: Io): Promise<string> {
  if (files.length === 0) throw new UsageError('give a catalog file', { hint: 'configmgr-preflight endpoints validate my-catalog.yaml' });
  const catalogs = await loadCatalogs(files);
  for (const catalog of catalogs) for (const warning of catalogWarnings(catalog)) io.err(`Note: ${terminal(warning)}\n`);
  return catalogs
    .map(
      (catalog, index) =>
        `${terminal(files[index] ?? '')}: valid, ${catalog.endpoints.length + (catalog.negative?.length ?? 0)} entries, ${terminal(`${catalog.id} ${catalog.revision}`)}\n`,
    )
    .join('');
}

async function imported(files: readonly string[], cloud: unknown, io: Io): Promise<string> {
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw new UsageError('give the JSON file of endpoints.office.com', {
      hint: 'configmgr-preflight endpoints import office365.json -o office365.yaml',
    });
  const bytes = file === '-' ? await readStandardInput(MAX_IMPORT_BYTES, 'the file') : await readCapped(file, MAX_IMPORT_BYTES, 'the file');
  const text = textOf(bytes);
  return await written(
    importOffice365(
      text,
      file,
      new Date().toISOString().slice(0, 10),
      CLOUDS.find((one) => one === cloud),
    ),
    file,
    io,
  );
}

async function fromDocs(files: readonly string[], io: Io): Promise<string> {
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw new UsageError('give the Markdown of the page', {
      hint: 'configmgr-preflight endpoints from-docs internet-endpoints.md -o page.yaml',
    });
  const text = textOf(await readCapped(file, MAX_PAGE_BYTES, 'the page'));
  return await written(catalogOfPage(text, file), file, io);
}

/** A catalog as YAML, with its notes on standard error. */
async function written({ catalog, notes }: Imported, file: string, io: Io): Promise<string> {
  for (const note of notes.slice(0, MAX_NOTES)) io.err(`${terminal(note)}\n`);
  if (notes.length > MAX_NOTES) io.err(`... and ${notes.length - MAX_NOTES} more\n`);
  const [{ stringify }, { readYaml }] = await Promise.all([import('yaml'), import('../../yaml/document.ts')]);
  const yaml = stringify(catalog, { lineWidth: 0, aliasDuplicateObjects: false });
  // What is written must be accepted again.
  parseCatalog(readYaml(yaml, file), file, '');
  return yaml;
}
