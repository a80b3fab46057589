import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../model/report.ts';
import { compareReports } from '../report/compare/compare.ts';
import type { FailOn } from '../report/exit-code.ts';
import { notGreen } from '../report/refresh.ts';
import type { WatchEvent } from './events.ts';

export interface Rounds {
  readonly seconds: number;
  readonly failOn: FailOn;
  /** Probes these findings again and puts them in place of the older ones. */
  readonly again: (report: Report, ids: ReadonlySet<string>) => Promise<Report>;
  /** Probes everything again. */
  readonly whole: (report: Report) => Promise<Report>;
  readonly tell: (event: WatchEvent) => void;
  readonly interrupted: AbortSignal;
}

/**
 * Probes again what is not green, every so many seconds, and tells what changes. When all of it is green everything is probed once more, since a new rule can
 * break what worked; that run is the report. An interrupt ends it with what is known by then.
 */
export async function watch(first: Report, { seconds, failOn, again, whole, tell, interrupted }: Rounds): Promise<Report> {
  let report = first;
  tell({ kind: 'begin', findings: notGreen(report, failOn).size, seconds });
  for (let ids = notGreen(report, failOn); ids.size > 0; ids = notGreen(report, failOn)) {
    await pause(seconds, interrupted);
    if (interrupted.aborted) return report;
    let next = await again(report, ids);
    if (interrupted.aborted) return report;
    tell(changed(report, next));
    if (notGreen(next, failOn).size === 0) {
      tell({ kind: 'last-round' });
      const before = next;
      next = await whole(next);
      if (interrupted.aborted) return before;
      tell(changed(before, next));
    }
    report = next;
  }
  return report;
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
