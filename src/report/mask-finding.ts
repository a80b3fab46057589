import type { Finding } from '../model/finding.ts';
import { isCredentialKey, withoutTokens } from '../text/tokens.ts';

/**
 * The finding without secrets in what came from a peer: ours (`mask`), and the peer's own cookies, authorisation headers and tokens. Values are masked,
 * not rendered text: a password that happens to be `fail` or `200` must not garble the words of a report or break its syntax.
 */
export function maskFinding(finding: Finding, mask: (text: string) => string): Finding {
  return {
    ...finding,
    message: withoutTokens(mask(finding.message)),
    remedy: mask(finding.remedy),
    reproduce: finding.reproduce === null ? null : mask(finding.reproduce),
    evidence: maskValue(finding.evidence, (text) => withoutTokens(mask(text))) as Finding['evidence'],
  };
}

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskValue(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isCredentialKey(key) ? '***' : maskValue(one, mask)]));
}
