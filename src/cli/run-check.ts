import { preflight } from '../preflight/preflight.ts';
import type { Settings } from '../settings/settings.ts';
import { loadBaseline } from './baseline.ts';
import { loadRedactor, redactedErrors, wordsToHide } from './redactor.ts';
import { deliver, reportFile } from './streams/deliver.ts';
import type { Io } from './streams/io.ts';
import { tellRun } from './streams/tell-run.ts';

/** `check` once its settings are known: the run is told on the streams, its report delivered. Returns the exit code. */
export async function runCheck(settings: Settings, streams: Io): Promise<number> {
  const redactor = settings.redact ? await loadRedactor(wordsToHide(settings)) : undefined;
  const io = redactedErrors(streams, redactor);
  const files = await Promise.all(settings.report.map(reportFile));
  const baseline = await loadBaseline(settings);
  const { events, streamed, end } = await tellRun(settings, { redactor, io, stream: settings.format === 'ndjson' });
  const report = await preflight(settings, events, streams).finally(end);
  return deliver(report, { settings, files, baseline, redactor, streamed, io });
}
