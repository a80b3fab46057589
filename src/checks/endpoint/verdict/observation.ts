import type { EndpointEvidence } from '../../../model/evidence.ts';
import { familyOfAddress } from '../../../model/network/address.ts';
import type { Observation, Step } from '../../../model/network/observation.ts';
import { withEarlier } from './earlier.ts';
import { withEvidence } from './evidence.ts';
import { isUnroutable } from './local-fault.ts';
import { type Case, type ProblemVerdict, stepOf, type Verdict } from './verdict.ts';
import { judgeWalk, problem } from './walk.ts';

/** One observation: both address families apart, and what earlier attempts add. */
export function judgeObservation(observation: Observation, context: Omit<Case, 'steps'>): Verdict {
  const { steps, otherFamily } = observation;
  const first = judgeWalk({ ...context, steps, ...(otherFamily === undefined ? {} : familyOf(steps)) });
  const other = otherFamily === undefined ? undefined : judgeWalk({ ...context, steps: otherFamily, ...familyOf(otherFamily) });
  const verdict = other === undefined ? first : bothFamilies(first, other, observation);
  return withEarlier(verdict, observation.earlierAttempts, { ...context, steps: observation.steps });
}

/** The family that a walk is about, by the addresses that it tried. */
function familyOf(steps: readonly Step[]): Pick<Case, 'family'> {
  const family = stepOf(steps, 'tcp', 'target')?.facts.attempts?.[0]?.family;
  return family === undefined ? {} : { family };
}

/**
 * One family that cannot connect is a warning as long as the other can: clients go on to the next address. Behind an open connection they do
 * not (a failed handshake is final), so a failure there counts, whichever family it is on.
 */
function bothFamilies(first: Verdict, other: Verdict, { steps, otherFamily = [] }: Observation): Verdict {
  if (works(first) && works(other)) return first.status === 'pass' ? (other.status === 'pass' ? first : other) : first;
  if (works(other)) return first.status === 'pass' ? first : partialOr(first, other, steps);
  if (first.status === 'inconclusive') return first;
  if (works(first) && other.status !== 'pass') return partialOr(other, first, otherFamily);
  return {
    ...first,
    evidence: { ...first.evidence, otherFamilyCause: other.status === 'pass' || other.status === 'inconclusive' ? null : other.cause },
  };
}

function works({ status }: Verdict): boolean {
  return status === 'pass' || status === 'warn';
}

function partialOr(failed: ProblemVerdict, passed: Verdict, failedSteps: readonly Step[]): Verdict {
  const tcp = failedSteps.at(-1);
  if (!works(passed)) return failed;
  const answeredAddresses = passed.evidence.address === undefined ? [] : [passed.evidence.address];
  if (tcp?.layer !== 'tcp' || tcp.failure === undefined || failed.cause === null)
    return { ...failed, evidence: withEvidence(failed.evidence, { otherFamilyWorks: true, answeredAddresses }) };
  const attempts = tcp.facts.attempts ?? [];
  const failedAddresses = attempts.flatMap(({ address, failure }) => (failure === undefined ? [] : [{ address, code: failure.code }]));
  const [one] = failedAddresses;
  const evidence: EndpointEvidence = {
    address: one?.address ?? '',
    addressFamily: familyOfAddress(one?.address ?? ''),
    code: one?.code ?? '',
    failedAddresses,
    answeredAddresses,
    failedAfterMs: Math.round(tcp.durationMs),
    ...(isUnroutable(tcp) ? { noRoute: true } : {}),
  };
  // A name that one family's question leads astray for is nothing that a rule can open.
  const isOfName = failed.cause === 'dns.sinkhole' || failed.cause === 'dns.private-address';
  return problem(
    isOfName ? { ...failed, cause: failed.cause, status: 'warn', evidence } : { cause: 'tcp.partial', status: 'warn', evidence },
    passed.evidence,
  );
}
