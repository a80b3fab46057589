import { writeFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import { loadCatalogs } from '../../catalog/load.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import { didYouMean } from '../../catalog/suggest.ts';
import { type Abilities, abilitiesMarkdown, abilitiesOf } from '../../firewall/abilities.ts';
import type { Dialect } from '../../firewall/dialect.ts';
import { DIALECT_NAMES, DIALECTS, type DialectName } from '../../firewall/dialects/index.ts';
import { MATCHERS } from '../../firewall/matchers/index.ts';
import { exemptions, readBack } from '../../firewall/read-back.ts';
import { type Export, type ExportSettings, exportInspection, exportRules, lossLines, unsaid } from '../../firewall/render.ts';
import { leftOut, requirementsOf } from '../../firewall/requirements.ts';
import { CLOUDS } from '../../model/catalog.ts';
import type { Requirement } from '../../model/requirement.ts';
import { UsageError } from '../../usage-error.ts';
import type { CommandRun } from '../io.ts';

/**
 * `firewall --dialect NAME`: the selected catalog as configuration for a product. Losses go to standard error. Ends in 1, with nothing written, when something
 * required cannot be said, unless `--allow-loss`. `--list` shows the dialects.
 */
export const run: CommandRun = async (argv, io) => {
  const options = read(argv);
  if (options.list) {
    await io.out(await list(options.format));
    return 0;
  }
  const name = dialectName(options.dialect);
  const { requirements, settings } = await selected(options);
  const made = await exportFor(name, options.inspection, requirements, settings);
  for (const line of [...settings.skipped.map((entry) => `Left out: ${entry}`), ...lossLines(made.losses)]) io.err(`${line}\n`);
  const missing = unsaid(made.losses).length;
  if (missing > 0 && !options['allow-loss']) {
    io.err(`${missing} required entries cannot be said in full, so nothing was written; --allow-loss writes what can be said\n`);
    return 1;
  }
  if (options.output === undefined) await io.out(made.text);
  else await writeFile(options.output, made.text);
  return 0;
};

type Options = ReturnType<typeof read>;

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        dialect: { type: 'string' },
        inspection: { type: 'boolean', default: false },
        'allow-loss': { type: 'boolean', default: false },
        source: { type: 'string', multiple: true, default: [] },
        output: { type: 'string', short: 'o' },
        list: { type: 'boolean', default: false },
        format: { type: 'string', default: 'md' },
        catalog: { type: 'string', multiple: true, default: [] },
        feature: { type: 'string', multiple: true, default: [] },
        cloud: { type: 'string', default: 'public' },
        mode: { type: 'string', default: 'online' },
        connector: { type: 'string', multiple: true, default: ['scp'] },
        param: { type: 'string', multiple: true, default: [] },
        only: { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    if (!(error instanceof Error) || !String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new UsageError(error.message.split('. ')[0] ?? 'wrong arguments', { hint: 'see `configmgr-preflight firewall --help`' });
  }
}

function oneOf<T extends string>(field: string, value: string | undefined, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const message = value === undefined ? 'this option is needed' : `there is no "${value.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)}"`;
  throw new UsageError(message, {
    field,
    hint: (value === undefined ? undefined : didYouMean(value, known)) ?? `one of: ${known.join(', ')}`,
  });
}

const dialectName = (value: string | undefined) => oneOf('--dialect', value, DIALECT_NAMES);

async function list(format: string): Promise<string> {
  const all: readonly Abilities[] = await Promise.all(DIALECT_NAMES.map(async (name) => abilitiesOf(name, await DIALECTS[name]())));
  return oneOf('--format', format, ['md', 'json']) === 'md' ? abilitiesMarkdown(all) : `${JSON.stringify(all, null, 2)}\n`;
}

/** The export, read back through the matcher of its dialect: what it fails to let through would be a fault of ours. */
async function exportFor(
  name: DialectName,
  inspection: boolean,
  requirements: readonly Requirement[],
  settings: ExportSettings,
): Promise<Export> {
  const [dialect, matcher] = await Promise.all([DIALECTS[name](), MATCHERS[name]()]);
  const made = inspection ? twin(name, dialect, requirements, settings) : exportRules(dialect, requirements, settings);
  const missed = readBack(inspection ? exemptions(matcher) : matcher, made);
  if (missed.length > 0) throw new Error(`the ${name} export does not say ${missed.join(', ')}`);
  return made;
}

function twin(name: DialectName, dialect: Dialect, requirements: readonly Requirement[], settings: ExportSettings): Export {
  if (typeof dialect.inspection !== 'string') return exportInspection(dialect, dialect.inspection, requirements, settings);
  throw new UsageError(`${name} has no do-not-decrypt list: ${dialect.inspection}`, { field: '--inspection' });
}

async function selected(options: Options): Promise<{ readonly requirements: readonly Requirement[]; readonly settings: ExportSettings }> {
  const catalogs = await loadCatalogs(options.catalog);
  const endpoints = selectEndpoints(catalogs, {
    features: options.feature,
    cloud: oneOf('--cloud', options.cloud, CLOUDS),
    mode: oneOf('--mode', options.mode, ['online', 'offline']),
    connectors: options.connector,
    params: Object.fromEntries(options.param.map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)])),
    only: options.only,
    includeRetired: false,
  });
  const settings = {
    catalogs: catalogs.map(({ title, revision }) => `${title}, revision ${revision}`),
    skipped: leftOut(endpoints),
    sources: options.source.map(address),
  };
  return { requirements: requirementsOf(endpoints, catalogs), settings };
}

function address(text: string): string {
  if (isIPv4(text)) return text;
  throw new UsageError('the address of the server that connects must be an IPv4 address', { field: '--source' });
}
