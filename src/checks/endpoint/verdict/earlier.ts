import { FAILING_STATUSES } from '../../../causes/codes.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { EarlierAttempt, Step } from '../../../model/network/observation.ts';
import type { Case, StepRuling, Verdict } from './verdict.ts';
import { judgeFailedStep, problem } from './walk.ts';

/** A verdict with what came before it: it works, but not at once, is never a silent pass. */
export function withEarlier(verdict: Verdict, earlier: readonly EarlierAttempt[], context: Case): Verdict {
  if (earlier.length === 0) return verdict;
  const told: EndpointEvidence = { earlierAttempts: earlier.map(({ layer, failure }) => ({ layer, code: failure.code })) };
  const failed = verdict.status === 'pass' ? earlier.find((attempt) => !isAnswer(attempt, verdict.evidence, context)) : undefined;
  if (failed === undefined) return { ...verdict, evidence: { ...verdict.evidence, ...told } };
  const evidence = { ...withoutStatus(verdict.evidence, failed), ...told, ...figuresOf(failed), answersNow: true };
  const ruling = judgeEarlier(failed, context);
  return ruling === undefined
    ? { status: 'warn', cause: null, layer: failed.layer, confidence: 'likely', evidence }
    : problem({ ...ruling, status: 'warn', confidence: 'likely' }, evidence);
}

/** A status that is no failure, from a service that was proven, or the same one again: that is how it answers. */
function isAnswer({ layer, failure }: EarlierAttempt, { httpStatus }: EndpointEvidence, { probe }: Case): boolean {
  const status = statusIn(failure.code);
  if (layer !== 'http' || status === undefined) return false;
  return status === httpStatus || (probe.scheme === 'https' && !FAILING_STATUSES.has(status));
}

function statusIn(code: string): number | undefined {
  const status = /^HTTP_(\d+)$/.exec(code)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** The status of the answer that came is not that of a request that was cut. */
function withoutStatus(evidence: EndpointEvidence, { layer }: EarlierAttempt): EndpointEvidence {
  if (layer !== 'http') return evidence;
  const { httpStatus: _now, ...rest } = evidence;
  return rest;
}

/** Words about the earlier attempt need its figures, not those of the one that worked. */
function figuresOf({ failure, durationMs, address, retryAfterSeconds }: EarlierAttempt): EndpointEvidence {
  const httpStatus = statusIn(failure.code);
  return {
    code: failure.code,
    rawMessage: failure.message,
    ...(durationMs === undefined ? {} : { elapsedMs: durationMs }),
    ...(address === undefined ? {} : { address }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function judgeEarlier({ layer, peer, failure }: EarlierAttempt, context: Case): StepRuling | undefined {
  const status = statusIn(failure.code);
  const facts = status === undefined ? {} : { status };
  const step = { layer, peer, failure, facts, startMs: 0, durationMs: 0 } as Step;
  return step.layer === 'http' && status !== undefined ? { cause: 'http.status' } : judgeFailedStep(step, context);
}
