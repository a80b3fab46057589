import { diffCatalogs } from '../../catalog/diff.ts';
import { importOffice365 } from '../../catalog/import-office365.ts';
import { loadCatalogs } from '../../catalog/load.ts';
import { LIST_FORMATS, type ListFormat, requirementList } from '../../catalog/requirement-list.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import { loadConfig } from '../../config/load.ts';
import { mergeSettings, paramsOf } from '../../config/settings.ts';
import type { Catalog } from '../../model/catalog.ts';
import { readCapped } from '../../read-capped.ts';
import { terminal } from '../../text/escape.ts';
import { UsageError } from '../../usage-error.ts';
import { parseArguments } from '../arguments.ts';
import type { CommandRun, Io } from '../io.ts';
import { printTo } from '../output.ts';

const MAX_IMPORT_BYTES = 16 * 1024 * 1024;

/** The selected catalog as a requirement list, without touching the network; and what else is done with catalogs. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags, configFile } = await parseArguments(
    {
      name: 'configmgr-preflight endpoints',
      usage: '[diff A B | validate FILE | import FILE] [options]',
      description: 'Prints the selected catalog as a requirement list; compares, checks and imports catalogs. Touches no network.',
      groups: ['selection', 'command-line'],
      own: [
        ['--format <format>', `${LIST_FORMATS.join(', ')} (default table)`],
        ['-o, --output <file>', 'write to a file instead of standard output'],
      ],
      examples: [
        'configmgr-preflight endpoints --feature updates',
        'configmgr-preflight endpoints --connector all --include-retired --format json',
        'configmgr-preflight endpoints diff configmgr-scp-2018 configmgr-scp',
      ],
    },
    argv,
    io,
  );
  const [verb, ...rest] = positional;
  const output = typeof flags.output === 'string' ? flags.output : undefined;
  if (verb === 'diff') return await print(await diff(rest), output, io);
  if (verb === 'validate') return await print(await validate(rest), output, io);
  if (verb === 'import') return await print(await imported(rest), output, io);
  if (verb !== undefined)
    throw new UsageError(`unexpected argument "${verb.slice(0, 80)}"`, { hint: 'endpoints takes: diff A B, validate FILE, import FILE' });
  const { format, output: _output, ...selection } = flags;
  const settings = mergeSettings(await loadConfig(configFile, io.cwd), io.env, selection);
  const endpoints = selectEndpoints(await loadCatalogs(settings.catalog), {
    features: settings.feature,
    cloud: settings.cloud,
    mode: 'online',
    connectors: settings.connector,
    params: paramsOf(settings),
    only: settings.only,
    includeRetired: settings.includeRetired,
  });
  return await print(requirementList(endpoints, listFormat(format), io.terminal.columns), output, io);
};

function listFormat(format: unknown): ListFormat {
  const name = String(format ?? 'table');
  const found = LIST_FORMATS.find((one) => one === name);
  if (found === undefined)
    throw new UsageError(`there is no format "${name.slice(0, 80)}"`, { field: '--format', hint: `formats: ${LIST_FORMATS.join(', ')}` });
  return found;
}

async function print(text: string, output: string | undefined, io: Io): Promise<number> {
  await printTo(output, text, io);
  return 0;
}

async function diff(files: readonly string[]): Promise<string> {
  if (files.length !== 2) throw new UsageError('give two catalogs', { hint: 'configmgr-preflight endpoints diff OLD NEW' });
  const [before, after] = (await loadCatalogs(files)) as [Catalog, Catalog];
  const { added, removed, changed } = diffCatalogs(before, after);
  const lines = [
    `${before.id} ${before.revision} -> ${after.id} ${after.revision}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ...added.map((endpoint) => `+ ${endpoint.id}  ${endpoint.host}:${endpoint.ports.join(',')}`),
    ...removed.map((endpoint) => `- ${endpoint.id}  ${endpoint.host}:${endpoint.ports.join(',')}`),
    ...changed.flatMap(({ id, fields }) => [
      `~ ${id}`,
      ...fields.map(({ field, before: old, after: now }) => `    ${field}: ${old} -> ${now}`),
    ]),
  ];
  return `${lines.map(terminal).join('\n')}\n`;
}

async function validate(files: readonly string[]): Promise<string> {
  if (files.length === 0) throw new UsageError('give a catalog file', { hint: 'configmgr-preflight endpoints validate my-catalog.yaml' });
  const catalogs = await loadCatalogs(files);
  return catalogs
    .map(
      (catalog, index) =>
        `${terminal(files[index] ?? '')}: valid, ${catalog.endpoints.length} entries, ${terminal(`${catalog.id} ${catalog.revision}`)}\n`,
    )
    .join('');
}

async function imported(files: readonly string[]): Promise<string> {
  const file = files[0];
  if (file === undefined)
    throw new UsageError('give the JSON file of endpoints.office.com', {
      hint: 'configmgr-preflight endpoints import office365.json -o office365.yaml',
    });
  const { stringify } = await import('yaml');
  return stringify(importOffice365(await textOf(file), file), { lineWidth: 0 });
}

async function textOf(file: string): Promise<string> {
  return (await readCapped(file, MAX_IMPORT_BYTES, 'the file')).toString('utf8');
}
