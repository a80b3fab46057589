import { releaseOf } from '../../../../model/catalog/release.ts';
import type { Probe } from '../../../../model/network/probe.ts';
import { furtherKey } from '../../../../model/network/probe.ts';
import { authority, type Route } from '../../../../model/network/route.ts';
import type { Scope } from '../../../../model/scope.ts';
import { weakened } from '../behaviour/index.ts';
import { exchanges } from '../behaviour/question.ts';
import { PAYLOAD, payloadRequests } from '../behaviour/ranges.ts';
import { isProven, type ProbeAnswer, type Proof, type Weighing } from '../proof.ts';
import { isCut } from '../unfinished.ts';
import { onTheirWord, type WebAddress, webAddress } from '../web-address.ts';
import { askedStep, type JourneyStep, STEPS, unaskedStep } from './steps.ts';

/** The way of an update as the role downloads it, one step after the other over each route; a finding a step. Only with `--journey`. */
export const journey: Proof = {
  name: 'journey',
  plan: ({ journey: wanted = false, mode, routes }) =>
    wanted && mode === 'online'
      ? routes.flatMap((route) => STEPS.flatMap((step) => (step.start === undefined ? [] : [probeOf(step, step.start, route)])))
      : [],
  follow: (answer, scope, verdictOf) => {
    const { derivedFrom, route } = answer.task;
    if (derivedFrom?.because !== 'journey') return [];
    const step = STEPS[derivedFrom.hop ?? 0];
    const next = step === undefined || step.start !== undefined ? undefined : addressAfter(answer, scope);
    if (step === undefined || next === undefined || !isProven(verdictOf(answer))) return [];
    return [{ ...probeOf(step, next, route), ...onTheirWord(scope) }];
  },
  weigh: (judged, weighing) => ({
    judged,
    findings:
      weighing.scope.journey === true && weighing.scope.mode === 'online'
        ? weighing.scope.routes.flatMap((route) => findingsOf(route, weighing))
        : [],
  }),
};

function probeOf(step: JourneyStep, address: WebAddress, route: Route): Probe {
  const bare = { ...address, route };
  return {
    ...bare,
    key: furtherKey(bare, 'journey', step.name),
    maxTlsVersion: '1.2',
    endpointKeys: [],
    derivedFrom: { key: route.name, because: 'journey', hop: step.number },
    ...(step.payload ? { variation: { requests: payloadRequests(address.path) } } : {}),
  };
}

/** Where the next step asks: where this one leads, or below it. */
function addressAfter(answer: ProbeAnswer, { siteVersion }: Scope): WebAddress | undefined {
  const { task, facts } = answer;
  const last = exchanges(answer).at(-1);
  const number = task.derivedFrom?.hop ?? 0;
  if (facts === undefined || last === undefined || last.failure !== undefined) return undefined;
  const below = STEPS[number]?.below;
  if (below !== undefined)
    return task.scheme === 'tcp'
      ? undefined
      : { scheme: task.scheme, target: task.target, path: `${task.path.split('?')[0]}${below(releaseOf(siteVersion))}` };
  const { status = 0, location = '' } = last.facts;
  return status >= 300 && status < 400 ? webAddress(location, task) : undefined;
}

function findingsOf(route: Route, weighing: Weighing) {
  const answers = weighing.further.filter(({ task }) => task.route.name === route.name);
  const answerTo = (number: number): ProbeAnswer | undefined => answers.find(({ task }) => task.derivedFrom?.hop === number);
  let stopped: string | undefined;
  let genuine = true;
  return STEPS.map((step) => {
    const answer = answerTo(step.number);
    if (answer === undefined) return unaskedStep(step, route.name, stopped ?? 'the run ended before', !genuine);
    const verdict = verdictOn(step, answer, weighing);
    genuine = verdict.status === 'pass' || verdict.status === 'warn';
    const next = addressAfter(answer, weighing.scope);
    if (next === undefined)
      stopped = genuine
        ? `step ${step.name} led nowhere (HTTP ${exchanges(answer).at(-1)?.facts.status ?? 0})`
        : `step ${step.name} failed`;
    return askedStep(step, answer, verdict, next === undefined ? undefined : `${next.scheme}://${authority(next.target)}${next.path}`);
  });
}

function verdictOn(step: JourneyStep, answer: ProbeAnswer, weighing: Weighing) {
  if (!step.payload) return weighing.verdictOf(answer);
  const [first] = exchanges(answer);
  const steps = answer.facts?.steps ?? [];
  const upToFirst = first === undefined ? steps : steps.slice(0, steps.indexOf(first) + 1);
  const alone = answer.facts === undefined ? answer : { ...answer, facts: { ...answer.facts, steps: upToFirst } };
  if (isCut(answer)) return weighing.verdictOf(answer);
  const verdict = weighing.verdictOf(alone);
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return verdict;
  const about = { probe: answer.task, first: alone, answer, again: undefined, elsewhere: [], fingerprints: weighing.fingerprints };
  return weakened(verdict, PAYLOAD.read(about));
}
