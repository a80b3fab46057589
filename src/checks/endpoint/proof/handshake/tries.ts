import type { Observation, Step } from '../../../../model/network/observation.ts';
import { furtherKey, type Probe, type Variation } from '../../../../model/network/probe.ts';
import { stepOf } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import { type HandshakeOutcome, outcomeOf } from './outcome.ts';

/** A name that no list forbids and every server may refuse in its own way (RFC 2606 section 3). */
const NEUTRAL = 'www.example.com';
/** One suite without certificates, which no public server takes: the answer is an alert of seven bytes instead of kilobytes of certificates. Nothing is ever sent over it. */
const SMALL_ANSWER = 'ADH-AES128-GCM-SHA256:@SECLEVEL=0';

type Kind = 'own' | 'neutral' | 'small';
/** `heard`: once more, only to hear what a peer without TLS says. It says so at once, to each target of a route: these are not counted. */
type Mode = 'in turn' | 'at once' | 'heard';
/** Where the first handshake was refused or cut, one try follows another, so that none meets a limit of connections; the order is no pattern that a balancer has. */
const IN_TURN: readonly Kind[] = ['neutral', 'own', 'neutral', 'neutral', 'own'];
/** Where it was silent, all at once: each of them may take its whole limit. With the first handshake before them no order of up to four servers in turn fits these names. */
const AT_ONCE: readonly Kind[] = ['neutral', 'own', 'own', 'neutral', 'neutral', 'small'];

const SHORTEST_MS = 1500;
const LONGEST_MS = 2500;

/** A failed handshake of a walk, and where. */
export interface Failed {
  readonly outcome: HandshakeOutcome;
  /** Absent over a proxy: only it knows. */
  readonly address?: string;
  readonly connectMs: number;
}

/** The failed handshakes of an observation: of either address family, when no certificate came. */
export function failedHandshakes({ task, facts }: ProbeAnswer): readonly Failed[] {
  if (facts === undefined) return [];
  return [facts.steps, facts.otherFamily ?? []].flatMap((steps) => failedIn(steps, task.route.kind === 'direct') ?? []);
}

function failedIn(steps: readonly Step[], isDirect: boolean): Failed | undefined {
  const outcome = outcomeOf(steps);
  const last = steps.at(-1);
  if (outcome === undefined || outcome === 'through' || last?.layer !== 'tls') return undefined;
  const tcp = stepOf(steps, 'tcp', 'target');
  const address = tcp?.facts.address;
  if (!isDirect) return outcome === 'not TLS' ? { outcome, connectMs: 0 } : undefined;
  return address === undefined ? undefined : { outcome, address, connectMs: tcp?.durationMs ?? 0 };
}

/** The first further handshakes that a failed one calls for. */
export function firstTries(task: Probe, failed: Failed): readonly Probe[] {
  // Over a proxy only what it said is asked after: whose address that is shows nothing here.
  if (failed.address === undefined) return [tryOf(task, failed, 'own', 1, 'heard')];
  if (failed.outcome === 'silent') return AT_ONCE.map((kind, index) => tryOf(task, failed, kind, index + 1, 'at once'));
  const inTurn = tryOf(task, failed, IN_TURN[0] ?? 'neutral', 1);
  return failed.outcome === 'not TLS' ? [inTurn, tryOf(task, failed, 'own', 1, 'heard')] : [inTurn];
}

/** The try after this one. */
export function nextTry({ task, facts }: ProbeAnswer): readonly Probe[] {
  const { hop } = task.derivedFrom ?? {};
  const address = task.variation?.address;
  const kind = hop === undefined ? undefined : IN_TURN[hop];
  if (hop === undefined || kind === undefined || address === undefined || facts === undefined) return [];
  const failed = { outcome: 'reset' as const, address, connectMs: stepOf(facts.steps, 'tcp', 'target')?.durationMs ?? 0 };
  return [tryOf(task, failed, kind, hop + 1)];
}

function tryOf(known: Probe, { address, connectMs }: Failed, kind: Kind, number: number, mode: Mode = 'in turn'): Probe {
  const variation: Variation = {
    ...(address === undefined ? {} : { address }),
    until: 'tls',
    listen: true,
    layerTimeoutMs: tryLimitMs(connectMs),
    retries: 0,
    ...(kind === 'neutral' ? { servername: NEUTRAL } : {}),
    ...(kind === 'small' ? { ciphers: SMALL_ANSWER } : {}),
  };
  const key = known.derivedFrom?.key ?? known.key;
  const detail = [`${mode} ${number}`, ...(address === undefined ? [] : [address])].join(' ');
  return {
    ...known,
    key: furtherKey(known, 'handshake', detail),
    derivedFrom: { key, because: 'handshake', ...(mode === 'in turn' ? { hop: number } : {}) },
    variation,
  };
}

/** The limit of a layer in a try: what answers at all does so within a few round trips. Milliseconds. */
export function tryLimitMs(connectMs: number): number {
  return Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 20 * connectMs)));
}

/** Which of the three it was. */
export function kindOf({ variation }: Probe): Kind {
  if (variation?.servername !== undefined) return 'neutral';
  return variation?.ciphers === undefined ? 'own' : 'small';
}

/** Which of the tries of its handshake: those of one number are counted together, so that a target is tried whole or not at all. Undefined: it is not counted. */
export function placeOf({ key }: Probe): string | undefined {
  return /#handshake:((?:in turn|at once) \d+)/.exec(key)?.[1];
}

/** The last step of a try, where it is its handshake. */
export function handshakeOf(facts: Observation | undefined): Extract<Step, { readonly layer: 'tls' }> | undefined {
  const last = facts?.steps.at(-1);
  return last?.layer === 'tls' ? last : undefined;
}
