import type { Answer } from '../../../model/answer.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Observation } from '../../../model/network/observation.ts';
import type { Because, Probe } from '../../../model/network/probe.ts';
import type { Scope, ScopedEndpoint } from '../../../model/scope.ts';
import type { Fingerprints, Verdict } from '../verdict/verdict.ts';
import type { IndexedScope } from './scope/scope-index.ts';

/** A probe with what was observed of it. */
export type ProbeAnswer = Answer<Probe, Observation>;

/** What an answer comes to for one of the endpoints that share its probe: they may expect unlike things. */
export interface Judged {
  readonly answer: ProbeAnswer;
  readonly endpoint: ScopedEndpoint;
  readonly verdict: Verdict;
}

/** The same answer and endpoint with another verdict. */
export function revised({ answer, endpoint }: Judged, verdict: Verdict): Judged {
  return { answer, endpoint, verdict };
}

/** All answers of a run, for whoever weighs some of them beside others. */
export interface Weighing {
  readonly scope: IndexedScope;
  readonly fingerprints: Fingerprints;
  /** Every answer by its probe's key, further ones included. */
  readonly answers: ReadonlyMap<string, ProbeAnswer>;
  /** The answers to this proof's own probes. */
  readonly further: readonly ProbeAnswer[];
  /** The run ended early: some questions were not answered. */
  readonly isCut: boolean;
  /** What an answer says by itself. */
  readonly verdictOf: (answer: ProbeAnswer) => Verdict;
}

/** Does the genuine service speak in this answer? Only then is anything asked on its word. */
export function isProven(verdict: Verdict): boolean {
  return (verdict.status === 'pass' && verdict.confidence === undefined) || (verdict.status === 'warn' && verdict.layer !== 'tls');
}

/** Verdicts after a proof looked at them. */
export interface Weighed {
  /** One for each that came in, in the same order. */
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
  /** Its probes carry it as their reason. The clock's asks nothing. */
  readonly name: Because | 'clock';
  /** So many further probes a route, and no more. */
  readonly mostPerRoute?: number;
  /** Only those of one word count together, and those of none are not counted; absent: all do. */
  countedWith?(probe: Probe): string | undefined;
  /** Further probes known from the start. */
  plan?(scope: Scope, probes: readonly Probe[]): readonly Probe[];
  /**
   * Further probes that an answer calls for; also given answers to further probes (a hop of a hop). Where the answer itself names what is asked next, it has to be
   * proven: `verdictOf` says what it comes to alone. What was asked before makes no difference: the run leaves out what was asked already, and what is too much.
   */
  follow?(answer: ProbeAnswer, scope: IndexedScope, verdictOf: Weighing['verdictOf']): readonly Probe[];
  /** `judged` are the answers to the endpoints' own probes, one for each endpoint. */
  weigh(judged: readonly Judged[], weighing: Weighing): Weighed;
}
