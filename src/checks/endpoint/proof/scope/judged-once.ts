import type { Finding } from '../../../../model/finding.ts';
import type { Observation } from '../../../../model/network/observation.ts';
import type { Probe } from '../../../../model/network/probe.ts';
import type { ScopedEndpoint } from '../../../../model/scope.ts';
import type { Fingerprints, Verdict } from '../../verdict/verdict.ts';

/** Of longer runs verdicts and findings are made anew at the end: kept meanwhile, they would cost more memory than they save time. */
const MOST_KEPT = 3000;

/** What was asked, and what came of it. */
interface Answer {
  readonly task: Probe;
  readonly facts?: Observation | undefined;
}

/** What one answer came to alone, and the findings that were made of just that. */
interface Alone {
  readonly facts: Observation;
  readonly task: Probe;
  readonly fingerprints: Fingerprints;
  readonly verdict: Verdict;
  readonly findings: Map<ScopedEndpoint, Finding>;
}

/** What the answers of one run came to alone; it belongs to the scope of that run, since a verdict depends on it. */
export interface JudgedOnce {
  /** What an answer comes to alone, judged once: when it is told, when proofs follow from it, and at the end of the run. */
  readonly verdict: (answer: Answer, fingerprints: Fingerprints, judge: () => Verdict) => Verdict;
  /** The finding of a verdict that nothing has changed since the answer was told is the one that was told. */
  readonly finding: (answer: Answer, endpoint: ScopedEndpoint, verdict: Verdict, make: () => Finding) => Finding;
}

/** Nothing judged yet. */
export function judgedOnce(): JudgedOnce {
  const byFacts = new WeakMap<Observation, Alone>();
  let count = 0;
  // Whoever asks for the verdict on an answer asks a few times in a row.
  let last: Alone | undefined;
  const aloneOf = ({ task, facts }: Answer): Alone | undefined => {
    if (facts === undefined) return undefined;
    const alone = last?.facts === facts ? last : byFacts.get(facts);
    return alone?.task === task ? alone : undefined;
  };
  const keep = (alone: Alone): void => {
    last = alone;
    if (count >= MOST_KEPT) return;
    count += 1;
    byFacts.set(alone.facts, alone);
  };
  return {
    verdict: (answer, fingerprints, judge) => {
      const { task, facts } = answer;
      if (facts === undefined) return judge();
      const known = aloneOf(answer);
      if (known?.fingerprints === fingerprints) return known.verdict;
      const alone: Alone = { facts, task, fingerprints, verdict: judge(), findings: new Map() };
      keep(alone);
      return alone.verdict;
    },
    finding: (answer, endpoint, verdict, make) => {
      const alone = aloneOf(answer);
      if (alone?.verdict !== verdict) return make();
      const finding = alone.findings.get(endpoint) ?? make();
      alone.findings.set(endpoint, finding);
      return finding;
    },
  };
}
