import { findingFrom } from '../../../causes/finding.ts';
import { causeInfo } from '../../../causes/index.ts';
import type { EndpointEvidence, HostEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Headers } from '../../../model/network/observation.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { PROVEN_BY_CHAIN, stepOf } from '../verdict/verdict.ts';
import { isProven, type Judged, type ProbeAnswer, type Proof, revised } from './proof.ts';

/** Kerberos' default tolerance (RFC 4120 section 1.6 leaves it to the site; Windows: five minutes). */
const LIMIT_SECONDS = 300;
/** A single odd header does not count, nor does a single certificate. */
const MIN_HOSTS = 2;
/** What an answer that nothing proves has to be off by before it says something of this clock: caches and appliances are hours off, not days. */
const UNPROVEN_LIMIT_SECONDS = 86_400;

/** Why the clock is thought to be wrong. */
interface Suspicion {
  readonly direction: 'ahead' | 'behind';
  /** Seconds that this machine's clock is ahead; absent where only certificates tell. */
  readonly skewSeconds?: number;
  readonly reference: string;
}

/** What certificates look like by a clock that is ahead or behind. */
const LOOKS = { ahead: 'tls.expired', behind: 'tls.not-yet-valid' } as const;

/**
 * This machine's clock against the `Date` headers of answers (RFC 9110 section 6.6.1) and against the certificates, told once a run: it is the clock
 * rather than the service when all of them are expired, or all not yet valid, at once.
 */
export const clockProof: Proof = {
  name: 'clock',
  weigh: (judged, { answers, scope }) => {
    const suspicion = suspicionOf(judged, [...answers.values()]);
    if (suspicion === undefined) return { judged, findings: [] };
    const weighed = judged.map((one) => (isExplained(one, suspicion, scope.startedAt) ? explainedBy(suspicion, one) : one));
    return {
      judged: weighed,
      findings: [
        clockFinding(
          suspicion,
          weighed.some((one, index) => one !== judged[index]),
        ),
      ],
    };
  },
};

function suspicionOf(judged: readonly Judged[], answers: readonly ProbeAnswer[]): Suspicion | undefined {
  const genuine = new Map(judged.flatMap((one) => (isGenuine(one) ? datesIn(one.answer) : [])));
  const skewSeconds = median([...genuine.values()]);
  if (genuine.size >= MIN_HOSTS)
    return Math.abs(skewSeconds) > LIMIT_SECONDS ? bySkew(skewSeconds, `the Date headers of ${genuine.size} services`) : undefined;
  const any = new Map(answers.flatMap(datesIn));
  const anySkew = median([...any.values()]);
  if (any.size > 0 && Math.abs(anySkew) > UNPROVEN_LIMIT_SECONDS)
    return bySkew(anySkew, any.size === 1 ? 'the Date header of an answer' : `the Date headers of ${any.size} answers`);
  // A clock that answers confirm leaves the certificates to whoever has to renew them.
  return any.size > 0 && Math.abs(anySkew) <= LIMIT_SECONDS ? undefined : byCertificates(judged);
}

function bySkew(skewSeconds: number, reference: string): Suspicion {
  return { direction: skewSeconds > 0 ? 'ahead' : 'behind', skewSeconds, reference };
}

/** Every certificate of a genuine authority is past its end, or every one is before its beginning. */
function byCertificates(judged: readonly Judged[]): Suspicion | undefined {
  const shown = judged.filter(({ answer }) => stepOf(answer.facts?.steps ?? [], 'tls', 'target')?.facts.endsInGenuineRoot === true);
  const hosts = new Set(shown.map(({ answer }) => answer.task.target.host)).size;
  if (hosts < MIN_HOSTS) return undefined;
  const direction = (['ahead', 'behind'] as const).find((one) => shown.every(({ verdict }) => causeOf(verdict) === LOOKS[one]));
  return direction === undefined ? undefined : { direction, reference: `the certificates of all ${hosts} services that showed one` };
}

/** A header that makes an answer on port 80 likely can be imitated, and its date with it. */
const isGenuine = ({ verdict }: Judged): boolean => isProven(verdict) || verdict.evidence.originMarker === PROVEN_BY_CHAIN;

function causeOf(verdict: Judged['verdict']): string | null {
  return verdict.status === 'pass' ? null : verdict.cause;
}

/** Seconds that this machine's clock is ahead of the one that answered, by host. */
function datesIn({ task, facts }: ProbeAnswer): readonly (readonly [string, number])[] {
  return (facts?.steps ?? []).flatMap((step) => {
    if (facts === undefined || (step.layer !== 'http' && step.layer !== 'proxy')) return [];
    const skew = skewOf(step.facts.headers ?? {}, Date.parse(facts.startedAt) + step.startMs + step.durationMs);
    return skew === undefined ? [] : [[step.peer === 'proxy' ? `proxy ${task.route.name}` : task.target.host, skew] as const];
  });
}

function skewOf({ date = '', age = '' }: Headers, oursMs: number): number | undefined {
  const theirsMs = Date.parse(date);
  if (Number.isNaN(theirsMs)) return undefined;
  // A cache's answer is as old as it says (RFC 9111 section 5.1).
  const ageSeconds = /^\d{1,9}$/.test(age) ? Number(age) : 0;
  return (oursMs - theirsMs) / 1000 - ageSeconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** The certificate would be valid by the right time, or that time is not known. */
function isExplained({ verdict }: Judged, { direction, skewSeconds }: Suspicion, startedAt: string): boolean {
  if (causeOf(verdict) !== LOOKS[direction]) return false;
  if (skewSeconds === undefined) return true;
  const rightIso = new Date(Date.parse(startedAt) - skewSeconds * 1000).toISOString();
  const { notBefore = '', notAfter = '' } = verdict.evidence;
  return notBefore <= rightIso && rightIso <= notAfter;
}

function explainedBy({ skewSeconds, direction }: Suspicion, one: Judged): Judged {
  const { verdict } = one;
  if (verdict.status === 'pass') return one;
  const evidence: EndpointEvidence = { clock: direction, ...(skewSeconds === undefined ? {} : { skewSeconds: Math.round(skewSeconds) }) };
  return revised(one, { ...verdict, owner: 'host', confidence: 'likely', evidence: withEvidence(verdict.evidence, evidence) });
}

/** A clock that makes certificates invalid stops the role; one that is only minutes off is a warning. */
function clockFinding({ direction, skewSeconds, reference }: Suspicion, stopsEndpoints: boolean): Finding {
  const evidence: HostEvidence = {
    ...(skewSeconds === undefined ? { clock: direction } : { skewSeconds: Math.round(skewSeconds) }),
    skewReference: reference,
    limitSeconds: LIMIT_SECONDS,
  };
  const cause = 'host.clock-skew';
  return findingFrom(
    { id: 'host:clock-skew:date-headers', kind: 'host', title: causeInfo(cause).title, target: { check: 'clock' } },
    { status: stopsEndpoints ? 'fail' : 'warn', cause, confidence: 'likely', evidence },
  );
}

/** The finding of the clock first, with the ids of the endpoints that it explains; the others behind it. */
export function withClockFirst(findings: readonly Finding[]): readonly Finding[] {
  const clock = findings.find(({ id }) => id === 'host:clock-skew:date-headers');
  const children = findings.filter(isOfClock).map(({ id }) => id);
  if (clock === undefined || children.length === 0) return findings;
  return [{ ...clock, children }, ...findings.filter((finding) => finding !== clock)];
}

/** An endpoint's finding that the clock explains. */
export const isOfClock = ({ kind, evidence }: Finding): boolean => kind === 'endpoint' && evidence.clock !== undefined;
