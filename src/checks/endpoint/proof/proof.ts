import type { Answer } from '../../../model/answer.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Observation } from '../../../model/network/observation.ts';
import type { Because, Probe } from '../../../model/network/probe.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Fingerprints, Verdict } from '../verdict/verdict.ts';

export type ProbeAnswer = Answer<Probe, Observation>;

/** An answer with what it came to. */
export interface Judged {
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
  /** Made already, and still right. */
  readonly findings?: readonly Finding[];
}

/** All answers of a run, for whoever weighs some of them beside others. */
export interface Weighing {
  readonly scope: Scope;
  readonly fingerprints: Fingerprints;
  /** Every answer by its probe's key, further ones included. */
  readonly answers: ReadonlyMap<string, ProbeAnswer>;
  /** The answers to this proof's own probes. */
  readonly further: readonly ProbeAnswer[];
  /** What an answer says by itself. */
  readonly verdictOf: (answer: ProbeAnswer) => Verdict;
}

/** Does the genuine service speak in this answer? Only then is anything asked on its word. */
export function isProven(verdict: Verdict): boolean {
  return (verdict.status === 'pass' && verdict.confidence === undefined) || (verdict.status === 'warn' && verdict.layer !== 'tls');
}

export interface Weighed {
  /** One for each that came in, in the same order; a changed verdict drops `findings`. */
  readonly judged: readonly Judged[];
  /** Findings that belong to no endpoint of the catalog: derived requirements, controls. */
  readonly findings: readonly Finding[];
}

/**
 * A proof: what a green row needs beyond one good answer. It asks by further probes and weighs their answers beside those of the endpoints. Pure:
 * probing is done by `observe` as for any other. A proof may weaken a pass (to `warn` or `fail`), explain a failure, or add evidence; it never
 * turns a failure into a pass.
 */
export interface Proof {
  /** The reason that its probes carry. */
  readonly because: Because;
  /** Further probes known from the start. */
  plan?(scope: Scope, probes: readonly Probe[]): readonly Probe[];
  /**
   * Further probes that an answer calls for; also given answers to further probes (a hop of a hop). Where the answer itself names what is asked next, it has to be
   * proven: `verdictOf` says what it comes to alone.
   */
  follow?(answer: ProbeAnswer, scope: Scope, verdictOf: Weighing['verdictOf']): readonly Probe[];
  /** `judged` are the answers to the endpoints' own probes. */
  weigh(judged: readonly Judged[], weighing: Weighing): Weighed;
}
