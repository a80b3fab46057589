import type { LogEvidence } from '../../model/evidence.ts';
import type { Report, RunVerdict } from '../../model/report.ts';

/** Was all that is judged read from logs, so that it tells of what happened and not of what works now? */
export function isLogReport({ findings }: Report): boolean {
  const judged = findings.filter(({ status }) => status !== 'skip');
  return judged.length > 0 && judged.every(({ evidence }) => (evidence as LogEvidence).logs !== undefined);
}

/** Logs tell what was; the role may fare otherwise now. */
export const LOG_SENTENCES: Readonly<Record<RunVerdict, string>> = {
  pass: 'these logs show answers and no network error.',
  warn: 'these logs contain network errors, but they have cleared or affect nothing required.',
  fail: 'these logs contain network errors and no answer after them.',
  inconclusive: 'these logs contain network errors and do not show their cause.',
};
