import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Confidence } from '../../../../model/finding.ts';
import { problem } from '../../verdict/walk.ts';
import { type Judged, revised } from '../proof.ts';
import type { MadeUp } from './signs.ts';

/** The same answer as one of rewritten DNS: its addresses are not those of the service. `shown` says by what that is known. */
export function rewritten(one: Judged, shown: EndpointEvidence, confidence: Confidence): Judged {
  return revised(one, problem({ cause: 'dns.hijacked', confidence, evidence: shown }, one.verdict.evidence));
}

/** As evidence: a name that cannot exist, and the first address that was given for it. */
export function shownBy({ name, addresses }: MadeUp): EndpointEvidence {
  return { controlName: name, address: addresses[0] ?? '' };
}
