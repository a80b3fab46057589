import { loadCatalogs } from '../../catalog/load.ts';
import { selectEndpoints } from '../../catalog/select.ts';
import { packageVersion } from '../../files/package-root.ts';
import type { Catalog } from '../../model/catalog/catalog.ts';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { UsageError } from '../../model/usage-error.ts';
import { configNotes, runBeginning, runInfo } from '../../preflight/run-info.ts';
import { buildReport } from '../../report/build.ts';
import { applyWaivers } from '../../report/waive.ts';
import { type Settings, selectionOf } from '../../settings/settings.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { sinceTime } from '../arguments/since.ts';
import { loadBaseline } from '../baseline.ts';
import { findLogs } from '../logs/log-files.ts';
import { readLogs } from '../logs/read-logs.ts';
import { siteLogs } from '../logs/site-logs.ts';
import { readSettings } from '../read-settings.ts';
import { loadRedactor, redactedErrors, wordsToHide } from '../redactor.ts';
import { deliver } from '../streams/deliver.ts';
import type { CommandRun, Io } from '../streams/io.ts';
import { errorLine } from '../streams/process-io.ts';
import { reportFiles } from '../streams/report-files.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight logs',
  usage: '[PATH...] [options]',
  description:
    'Reads logs of the service connection point (Dmpdownloader.log and its kin) and tells their network errors by endpoint and cause. PATH: a log, a folder or a zip of them, - for standard input; without one, the folders of this site system server. Touches no network.',
  groups: ['selection', 'output'],
  own: [['--since <time>', 'only entries since then: 2024-03-14T19:00Z, 90m, 24h, 7d']],
  examples: [
    'configmgr-preflight logs "D:\\Microsoft Configuration Manager\\Logs"',
    'configmgr-preflight logs Dmpdownloader.lo_ Dmpdownloader.log --since 24h',
    'configmgr-preflight logs - --format json < ConfigMgrSetup.log | jq .summary',
  ],
} as const satisfies Parameters<typeof parseArguments>[0];

/** `logs PATH...`: network errors of logs as a report, like that of `check`. Exit code 2 when nothing could be read. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags, configFile } = await parseArguments(SHAPE, argv, io);
  const onSite = await logPaths(positional, io);
  const { since, ...own } = flags;
  const run = runBeginning();
  const { startedAt } = run;
  const from = typeof since === 'string' ? sinceTime(since, startedAt) : undefined;
  const settings = await readSettings({ configFile, flags: own }, io);
  refuseWhatOnlyProbesHave(own);
  const redactor = settings.redact ? await loadRedactor(wordsToHide(settings)) : undefined;
  const files = await reportFiles(settings);
  const baseline = await loadBaseline(settings);
  const catalogs = await loadCatalogs(settings.catalog);
  const endpoints = everyEntry(catalogs, settings);
  const isSelected = selectionTest(catalogs, settings);
  const found = await findLogs(onSite.paths);
  const read = await readLogs(found.sources, endpoints, from, isSelected, io);
  const told = [...onSite.notes, ...found.notes, ...read.notes];
  if (!settings.quiet) for (const problem of read.problems) io.err(errorLine(`warning: ${problem}`));
  if (read.readable === 0 && !io.interrupted.aborted)
    throw new UsageError('none of the logs could be read', {
      hint: 'logs are text with entries such as <![LOG[...]LOG]!><time=...> or ...  $$<COMPONENT><time><thread=...>',
    });
  const { findings, notes } = applyWaivers(read.findings, settings.waivers, startedAt.toISOString());
  const features = [...new Set(findings.flatMap(({ feature }) => feature ?? []))];
  const interrupted = io.interrupted.aborted;
  const report = buildReport({
    tool: { name: 'configmgr-preflight', version: packageVersion() },
    run: runInfo(settings, run, { features, interrupted, notes: [...configNotes(settings), ...told, ...notes] }),
    ...{ catalogs, routes: [], findings },
  });
  return deliver(report, { settings, files, baseline, redactor, io: redactedErrors(io, redactor) });
};

/** What is named, or where a site system server keeps its logs. */
async function logPaths(
  named: readonly string[],
  io: Io,
): Promise<{ readonly paths: readonly string[]; readonly notes: readonly string[] }> {
  if (named.length > 0) return { paths: named, notes: [] };
  const { folders, notes } = await siteLogs(io.env);
  if (folders.length > 0) return { paths: folders, notes };
  throw new UsageError('give log files or folders of them, or - for standard input', {
    hint: 'configmgr-preflight logs Dmpdownloader.log; on a site system server the folders are found without a path',
  });
}

function refuseWhatOnlyProbesHave({ watch, saveFacts }: Readonly<Record<string, unknown>>): void {
  if (watch !== undefined) throw new UsageError('logs are read once', { field: '--watch' });
  if (saveFacts !== undefined) throw new UsageError('logs hold no facts of probes', { field: '--save-facts' });
}

/** A log may name anything: hosts are looked up in all entries, dropped ones and those of other clouds too. */
function everyEntry(catalogs: readonly Catalog[], settings: Settings): readonly ScopedEndpoint[] {
  return selectEndpoints(catalogs, {
    ...selectionOf(settings, new Date()),
    features: [],
    only: [],
    cloud: 'all',
    connectors: ['all'],
    includeRetired: true,
    mode: 'online',
  });
}

/** With --feature or --only: is one of the entries of a host among those asked for? What no entry covers always counts. */
function selectionTest(catalogs: readonly Catalog[], settings: Settings): (entries: readonly ScopedEndpoint[]) => boolean {
  if (settings.feature.length === 0 && settings.only.length === 0) return () => true;
  const chosen = selectEndpoints(catalogs, {
    ...selectionOf(settings, new Date()),
    cloud: 'all',
    connectors: ['all'],
    includeRetired: true,
    mode: 'online',
  });
  const keys = new Set(chosen.map(({ key }) => key));
  return (entries) => entries.length === 0 || entries.some(({ key }) => keys.has(key));
}
