import type { EndpointEvidence } from '../../../../model/evidence.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import { judgeClearAnswer } from '../../verdict/secured/clear-answer.ts';
import { alertEvidence, FATAL } from '../../verdict/secured/tls-alert.ts';
import type { ProblemVerdict, Verdict } from '../../verdict/verdict.ts';
import { problem } from '../../verdict/walk.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from '../proof.ts';
import { outcomeOf, outcomeOfCode, shownByTries, type Tried } from './outcome.ts';
import { type Failed, failedHandshakes, firstTries, handshakeOf, kindOf, nextTry, placeOf } from './tries.ts';

/** Targets a route and family: a network where every handshake fails is not asked again for each of thousands. */
const MAX_TARGETS = 32;
const OF_HANDSHAKE = /^tls\.(?:reset|timeout|closed|protocol)$/;

/**
 * Why did the handshake end? The same address is asked again with a neutral name, with the own name, and after silence with a hello whose answer is small. What
 * they show is evidence; an answer in clear may turn out to be a sign-in page, and an own name that gets through now makes the failure a warning.
 */
export const handshakeProof: Proof = {
  name: 'handshake',
  mostPerRoute: MAX_TARGETS,
  countedWith: placeOf,
  follow: (answer) => {
    if (answer.task.derivedFrom === undefined) return failedHandshakes(answer).flatMap((failed) => firstTries(answer.task, failed));
    return answer.task.derivedFrom.because === 'handshake' ? nextTry(answer) : [];
  },
  weigh: (judged, weighing) => {
    const tries = triesByPlace(weighing.further);
    const explained = judged.map((one) => explainedBy(one, tries, weighing));
    return { judged: withFickleAddresses(explained), findings: [] };
  },
};

type Tries = ReadonlyMap<string, readonly ProbeAnswer[]>;

function triesByPlace(further: readonly ProbeAnswer[]): Tries {
  const tries = new Map<string, ProbeAnswer[]>();
  for (const answer of further) {
    const place = placeKey(answer.task.derivedFrom?.key ?? '', answer.task.variation?.address);
    tries.set(place, [...(tries.get(place) ?? []), answer]);
  }
  return tries;
}

function placeKey(key: string, address: string | undefined): string {
  return `${key} ${address ?? ''}`;
}

function isOfHandshake(verdict: Verdict): verdict is ProblemVerdict {
  return verdict.status !== 'pass' && OF_HANDSHAKE.test(verdict.cause ?? '') && verdict.evidence.answersNow !== true;
}

function explainedBy(one: Judged, tries: Tries, weighing: Weighing): Judged {
  const { answer, verdict } = one;
  if (!isOfHandshake(verdict)) return one;
  const failed = failedHandshakes(answer).find(({ address }) => address === undefined || address === verdict.evidence.address);
  const own = failed === undefined ? [] : (tries.get(placeKey(answer.task.key, failed.address)) ?? []);
  if (failed === undefined || own.length === 0) return one;
  const shown = withLargePackets(shownByTries(triedOf(answer, failed, own)), verdict.evidence);
  const again = own.filter(({ task }) => kindOf(task) === 'own');
  const worksNow = shown.changing === true && again.some((other) => weighing.verdictOf(other).status === 'pass');
  const heard = withWhatWasSaid(verdict, again, weighing, answer);
  const confidence =
    shown.sniDependent === true && heard.cause !== 'tls.protocol'
      ? 'certain'
      : shown.changing === true || shown.smallHelloWorks === true
        ? 'likely'
        : heard.confidence;
  return revised(one, {
    ...heard,
    confidence,
    ...(worksNow && heard.status === 'fail' ? { status: 'warn' as const } : {}),
    evidence: withEvidence(heard.evidence, shown),
  });
}

/** Where more of the answer came than fits the smallest packets of IPv6, large ones arrive: then silence has another reason. */
const LARGE_BYTES = 1280;

function withLargePackets(shown: EndpointEvidence, { partialAnswerBytes = 0 }: EndpointEvidence): EndpointEvidence {
  return shown.smallHelloWorks === true && partialAnswerBytes >= LARGE_BYTES ? { ...shown, smallHelloWorks: false } : shown;
}

function triedOf({ facts }: ProbeAnswer, { outcome }: Failed, further: readonly ProbeAnswer[]): Tried {
  const earlier = (facts?.earlierAttempts ?? [])
    .filter(({ layer }) => layer === 'tls')
    .flatMap(({ failure }) => outcomeOfCode(failure.code) ?? []);
  const of = (kind: ReturnType<typeof kindOf>) =>
    further.filter(({ task }) => kindOf(task) === kind).flatMap((other) => outcomeOf(other.facts?.steps ?? []) ?? []);
  const [small] = of('small');
  return { own: [outcome, ...earlier, ...of('own')], neutral: of('neutral'), ...(small === undefined ? {} : { small }) };
}

/** What the peer was heard to say: an alert that Node does not tell, or an answer in clear. */
function withWhatWasSaid(
  verdict: ProblemVerdict,
  again: readonly ProbeAnswer[],
  { fingerprints }: Weighing,
  { task }: ProbeAnswer,
): ProblemVerdict {
  const steps = again.flatMap(({ facts }) => handshakeOf(facts) ?? []);
  const firstBytes = steps.find(({ facts }) => facts.firstBytes !== undefined)?.facts.firstBytes;
  const alert = steps.find(({ facts }) => facts.alert !== undefined)?.facts.alert;
  if (verdict.cause === 'tls.protocol' && verdict.evidence.alert === undefined && firstBytes !== undefined) {
    const ruling = judgeClearAnswer(firstBytes, task.target.host, fingerprints);
    const evidence: EndpointEvidence = { firstBytes: firstBytes.slice(0, 200), ...ruling?.evidence };
    return ruling === undefined
      ? { ...verdict, evidence: withEvidence(verdict.evidence, evidence) }
      : problem({ ...ruling, evidence }, verdict.evidence);
  }
  if (verdict.cause !== 'tls.closed' || alert === undefined) return verdict;
  const told = alertEvidence(alert);
  return alert.level === FATAL
    ? problem({ cause: 'tls.protocol', evidence: told }, verdict.evidence)
    : { ...verdict, evidence: withEvidence(verdict.evidence, told) };
}

/** An address where one name fared now so, now otherwise tells nothing about another name either. */
function withFickleAddresses(judged: readonly Judged[]): readonly Judged[] {
  const fickle = new Set(judged.flatMap((one) => (isFickle(one) ? (one.verdict.evidence.address ?? []) : [])));
  return judged.map((one) => {
    const { verdict } = one;
    if (!isOfHandshake(verdict) || !fickle.has(verdict.evidence.address ?? '') || verdict.evidence.changing === true) return one;
    const { sniDependent: _one, smallHelloWorks: _other, ...evidence } = verdict.evidence;
    return revised(one, { ...verdict, confidence: 'likely', evidence: { ...evidence, changing: true } });
  });
}

function isFickle({ answer, verdict }: Judged): boolean {
  if (verdict.status === 'pass') return false;
  const isCut = (answer.facts?.earlierAttempts ?? []).some(
    ({ layer, failure }) => layer === 'tls' && outcomeOfCode(failure.code) !== undefined,
  );
  return verdict.evidence.changing === true || (isCut && verdict.evidence.answersNow === true);
}
