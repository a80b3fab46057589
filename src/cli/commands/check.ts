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
import { maskFinding } from '../../report/mask-finding.ts';
import { parseReport } from '../../report/parse.ts';
import { refreshed } from '../../report/refresh.ts';
import { applyWaivers } from '../../report/waive.ts';
import { masker } from '../../text/mask.ts';
import { UsageError } from '../../usage-error.ts';
import { parseArguments } from '../arguments.ts';
import { COMMAND_SUMMARIES } from '../command-names.ts';
import { deliver, formatName, reportFile } from '../deliver.ts';
import type { CommandRun, Io } from '../io.ts';
import { errorLine } from '../process-io.ts';
import { progressLine } from '../progress.ts';
import { type LimitedRun, prepareRun, type RunInputs } from '../run-inputs.ts';
import { vantage } from '../vantage.ts';
import { watch } from '../watch.ts';
import { readReport } from './report.ts';

/** The main job: probe, verify, print, write reports. */
export const run: CommandRun = async (argv, io) => {
  const parsed = await parse(argv, io);
  const settings = mergeSettings(await loadConfig(parsed.configFile, io.cwd), io.env, parsed.flags);
  const format = formatName(settings.format, '--format');
  const files = await Promise.all(settings.report.map(reportFile));
  const baseline = await loadBaseline(settings);
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
  const scope: Omit<Scope, 'startedAt'> = {
    endpoints,
    routes: inputs.routes,
    mode: settings.mode,
    allowPrivate: settings.allowPrivate,
    systemCa: settings.systemCa,
    allAddresses: settings.allAddresses,
  };
  const job: Job = { settings, catalogs, scope, inputs, mask: masker(inputs.secrets), io };
  const first = await wholeRun(job, inputs, { stream: format === 'ndjson' && !settings.redact });
  const report = settings.watch === undefined || first.run.interrupted ? first : await watch(first, roundsOf(job, settings.watch), io);
  return deliver(report, { settings, format, files, baseline, io });
};

/** What stays the same from round to round. */
interface Job {
  readonly settings: Settings;
  readonly catalogs: readonly Catalog[];
  readonly scope: Omit<Scope, 'startedAt'>;
  readonly inputs: RunInputs;
  readonly mask: (text: string) => string;
  readonly io: Io;
}

async function loadBaseline({ baseline, failOn }: Settings): Promise<Report | undefined> {
  if (baseline !== undefined) return parseReport(await readReport(baseline), baseline);
  if (failOn !== 'regression') return undefined;
  throw new UsageError('there is nothing to compare with', { field: '--fail-on', hint: 'name a saved JSON report with --baseline FILE' });
}

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

/** Checks that are not repeated while watching: each log-on attempt may count towards a lock-out. */
const ONCE: ReadonlySet<string> = new Set(['account']);

async function wholeRun(
  job: Job,
  limits: LimitedRun,
  { stream, earlier }: { readonly stream?: boolean; readonly earlier?: Report },
): Promise<Report> {
  const startedAt = new Date();
  const found = await probe(job, limits, { startedAt, stream: stream === true, without: earlier === undefined ? new Set() : ONCE });
  const kept = earlier?.findings.filter(({ kind }) => ONCE.has(kind)) ?? [];
  const { findings, notes } = applyWaivers(found, job.settings.waivers, startedAt.toISOString());
  if (earlier === undefined && !job.settings.quiet) for (const note of notes) job.io.err(errorLine(`warning: ${note}`));
  return reportOf([...findings, ...kept], [...limits.notes(), ...notes], startedAt, job);
}

function roundsOf(job: Job, seconds: number): Parameters<typeof watch>[1] {
  const { settings, scope, inputs } = job;
  return {
    seconds,
    failOn: settings.failOn,
    again: async (report, ids) => {
      const startedAt = new Date();
      const part = { ...job, scope: { ...scope, ...onlyFor(scope, report.findings, ids) } };
      const found = await probe(part, inputs.renew(), { startedAt, stream: false, without: ONCE });
      return refreshed(report, applyWaivers(found, settings.waivers, startedAt.toISOString()).findings, new Date().toISOString());
    },
    whole: (report) => wholeRun(job, inputs.renew(), { earlier: report }),
  };
}

/** The endpoints and routes that these findings are about. */
function onlyFor(
  scope: Omit<Scope, 'startedAt'>,
  findings: readonly Finding[],
  ids: ReadonlySet<string>,
): Pick<Scope, 'endpoints' | 'routes'> {
  const routes = new Set(findings.filter(({ id }) => ids.has(id)).map(({ route }) => route));
  const isAsked = (key: string): boolean => [...ids].some((id) => id.startsWith(`endpoint:${key}:`) || id.startsWith(`endpoint:${key}/`));
  return {
    endpoints: scope.endpoints.filter(({ key }) => isAsked(key)),
    routes: scope.routes.filter(({ name }) => routes.has(name)),
  };
}

interface Probing {
  readonly startedAt: Date;
  /** Findings go to standard output as they come. */
  readonly stream: boolean;
  /** Kinds of checks to leave out. */
  readonly without: ReadonlySet<string>;
}

async function probe(
  { scope, settings, mask, io }: Job,
  limits: LimitedRun,
  { startedAt, stream, without }: Probing,
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
      if (without.has(check.kind)) continue;
      const whole = { ...scope, startedAt: startedAt.toISOString() };
      findings.push(...(await check.run(whole, limits.context, { concurrency: settings.concurrency }, listener)));
    }
  } finally {
    progress.clear();
    limits.end();
  }
  return findings.map((finding) => maskFinding(finding, mask));
}

function reportOf(findings: readonly Finding[], notes: readonly string[], startedAt: Date, { settings, catalogs, scope, io }: Job): Report {
  const finishedAt = new Date();
  const interrupted = io.interrupted.aborted;
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
