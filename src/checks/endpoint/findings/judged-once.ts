import type { Finding } from '../../../model/finding.ts';
import type { Observation } from '../../../model/network/observation.ts';
import type { Probe } from '../../../model/network/probe.ts';
import type { Scope, ScopedEndpoint } from '../../../model/scope.ts';
import type { Judged, ProbeAnswer } from '../proof/proof.ts';
import type { Fingerprints, Verdict } from '../verdict/verdict.ts';

/** Of longer runs verdicts and findings are made anew at the end: kept meanwhile, they would cost more memory than they save time. */
const MOST_KEPT = 3000;

/** What one answer came to alone, and the findings that were made of just that. */
interface Alone {
  readonly facts: Observation;
  readonly task: Probe;
  readonly fingerprints: Fingerprints;
  readonly verdict: Verdict;
  readonly findings: Map<ScopedEndpoint, Finding>;
}

interface Kept {
  readonly byFacts: WeakMap<Observation, Alone>;
  count: number;
  /** Whoever asks for the verdict on an answer asks a few times in a row. */
  last: Alone | undefined;
}

/** For each scope, since the verdict hangs on it; a run has one. */
const KEPT = new WeakMap<Scope, Kept>();

/** What an answer comes to alone, judged once: when it is told, when proofs follow from it, and at the end of the run. */
export function verdictOnce(answer: ProbeAnswer, scope: Scope, fingerprints: Fingerprints, judge: () => Verdict): Verdict {
  const { task, facts } = answer;
  if (facts === undefined) return judge();
  const kept = keptOf(scope);
  const known = aloneOf(answer, kept);
  if (known?.fingerprints === fingerprints) return known.verdict;
  const alone: Alone = { facts, task, fingerprints, verdict: judge(), findings: new Map() };
  kept.last = alone;
  if (kept.count < MOST_KEPT) {
    kept.count += 1;
    kept.byFacts.set(facts, alone);
  }
  return alone.verdict;
}

/** The finding of a verdict that nothing has changed since the answer was told is the one that was told. */
export function findingOnce({ answer, endpoint, verdict }: Judged, scope: Scope, make: () => Finding): Finding {
  const alone = aloneOf(answer, keptOf(scope));
  if (alone?.verdict !== verdict) return make();
  const finding = alone.findings.get(endpoint) ?? make();
  alone.findings.set(endpoint, finding);
  return finding;
}

function keptOf(scope: Scope): Kept {
  const kept = KEPT.get(scope) ?? { byFacts: new WeakMap(), count: 0, last: undefined };
  KEPT.set(scope, kept);
  return kept;
}

function aloneOf({ task, facts }: ProbeAnswer, { byFacts, last }: Kept): Alone | undefined {
  if (facts === undefined) return undefined;
  const alone = last?.facts === facts ? last : byFacts.get(facts);
  return alone?.task === task ? alone : undefined;
}
