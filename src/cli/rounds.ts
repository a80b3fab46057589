import { checks } from '../checks/index.ts';
import { packageVersion } from '../files/package-root.ts';
import { loadRecognisers } from '../fingerprints/load.ts';
import type { Catalog } from '../model/catalog/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Scope } from '../model/scope.ts';
import type { LimitedRun, RunInputs } from '../preflight/inputs.ts';
import { vantage } from '../preflight/machine/vantage.ts';
import { runInfo } from '../preflight/run-info.ts';
import { buildReport } from '../report/build.ts';
import { privateRootNotes } from '../report/private-roots.ts';
import { maskFinding } from '../report/redact/mask-finding.ts';
import type { Redactor } from '../report/redact/redact.ts';
import { refreshed } from '../report/refresh.ts';
import { applyWaivers } from '../report/waive.ts';
import { checkKindsOf, type Settings } from '../settings/settings.ts';
import { quotedFor } from '../text/command-quotes.ts';
import type { Io } from './streams/io.ts';
import { errorLine } from './streams/process-io.ts';
import { progressLine } from './streams/progress.ts';
import type { watch } from './watch.ts';

/** What stays the same from round to round. */
export interface Job {
  readonly settings: Settings;
  readonly catalogs: readonly Catalog[];
  readonly scope: Omit<Scope, 'startedAt'>;
  readonly inputs: RunInputs;
  readonly mask: (text: string) => string;
  /** With `--redact`: what is printed while the run goes on passes through it. */
  readonly redactor: Redactor | undefined;
  readonly io: Io;
  /** Findings that went to standard output as they came; `deliver` prints them again only where they changed. */
  readonly streamed: Set<Finding>;
}

/** Checks that are not repeated while watching: each log-on attempt may count towards a lock-out. */
const ONCE: ReadonlySet<string> = new Set(['account']);

/** Probes everything and makes the report; `earlier` is that of the round before. */
export async function wholeRun(
  job: Job,
  limits: LimitedRun,
  { stream, earlier }: { readonly stream?: boolean; readonly earlier?: Report },
): Promise<Report> {
  const startedAt = new Date();
  const found = await probe(job, limits, { startedAt, stream: stream === true, without: earlier === undefined ? new Set() : ONCE });
  const kept = earlier?.findings.filter(({ kind }) => ONCE.has(kind)) ?? [];
  const { findings, notes } = applyWaivers(found, job.settings.waivers, startedAt.toISOString());
  if (earlier === undefined && !job.settings.quiet) for (const note of notes) job.io.err(errorLine(`warning: ${note}`));
  return reportOf([...findings, ...kept], notes, startedAt, limits, job);
}

/** How `--watch` probes again. */
export function roundsOf(job: Job, seconds: number): Parameters<typeof watch>[1] {
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
  { scope, settings, mask, redactor, io, streamed }: Job,
  limits: LimitedRun,
  { startedAt, stream, without }: Probing,
): Promise<readonly Finding[]> {
  const { findingLine } = await import('../report/formats/ndjson.ts');
  const masked = new Map<Finding, Finding>();
  const print = (finding: Finding): Finding => {
    const printed = finished(finding, mask);
    masked.set(finding, printed);
    const shown = redactor?.finding(printed) ?? printed;
    streamed.add(shown);
    return shown;
  };
  const progress = progressLine(io, settings.progress && !settings.quiet && !(stream && io.terminal.outIsTty));
  const listener = {
    progress: progress.update,
    ...(stream ? { finding: (finding: Finding) => void io.out(`${findingLine(print(finding))}\n`) } : {}),
  };
  const findings: Finding[] = [];
  const kinds: ReadonlySet<string> = checkKindsOf(settings, process.platform);
  try {
    for (const check of checks(await loadRecognisers())) {
      if (without.has(check.kind) || !kinds.has(check.kind)) continue;
      const whole = { ...scope, startedAt: startedAt.toISOString() };
      for (const finding of await check.run(whole, limits.context, { concurrency: settings.concurrency }, listener)) findings.push(finding);
    }
  } finally {
    progress.clear();
    limits.end();
  }
  const all = findings.map((finding) => masked.get(finding) ?? finished(finding, mask));
  redactor?.learn({ run: { vantage: vantage() }, routes: [], findings: all });
  return all;
}

function reportOf(
  findings: readonly Finding[],
  notes: readonly string[],
  startedAt: Date,
  limits: LimitedRun,
  { settings, catalogs, scope }: Job,
): Report {
  return buildReport({
    tool: { name: 'configmgr-preflight', version: packageVersion() },
    run: runInfo(settings, startedAt, {
      features: [...new Set(scope.endpoints.map(({ endpoint }) => endpoint.feature))],
      interrupted: limits.context.signal.aborted,
      notes: [...limits.notes(), ...privateRootNotes(findings), ...notes],
    }),
    catalogs,
    routes: scope.routes,
    findings,
  });
}

/** Without secrets, and with a command line that works on this machine. */
function finished(finding: Finding, mask: (text: string) => string): Finding {
  const { reproduce } = finding;
  const command = reproduce === null ? null : quotedFor(process.platform, reproduce);
  return maskFinding(command === reproduce ? finding : { ...finding, reproduce: command }, mask);
}
