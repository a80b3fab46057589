import { UsageError } from '../model/usage-error.ts';
import { SYSTEM, vantage } from '../preflight/machine/vantage.ts';
import { preflight } from '../preflight/preflight.ts';
import type { Settings } from '../settings/settings.ts';
import { loadBaseline } from './baseline.ts';
import { loadRedactor, redactedErrors, wordsToHide } from './redactor.ts';
import { deliver } from './streams/deliver.ts';
import type { Io } from './streams/io.ts';
import { reportFiles } from './streams/report-files.ts';
import { tellRun } from './streams/tell-run.ts';

/** `check` once its settings are known: the run is told on the streams, its report delivered. Returns the exit code. */
export async function runCheck(settings: Settings, streams: Io): Promise<number> {
  const redactor = settings.redact ? await loadRedactor(wordsToHide(settings)) : undefined;
  const io = redactedErrors(streams, redactor);
  const files = await reportFiles(settings);
  const baseline = await loadBaseline(settings);
  refuseCombined(settings);
  const { events, end } = await tellRun(settings, { redactor, io, stream: settings.format === 'ndjson' });
  const facts: Buffer[] = [];
  const keep = (lines: Iterable<string>): void => {
    for (const line of lines) facts.push(Buffer.from(line));
  };
  const report = await (settings.asSystem && vantage().account !== SYSTEM
    ? (await import('./as-system.ts')).checkAsSystem(settings, io)
    : preflight(settings, settings.saveFacts === undefined ? events : { ...events, facts: keep }, streams)
  ).finally(end);
  return deliver(report, { settings, files, baseline, redactor, facts, io });
}

/** Facts are those of one round, and judging them needs the names. */
function refuseCombined({ saveFacts, redact, watch }: Settings): void {
  if (saveFacts === undefined || !(redact || watch !== undefined)) return;
  throw new UsageError(`it cannot be combined with ${redact ? '--redact' : '--watch'}`, {
    field: '--save-facts',
    hint: redact ? 'save the facts without it, and redact what is made of them: report --from-facts FILE --redact' : undefined,
  });
}
