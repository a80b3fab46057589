import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { loadCatalogs } from '../catalog/load.ts';
import { selectEndpoints, selectNegative } from '../catalog/select.ts';
import type { Selection } from '../catalog/selection.ts';
import {
  endWarnings,
  holdNotes,
  negativeNotes,
  releaseNotes,
  revocationNotes,
  selectionNotes,
  unprovenNotes,
} from '../catalog/selection-notes.ts';
import type { Catalog } from '../model/catalog/catalog.ts';
import type { Report } from '../model/report.ts';
import { allRoutes, type Scope, type ScopedEndpoint } from '../model/scope.ts';
import type { CheckKind, ServerScope } from '../model/servers.ts';
import { buildReport } from '../report/build.ts';
import { withFullNames } from '../settings/full-names.ts';
import { checkKindsOf, notAskedNotes, type Settings, selectionOf, serversOf, untestedPortNotes } from '../settings/settings.ts';
import { masker } from '../text/mask.ts';
import type { PreflightEvents, PreparedRun } from './events.ts';
import { type Outside, prepareRun, type RunInputs } from './inputs.ts';
import { configuredProxyNotes, mayMeanProxy } from './machine/configured-proxy.ts';
import { fullHostname } from './machine/full-hostname.ts';
import { slowRefusalNotes } from './machine/slow-refusals.ts';
import { identityNotes, vantage } from './machine/vantage.ts';
import { type Job, roundsOf, tool, wholeRun } from './rounds.ts';
import { configNotes, featuresOf, type RunBeginning, runBeginning, runInfo } from './run-info.ts';
import { refuseWithoutTarget } from './targets.ts';
import { watch } from './watch.ts';

/**
 * One run: everything that the settings select is probed and judged; with `watch`, until it is green. `events` tells while it goes on; `outside` is what the
 * run is given besides settings, and what is left out is empty: no variables, no standard input, no interrupt. An interrupt or the deadline ends the run with a
 * report in which the rest is inconclusive. Rejects with `UsageError`, before anything is probed, when settings, catalogs or the files they name are wrong.
 */
export async function preflight(asked: Settings, events: PreflightEvents = {}, outside: Partial<Outside> = {}): Promise<Report> {
  const given = whole(outside);
  const { settings, notes: named } = withFullNames(asked);
  const catalogs = await loadCatalogs(settings.catalog);
  const selection = selectionOf(settings, new Date());
  const endpoints = selectEndpoints(catalogs, selection);
  const checks = checkKindsOf(settings, process.platform);
  const servers = serversOf(settings, await thisHost(checks, given));
  refuseWithoutTarget(settings, servers);
  const inputs = await prepareRun(settings, given, { servers, checks });
  try {
    const run = runBeginning();
    events.prepared?.(preparedRun(settings, run, catalogs, endpoints, inputs));
    const ends = endWarnings(endpoints, settings.siteVersion, new Date().toISOString());
    for (const warning of [...inputs.warnings, ...ends]) events.warning?.(warning);
    return await allRounds(
      {
        ...{ settings, catalogs, checks, events },
        scope: { ...scopeOf(settings, endpoints, servers, inputs), ...negativeOf(settings, catalogs, selection) },
        inputs: {
          ...inputs,
          notes: () => [...ends, ...named, ...notesOf(settings, selection, catalogs, endpoints, inputs), ...inputs.notes()],
        },
        mask: masker(inputs.secrets),
        interrupted: given.interrupted,
      },
      given.env,
      run,
    );
  } finally {
    inputs.close();
  }
}

/** Standard input is not touched before somebody reads it: where it is unusable, touching it throws. */
function whole(outside: Partial<Outside>): Outside {
  return {
    get stdin() {
      return outside.stdin ?? Readable.from([]);
    },
    ...(outside.askPassword === undefined ? {} : { askPassword: outside.askPassword }),
    env: outside.env ?? {},
    interrupted: outside.interrupted ?? new AbortController().signal,
  };
}

function preparedRun(
  settings: Settings,
  run: RunBeginning,
  catalogs: readonly Catalog[],
  endpoints: readonly ScopedEndpoint[],
  inputs: RunInputs,
): PreparedRun {
  const info = runInfo(settings, run, { features: featuresOf(endpoints), interrupted: false, notes: [] });
  const begun = buildReport({ tool: tool(), run: info, catalogs, routes: allRoutes(inputs), findings: [] });
  return { endpoints, routes: begun.routes, vantage: info.vantage, begun };
}

async function allRounds(job: Job, env: Outside['env'], run: RunBeginning): Promise<Report> {
  const { inputs, settings, interrupted } = job;
  const first = await withProxyNotes(await wholeRun(job, inputs, undefined, run), env, interrupted);
  return settings.watch === undefined || interrupted.aborted ? first : watch(first, roundsOf(job, settings.watch));
}

async function withProxyNotes(report: Report, env: Outside['env'], interrupted: AbortSignal): Promise<Report> {
  if (interrupted.aborted || !mayMeanProxy(report.findings)) return report;
  const notes = await configuredProxyNotes(env, interrupted);
  return notes.length === 0 ? report : { ...report, run: { ...report.run, notes: [...report.run.notes, ...notes] } };
}

function scopeOf(
  settings: Settings,
  endpoints: readonly ScopedEndpoint[],
  servers: ServerScope,
  { routes, revocationRoute, systemRoute }: RunInputs,
): Omit<Scope, 'startedAt'> {
  const { mode, siteVersion, allowPrivate, systemCa, allAddresses, journey, controlResolver, hold } = settings;
  return {
    features: settings.feature,
    ...{ endpoints, routes, servers, mode, siteVersion, allowPrivate, systemCa, allAddresses, journey },
    nonce: randomBytes(8).toString('hex'),
    ...(controlResolver === undefined ? {} : { controlResolver }),
    ...(hold === undefined ? {} : { holdSeconds: hold }),
    ...(revocationRoute === undefined ? {} : { revocationRoute }),
    ...(systemRoute === undefined ? {} : { systemRoute }),
  };
}

/** What no rule should let through, where that is asked. */
function negativeOf({ negative }: Settings, catalogs: readonly Catalog[], selection: Selection): Pick<Scope, 'negative'> {
  return negative ? { negative: selectNegative(catalogs, selection) } : {};
}

/** What a reader must know about what was asked, and what was not. */
function notesOf(
  settings: Settings,
  selection: Selection,
  catalogs: readonly Catalog[],
  endpoints: readonly ScopedEndpoint[],
  inputs: RunInputs,
): readonly string[] {
  return [
    ...releaseNotes(settings.siteVersion),
    ...selectionNotes(catalogs, selection),
    ...unprovenNotes(endpoints),
    ...(settings.negative ? negativeNotes(selectNegative(catalogs, selection)) : []),
    ...holdNotes(endpoints, settings.hold),
    ...revocationNotes(endpoints, inputs),
    ...notAskedNotes(settings, process.platform),
    ...untestedPortNotes(settings, process.platform),
    ...slowRefusalNotes(settings.timeout, process.platform),
    ...identityNotes(settings.as, process.platform, vantage().account),
    ...configNotes(settings),
  ];
}

/** With its domain where one of the checks asks about servers. */
function thisHost(checks: ReadonlySet<CheckKind>, { interrupted }: Outside): Promise<string> {
  const { hostname } = vantage();
  const isAsked = (['account', 'port', 'placement'] as const).some((kind) => checks.has(kind));
  return isAsked ? fullHostname(hostname, interrupted) : Promise.resolve(hostname);
}
