import type { Finding } from '../../../model/finding.ts';
import type { Probe } from '../../../model/network/probe.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Quota } from '../../check.ts';
import { addressProof } from './addresses.ts';
import { behaviour } from './behaviour/index.ts';
import { clockProof } from './clock.ts';
import { controlProof } from './control/index.ts';
import { controlResolverProof } from './control/resolver.ts';
import { handshakeProof } from './handshake/index.ts';
import { hostHeaderProof } from './host-header.ts';
import { journey } from './journey/index.ts';
import { largeRequestProof } from './large-request.ts';
import { negativeProof } from './negative/index.ts';
import type { Judged, ProbeAnswer, Proof, Weighed, Weighing } from './proof.ts';
import { redirect } from './redirect.ts';
import { revocation } from './revocation/index.ts';
import type { IndexedScope } from './scope/scope-index.ts';
import { isCut, withoutUnfinished } from './unfinished.ts';
import { wildcardProof } from './wildcard/index.ts';

/** What explains failures, and what reads the passes as the answers alone made them. One line each. */
const EXPLAINING: readonly Proof[] = [
  controlProof,
  controlResolverProof,
  handshakeProof,
  hostHeaderProof,
  addressProof,
  largeRequestProof,
  clockProof,
  wildcardProof,
];
/** What weakens passes, or adds findings of its own, each in its own right: how bad a verdict becomes does not depend on their order; of several that are as bad the first is told. */
export const WEAKENING: readonly Proof[] = [redirect, behaviour, revocation, journey, negativeProof];
/** All proofs. An explanation never meets a failure that another proof made. */
export const PROOFS: readonly Proof[] = [...EXPLAINING, ...WEAKENING];

/** The probes that proofs ask beside those of the endpoints, whatever the answers are. */
export function planProofs(scope: Scope, probes: readonly Probe[]): readonly Probe[] {
  return PROOFS.flatMap((proof) => proof.plan?.(scope, probes) ?? []);
}

/** `verdictOf` says what an answer comes to alone. */
export function followProofs(answer: ProbeAnswer, scope: IndexedScope, verdictOf: Weighing['verdictOf']): readonly Probe[] {
  return PROOFS.flatMap((proof) => proof.follow?.(answer, scope, verdictOf) ?? []);
}

/** How many probes like this one may be asked over its route. */
export function quotaOf(probe: Probe): Quota | undefined {
  const { derivedFrom, route } = probe;
  const proof = derivedFrom === undefined ? undefined : PROOFS.find(({ name }) => name === derivedFrom.because);
  if (proof?.mostPerRoute === undefined) return undefined;
  const word = proof.countedWith === undefined ? '' : proof.countedWith(probe);
  return word === undefined ? undefined : { group: `${proof.name}${word}@${route.name}`, most: proof.mostPerRoute };
}

/** The answers to the endpoints' own probes in the light of all further ones. */
export function weighProofs(
  judged: readonly Judged[],
  answers: readonly ProbeAnswer[],
  shared: Pick<Weighing, 'scope' | 'fingerprints' | 'verdictOf'>,
  weakening = WEAKENING,
): Weighed {
  const byKey = new Map(answers.map((answer) => [answer.task.key, answer]));
  const findings: Finding[] = [];
  const all = { ...shared, answers: byKey, isCut: answers.some(isCut) };
  let weighed = judged;
  for (const proof of [...EXPLAINING, ...weakening]) {
    const further = answers.filter(({ task }) => task.derivedFrom?.because === proof.name);
    const outcome = proof.weigh(weighed, { ...all, further });
    weighed = outcome.judged;
    findings.push(...outcome.findings);
  }
  const follow = (answer: ProbeAnswer): readonly Probe[] => followProofs(answer, shared.scope, shared.verdictOf);
  return { judged: withoutUnfinished(weighed, { ...all, further: [] }, follow), findings };
}
