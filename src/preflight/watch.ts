import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { compareReports } from '../report/compare/compare.ts';
import type { FailOn } from '../report/exit-code.ts';
import type { WatchEvent } from './events.ts';

/** How a run is repeated until everything is green. */
export interface Rounds {
  readonly seconds: number;
  readonly failOn: FailOn;
  /** Probes everything again. */
  readonly whole: (report: Report) => Promise<Report>;
  readonly tell: (event: WatchEvent) => void;
  readonly interrupted: AbortSignal;
}

/**
 * Probes everything again, every so many seconds, and tells what changes: rows that stand side by side in a report are of one time, since each leans on others. When
 * all is green everything is probed once more; that run is the report. An interrupt ends it with the last round that was whole, and the report says of when that is.
 */
export async function watch(first: Report, { seconds, failOn, whole, tell, interrupted }: Rounds): Promise<Report> {
  let report = first;
  tell({ kind: 'begin', findings: notGreen(report, failOn).length, seconds });
  for (let last = false; !last; ) {
    if (interrupted.aborted) return asOf(report);
    const standing = notGreen(report, failOn);
    if (standing.length === 0) {
      if (report === first) return report;
      tell({ kind: 'last-round' });
      last = true;
    } else {
      if (report !== first) tell({ kind: 'waiting', standing, seconds });
      await pause(seconds, interrupted);
    }
    if (interrupted.aborted) return asOf(report);
    const next = await whole(report);
    if (interrupted.aborted) return asOf(report);
    tell(changed(report, next));
    last = last && notGreen(next, failOn).length === 0;
    report = next;
  }
  return report;
}

/** The findings that stand between a report and exit code 0: failures, warnings where they count, and what is required and inconclusive. */
function notGreen({ findings }: Report, failOn: FailOn): readonly Finding[] {
  return findings.filter(
    ({ children, status, required }) =>
      children === undefined && (status === 'fail' || (status === 'inconclusive' && required) || (status === 'warn' && failOn === 'warn')),
  );
}

/** Nothing of it was asked again since: a reader must not take it for the state at the end. */
function asOf(report: Report): Report {
  const note = `The run was interrupted while it watched. All rows are of the round that ended at ${report.run.finishedAt}; nothing was asked again since.`;
  return { ...report, run: { ...report.run, notes: [...report.run.notes, note] } };
}

function changed(before: Report, after: Report): WatchEvent {
  return { kind: 'changes', changes: compareReports(before, after).changes };
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
