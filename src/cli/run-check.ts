import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { loadCatalogs } from '../catalog/load.ts';
import { selectEndpoints } from '../catalog/select.ts';
import { holdNotes, selectionNotes } from '../catalog/selection-notes.ts';
import type { Report } from '../model/report.ts';
import type { Scope } from '../model/scope.ts';
import { prepareRun } from '../preflight/inputs.ts';
import { fullHostname } from '../preflight/machine/full-hostname.ts';
import { identityNotes, vantage } from '../preflight/machine/vantage.ts';
import { configNotes } from '../preflight/run-info.ts';
import { reportRoute } from '../report/build.ts';
import { checkKindsOf, mistypedVariables, notAskedNotes, type Settings, selectionOf, serversOf } from '../settings/settings.ts';
import { masker } from '../text/mask.ts';
import { loadBaseline } from './baseline.ts';
import { loadRedactor, redactedErrors, wordsToHide } from './redactor.ts';
import { type Job, roundsOf, wholeRun } from './rounds.ts';
import { deliver, formatName, reportFile } from './streams/deliver.ts';
import type { Io } from './streams/io.ts';
import { errorLine } from './streams/process-io.ts';
import { watch } from './watch.ts';

/** More endpoints than this make memory worth a tenth of the CPU time. */
const LARGE_RUN = 2000;

/** V8 lets its heap grow to four times of what is in use before it cleans up; from now on to a third more. */
function slowHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=30');
}

/** `check` once its settings are known: the run or runs, reports. Returns the exit code. */
export async function runCheck(settings: Settings, streams: Io): Promise<number> {
  const redactor = settings.redact ? await loadRedactor(wordsToHide(settings)) : undefined;
  const io = redactedErrors(streams, redactor);
  const format = formatName(settings.format, '--format');
  const files = await Promise.all(settings.report.map(reportFile));
  const baseline = await loadBaseline(settings);
  const catalogs = await loadCatalogs(settings.catalog);
  const selection = selectionOf(settings);
  const endpoints = selectEndpoints(catalogs, selection);
  const servers = serversOf(settings, await thisHost(settings, io));
  const prepared = await prepareRun(settings, io, servers);
  const inputs = {
    ...prepared,
    notes: () => [
      ...selectionNotes(catalogs, selection),
      ...holdNotes(endpoints, settings.hold),
      ...notAskedNotes(settings, process.platform),
      ...identityNotes(settings.as, process.platform, vantage().account),
      ...configNotes(settings),
      ...prepared.notes(),
    ],
  };
  redactor?.learn({ run: { vantage: vantage() }, routes: inputs.routes.map(reportRoute), findings: [] });
  for (const warning of [...inputs.warnings, ...mistypedVariables(io.env)]) if (!settings.quiet) io.err(errorLine(`warning: ${warning}`));
  const scope: Omit<Scope, 'startedAt'> = {
    endpoints,
    routes: inputs.routes,
    mode: settings.mode,
    allowPrivate: settings.allowPrivate,
    systemCa: settings.systemCa,
    allAddresses: settings.allAddresses,
    servers,
    nonce: randomBytes(8).toString('hex'),
    journey: settings.journey,
    ...(settings.controlResolver === undefined ? {} : { controlResolver: settings.controlResolver }),
    ...(settings.hold === undefined ? {} : { holdSeconds: settings.hold }),
  };
  if (endpoints.length > LARGE_RUN) slowHeapGrowth();
  const job: Job = { settings, catalogs, scope, inputs, mask: masker(inputs.secrets), redactor, io, streamed: new Set() };
  const report = await reportOf(job, format === 'ndjson').finally(inputs.close);
  return deliver(report, { settings, format, files, baseline, redactor, streamed: job.streamed, io });
}

/** All rounds of the run. */
async function reportOf(job: Job, stream: boolean): Promise<Report> {
  const { inputs, settings, io } = job;
  const first = await wholeRun(job, inputs, { stream });
  return settings.watch === undefined || io.interrupted.aborted ? first : watch(first, roundsOf(job, settings.watch), io);
}

/** With its domain where one of the checks asks about servers. */
function thisHost(settings: Settings, io: Io): Promise<string> {
  const { hostname } = vantage();
  const kinds = checkKindsOf(settings, process.platform);
  const isAsked = (['account', 'port', 'placement'] as const).some((kind) => kinds.has(kind));
  return isAsked ? fullHostname(hostname, io.interrupted) : Promise.resolve(hostname);
}
