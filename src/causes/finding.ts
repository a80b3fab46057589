import type { Cause } from '../model/cause-codes.ts';
import type { AnyEvidence } from '../model/evidence.ts';
import { FINDING_LAYERS, type Finding, type FindingKind, type FindingLayer } from '../model/finding.ts';
import type { Ruling, Subject } from '../model/ruling.ts';
import { isTrouble } from '../model/urgency.ts';
import { causeInfo, layerOf, ownerOf } from './index.ts';
import { unknownMessage, unknownOwner, unknownRemedy } from './unknown.ts';

/** The one maker of findings: what a judge says of a subject, in the words of its cause. */
export function findingFrom(subject: Subject, ruling: Ruling): Finding {
  const { status, evidence = {}, skipReason = null } = ruling;
  const cause = causeOf(ruling);
  const isInTrouble = isTrouble(status);
  const layer = isInTrouble ? (ruling.layer ?? layerFor(subject.kind, cause)) : null;
  const words = isInTrouble ? wordsFor(cause, layer, evidence) : { message: '', remedy: '' };
  // A literal with all keys, not a spread: thousands of findings share one hidden class.
  return {
    id: subject.id,
    kind: subject.kind,
    title: subject.title,
    status,
    cause,
    layer,
    owner: isInTrouble ? (ruling.owner ?? (cause === null ? unknownOwner(layer, evidence) : ownerOf(cause, evidence))) : null,
    required: ruling.required ?? true,
    feature: subject.feature ?? null,
    route: subject.route ?? null,
    target: subject.target,
    message: ruling.message ?? words.message,
    remedy: ruling.remedy ?? words.remedy,
    confidence: ruling.confidence ?? 'certain',
    reproduce: subject.reproduce ?? null,
    evidence,
    timings: subject.timings ?? { totalMs: 0 },
    attempts: subject.attempts ?? (skipReason === null ? 1 : 0),
    waiver: null,
    skipReason,
  };
}

/** A question that a policy of this machine kept from being asked is that, whatever it was about. */
function causeOf({ cause = null, evidence = {} }: Ruling): Cause | null {
  return cause?.endsWith('.lookup-failed') === true && evidence.code === 'CONSTRAINED_LANGUAGE' ? 'host.constrained-language' : cause;
}

/** What the cause says; without one, what is known of a code that has none. */
export function wordsFor(cause: Cause | null, layer: FindingLayer | null, evidence: AnyEvidence): Pick<Finding, 'message' | 'remedy'> {
  if (cause === null) return { message: unknownMessage(layer, evidence), remedy: unknownRemedy(layer, evidence) };
  const info = causeInfo(cause);
  return { message: info.message(evidence), remedy: info.remedy(evidence) };
}

function layerFor(kind: FindingKind, cause: Cause | null): FindingLayer | null {
  if (cause !== null) return layerOf(cause);
  return FINDING_LAYERS.find((layer) => layer === kind) ?? null;
}
