import type { EndpointEvidence } from '../../../../model/evidence.ts';
import { furtherKey, type Probe, type Variation } from '../../../../model/network/probe.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import type { StepRuling, Verdict } from '../../verdict/verdict.ts';
import { problem } from '../../verdict/walk.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from '../proof.ts';
import { endpointsBehind, type IndexedScope } from '../scope/scope-index.ts';
import { REST } from './idle.ts';
import { UPLOAD } from './methods.ts';
import type { About, BehaviourOutcome, BehaviourQuestion } from './question.ts';
import { PAYLOAD } from './ranges.ts';
import { DOCUMENTED_SUITES } from './suites.ts';

/** In this order they are told when several are wrong alike. */
const QUESTIONS: readonly BehaviourQuestion[] = [PAYLOAD, UPLOAD, DOCUMENTED_SUITES, REST];

/** Does the way carry what the endpoint's work needs: ranges, methods, the documented cipher suites, long rests? */
export const behaviour: Proof = {
  name: 'behaviour',
  follow: (answer, scope) => (answer.task.derivedFrom === undefined ? ask(answer, scope) : askAgain(answer)),
  weigh: (judged, weighing) => ({ judged: judged.map((one) => weighOne(one, weighing)), findings: [] }),
};

function ask(first: ProbeAnswer, scope: IndexedScope): readonly Probe[] {
  const last = first.facts?.steps.at(-1);
  if (last?.layer !== 'http' || last.failure !== undefined) return [];
  const endpoints = endpointsBehind(first.task, scope);
  return QUESTIONS.filter(({ wanted }) => endpoints.some(({ endpoint }) => wanted(endpoint.expect, scope))).flatMap((question) => {
    const variation = question.ask(first, scope);
    return variation === undefined ? [] : [further(first.task, question.name, variation)];
  });
}

function askAgain(answer: ProbeAnswer): readonly Probe[] {
  const { derivedFrom } = answer.task;
  if (derivedFrom?.because !== 'behaviour') return [];
  return QUESTIONS.filter(({ name }) => answer.task.key === keyOf(answer.task, name)).flatMap((question) => {
    const again = question.askAgain?.(answer);
    return again === undefined ? [] : [{ ...further(answer.task, again.name, again.variation), derivedFrom }];
  });
}

function further(probe: Probe, name: string, variation: Variation): Probe {
  return { ...probe, key: keyOf(probe, name), derivedFrom: { key: probe.key, because: 'behaviour' }, variation };
}

function keyOf(probe: Probe, name: string): string {
  return furtherKey(probe, 'behaviour', name);
}

/** Endpoints that share a probe may expect unlike things: each gets the verdict on what it expects. */
function weighOne(one: Judged, weighing: Weighing): Judged {
  const { answer, endpoint, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  const asked = QUESTIONS.filter(({ wanted }) => wanted(endpoint.endpoint.expect, weighing.scope));
  if (asked.length === 0) return one;
  const outcomes = asked.flatMap((question) => question.read(aboutOf(question, answer, weighing)));
  return revised(one, weakened(verdict, outcomes));
}

function aboutOf({ name }: BehaviourQuestion, first: ProbeAnswer, { answers, further: all, fingerprints }: Weighing): About {
  const { task } = first;
  const answer = answers.get(keyOf(task, name));
  const again = all.find(({ task: other }) => other.derivedFrom?.key === task.key && other.key.startsWith(`${keyOf(task, name)}-`));
  const elsewhere = all.filter(
    ({ task: other }) => other.route.name !== task.route.name && other.key === keyOf({ ...task, route: other.route }, name),
  );
  return { probe: task, first, answer, again, elsewhere, fingerprints };
}

/** The worst ruling decides; what the other questions came to is evidence beside it. */
export function weakened(verdict: Verdict, outcomes: readonly BehaviourOutcome[]): Verdict {
  const evidence: EndpointEvidence = outcomes.reduce((all, outcome) => withEvidence(all, outcome.evidence), verdict.evidence);
  const rulings = outcomes.map(({ ruling }) => ruling).filter((ruling): ruling is StepRuling => ruling !== undefined);
  const ruling = rulings.find(({ status }) => status === undefined || status === 'fail') ?? rulings[0];
  if (ruling === undefined || (verdict.status === 'warn' && ruling.status === 'warn')) return { ...verdict, evidence };
  return problem(ruling, evidence);
}
