import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Step } from '../../../model/network/observation.ts';
import { furtherKey, type Probe } from '../../../model/network/probe.ts';
import { groupBy } from '../../../text/group.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { type ProblemVerdict, stepOf, type Verdict } from '../verdict/verdict.ts';
import { type HandshakeOutcome, outcomeOfCode, shownByTries } from './handshake/outcome.ts';
import { tryLimitMs } from './handshake/tries.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from './proof.ts';

/** Targets a route: a network where every request fails is not asked again for each of thousands. */
const MAX_TARGETS = 32;
/** A name that no list forbids and every web server may answer in its own way (RFC 2606 section 3). */
const NEUTRAL = 'www.example.com';

type Kind = 'own' | 'neutral';
/**
 * Where the first request was cut, one try follows another, so that none meets a limit of connections; where it met silence, all at once. With the first request before them
 * no order of up to four servers in turn fits these names.
 */
const TRIES: readonly Kind[] = ['neutral', 'own', 'own', 'neutral', 'neutral'];

/**
 * Why was a plain request cut or not answered? The same address is asked again with a neutral `Host` (RFC 9112 section 3.2) and with the own one, as the handshake
 * proof does with server names: only where the neutral name is answered each time and the own one never, a filter for names is at work.
 */
export const hostHeaderProof: Proof = {
  name: 'host-header',
  mostPerRoute: MAX_TARGETS,
  countedWith: ({ key }) => /#host-header:(\d+)/.exec(key)?.[1] ?? '',
  follow: (answer) => {
    if (answer.task.derivedFrom === undefined) return firstTries(answer);
    return answer.task.derivedFrom.because === 'host-header' ? nextTry(answer) : [];
  },
  weigh: (judged, weighing) => {
    const tries = groupBy(weighing.further, ({ task }) => task.derivedFrom?.key ?? '');
    return { judged: judged.map((one) => explainedBy(one, tries.get(one.answer.task.key) ?? [], weighing)), findings: [] };
  },
};

/** How a request ended; undefined: the walk did not come as far, or the run ended in it. */
function outcomeOf(steps: readonly Step[]): HandshakeOutcome | undefined {
  const last = steps.at(-1);
  if (last?.layer !== 'http' || last.peer !== 'target') return undefined;
  if (last.failure === undefined || last.facts.status !== undefined) return 'through';
  return last.failure.code === 'UND_ERR_SOCKET' ? 'closed' : outcomeOfCode(last.failure.code);
}

function firstTries({ task, facts }: ProbeAnswer): readonly Probe[] {
  if (task.scheme !== 'http' || task.route.kind !== 'direct' || facts === undefined) return [];
  const outcome = outcomeOf(facts.steps);
  const tcp = stepOf(facts.steps, 'tcp', 'target');
  const address = tcp?.facts.address;
  if (outcome === undefined || outcome === 'through' || address === undefined) return [];
  const tries = outcome === 'silent' ? TRIES : TRIES.slice(0, 1);
  return tries.map((kind, index) => tryOf(task, { address, connectMs: tcp?.durationMs ?? 0 }, kind, index + 1, outcome !== 'silent'));
}

function nextTry({ task, facts }: ProbeAnswer): readonly Probe[] {
  const { hop } = task.derivedFrom ?? {};
  const address = task.variation?.address;
  const kind = hop === undefined ? undefined : TRIES[hop];
  if (hop === undefined || kind === undefined || address === undefined || facts === undefined) return [];
  return [tryOf(task, { address, connectMs: stepOf(facts.steps, 'tcp', 'target')?.durationMs ?? 0 }, kind, hop + 1, true)];
}

interface Place {
  readonly address: string;
  readonly connectMs: number;
}

function tryOf(known: Probe, { address, connectMs }: Place, kind: Kind, number: number, isInTurn: boolean): Probe {
  return {
    ...known,
    key: furtherKey(known, 'host-header', `${number} ${address}`),
    derivedFrom: { key: known.derivedFrom?.key ?? known.key, because: 'host-header', ...(isInTurn ? { hop: number } : {}) },
    variation: {
      address,
      layerTimeoutMs: tryLimitMs(connectMs),
      retries: 0,
      requests: [{ method: 'GET', path: known.path, ...(kind === 'neutral' ? { headers: { host: NEUTRAL } } : {}) }],
    },
  };
}

function isOfRequest(verdict: Verdict): verdict is ProblemVerdict {
  return verdict.status !== 'pass' && /^http\.(?:timeout|reset)$/.test(verdict.cause ?? '') && verdict.evidence.answersNow !== true;
}

function explainedBy(one: Judged, tries: readonly ProbeAnswer[], { verdictOf }: Weighing): Judged {
  const { answer, verdict } = one;
  const outcome = outcomeOf(answer.facts?.steps ?? []);
  if (!isOfRequest(verdict) || verdict.evidence.httpStatus !== undefined || outcome === undefined || tries.length === 0) return one;
  const shown = shownBy(answer, outcome, tries);
  const worksNow = shown.changing === true && tries.some((other) => !isNeutral(other) && verdictOf(other).status === 'pass');
  return revised(one, {
    ...verdict,
    confidence: shown.hostDependent === true ? 'certain' : verdict.confidence,
    ...(worksNow && verdict.status === 'fail' ? { status: 'warn' as const } : {}),
    evidence: withEvidence(verdict.evidence, shown),
  });
}

function isNeutral({ task }: ProbeAnswer): boolean {
  return task.variation?.requests?.[0]?.headers !== undefined;
}

function shownBy(answer: ProbeAnswer, outcome: HandshakeOutcome, tries: readonly ProbeAnswer[]): EndpointEvidence {
  const earlier = (answer.facts?.earlierAttempts ?? [])
    .filter(({ layer }) => layer === 'http')
    .flatMap(({ failure }) => outcomeOfCode(failure.code) ?? []);
  const of = (neutral: boolean) =>
    tries.filter((other) => isNeutral(other) === neutral).flatMap(({ facts }) => outcomeOf(facts?.steps ?? []) ?? []);
  const { sniDependent, smallHelloWorks: _small, ...tried } = shownByTries({ own: [outcome, ...earlier, ...of(false)], neutral: of(true) });
  return { ...tried, ...(sniDependent === undefined ? {} : { hostDependent: sniDependent }) };
}
