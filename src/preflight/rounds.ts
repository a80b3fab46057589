import { release } from 'node:os';
import { checks } from '../checks/index.ts';
import type { SavedAnswer } from '../facts/saved-run.ts';
import { packageVersion } from '../files/package-root.ts';
import { loadRecognisers } from '../fingerprints/load.ts';
import type { Answer } from '../model/answer.ts';
import type { Catalog } from '../model/catalog/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { allRoutes, type Scope } from '../model/scope.ts';
import { buildReport } from '../report/build.ts';
import { endingCertificateNotes } from '../report/ending-certificates.ts';
import { privateRootNotes } from '../report/private-roots.ts';
import { maskFinding } from '../report/redact/mask-finding.ts';
import { applyWaivers, waivedOne } from '../report/waive.ts';
import type { Settings } from '../settings/settings.ts';
import { withCommandFor } from './command-line.ts';
import type { PreflightEvents } from './events.ts';
import type { LimitedRun, RunInputs } from './inputs.ts';
import { platformName } from './machine/vantage.ts';
import { featuresOf, type RunBeginning, runBeginning, runInfo } from './run-info.ts';
import type { Rounds } from './watch.ts';

/** What stays the same from round to round. */
export interface Job {
  readonly settings: Settings;
  readonly catalogs: readonly Catalog[];
  readonly scope: Omit<Scope, 'startedAt'>;
  readonly inputs: RunInputs;
  /** The kinds that are run. */
  readonly checks: ReadonlySet<string>;
  readonly mask: (text: string) => string;
  readonly events: PreflightEvents;
  readonly interrupted: AbortSignal;
}

/** Checks that are not repeated while watching: each log-on attempt may count towards a lock-out. */
const ONCE: ReadonlySet<string> = new Set(['account']);

/** Probes everything and makes the report; `earlier` is that of the round before. */
export async function wholeRun(job: Job, limits: LimitedRun, earlier?: Report, run = runBeginning()): Promise<Report> {
  const { startedAt } = run;
  const isFirst = earlier === undefined;
  const answers: SavedAnswer[] = [];
  const found = await probe(job, limits, { startedAt, isFirst, without: isFirst ? new Set() : ONCE, answers });
  const kept = earlier?.findings.filter(({ kind }) => ONCE.has(kind)).map((finding) => notAskedSince(finding, earlier.run.startedAt)) ?? [];
  const { findings, notes } = applyWaivers(found, job.settings.waivers, startedAt.toISOString());
  if (isFirst) for (const note of notes) job.events.warning?.(note);
  const report = reportOf([...findings, ...kept], notes, run, limits, job);
  if (isFirst && job.events.facts !== undefined) job.events.facts(await factsOf(report, answers, startedAt, job));
  return report;
}

/** A row of an earlier round that this one did not ask again. */
function notAskedSince(finding: Finding, startedAt: string): Finding {
  if (finding.evidence.notAskedSince !== undefined) return finding;
  return {
    ...finding,
    message: `${finding.message} Not asked again since ${startedAt}.`.trim(),
    evidence: { ...finding.evidence, notAskedSince: startedAt },
  };
}

async function factsOf(
  report: Report,
  answers: readonly SavedAnswer[],
  startedAt: Date,
  { settings, scope, checks, mask }: Job,
): Promise<Iterable<string>> {
  const { factsLines } = await import('../facts/write.ts');
  const { tool, run, catalogs } = report;
  const { waivers } = settings;
  return factsLines(
    { tool, run, catalogs, waivers, checks: [...checks], scope: { ...scope, startedAt: startedAt.toISOString() }, answers },
    mask,
  );
}

/** How `--watch` probes again. */
export function roundsOf(job: Job, seconds: number): Rounds {
  const { settings, inputs, events, interrupted } = job;
  return {
    seconds,
    failOn: settings.failOn,
    interrupted,
    tell: (event) => events.watching?.(event),
    whole: (report) => wholeRun(job, inputs.renew(), report),
  };
}

interface Probing {
  readonly startedAt: Date;
  /** Findings are told as they come. */
  readonly isFirst: boolean;
  /** Kinds of checks to leave out. */
  readonly without: ReadonlySet<string>;
  /** All answers are put here, when somebody wants the facts. */
  readonly answers?: SavedAnswer[];
}

async function probe(
  { scope, settings, checks: wanted, mask, events }: Job,
  limits: LimitedRun,
  { startedAt, isFirst, without, answers }: Probing,
): Promise<readonly Finding[]> {
  const once = finishedOnce(mask);
  const waived = waivedOne(settings.waivers, startedAt.toISOString());
  const { finding: told, answer: facts } = events;
  const whole = { ...scope, startedAt: startedAt.toISOString() };
  const findings: Finding[] = [];
  try {
    for (const check of checks(await loadRecognisers())) {
      if (without.has(check.kind) || !wanted.has(check.kind)) continue;
      const listener = {
        ...(events.progress === undefined ? {} : { progress: events.progress }),
        ...(facts === undefined ? {} : { answer: (one: Answer<unknown, unknown>) => facts(check.kind, one) }),
        ...(answers === undefined || events.facts === undefined
          ? {}
          : {
              answers: (all: readonly Answer<unknown, unknown>[]) => {
                for (const one of all) answers.push({ check: check.kind, ...one });
              },
            }),
        ...(told === undefined || !isFirst ? {} : { finding: (finding: Finding) => told(waived(once(finding))) }),
      };
      for (const finding of await check.run(whole, limits.context, { concurrency: settings.concurrency }, listener)) findings.push(finding);
    }
  } finally {
    limits.end();
  }
  const all = findings.map(once);
  events.judged?.(all);
  return all;
}

/** A finding that was told and is still the same is the same object in the report. */
function finishedOnce(mask: (text: string) => string): (finding: Finding) => Finding {
  // Provisional findings are told and forgotten: thousands of them would stay for nothing.
  const done = new WeakMap<Finding, Finding>();
  return (finding) => {
    const known = done.get(finding) ?? finished(finding, mask);
    done.set(finding, known);
    return known;
  };
}

/** Who made a report. */
export function tool(): Report['tool'] {
  return { name: 'configmgr-preflight', version: packageVersion() };
}

function reportOf(
  findings: readonly Finding[],
  notes: readonly string[],
  run: RunBeginning,
  limits: LimitedRun,
  { settings, catalogs, scope }: Job,
): Report {
  return buildReport({
    tool: tool(),
    run: runInfo(settings, run, {
      features: featuresOf(scope.endpoints),
      interrupted: limits.context.signal.aborted,
      notes: [...limits.notes(), ...privateRootNotes(findings), ...endingCertificateNotes(findings, run.startedAt.toISOString()), ...notes],
    }),
    catalogs,
    routes: allRoutes(scope),
    findings,
  });
}

/** Without secrets, and with a command line that works on this machine. */
function finished(finding: Finding, mask: (text: string) => string): Finding {
  return maskFinding(withCommandFor(platformName(process.platform, release(), ''), finding), mask);
}
