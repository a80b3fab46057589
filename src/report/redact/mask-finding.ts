import type { Finding } from '../../model/finding.ts';
import { isCredentialKey, withoutTokens } from '../../text/tokens.ts';

/**
 * The finding without secrets in what came from a peer: ours (`mask`), and the peer's own cookies, authorisation headers and tokens. Values are masked,
 * not rendered text: a password that happens to be `fail` or `200` must not garble the words of a report or break its syntax. What holds no secret is not copied: large runs have thousands of findings.
 */
export function maskFinding(finding: Finding, mask: (text: string) => string): Finding {
  const message = withoutTokens(mask(finding.message));
  const remedy = mask(finding.remedy);
  const reproduce = finding.reproduce === null ? null : mask(finding.reproduce);
  const evidence = maskValue(finding.evidence, (text) => withoutTokens(mask(text))) as Finding['evidence'];
  const same = message === finding.message && remedy === finding.remedy && reproduce === finding.reproduce && evidence === finding.evidence;
  return same ? finding : { ...finding, message, remedy, reproduce, evidence };
}

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) {
    const masked = value.map((one) => maskValue(one, mask));
    return masked.every((one, index) => one === value[index]) ? value : masked;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const masked = entries.map(([key, one]) => [key, isCredentialKey(key) ? '***' : maskValue(one, mask)] as const);
  return masked.every(([, one], index) => one === entries[index]?.[1]) ? value : Object.fromEntries(masked);
}
