import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../model/report.ts';
import { compareReports } from '../report/compare/compare.ts';
import type { FailOn } from '../report/exit-code.ts';
import { notGreen } from '../report/refresh.ts';
import type { Io } from './streams/io.ts';
import { errorLine } from './streams/process-io.ts';

interface Rounds {
  readonly seconds: number;
  readonly failOn: FailOn;
  /** Probes these findings again and puts them in place of the older ones. */
  readonly again: (report: Report, ids: ReadonlySet<string>) => Promise<Report>;
  /** Probes everything again. */
  readonly whole: (report: Report) => Promise<Report>;
}

/**
 * Probes again what is not green, every so many seconds, and tells on standard error what changes. When all of it is green everything is probed once more,
 * since a new rule can break what worked; that run is the report. An interrupt ends it with what is known by then.
 */
export async function watch(first: Report, { seconds, failOn, again, whole }: Rounds, io: Io): Promise<Report> {
  let report = first;
  tell(io, `watching ${count(notGreen(report, failOn).size)}, every ${seconds} s; Ctrl-C ends it and writes the reports`);
  for (let ids = notGreen(report, failOn); ids.size > 0; ids = notGreen(report, failOn)) {
    await pause(seconds, io.interrupted);
    if (io.interrupted.aborted) return report;
    let next = await again(report, ids);
    if (io.interrupted.aborted) return report;
    tellChanges(report, next, io);
    if (notGreen(next, failOn).size === 0) {
      tell(io, 'nothing is left to watch; everything is probed once more');
      const before = next;
      next = await whole(next);
      if (io.interrupted.aborted) return before;
      tellChanges(before, next, io);
    }
    report = next;
  }
  return report;
}

function tellChanges(before: Report, after: Report, io: Io): void {
  const { changes } = compareReports(before, after);
  for (const { kind, id, before: old, after: now } of changes) {
    if (kind === 'slower') continue;
    const state = now === null ? 'gone' : `${now.status}${now.cause === null ? '' : ` ${now.cause}`}`;
    tell(
      io,
      `${kind}: ${(now ?? old)?.title ?? id}${now?.route == null ? '' : ` (${now.route})`}: ${old?.status ?? 'not asked'} → ${state}`,
    );
  }
}

function count(findings: number): string {
  return findings === 1 ? '1 finding' : `${findings} findings`;
}

function tell(io: Io, text: string): void {
  io.err(errorLine(`${new Date().toISOString().slice(11, 19)} ${text}`));
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
