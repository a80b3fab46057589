import type { LogEvidence } from '../model/evidence.ts';
import type { Report } from '../model/report.ts';

/** Was all of this read from logs, so that it tells of what happened and not of what works now? */
export function isLogReport({ findings }: Report): boolean {
  return findings.length > 0 && findings.every(({ evidence }) => (evidence as LogEvidence).logs !== undefined);
}
