import { layerOf } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Step } from '../../../model/network/observation.ts';
import { authority } from '../../../model/network/route.ts';
import { filteredAddress, judgeFailedDns, oddAddress, overruledAnswer, unroutedAddresses } from './dns.ts';
import { evidenceOf, withEvidence } from './evidence.ts';
import { judgeFailedHttp, judgeResponse } from './http.ts';
import { isLocalFault, isUnroutable } from './local-fault.ts';
import { judgeFailedProxy } from './proxy.ts';
import { skippedProxies } from './route/route-taken.ts';
import { judgeOpenPort } from './secured/open-port.ts';
import { judgeFailedTcp, judgePartialTcp } from './tcp.ts';
import { judgeChain, judgeFailedTls } from './tls.ts';
import { type Case, type ProblemVerdict, type StepRuling, stepOf, type Verdict } from './verdict.ts';

/** Codes of our own that say the run ended, not that anything failed: recognised before any layer's judge can see them. */
const RUN_ENDED = new Set(['ABORTED', 'DEADLINE']);

/** What one walk over the layers comes to. The first failed layer decides; later ones are not guessed. */
export function judgeWalk(context: Case): Verdict {
  return withSkipped(judgeSteps(context), context);
}

/**
 * A proxy of a PAC script's list that could not be reached is told: beside a pass as a warning, and as what to repair where the direct way behind it
 * does not lead out either. What another proxy of the list says stands for itself.
 */
function withSkipped(verdict: Verdict, context: Case): Verdict {
  const [dead] = skippedProxies(context.steps);
  if (dead === undefined || (verdict.status === 'warn' && verdict.cause !== null)) return verdict;
  const isDirect = verdict.evidence.proxy === undefined;
  if (verdict.status !== 'pass' && !isDirect) return verdict;
  const { layer, failure, host, port, elapsedMs } = dead;
  if (RUN_ENDED.has(failure.code) || RUN_ENDED.has(String(verdict.evidence.code ?? ''))) return verdict;
  const ruling = judgeFailedStep({ layer, peer: 'proxy', failure, facts: {}, startMs: 0, durationMs: 0 } as Step, context);
  if (ruling === undefined) return verdict;
  const beside = verdict.status === 'pass' ? {} : { behindProxy: verdict.cause ?? String(verdict.evidence.code ?? '') };
  const evidence: EndpointEvidence = {
    ...ruling.evidence,
    proxy: authority({ host, port }),
    peer: 'proxy' as const,
    code: failure.code,
    rawMessage: failure.message,
    elapsedMs,
    ...beside,
  };
  return problem({ ...ruling, status: verdict.status === 'pass' ? 'warn' : 'fail', confidence: 'likely', evidence }, verdict.evidence);
}

function judgeSteps(context: Case): Verdict {
  const evidence = evidenceOf(context.steps, context.probe);
  const last = context.steps.at(-1);
  if (last === undefined) return undecided('dns', 'NOT_RUN', evidence);
  const verdict = last.failure === undefined ? judgeSuccess(last, context, evidence) : judgeFailure(last, context, evidence);
  if (verdict.status === 'pass' || RUN_ENDED.has(last.failure?.code ?? '')) return verdict;
  const filtered = filteredAddress(stepOf(context.steps, 'dns', 'target'), context);
  return filtered === undefined ? verdict : problem(filtered, evidence);
}

function judgeFailure(last: Step, context: Case, evidence: EndpointEvidence): Verdict {
  const code = last.failure?.code ?? '';
  if (RUN_ENDED.has(code)) return undecided(last.layer, code, evidence);
  const ruling = withoutFamily(last, context) ?? judgeFailedStep(last, context);
  if (isLocalFault(last) && ruling?.cause !== 'tcp.local-limit') return undecided(last.layer, code, evidence);
  if (ruling === undefined && last.layer !== 'tcp') return undecided(last.layer, code, evidence);
  // A name that leads to a wrong address explains whatever failed behind that address.
  const odd = last.layer === 'dns' ? undefined : oddAddress(stepOf(context.steps, 'dns', 'target'), context, true);
  if (odd !== undefined) return problem({ confidence: odd.cause === 'dns.sinkhole' ? 'certain' : 'likely', ...odd }, evidence);
  if (ruling === undefined) return undecided(last.layer, code, evidence);
  const unknown = unknownToServer(last, context);
  return problem(unknown ?? ruling, evidence);
}

/**
 * The DNS server says that there is no such name, or gives none, the operating system found one all the same (a search list with a wildcard, for example), and whoever
 * answers there is not the service. An address that cannot be reached may still be the right one.
 */
function unknownToServer(last: Step, { steps, allowPrivate }: Case): StepRuling | undefined {
  const dns = stepOf(steps, 'dns', 'target');
  if (allowPrivate || (last.layer !== 'tls' && last.layer !== 'http') || dns === undefined) return undefined;
  const refusal = overruledAnswer(dns.facts);
  return refusal === undefined ? undefined : { ...refusal, confidence: 'likely' };
}

/**
 * This machine has no route to any address that is known: where the question for the other family failed, that failure is what to mend; else this machine lacks
 * the only family that the name has.
 */
function withoutFamily(last: Step, context: Case): StepRuling | undefined {
  if (last.layer !== 'tcp' || last.peer !== 'target' || !isUnroutable(last)) return undefined;
  const tried = last.facts.attempts?.[0]?.family;
  const dns = stepOf(context.steps, 'dns', 'target');
  const other = dns?.facts.failedFamilies?.find(({ family }) => family !== tried);
  if (other !== undefined && dns !== undefined) {
    // What the lookup waited for, if it did, is that very question.
    const { systemFailure: _waited, ...facts } = dns.facts;
    const ruling = judgeFailedStep({ ...dns, facts, failure: other }, context);
    const { code, message } = other;
    const unanswered = other.family === 4 ? 'A' : 'AAAA';
    const evidence: EndpointEvidence = { code, rawMessage: message, elapsedMs: dns.durationMs, noRoute: true, unanswered };
    if (ruling !== undefined) return { ...ruling, evidence: { ...ruling.evidence, ...evidence } };
  }
  const failed = judgeFailedTcp(last);
  return failed?.cause === 'tcp.unreachable' ? { ...failed, evidence: { ...failed.evidence, noRoute: true } } : undefined;
}

/** What a failed step means, by its layer. Undefined: its code is unknown. */
export function judgeFailedStep(step: Step, context: Case): StepRuling | undefined {
  switch (step.layer) {
    case 'dns':
      return judgeFailedDns(step);
    case 'tcp':
      return judgeFailedTcp(step);
    case 'proxy':
      return judgeFailedProxy(step, context);
    case 'tls':
      return judgeFailedTls(step, context);
    case 'http':
      return judgeFailedHttp(step);
  }
}

function judgeSuccess(last: Step, context: Case, evidence: EndpointEvidence): Verdict {
  const tls = stepOf(context.steps, 'tls', 'target');
  const openPort = context.probe.scheme === 'tcp' ? judgeOpenPort(tls?.facts, context, evidence) : 'intercepted';
  if (openPort !== 'intercepted') return doubts(openPort, context);
  const distrust = tls === undefined ? undefined : judgeChain(tls.facts, context);
  if (distrust !== undefined) return problem(distrust, evidence);
  if (last.layer !== 'http') return doubts({ status: 'pass', evidence }, context);
  const origin = judgeResponse(last, context);
  if ('ruling' in origin) return problem(origin.ruling, evidence);
  if ('unproven' in origin) return undecided('http', `HTTP_${last.facts.status ?? 0}`, evidence);
  const proof = withEvidence(evidence, { originMarker: origin.proven });
  return doubts({ status: 'pass', ...(origin.imitable === true ? { confidence: 'likely' } : {}), evidence: proof }, context);
}

/** What remains odd about a service that was proven to be reached: told, but no failure. */
function doubts(pass: Verdict, context: Case): Verdict {
  const { steps } = context;
  const odd = oddAddress(stepOf(steps, 'dns', 'target'), context, false);
  if (odd !== undefined) return problem({ ...odd, status: 'warn' }, pass.evidence);
  const partial = judgePartialTcp(stepOf(steps, 'tcp', 'target'));
  if (partial === undefined) return pass;
  const unrouted = unroutedAddresses(
    (partial.evidence?.failedAddresses ?? []).map(({ address }) => address),
    context,
  );
  return problem(unrouted === undefined ? partial : { ...unrouted, status: 'warn', confidence: 'likely' }, pass.evidence);
}

/** A ruling as a verdict: a failure that is certain unless it says otherwise, with the evidence of the walk. */
export function problem(ruling: StepRuling, evidence: EndpointEvidence): ProblemVerdict {
  return {
    status: ruling.status ?? 'fail',
    cause: ruling.cause,
    layer: layerOf(ruling.cause),
    confidence: ruling.confidence ?? 'certain',
    ...(ruling.owner === undefined ? {} : { owner: ruling.owner }),
    evidence: withEvidence(evidence, ruling.evidence ?? {}),
  };
}

function undecided(layer: Step['layer'], code: string, evidence: EndpointEvidence): ProblemVerdict {
  return { status: 'inconclusive', cause: null, layer, confidence: 'certain', evidence: { ...evidence, code } };
}
