import type { Signer } from './authority.ts';
import { isSignedBy } from './authority.ts';
import { elementsOf, expected, only, TAG, timeOf } from './der.ts';
import type { Verified } from './verified.ts';

/** A certificate revocation list (RFC 5280 section 5) that one of the authorities signed. Throws `RangeError` for other bytes. */
export function verifiedList(der: Buffer, authorities: readonly Signer[]): Verified | undefined {
  const [tbs, algorithm, signature] = elementsOf(only(der, TAG.sequence).content);
  const fields = elementsOf(expected(tbs, TAG.sequence).content);
  const first = fields[0]?.tag === TAG.integer ? 1 : 0;
  const issuer = expected(fields[first + 1], TAG.sequence).whole;
  const thisUpdate = timeOf(fields[first + 2]);
  const next = fields[first + 3];
  const isTime = next?.tag === TAG.utcTime || next?.tag === TAG.generalizedTime;
  const signer = authorities.find(({ name }) => name.equals(issuer));
  if (signer === undefined) return undefined;
  const isRight = authorities.some((one) => one.name.equals(issuer) && isSignedBy(one, expected(tbs, TAG.sequence), algorithm, signature));
  return isRight ? { signer, thisUpdate, nextUpdate: isTime ? timeOf(next) : undefined } : undefined;
}
