import type { Finding } from '../../model/finding.ts';

/** Why a finding is skipped: `waived until 2030-01-31 (CHG0001)`, else the reason's own word. Raw text: whoever prints it escapes it. */
export function skipWords({ skipReason, waiver }: Pick<Finding, 'skipReason' | 'waiver'>): string {
  if (skipReason === 'waived' && waiver !== null) return `waived until ${waiver.until} (${waiver.reason})`;
  return skipReason ?? 'skip';
}
