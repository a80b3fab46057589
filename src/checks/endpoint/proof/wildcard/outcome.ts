import type { Confidence } from '../../../../model/finding.ts';
import type { Step } from '../../../../model/network/observation.ts';
import type { Probe } from '../../../../model/network/probe.ts';
import { stepOf, type Verdict } from '../../verdict/verdict.ts';
import type { Judged, ProbeAnswer, Weighing } from '../proof.ts';
import { unlistedHost } from '../scope/made-up-names.ts';

/** What one try of a made-up name tells about the rule for its wildcard. */
export type WildcardOutcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'denied'; readonly confidence: Confidence; readonly verdict: Verdict }
  /** `asked`: there was an answer or silence, but it tells nothing. */
  | { readonly kind: 'unproven'; readonly asked: boolean; readonly verdict: Verdict };

/** Ends of a handshake or answer that a filter and a strict server have in common; silence is a filter's only. */
const REFUSALS = /^(ECONNRESET|ECONNABORTED|EPIPE|CLOSED|EPROTO|ERR_SSL_.*|ERR_TLS_.*|UND_ERR_SOCKET)$/;

/** Was the name refused in a way that a strict server might have chosen as well? */
export function wasRefused({ facts }: ProbeAnswer): boolean {
  const last = facts?.steps.at(-1);
  return last !== undefined && speaks(last) && chainLength(last) === 0 && REFUSALS.test(last.failure?.code ?? '');
}

function speaks(step: Step): boolean {
  return step.layer === 'tls' || step.layer === 'http';
}

function chainLength(step: Step): number {
  return step.layer === 'tls' ? (step.facts.chain?.length ?? 0) : 0;
}

/** What the answer of a made-up name says about its wildcard, beside the verdicts of the names that are known. */
export function outcomeOf(answer: ProbeAnswer, judged: readonly Judged[], weighing: Weighing): WildcardOutcome {
  const verdict = weighing.verdictOf(answer);
  const last = answer.facts?.steps.at(-1);
  if (last === undefined || last.failure?.code === 'ABORTED' || last.failure?.code === 'DEADLINE')
    return { kind: 'unproven', asked: false, verdict };
  if (isOpen(answer, verdict)) return { kind: 'open' };
  if (answer.task.route.kind !== 'direct') return throughProxy(answer, verdict, weighing);
  const refused = (confidence: Confidence): WildcardOutcome => ({ kind: 'denied', confidence, verdict });
  if (isBlockPage(verdict)) return refused('likely');
  if (speaks(last) && last.failure?.code === 'TIMEOUT' && chainLength(last) === 0) return refused('likely');
  if (wasRefused(answer) && toleratesForeign(answer, judged, weighing)) return refused('likely');
  return { kind: 'unproven', asked: true, verdict };
}

/** Causes that only a name that was let through can have: the genuine service, or a resolver, had the last word. */
const OPEN = new Set(['tls.name-mismatch', 'tls.expired', 'tls.not-yet-valid', 'http.status', 'proxy.upstream-dns']);

/** Did the genuine service, or whoever knows names, have the last word? Then the name was let through. */
export function isOpen({ task, facts }: ProbeAnswer, verdict: Verdict): boolean {
  // A connection alone says nothing of names.
  if (verdict.status === 'pass') return task.scheme !== 'tcp' || task.route.kind !== 'direct';
  // A plain answer without a marker of the origin may be anyone's.
  if (verdict.cause === 'http.status') return verdict.evidence.originMarker !== undefined;
  if (verdict.cause !== null && OPEN.has(verdict.cause)) return true;
  const tls = stepOf(facts?.steps ?? [], 'tls', 'target');
  return tls?.facts.endsInGenuineRoot === true && tls.facts.authorizationError === '';
}

function throughProxy({ task }: ProbeAnswer, verdict: Verdict, { scope, further, verdictOf }: Weighing): WildcardOutcome {
  const cause = verdict.status === 'pass' ? null : verdict.cause;
  if (cause === 'proxy.denied' && verdict.status !== 'pass') return { kind: 'denied', confidence: verdict.confidence, verdict };
  if (isBlockPage(verdict)) return { kind: 'denied', confidence: 'likely', verdict };
  // A proxy that names what went wrong behind it has let the name through (Squid 5.7 says ERR_READ_ERROR of a plain request to an unknown name).
  if (cause?.startsWith('proxy.upstream-') === true && verdict.evidence.proxyError !== undefined) return { kind: 'open' };
  const unlisted = further.find(({ task: { target, route } }) => target.host === unlistedHost(scope) && route.name === task.route.name);
  const unlistedVerdict = unlisted === undefined ? undefined : verdictOf(unlisted);
  const denied = unlistedVerdict !== undefined && unlistedVerdict.status !== 'pass' && unlistedVerdict.cause === 'proxy.denied';
  if (denied && (cause === 'proxy.upstream-failed' || cause === 'proxy.upstream-timeout')) return { kind: 'open' };
  return { kind: 'unproven', asked: true, verdict };
}

/** A known product's page in place of the service, which the known host did not get. A foreign certificate may be no more than inspection. */
function isBlockPage(verdict: Verdict): boolean {
  return verdict.status !== 'pass' && verdict.cause === 'http.block-page';
}

/**
 * Does the server at the canary's address answer names that are not its own? Only names count that pass on this route themselves, and of TLS only
 * answers with a certificate for other names: one that is good for the name shows that the server serves it.
 */
function toleratesForeign({ task }: ProbeAnswer, judged: readonly Judged[], { further }: Weighing): boolean {
  const passing = new Set(
    judged
      .filter(({ answer, verdict }) => answer.task.route.name === task.route.name && verdict.status === 'pass')
      .map(({ answer }) => answer.task.target.host),
  );
  const there = further.filter((answer) => answer.task.route.name === task.route.name && isSameDoor(answer.task, task));
  return there.some((answer) => passing.has(answer.task.target.host) && answeredAsAnother(answer.facts?.steps ?? []));
}

function isSameDoor(one: Probe, other: Probe): boolean {
  return one.variation?.address === other.variation?.address && one.target.port === other.target.port && one.scheme === other.scheme;
}

function answeredAsAnother(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  if (last?.layer === 'http') return last.failure === undefined;
  return last?.layer === 'tls' && (last.facts.nameError ?? '') !== '' && chainLength(last) > 0;
}
