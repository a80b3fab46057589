import type { Cause } from '../model/cause-codes.ts';
import type { EndpointEvidence } from '../model/evidence.ts';
import type { CauseInfo } from './cause.ts';
import { ownAddress } from './phrasing/name-source.ts';

/** Causes that a wrong address brings about, whatever else could. Behind a genuine answer the address was right. */
const OF_WRONG_ADDRESS: ReadonlySet<string> = new Set<Cause>([
  'tcp.refused',
  'tcp.timeout',
  'tcp.reset',
  'tcp.unreachable',
  'tcp.prohibited',
  'tcp.partial',
  'tls.reset',
  'tls.timeout',
  'tls.closed',
  'tls.protocol',
  'tls.intercepted',
  'tls.untrusted',
  'tls.incomplete-chain',
  'tls.expired',
  'tls.name-mismatch',
  'http.block-page',
  'http.status',
  'http.reset',
  'http.timeout',
  'http.malformed',
]);

/** The causes of a layer, which this machine answers for where it decided the address itself (hosts file, search list, policy): the first step is there, whatever failed behind it. */
export function behindOwnAddress<Causes extends { readonly [C in Cause]?: CauseInfo }>(causes: Causes): Causes {
  return Object.fromEntries(
    Object.entries(causes).map(([cause, info]) => [cause, OF_WRONG_ADDRESS.has(cause) && info !== undefined ? withOwner(info) : info]),
  ) as Causes;
}

function withOwner(info: CauseInfo): CauseInfo {
  return {
    ...info,
    ownerFor: (e) => (ownAddress(e as EndpointEvidence) === undefined ? (info.ownerFor?.(e) ?? info.owner) : 'host'),
    message: (e) => [info.message(e), ownAddress(e as EndpointEvidence)?.told].filter((part) => part !== undefined).join(' '),
    remedy: (e) => ownAddress(e as EndpointEvidence)?.remedy ?? info.remedy(e),
  };
}
