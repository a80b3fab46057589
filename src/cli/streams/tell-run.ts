import { setFlagsFromString } from 'node:v8';
import type { Finding } from '../../model/finding.ts';
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
  /** Findings that went to standard output; `deliver` prints them again only where they changed. */
  readonly streamed: ReadonlySet<Finding>;
  /** Takes the progress line away. */
  readonly end: () => void;
}

/** A run's events as lines: warnings, progress and changes on standard error, findings on standard output. */
export async function tellRun(settings: Settings, { redactor, io, stream }: Telling): Promise<Told> {
  const progress = progressLine(io, settings.progress && !settings.quiet && !(stream && io.terminal.outIsTty), settings.timeout);
  const streamed = new Set<Finding>();
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
  if (!stream) return { events, streamed, end: progress.clear };
  const { findingLine } = await import('../../report/formats/ndjson.ts');
  const finding = (found: Finding): void => {
    const shown = redactor?.finding(found) ?? found;
    streamed.add(shown);
    void io.out(`${findingLine(shown)}\n`);
  };
  return { events: { ...events, finding }, streamed, end: progress.clear };
}

/** V8 lets its heap grow to four times of what is in use before it cleans up; from now on to a third more. */
function slowHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
