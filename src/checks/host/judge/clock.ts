import type { HostAnswers } from '../facts.ts';
import type { HostRuling } from './ruling.ts';

/** Kerberos' usual limit; no page names one for the role. */
const LIMIT_SECONDS = 300;

/** The clock against that of the domain. */
export function clock({ reference, skewSeconds }: HostAnswers['clock']): readonly HostRuling[] {
  return Math.abs(skewSeconds) <= LIMIT_SECONDS
    ? []
    : [{ status: 'fail', cause: 'host.clock-skew', evidence: { skewSeconds, skewReference: reference, limitSeconds: LIMIT_SECONDS } }];
}
