import type { LogEvidence } from '../model/evidence.ts';
import type { Report } from '../model/report.ts';

/** Was all that is judged read from logs, so that it tells of what happened and not of what works now? */
export function isLogReport({ findings }: Report): boolean {
  const judged = findings.filter(({ status }) => status !== 'skip');
  return judged.length > 0 && judged.every(({ evidence }) => (evidence as LogEvidence).logs !== undefined);
}
