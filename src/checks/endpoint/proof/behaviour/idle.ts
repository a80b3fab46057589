import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Confidence } from '../../../../model/finding.ts';
import type { Route } from '../../../../model/network/route.ts';
import { authority } from '../../../../model/network/route.ts';
import { stepOf } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import { type About, type BehaviourOutcome, type BehaviourQuestion, exchanges, type HttpStep, isUntold } from './question.ts';

/** Ends that lie that close together have one reason, seconds. */
const SAME_MOMENT = 2;

/** One request, a rest, one more request on the same connection. */
export const REST: BehaviourQuestion = {
  name: 'hold',
  wanted: (expect, scope) => expect.holdSeconds !== undefined && scope.holdSeconds !== undefined,
  ask: ({ task: { scheme, path } }, { holdSeconds = 0 }) =>
    scheme === 'https'
      ? {
          requests: [
            { method: 'GET', path },
            { method: 'GET', path, idleMs: holdSeconds * 1000 },
          ],
        }
      : undefined,
  read: (about) => [readRest(about)],
};

function readRest(about: About): BehaviourOutcome {
  const [first, rest, second] = exchanges(about.answer);
  if (first === undefined || first.failure !== undefined || isUntold(rest) || rest === undefined) return unproven('not asked');
  if (first.facts.bodyTruncated === true) return unproven('the first answer was too long to be read whole');
  if (first.facts.headers?.connection?.toLowerCase() === 'close') return unproven('the service ends each connection after its answer');
  if (rest.failure !== undefined) return ended(rest, first, about);
  const held = Math.round((rest.facts.idleMs ?? 0) / 1000);
  if (second === undefined || isUntold(second)) return unproven('not asked');
  if (second.failure === undefined) return { evidence: { idle: `held for ${held} s` } };
  const { code } = second.failure;
  // Who ends a connection in order just when it is used again may be the service.
  if (code === 'CLOSED') return cut(rest, { code }, 'warn', 'possible');
  return cut(
    rest,
    { code, cutBy: code === 'TIMEOUT' ? `${onTheWay(about)}, without a reset or an end` : onTheWay(about) },
    'fail',
    'likely',
  );
}

/** Ended during the rest. A close_notify is part of the encryption, so only the service can have sent it; a reset or a bare end can be anyone's. */
function ended(rest: HttpStep, first: HttpStep, about: About): BehaviourOutcome {
  const code = rest.failure?.code ?? '';
  const seconds = secondsOf(rest);
  if (rest.facts.closeNotify === true) return unproven(`the service itself ended the connection after ${seconds} s`);
  const announced = Number(/timeout=(\d+)/i.exec(first.facts.headers?.['keep-alive'] ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
  if (seconds >= announced - SAME_MOMENT) return unproven(`the service announced that it ends idle connections after ${announced} s`);
  const others = about.elsewhere.map(restOf).filter((other) => other !== undefined);
  const heldElsewhere = others.some(({ failure }) => failure === undefined);
  if (code !== 'CLOSED') return cut(rest, { code, cutBy: onTheWay(about) }, 'fail', heldElsewhere ? 'certain' : 'likely');
  if (others.some((other) => other.failure?.code === 'CLOSED' && Math.abs(secondsOf(other) - seconds) <= SAME_MOMENT))
    return unproven(`it ended after ${seconds} s over another route as well`);
  const proxied = about.probe.route.kind !== 'direct';
  if (heldElsewhere) return cut(rest, { code, cutBy: onTheWay(about) }, 'fail', 'certain');
  return proxied ? cut(rest, { code, cutBy: onTheWay(about) }, 'fail', 'likely') : cut(rest, { code }, 'warn', 'possible');
}

function restOf(answer: ProbeAnswer): HttpStep | undefined {
  const rest = exchanges(answer)[1];
  return isUntold(rest) ? undefined : rest;
}

/** Whole seconds: the clock of whoever ends the connection started when its own last packet left, a moment before ours, which nobody here sees. */
function secondsOf({ durationMs }: HttpStep): number {
  return durationMs < 1000 ? Math.round(durationMs / 100) / 10 : Math.round(durationMs / 1000);
}

function onTheWay({ probe: { route }, answer, fingerprints }: About): string {
  if (route.kind === 'direct') return 'a device on the path';
  const product = fingerprints.proxyProduct(stepOf(answer?.facts?.steps ?? [], 'proxy')?.facts.headers ?? {});
  return `the proxy ${nameOf(route)}${product === undefined ? '' : ` (${product})`}`;
}

function nameOf({ via, name }: Route): string {
  return via === undefined ? name : authority(via);
}

function cut(rest: HttpStep, more: EndpointEvidence, status: 'warn' | 'fail', confidence: Confidence): BehaviourOutcome {
  const holdSeconds = Math.round((rest.facts.idleMs ?? 0) / 1000);
  // Who only forgets the connection does so at a moment that nobody sees.
  const evidence: EndpointEvidence = { ...(rest.failure === undefined ? {} : { idleSeconds: secondsOf(rest) }), holdSeconds, ...more };
  return { ruling: { cause: 'http.idle-cut', status, confidence, evidence }, evidence: { idle: 'cut' } };
}

function unproven(idle: string): BehaviourOutcome {
  return { evidence: { idle } };
}
