import type { CauseInfo, CausesOf } from '../../../src/causes/cause.ts';
import type { AccountEvidence, EndpointEvidence, HostEvidence, PlacementEvidence } from '../../../src/model/evidence.ts';
import type { Owner, Target } from '../../../src/model/finding.ts';

/*
 * What must not compile: the compiler reads this file with every build, and complains of an expectation that is not met. Nothing runs.
 */

/** Writing: a key that no interface has. */
export const written: readonly [EndpointEvidence, AccountEvidence, HostEvidence, PlacementEvidence, Target] = [
  // @ts-expect-error: tlsVersion
  { tlsVersoin: 'TLSv1.3' },
  // @ts-expect-error: memberThrough
  { memberThruogh: [] },
  // @ts-expect-error: skewSeconds
  { skewSecond: 1 },
  // @ts-expect-error: siteCode
  { siteCod: 'P01' },
  // @ts-expect-error: pattern
  { patern: '*.example' },
];

/** Writing: a value of another type than the key has. */
// @ts-expect-error: a port is a number
export const mistyped: EndpointEvidence = { port: '443' };

/** Reading: the words of a cause see the keys of its layer alone. */
export const readers: readonly [
  CauseInfo<'tls.reset'>['message'],
  CauseInfo<'account.not-local-admin'>['message'],
  CauseInfo<'host.clock-skew'>['message'],
  CauseInfo<'placement.not-top-tier'>['message'],
] = [
  // @ts-expect-error: sniDependent
  (e) => String(e.sniDependant),
  // @ts-expect-error: not of accounts
  (e) => String(e.sniDependent),
  // @ts-expect-error: not of hosts
  (e) => String(e.siteCode),
  // @ts-expect-error: not of the hierarchy
  (e) => String(e.skewSeconds),
];

declare const info: CauseInfo;
/** A cause of a layer that is forgotten. */
// @ts-expect-error: wildcard.blocked and its neighbours are missing
export const forgotten: CausesOf<'wildcard'> = {};
/** A cause that is not of the closed list. */
// @ts-expect-error: no such layer of causes
export const invented: CausesOf<'wildcard'> = { 'wildcard.invented': info };

/** An owner that is forgotten. */
// @ts-expect-error: seven are missing
export const words: Readonly<Record<Owner, string>> = { firewall: 'Firewall' };
