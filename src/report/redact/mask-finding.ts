import type { Finding } from '../../model/finding.ts';
import { isCredentialKey, withoutTokens } from '../../text/tokens.ts';
import { maskSentence } from './own-words.ts';

/**
 * The finding without secrets in what came from a peer: ours (`mask`), and the peer's own cookies, authorisation headers and tokens. Values are masked,
 * not rendered text: a password that happens to be `fail` or `200` must not garble the words of a report or break its syntax. What holds no secret is not copied: large runs have thousands of findings.
 */
export function maskFinding(finding: Finding, mask: (text: string) => string): Finding {
  const message = withoutTokens(maskSentence(finding.message, mask));
  const remedy = maskSentence(finding.remedy, mask);
  const reproduce = finding.reproduce === null ? null : mask(finding.reproduce);
  const evidence = maskValue(finding.evidence, (text) => withoutTokens(mask(text))) as Finding['evidence'];
  const same = message === finding.message && remedy === finding.remedy && reproduce === finding.reproduce && evidence === finding.evidence;
  return same ? finding : { ...finding, message, remedy, reproduce, evidence };
}

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return maskArray(value, mask);
  return typeof value === 'object' && value !== null ? maskObject(value, mask) : value;
}

function maskArray(values: readonly unknown[], mask: (text: string) => string): readonly unknown[] {
  let masked: unknown[] | undefined;
  for (const [index, value] of values.entries()) {
    const one = maskValue(value, mask);
    if (one === value) continue;
    masked ??= [...values];
    masked[index] = one;
  }
  return masked ?? values;
}

function maskObject(object: object, mask: (text: string) => string): object {
  let masked: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(object)) {
    const one = isCredentialKey(key) ? '***' : maskValue(value, mask);
    if (one === value) continue;
    masked ??= Object.fromEntries(Object.entries(object));
    // `__proto__` as a key of its own, too, as it came.
    Object.defineProperty(masked, key, { value: one, enumerable: true, configurable: true, writable: true });
  }
  return masked ?? object;
}
