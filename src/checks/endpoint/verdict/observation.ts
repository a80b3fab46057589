import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Observation, Step } from '../../../model/network/observation.ts';
import { withEarlier } from './earlier.ts';
import { withEvidence } from './evidence.ts';
import type { Case, ProblemVerdict, Verdict } from './verdict.ts';
import { judgeWalk, problem } from './walk.ts';

/** One observation: both address families apart, and what earlier attempts add. */
export function judgeObservation(observation: Observation, context: Omit<Case, 'steps'>): Verdict {
  const first = judgeWalk({ ...context, steps: observation.steps });
  const other = observation.otherFamily === undefined ? undefined : judgeWalk({ ...context, steps: observation.otherFamily });
  const verdict = other === undefined ? first : bothFamilies(first, other, observation);
  return withEarlier(verdict, observation.earlierAttempts, { ...context, steps: observation.steps });
}

/**
 * One family that cannot connect is a warning as long as the other can: clients go on to the next address. Behind an open connection they do
 * not (a failed handshake is final), so a failure there counts, whichever family it is on.
 */
function bothFamilies(first: Verdict, other: Verdict, observation: Observation): Verdict {
  if (first.status === 'pass' && other.status === 'pass') return first;
  if (first.status === 'inconclusive' || other.status === 'pass')
    return first.status === 'pass' ? first : partialOr(first, other, observation.steps);
  if (first.status === 'pass') return partialOr(other, first, observation.otherFamily ?? []);
  return { ...first, evidence: { ...first.evidence, otherFamilyCause: other.status === 'inconclusive' ? null : other.cause } };
}

function partialOr(failed: ProblemVerdict, passed: Verdict, failedSteps: readonly Step[]): Verdict {
  const tcp = failedSteps.at(-1);
  if (passed.status !== 'pass' || tcp?.layer !== 'tcp' || tcp.failure === undefined || failed.cause === null)
    return passed.status === 'pass' ? { ...failed, evidence: withEvidence(failed.evidence, { otherFamilyWorks: true }) } : failed;
  const failedAddresses = (tcp.facts.attempts ?? []).flatMap(({ address, failure }) =>
    failure === undefined ? [] : [{ address, code: failure.code }],
  );
  const evidence: EndpointEvidence = {
    address: failedAddresses[0]?.address ?? '',
    addressFamily: (failedAddresses[0]?.address ?? '').includes(':') ? ('IPv6' as const) : ('IPv4' as const),
    code: failedAddresses[0]?.code ?? '',
    failedAddresses,
    answeredAddresses: passed.evidence.address === undefined ? [] : [passed.evidence.address],
  };
  return problem({ cause: 'tcp.partial', status: 'warn', evidence }, passed.evidence);
}
