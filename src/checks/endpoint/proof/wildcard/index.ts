import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Finding } from '../../../../model/finding.ts';
import type { Route } from '../../../../model/network/route.ts';
import { routesFor, type ScopedEndpoint } from '../../../../model/scope.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import { askedFor, findingOf } from '../../verdict/finding.ts';
import type { ProblemVerdict } from '../../verdict/verdict.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighed, type Weighing } from '../proof.ts';
import { canariesFor, canaryPastPac, foreignNames, unlistedName } from './canary.ts';
import { outcomeOf, type WildcardOutcome, wasRefused } from './outcome.ts';

/**
 * Is the wildcard open, or only its known hosts? A made-up name below it is asked for over the same route: through a proxy by name, on a direct
 * route in a handshake with the address of a known host. Denied and unproven wildcards are findings of their own; an open one is evidence on
 * the known hosts.
 */
export const wildcardProof: Proof = {
  name: 'wildcard',
  follow: (answer, scope) => {
    const { derivedFrom, target } = answer.task;
    if (derivedFrom === undefined) return canariesFor(answer, scope);
    if (derivedFrom.because !== 'wildcard' || !scope.index.canaryNames.has(target.host)) return [];
    return [...canaryPastPac(answer), ...unlistedName(answer, scope), ...(wasRefused(answer) ? foreignNames(answer, scope) : [])];
  },
  weigh: (judged, weighing) => {
    const wildcards = weighing.scope.endpoints
      .filter(({ skip }) => skip === undefined)
      .flatMap((scoped) => questionsAbout(scoped, weighing));
    const told = wildcards.map((question) => tell(question, judged, weighing));
    return { judged: withCanaries(judged, told), findings: told.flatMap(({ finding }) => finding ?? []) };
  },
};

interface Question {
  readonly scoped: ScopedEndpoint;
  readonly canary: string;
  readonly port: number;
  readonly route: Route;
}

interface Told {
  readonly finding?: Finding;
  /** Answers of known hosts whose wildcard is open, and the name that showed it. */
  readonly proven: readonly ProbeAnswer[];
  readonly canary: string;
}

function questionsAbout(scoped: ScopedEndpoint, { scope }: Weighing): readonly Question[] {
  const canary = scope.index.canaries.get(scoped.key);
  if (canary === undefined) return [];
  return routesFor(scoped, scope).flatMap((route) => scoped.endpoint.ports.map((port) => ({ scoped, canary, port, route })));
}

function tell({ scoped, canary, port, route }: Question, judged: readonly Judged[], weighing: Weighing): Told {
  const known = judged.filter(
    ({ answer: { task }, endpoint, verdict }) =>
      endpoint.key === scoped.key &&
      task.target.port === port &&
      task.route.name === route.name &&
      (verdict.status === 'pass' || verdict.status === 'warn'),
  );
  const tries = weighing.further.filter(
    ({ task }) =>
      task.target.host === canary && task.target.port === port && task.scheme === scoped.endpoint.scheme && task.route.name === route.name,
  );
  if (known.length === 0 || tries.length === 0) return { proven: [], canary };
  const outcomes = tries.map((answer) => ({ answer, outcome: outcomeOf(answer, judged, weighing) }));
  const telling = (['open', 'denied', 'unproven'] as const).flatMap(
    (kind) => outcomes.find(({ outcome }) => outcome.kind === kind) ?? [],
  )[0];
  if (telling === undefined || telling.outcome.kind === 'open') return { proven: known.map(({ answer }) => answer), canary };
  return { proven: [], canary, finding: findingAbout(scoped, telling.answer, asFarAsAsked(telling.outcome, weighing)) };
}

/** In a run that ended early a further name might have told more. */
function asFarAsAsked(outcome: NotOpen, { isCut }: Weighing): NotOpen {
  return isCut && outcome.kind === 'unproven' ? { ...outcome, asked: false } : outcome;
}

type NotOpen = Exclude<WildcardOutcome, { readonly kind: 'open' }>;

function findingAbout(scoped: ScopedEndpoint, { task, facts }: ProbeAnswer, outcome: NotOpen): Finding {
  const { pattern, key, endpoint } = scoped;
  const { evidence } = outcome.verdict;
  const about: EndpointEvidence = withEvidence(evidence, { pattern, canary: task.target.host });
  const verdict: ProblemVerdict =
    outcome.kind === 'denied'
      ? { status: 'fail', cause: 'wildcard.denied', layer: 'wildcard', confidence: outcome.confidence, evidence: about }
      : {
          status: outcome.asked ? 'warn' : 'inconclusive',
          cause: 'wildcard.unproven',
          layer: 'wildcard',
          confidence: 'certain',
          evidence: about,
        };
  const { port } = task.target;
  return Object.assign(findingOf({ ...askedFor(scoped), key: `${key}/*` }, task, verdict, facts), {
    title: `${pattern}:${port} for ${endpoint.feature}`,
    target: { pattern: endpoint.host, host: pattern, port, scheme: endpoint.scheme },
  });
}

/** The name that showed a wildcard open, on the passes of its known hosts. */
function withCanaries(judged: readonly Judged[], told: readonly Told[]): Weighed['judged'] {
  const canaries = new Map(told.flatMap(({ proven, canary }) => proven.map((answer) => [answer, canary] as const)));
  return judged.map((one) => {
    const canary = canaries.get(one.answer);
    if (canary === undefined || one.verdict.status !== 'pass') return one;
    return revised(one, { ...one.verdict, evidence: withEvidence(one.verdict.evidence, { canary }) });
  });
}
