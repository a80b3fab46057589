import type { Probe } from '../../../model/network/probe.ts';
import { withEvidence } from '../verdict/evidence.ts';
import type { ProblemVerdict, Verdict } from '../verdict/verdict.ts';
import { PHANTOM } from './control/probes.ts';
import { type Judged, type ProbeAnswer, revised, type Weighing } from './proof.ts';

/** What only explains a failure, makes less of it, or is a fact of the route: a row is not greener for want of it. */
const EXPLAINS: ReadonlySet<string> = new Set(['handshake', 'host-header', 'control-resolver', 'large-request']);
const RUN_ENDED: ReadonlySet<string> = new Set(['ABORTED', 'DEADLINE']);

/** Did the run end before this was answered? */
export function isCut({ facts }: ProbeAnswer): boolean {
  if (facts === undefined) return true;
  return [facts.steps, facts.otherFamily ?? []].some((walk) => RUN_ENDED.has(walk.at(-1)?.failure?.code ?? ''));
}

type Follow = (answer: ProbeAnswer) => readonly Probe[];

/**
 * Rows of a run that ended early: what answered and was not proven to the end is no pass and no mere warning, for nobody knows what the missing answers would have said.
 * `follow` says what an answer calls for.
 */
export function withoutUnfinished(judged: readonly Judged[], weighing: Weighing, follow: Follow): readonly Judged[] {
  if (!weighing.isCut) return judged;
  return judged.map((one) => {
    if (one.verdict.status !== 'pass' && one.verdict.status !== 'warn') return one;
    const missing = missingFor(one.answer, weighing, follow);
    return missing.length === 0 ? one : revised(one, unfinished(one.verdict, missing));
  });
}

/** The proofs that were not answered whole, those included that a further answer calls for. */
function missingFor(first: ProbeAnswer, { answers }: Weighing, follow: Follow): readonly string[] {
  const missing = new Set<string>();
  const seen = new Set<string>();
  const queue = [first];
  for (let answer = queue.shift(); answer !== undefined; answer = queue.shift()) {
    for (const { key, derivedFrom } of follow(answer)) {
      const because = derivedFrom?.because ?? '';
      if (seen.has(key) || EXPLAINS.has(because)) continue;
      seen.add(key);
      const further = answers.get(key);
      if (further === undefined || isCut(further)) missing.add(because);
      else queue.push(further);
    }
  }
  if (first.task.scheme === 'tcp' && !isPhantomAnswered(first, answers)) missing.add('control');
  return [...missing];
}

/** An open port is worth something only where not every port is open. */
function isPhantomAnswered({ task: { route } }: ProbeAnswer, answers: Weighing['answers']): boolean {
  const control = [...answers.values()].find(({ task }) => task.target.host === PHANTOM && task.route.name === route.name);
  return control === undefined || !isCut(control);
}

/** A verdict that the rest of the run could have made worse. */
export function unfinished(verdict: Verdict, missing: readonly string[]): ProblemVerdict {
  const evidence = withEvidence(verdict.evidence, { code: 'PROOFS_UNFINISHED', unfinished: missing });
  return { status: 'inconclusive', cause: null, layer: 'http', confidence: 'certain', evidence };
}
