import { CAUSE_CODES, type Cause } from '../../causes/index.ts';
import type { Finding } from '../../model/finding.ts';

/** The causes that findings name, each once, in the order of the closed list. */
export function namedCauses(findings: readonly Finding[]): readonly Cause[] {
  const named = new Set(findings.map(({ cause }) => cause));
  return CAUSE_CODES.filter((code) => named.has(code));
}
