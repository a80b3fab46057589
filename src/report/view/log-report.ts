import type { LogEvidence } from '../../model/evidence.ts';
import type { Report, RunVerdict } from '../../model/report.ts';

/** Was all that is judged read from logs, so that it tells of what happened and not of what works now? */
export function isLogReport({ findings }: Report): boolean {
  const judged = findings.filter(({ status }) => status !== 'skip');
  return judged.length > 0 && judged.every(({ evidence }) => (evidence as LogEvidence).logs !== undefined);
}

/** Logs tell what was; the role may fare otherwise now. */
export const LOG_SENTENCES: Readonly<Record<RunVerdict, string>> = {
  pass: 'these logs tell of answers, and of no network error.',
  warn: 'these logs tell of network errors, but they are over or touch nothing required.',
  fail: 'these logs tell of network errors, and of no answer after them.',
  inconclusive: 'these logs tell of network errors whose cause they do not tell.',
};
