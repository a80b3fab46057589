import type { Cause } from '../model/cause-codes.ts';
import type { EvidenceOf } from '../model/evidence.ts';
import type { FindingLayer, Owner } from '../model/finding.ts';
import type { CauseInfo } from './cause.ts';
import { ACCOUNT } from './layers/account.ts';
import { DNS } from './layers/dns.ts';
import { HOST } from './layers/host.ts';
import { HTTP } from './layers/http.ts';
import { PLACEMENT } from './layers/placement.ts';
import { PORT } from './layers/port.ts';
import { PROXY } from './layers/proxy.ts';
import { TCP } from './layers/tcp.ts';
import { TLS } from './layers/tls.ts';
import { WILDCARD } from './layers/wildcard.ts';
import { behindOwnAddress } from './own-address.ts';

export { CAUSE_CODES, type Cause, isCause } from '../model/cause-codes.ts';

type AllCauses = { readonly [C in Cause]: CauseInfo<C> };

/** Everything said about each cause of the closed list: one that is missing here does not compile. */
export const CAUSES: AllCauses = {
  ...DNS,
  ...behindOwnAddress(TCP),
  ...PROXY,
  ...behindOwnAddress(TLS),
  ...behindOwnAddress(HTTP),
  ...WILDCARD,
  ...ACCOUNT,
  ...PORT,
  ...PLACEMENT,
  ...HOST,
};

/** Everything said about a cause. */
export function causeInfo<C extends Cause>(code: C): CauseInfo<C> {
  const all: AllCauses = CAUSES;
  return all[code];
}

/** The layer of a cause: its first word. */
export function layerOf(cause: Cause): FindingLayer {
  return cause.slice(0, cause.indexOf('.')) as FindingLayer;
}

/** Who can fix a cause in the light of the evidence; `remedy` speaks to the same owner. */
export function ownerOf<C extends Cause>(cause: C, evidence: EvidenceOf[C]): Owner {
  const info = causeInfo(cause);
  return info.ownerFor?.(evidence) ?? info.owner;
}
