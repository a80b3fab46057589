import type { Evidence, FindingLayer, Owner } from '../model/finding.ts';
import { ACCOUNT } from './account.ts';
import type { CauseInfo } from './cause.ts';
import { DNS } from './dns.ts';
import { HOST } from './host.ts';
import { HTTP } from './http.ts';
import { PLACEMENT } from './placement.ts';
import { PROXY } from './proxy.ts';
import { TCP } from './tcp.ts';
import { TLS } from './tls.ts';
import { WILDCARD } from './wildcard.ts';

/** The closed vocabulary of causes, and everything said about each. */
export const CAUSES = { ...DNS, ...TCP, ...PROXY, ...TLS, ...HTTP, ...WILDCARD, ...ACCOUNT, ...PLACEMENT, ...HOST } as const;
export type Cause = keyof typeof CAUSES;

/** All codes, in the order of the layers. */
export const CAUSE_CODES = Object.keys(CAUSES) as readonly Cause[];

/** Is this text one of the codes? */
export function isCause(code: string): code is Cause {
  return Object.hasOwn(CAUSES, code);
}

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
