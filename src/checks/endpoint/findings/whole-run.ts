import type { EndpointEvidence } from '../../../model/evidence.ts';
import { classifyAddress } from '../../../model/network/address.ts';
import type { ConnectAttempt, Step } from '../../../model/network/observation.ts';
import { type Judged, type ProbeAnswer, revised } from '../proof/proof.ts';
import { stepOf } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';

type DnsStep = Extract<Step, { readonly layer: 'dns' }>;

/** Fewer names than this do not tell a family without a way out from one address that is shut. */
const MIN_NAMES = 2;
/** Longer lookups wait for something: servers answer in milliseconds, and a resolver asks again after one second or more. */
const SLOW_MS = 2000;

/** Warnings about one address of a name, where all of its family fails over the route and nothing of it answers: that is the family's trouble, not the name's. */
export function withBrokenFamilies(judged: readonly Judged[], answers: readonly ProbeAnswer[]): readonly Judged[] {
  const answering = new Set(
    answers.flatMap((answer) => attemptsOf(answer).flatMap((one) => (one.failure === undefined ? [keyOf(answer, one.family)] : []))),
  );
  const failing = new Map<string, Set<string>>();
  for (const { answer, verdict } of judged) {
    if (verdict.status === 'pass' || verdict.cause !== 'tcp.partial' || verdict.evidence.addressFamily === undefined) continue;
    const key = keyOf(answer, verdict.evidence.addressFamily === 'IPv6' ? 6 : 4);
    failing.set(key, (failing.get(key) ?? new Set()).add(answer.task.target.host));
  }
  return judged.map((one) => {
    const { answer, verdict } = one;
    if (verdict.status === 'pass' || verdict.cause !== 'tcp.partial' || verdict.evidence.addressFamily === undefined) return one;
    const key = keyOf(answer, verdict.evidence.addressFamily === 'IPv6' ? 6 : 4);
    const isAll = !answering.has(key) && (verdict.evidence.noRoute === true || (failing.get(key)?.size ?? 0) >= MIN_NAMES);
    return isAll
      ? revised(one, problem({ cause: 'tcp.broken-family', status: 'warn', confidence: verdict.confidence }, verdict.evidence))
      : one;
  });
}

/**
 * Addresses of documentation (RFC 5737, RFC 3849) that nobody answers at. In a lab they are the internet: so not where any of them accepted a connection, and not where
 * no name of the run has an address of the internet.
 */
export function withDocumentation(judged: readonly Judged[], answers: readonly ProbeAnswer[]): readonly Judged[] {
  if (!isOnTheInternet(answers)) return judged;
  return judged.map((one) => {
    const { answer, verdict } = one;
    if (verdict.status === 'pass' || verdict.layer !== 'tcp') return one;
    const dns = stepOf(answer.facts?.steps ?? [], 'dns', 'target');
    const address = (dns?.facts.addresses ?? []).find((each) => classifyAddress(each) === 'documentation');
    const isLiteral = dns?.facts.resolver === 'literal';
    if (address === undefined || isLiteral || (verdict.status === 'warn' && verdict.cause !== 'tcp.partial')) return one;
    const { status } = verdict;
    const evidence = status === 'warn' ? { address } : { address, failedAddresses: [] };
    return revised(one, problem({ cause: 'dns.private-address', status: status === 'warn' ? 'warn' : 'fail', evidence }, verdict.evidence));
  });
}

function isOnTheInternet(answers: readonly ProbeAnswer[]): boolean {
  const open = answers.flatMap((answer) => attemptsOf(answer).flatMap(({ address, failure }) => (failure === undefined ? [address] : [])));
  if (open.some((address) => classifyAddress(address) === 'documentation')) return false;
  return answers.some(({ facts }) => {
    const dns = stepOf(facts?.steps ?? [], 'dns', 'target');
    return dns?.facts.resolver !== 'literal' && (dns?.facts.addresses ?? []).some((address) => classifyAddress(address) === 'public');
  });
}

function keyOf({ task }: ProbeAnswer, family: 4 | 6): string {
  return `${family}@${task.route.name}`;
}

function attemptsOf({ facts }: ProbeAnswer): readonly ConnectAttempt[] {
  return [...(facts?.steps ?? []), ...(facts?.otherFamily ?? [])].flatMap((step) =>
    step.layer === 'tcp' && step.peer === 'target' ? (step.facts.attempts ?? []) : [],
  );
}

/** Passes whose name was found late, or for one family only, with what it waited for. */
export function withDegradedDns(judged: readonly Judged[], answers: readonly ProbeAnswer[]): readonly Judged[] {
  const speaksIPv4 = answers.some((answer) => attemptsOf(answer).some(({ family, noRoute }) => family === 4 && noRoute !== true));
  const slow = slowResolvers(judged);
  return judged.map((one) => {
    const dns = stepOf(one.answer.facts?.steps ?? [], 'dns', 'target');
    const isSlow = slow.has(dns?.facts.resolver ?? '');
    const evidence = one.verdict.status !== 'pass' || dns === undefined ? undefined : degradedBy(dns, speaksIPv4, isSlow);
    return evidence === undefined ? one : revised(one, problem({ cause: 'dns.degraded', status: 'warn', evidence }, one.verdict.evidence));
  });
}

/** Whoever is late for most names is slow; for a few it is a lost packet, or a name that nobody had asked for yet. */
function slowResolvers(judged: readonly Judged[]): ReadonlySet<string> {
  const names = new Map<string, Map<string, boolean>>();
  for (const { answer } of judged) {
    const dns = stepOf(answer.facts?.steps ?? [], 'dns', 'target');
    if (dns === undefined || dns.failure !== undefined) continue;
    const { resolver = '' } = dns.facts;
    const own = names.get(resolver) ?? new Map<string, boolean>();
    names.set(resolver, own.set(answer.task.target.host, isLate(dns)));
  }
  return new Set([...names].flatMap(([resolver, own]) => (2 * [...own.values()].filter(Boolean).length >= own.size ? [resolver] : [])));
}

/** One lost datagram makes an operating system's lookup slow, but not the question beside it, which is sent again sooner: a server that was seen to be quick. */
function isLate({ facts, durationMs }: DnsStep): boolean {
  return (facts.serverMs ?? facts.systemMs ?? durationMs) >= SLOW_MS;
}

function degradedBy(step: DnsStep, speaksIPv4: boolean, isSlow: boolean): EndpointEvidence | undefined {
  const { facts, durationMs, failure } = step;
  if (failure !== undefined || facts.hostsFile === true || facts.resolver === 'literal') return undefined;
  const failed = facts.failedFamilies ?? [];
  const withoutA = failed.find(({ family, code }) => family === 4 && code !== 'TIMEOUT');
  if (withoutA !== undefined && speaksIPv4) return { unanswered: 'A', unansweredCode: withoutA.code };
  const lookupMs = facts.systemMs ?? durationMs;
  const silent = failed.find(({ code }) => code === 'TIMEOUT');
  // Asked without the operating system, as with --resolver, whoever waits for the question's end waits for the whole limit.
  const isQuick = lookupMs < SLOW_MS && facts.systemFailure?.code !== 'TIMEOUT' && (silent === undefined || facts.systemMs !== undefined);
  if (isQuick) return facts.changing === true ? { answersChange: true } : undefined;
  if ((facts.silentServers ?? []).length > 0) return { lookupMs };
  if (facts.changing === true) return { answersChange: true };
  if (facts.lostQueries !== undefined) return { lookupMs, lostQueries: facts.lostQueries };
  if (silent !== undefined) return { lookupMs, unanswered: silent.family === 4 ? 'A' : 'AAAA', unansweredCode: silent.code };
  return (isSlow && isLate(step)) || facts.systemFailure?.code === 'TIMEOUT' ? { lookupMs } : undefined;
}
