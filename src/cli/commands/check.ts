import { randomUUID } from 'node:crypto';
import { loadCatalogs } from '../../catalog/load.ts';
import { loadRecognisers } from '../../catalog/load-fingerprints.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import { checks } from '../../checks/index.ts';
import { loadConfig } from '../../config/load.ts';
import { mergeSettings, paramsOf, type Settings } from '../../config/settings.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { Scope } from '../../model/scope.ts';
import { packageVersion } from '../../package-root.ts';
import { buildReport } from '../../report/build.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import { FORMAT_MODULES, FORMAT_NAMES, type FormatName, isFormatName } from '../../report/formats/index.ts';
import { maskFinding } from '../../report/mask-finding.ts';
import { masker } from '../../text/mask.ts';
import { UsageError } from '../../usage-error.ts';
import { parseArguments } from '../arguments.ts';
import { COMMAND_SUMMARIES } from '../command-names.ts';
import type { CommandRun, Io } from '../io.ts';
import { writeWhole } from '../output.ts';
import { errorLine } from '../process-io.ts';
import { progressLine } from '../progress.ts';
import { prepareRun, type RunInputs } from '../run-inputs.ts';
import { vantage } from '../vantage.ts';

/** The main job: probe, verify, print, write reports. */
export const run: CommandRun = async (argv, io) => {
  const parsed = await parse(argv, io);
  const settings = mergeSettings(await loadConfig(parsed.configFile, io.cwd), io.env, parsed.flags);
  const format = formatName(settings.format, '--format');
  const files = settings.report.map(reportFile);
  const catalogs = await loadCatalogs(settings.catalog);
  const endpoints = selectEndpoints(catalogs, {
    features: settings.feature,
    cloud: settings.cloud,
    mode: settings.mode,
    connectors: settings.connector,
    params: paramsOf(settings),
    only: settings.only,
    includeRetired: settings.includeRetired,
  });
  const inputs = await prepareRun(settings, io);
  for (const warning of inputs.warnings) if (!settings.quiet) io.err(errorLine(`warning: ${warning}`));
  const startedAt = new Date();
  const scope: Scope = {
    endpoints,
    routes: inputs.routes,
    mode: settings.mode,
    allowPrivate: settings.allowPrivate,
    systemCa: settings.systemCa,
    allAddresses: settings.allAddresses,
    startedAt: startedAt.toISOString(),
  };
  const mask = masker(inputs.secrets);
  const findings = await probe(scope, inputs, settings, { mask, stream: format === 'ndjson' }, io);
  const report = await reportOf(findings, { settings, catalogs, scope, startedAt, interrupted: io.interrupted.aborted, inputs });
  return deliver(report, { settings, format, files, io });
};

async function parse(argv: readonly string[], io: Io): ReturnType<typeof parseArguments> {
  const parsed = await parseArguments(
    {
      name: 'configmgr-preflight',
      usage: '[command] [options]',
      description: 'Is everything reachable that the service connection point needs, and if not, who must change what?',
      groups: ['selection', 'probing', 'output', 'command-line'],
      commands: Object.entries(COMMAND_SUMMARIES),
      examples: [
        'configmgr-preflight',
        'configmgr-preflight --route http://proxy.corp.example:8080 --report json=preflight.json',
        'configmgr-preflight --feature updates --format junit > preflight.xml',
      ],
    },
    argv,
    io,
  );
  if (parsed.positional.length > 0)
    throw new UsageError(`unexpected argument "${(parsed.positional[0] ?? '').slice(0, 80)}"`, { hint: 'see --help' });
  return parsed;
}

function formatName(name: string, field: string): FormatName {
  if (isFormatName(name)) return name;
  throw new UsageError(`there is no format "${name.slice(0, 80)}"`, { field, hint: `formats: ${FORMAT_NAMES.join(', ')}` });
}

interface ReportFile {
  readonly format: FormatName;
  readonly path: string;
}

function reportFile(spec: string): ReportFile {
  const at = spec.indexOf('=');
  return { format: formatName(spec.slice(0, at), '--report'), path: spec.slice(at + 1) };
}

async function probe(
  scope: Scope,
  inputs: RunInputs,
  settings: Settings,
  { mask, stream }: { readonly mask: (text: string) => string; readonly stream: boolean },
  io: Io,
): Promise<readonly Finding[]> {
  const { findingLine } = await import('../../report/formats/ndjson.ts');
  const progress = progressLine(io, settings.progress && !settings.quiet && !(stream && io.terminal.outIsTty));
  const listener = {
    progress: progress.update,
    ...(stream ? { finding: (finding: Finding) => void io.out(`${findingLine(maskFinding(finding, mask))}\n`) } : {}),
  };
  const findings: Finding[] = [];
  try {
    for (const check of checks(await loadRecognisers())) {
      findings.push(...(await check.run(scope, inputs.context, { concurrency: settings.concurrency }, listener)));
    }
  } finally {
    progress.clear();
    inputs.end();
  }
  return findings.map((finding) => maskFinding(finding, mask));
}

async function reportOf(
  findings: readonly Finding[],
  parts: {
    readonly settings: Settings;
    readonly catalogs: readonly Catalog[];
    readonly scope: Scope;
    readonly startedAt: Date;
    readonly interrupted: boolean;
    readonly inputs: RunInputs;
  },
): Promise<Report> {
  const { settings, catalogs, scope, startedAt, interrupted, inputs } = parts;
  const finishedAt = new Date();
  const notes = inputs.notes();
  return buildReport({
    tool: { name: 'configmgr-preflight', version: packageVersion() },
    run: {
      id: randomUUID(),
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      mode: settings.mode,
      cloud: settings.cloud,
      features: [...new Set(scope.endpoints.map(({ endpoint }) => endpoint.feature))],
      vantage: vantage(),
      interrupted,
      notes: interrupted ? ['The run was interrupted; what was not run is inconclusive.', ...notes] : notes,
    },
    catalogs,
    routes: scope.routes,
    findings,
  });
}

interface Delivery {
  readonly settings: Settings;
  readonly format: FormatName;
  readonly files: readonly ReportFile[];
  readonly io: Io;
}

/** Files first: whoever reads standard output may never come to its end. It is printed also when a file cannot be written. */
async function deliver(report: Report, { settings, format, files, io }: Delivery): Promise<number> {
  const color = settings.color && io.terminal.outIsTty && (io.env.NO_COLOR ?? '') === '';
  const render = async (name: FormatName, options: { readonly width: number; readonly color: boolean }): Promise<string | Uint8Array> => {
    return (await FORMAT_MODULES[name]()).render(report, { ...options, verbose: settings.verbose });
  };
  let code: number = exitCodeOf(report, settings.failOn, { interrupted: io.interrupted.aborted });
  for (const file of files) {
    try {
      await writeWhole(file.path, await render(file.format, { width: 120, color: false }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.err(errorLine(`error: the report ${error.located}`));
      code = 2;
    }
  }
  await io.out(await render(format, { width: io.terminal.columns, color }));
  return code;
}
