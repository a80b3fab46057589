import { setFlagsFromString } from 'node:v8';
import type { PreflightEvents } from '../../preflight/events.ts';
import { vantage } from '../../preflight/machine/vantage.ts';
import type { Redactor } from '../../report/redact/redact.ts';
import { mistypedVariables, type Settings } from '../../settings/settings.ts';
import type { Io } from './io.ts';
import { errorLine } from './process-io.ts';
import { progressLine } from './progress.ts';
import { watchLines } from './watch-lines.ts';

/** More endpoints than this make memory worth a tenth of the CPU time. */
const LARGE_RUN = 2000;

interface Telling {
  /** With `--redact`: it learns the run's names, and what is printed while the run goes on passes through it. */
  readonly redactor: Redactor | undefined;
  readonly io: Io;
  /** Findings go to standard output as they come. */
  readonly stream: boolean;
}

interface Told {
  readonly events: PreflightEvents;
  /** Takes the progress line away. */
  readonly end: () => void;
}

/** A run's events as lines: warnings, progress and changes on standard error, findings on standard output. */
export async function tellRun(settings: Settings, { redactor, io, stream }: Telling): Promise<Told> {
  const progress = progressLine(io, settings.progress && !settings.quiet && !(stream && io.terminal.outIsTty), settings.timeout);
  const warning = (text: string): void => {
    if (!settings.quiet) io.err(errorLine(`warning: ${text}`));
  };
  const events: PreflightEvents = {
    warning,
    progress: progress.update,
    prepared: ({ endpoints, routes, vantage: from }) => {
      redactor?.learn({ run: { vantage: from }, routes, findings: [] });
      for (const text of [...mistypedVariables(io.env), ...(settings.hints ?? [])]) warning(text);
      if (endpoints.length > LARGE_RUN) slowHeapGrowth();
    },
    judged: (findings) => {
      progress.clear();
      redactor?.learn({ run: { vantage: vantage() }, routes: [], findings });
    },
    watching: (event) => {
      for (const line of watchLines(event)) io.err(errorLine(`${new Date().toISOString().slice(11, 19)} ${line}`));
    },
  };
  return { events: stream ? await streaming(events, redactor, io) : events, end: progress.clear };
}

/** The same, with lines of NDJSON on standard output that are not final: the run, and each finding as it is judged. */
async function streaming(events: PreflightEvents, redactor: Redactor | undefined, io: Io): Promise<PreflightEvents> {
  const { findingLine, runLine } = await import('../../report/formats/ndjson.ts');
  return {
    ...events,
    prepared: (prepared) => {
      events.prepared?.(prepared);
      const { findings: _findings, summary: _summary, run, ...head } = redactor?.report(prepared.begun) ?? prepared.begun;
      const { finishedAt: _finishedAt, durationMs: _durationMs, interrupted: _interrupted, notes: _notes, ...known } = run;
      void io.out(runLine({ ...head, run: known }, false));
    },
    finding: (found) => void io.out(findingLine(redactor?.finding(found) ?? found, false)),
  };
}

/** V8 lets its heap grow to four times of what is in use before it cleans up; from now on to a third more. */
function slowHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
