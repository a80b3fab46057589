import { TCP_CODES } from '../../../causes/codes.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import { isLimit } from '../../../model/network/local-faults.ts';
import type { ConnectAttempt, Step } from '../../../model/network/observation.ts';
import { byCode, type StepRuling } from './verdict.ts';

type TcpStep = Extract<Step, { readonly layer: 'tcp' }>;

/** What a failed `tcp` step means; undefined: it did not fail, or its code is not known. */
export function judgeFailedTcp(step: TcpStep): StepRuling | undefined {
  if (step.failure === undefined) return undefined;
  const attempts = step.facts.attempts ?? [];
  const told = attempts.find((attempt) => attempt.failure !== undefined)?.failure ?? step.failure;
  if (isLimit(told.code)) return { cause: 'tcp.local-limit', status: 'inconclusive' };
  const ruling = byCode(TCP_CODES, told);
  if (ruling === undefined) return undefined;
  const same = new Set(attempts.map((attempt) => attempt.failure?.code)).size <= 1;
  const evidence: EndpointEvidence = {
    code: told.code,
    address: told.address ?? attempts[0]?.address ?? '',
    failedAddresses: failed(attempts),
  };
  const cause = step.peer === 'proxy' ? 'proxy.unreachable' : ruling.cause;
  return { cause, confidence: same ? 'certain' : 'likely', evidence };
}

/** Some addresses answer, others do not: which one a client meets is luck. */
export function judgePartialTcp(step: TcpStep | undefined): StepRuling | undefined {
  const attempts = step?.facts.attempts ?? [];
  if (step === undefined || step.failure !== undefined || step.peer === 'proxy') return undefined;
  const failures = attempts.filter((attempt) => attempt.failure !== undefined && !isLimit(attempt.failure.code));
  if (failures.length === 0) return undefined;
  const certain = failures.every((attempt) => attempt.failure?.code !== 'UNANSWERED');
  const answeredAddresses = attempts.filter((attempt) => attempt.failure === undefined).map((attempt) => attempt.address);
  return {
    cause: 'tcp.partial',
    status: 'warn',
    confidence: certain ? 'certain' : 'likely',
    evidence: {
      address: failures[0]?.address ?? '',
      code: failures[0]?.failure?.code ?? '',
      failedAddresses: failed(attempts),
      answeredAddresses,
    },
  };
}

function failed(attempts: readonly ConnectAttempt[]): readonly { readonly address: string; readonly code: string }[] {
  return attempts.flatMap(({ address, failure }) => (failure === undefined ? [] : [{ address, code: failure.code }]));
}
