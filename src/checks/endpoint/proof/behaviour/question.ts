import type { Endpoint } from '../../../../model/catalog/catalog.ts';
import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Step } from '../../../../model/network/observation.ts';
import type { Probe, Variation } from '../../../../model/network/probe.ts';
import type { Scope } from '../../../../model/scope.ts';
import type { Fingerprints, StepRuling } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';

/** The exchange with the endpoint itself, out of all stages of a walk. */
export type HttpStep = Extract<Step, { readonly layer: 'http' }>;

/** What an endpoint's work needs beyond one good answer, asked by a further probe. */
export interface BehaviourQuestion {
  /** Tells the probe from others of the same target. */
  readonly name: string;
  readonly wanted: (expect: Endpoint['expect'], scope: Scope) => boolean;
  /** How the further probe differs. Undefined: the first answer says enough. */
  readonly ask: (first: ProbeAnswer, scope: Scope) => Variation | undefined;
  /** A further probe that the answer to the question calls for. */
  readonly askAgain?: (answer: ProbeAnswer) => { readonly name: string; readonly variation: Variation } | undefined;
  readonly read: (about: About) => readonly BehaviourOutcome[];
}

/** What lies on the table when a question is read. */
export interface About {
  readonly probe: Probe;
  readonly first: ProbeAnswer;
  /** The answers to the question and to its second form, when they were asked. */
  readonly answer: ProbeAnswer | undefined;
  readonly again: ProbeAnswer | undefined;
  /** Answers to the same question of the same target over other routes. */
  readonly elsewhere: readonly ProbeAnswer[];
  readonly fingerprints: Fingerprints;
}

/** Evidence in any case; a ruling when something is wrong. */
export interface BehaviourOutcome {
  readonly ruling?: StepRuling;
  readonly evidence: EndpointEvidence;
}

/** The HTTP exchanges and rests of an answer, in order. */
export function exchanges(answer: ProbeAnswer | undefined): readonly HttpStep[] {
  return (answer?.facts?.steps ?? []).filter((step): step is HttpStep => step.layer === 'http');
}

/** Codes of our own that say the run ended: nothing was learnt. */
export function isUntold(step: Step | undefined): boolean {
  return step === undefined || step.failure?.code === 'ABORTED' || step.failure?.code === 'DEADLINE';
}

/** Somebody beside the client and the genuine service may read and change the exchange: it is in the clear, or a proxy names itself in it. */
export function isReadOnTheWay({ probe, fingerprints }: Pick<About, 'probe' | 'fingerprints'>, step: HttpStep): boolean {
  return probe.scheme === 'http' || fingerprints.proxyProduct(step.facts.headers ?? {}) !== undefined;
}
