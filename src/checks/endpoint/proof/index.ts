import type { Finding } from '../../../model/finding.ts';
import type { Probe } from '../../../model/network/probe.ts';
import type { Scope } from '../../../model/scope.ts';
import { behaviour } from './behaviour/index.ts';
import { clockProof } from './clock.ts';
import { controlProof } from './control/index.ts';
import { controlResolverProof } from './control/resolver.ts';
import { handshakeProof } from './handshake.ts';
import { journey } from './journey/index.ts';
import type { Judged, ProbeAnswer, Proof, Weighed, Weighing } from './proof.ts';
import { redirect } from './redirect.ts';
import { revocation } from './revocation.ts';
import { wildcardProof } from './wildcard/index.ts';

/** All proofs, in the order in which they are weighed. One line each. */
const PROOFS: readonly Proof[] = [
  controlProof,
  controlResolverProof,
  handshakeProof,
  clockProof,
  wildcardProof,
  redirect,
  revocation,
  // After all that change verdicts: it may tell endpoints apart that share a probe, and what changes a verdict later would drop that.
  behaviour,
  journey,
];

export function planProofs(scope: Scope, probes: readonly Probe[]): readonly Probe[] {
  return PROOFS.flatMap((proof) => proof.plan?.(scope, probes) ?? []);
}

/** `verdictOf` says what an answer comes to alone. */
export function followProofs(answer: ProbeAnswer, scope: Scope, verdictOf: Weighing['verdictOf']): readonly Probe[] {
  return PROOFS.flatMap((proof) => proof.follow?.(answer, scope, verdictOf) ?? []);
}

/** The answers to the endpoints' own probes in the light of all further ones. */
export function weighProofs(
  judged: readonly Judged[],
  answers: readonly ProbeAnswer[],
  shared: Pick<Weighing, 'scope' | 'fingerprints' | 'verdictOf'>,
): Weighed {
  const byKey = new Map(answers.map((answer) => [answer.task.key, answer]));
  const findings: Finding[] = [];
  let weighed = judged;
  for (const proof of PROOFS) {
    const further = answers.filter(({ task }) => task.derivedFrom?.because === proof.because);
    const outcome = proof.weigh(weighed, { ...shared, answers: byKey, further });
    weighed = outcome.judged;
    findings.push(...outcome.findings);
  }
  return { judged: weighed, findings };
}
