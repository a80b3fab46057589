import type { Cause } from '../model/cause-codes.ts';
import type { Evidence, FindingLayer, Owner } from '../model/finding.ts';
import type { CauseInfo } from './cause.ts';
import { ACCOUNT } from './layers/account.ts';
import { DNS } from './layers/dns.ts';
import { HOST } from './layers/host.ts';
import { HTTP } from './layers/http.ts';
import { PLACEMENT } from './layers/placement.ts';
import { PROXY } from './layers/proxy.ts';
import { TCP } from './layers/tcp.ts';
import { TLS } from './layers/tls.ts';
import { WILDCARD } from './layers/wildcard.ts';

export { CAUSE_CODES, type Cause, isCause } from '../model/cause-codes.ts';

/** Everything said about each cause of the closed list: one that is missing here does not compile. */
export const CAUSES = { ...DNS, ...TCP, ...PROXY, ...TLS, ...HTTP, ...WILDCARD, ...ACCOUNT, ...PLACEMENT, ...HOST } satisfies Readonly<
  Record<Cause, CauseInfo>
>;

/** Everything said about a cause. */
export function causeInfo(code: Cause): CauseInfo {
  return CAUSES[code];
}

/** The layer of a cause: its first word. */
export function layerOf(cause: Cause): FindingLayer {
  return cause.slice(0, cause.indexOf('.')) as FindingLayer;
}

/** Who can fix a cause in the light of the evidence; `remedy` speaks to the same owner. */
export function ownerOf(cause: Cause, evidence: Evidence): Owner {
  const info = causeInfo(cause);
  return info.ownerFor?.(evidence) ?? info.owner;
}
