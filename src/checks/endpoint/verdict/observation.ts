import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { EarlierAttempt, Observation, Step } from '../../../model/network/observation.ts';
import type { Case, ProblemVerdict, StepRuling, Verdict } from './verdict.ts';
import { judgeFailedStep, judgeWalk, problem } from './walk.ts';

/** One observation: both address families apart, and what earlier attempts add. */
export function judgeObservation(observation: Observation, context: Omit<Case, 'steps'>): Verdict {
  const first = judgeWalk({ ...context, steps: observation.steps });
  const other = observation.otherFamily === undefined ? undefined : judgeWalk({ ...context, steps: observation.otherFamily });
  const verdict = other === undefined ? first : bothFamilies(first, other, observation);
  const earlier = observation.earlierAttempts;
  if (earlier.length === 0) return verdict;
  const evidence: EndpointEvidence = { earlierAttempts: earlier.map(({ layer, failure }) => ({ layer, code: failure.code })) };
  if (verdict.status !== 'pass') return { ...verdict, evidence: { ...verdict.evidence, ...evidence } };
  return afterRetry(verdict, earlier, { ...context, steps: observation.steps }, evidence);
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
  if (passed.status !== 'pass' || tcp?.layer !== 'tcp' || tcp.failure === undefined || failed.cause === null) return failed;
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

/** It works, but not at once: never a silent pass. */
function afterRetry(verdict: Verdict, earlier: readonly EarlierAttempt[], context: Case, evidence: object): Verdict {
  const rulings = earlier.map((attempt) => judgeEarlier(attempt, context)).filter((ruling) => ruling !== undefined);
  const ruling = rulings[0];
  if (ruling === undefined)
    return {
      status: 'warn',
      cause: null,
      layer: earlier[0]?.layer ?? 'tcp',
      confidence: 'likely',
      evidence: { ...verdict.evidence, ...evidence },
    };
  return problem(
    { ...ruling, status: 'warn', confidence: 'likely' },
    { ...verdict.evidence, ...evidence, code: earlier[0]?.failure.code ?? '' },
  );
}

function judgeEarlier({ layer, peer, failure }: EarlierAttempt, context: Case): StepRuling | undefined {
  const status = /^HTTP_(\d+)$/.exec(failure.code)?.[1];
  const facts = status === undefined ? {} : { status: Number(status) };
  const step = { layer, peer, failure, facts, startMs: 0, durationMs: 0 } as Step;
  return step.layer === 'http' && status !== undefined ? { cause: 'http.status' } : judgeFailedStep(step, context);
}
