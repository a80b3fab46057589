import type { EndpointEvidence } from '../../../model/evidence.ts';
import { furtherKey, type Probe } from '../../../model/network/probe.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { stepOf, type Verdict } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from './proof.ts';

/** Probes a route: names with dozens of addresses exist. */
const MOST = 128;
const OF_HANDSHAKE = /^tls\.(?:reset|timeout|closed|protocol)$/;
const ANY_OF_TLS = /^tls\./;

/**
 * The service at other addresses than the one that was walked. Where the operating system gives addresses that its DNS server does not, and the service is not there: is it at those of
 * the server? With `--all-addresses`: does each address that accepts a connection also complete a handshake?
 */
export const addressProof: Proof = {
  name: 'address',
  mostPerRoute: MOST,
  follow: (answer, scope, verdictOf) => {
    if (!isOwn(answer.task)) return [];
    const others = [...(works(verdictOf(answer)) ? [] : atDnsServer(answer)), ...(scope.allAddresses ? otherAddresses(answer) : [])];
    return [...new Set(others)].map((address) => at(answer.task, address));
  },
  weigh: (judged, weighing) => ({
    judged: judged.map((one) => (isOwn(one.answer.task) ? weighed(one, weighing) : one)),
    findings: [],
  }),
};

/** Only a certificate shows who answers. */
function isOwn({ derivedFrom, route, scheme }: Probe): boolean {
  return derivedFrom === undefined && route.kind === 'direct' && scheme === 'https';
}

function at(task: Probe, address: string): Probe {
  return {
    ...task,
    key: furtherKey(task, 'address', address),
    derivedFrom: { key: task.key, because: 'address' },
    variation: { address, until: 'tls' },
  };
}

/** What its DNS server gives where the operating system gives something else. */
function atDnsServer({ facts }: ProbeAnswer): readonly string[] {
  const dns = stepOf(facts?.steps ?? [], 'dns', 'target');
  return dns?.failure === undefined ? (dns?.facts.serverAnswer?.addresses ?? []).slice(0, 1) : [];
}

/** Those that accepted a connection, without the one that was walked, of either family. */
function otherAddresses({ facts }: ProbeAnswer): readonly string[] {
  return [facts?.steps ?? [], facts?.otherFamily ?? []].flatMap((steps) => {
    const { address, attempts = [] } = stepOf(steps, 'tcp', 'target')?.facts ?? {};
    return attempts.flatMap((one) => (one.failure === undefined && one.address !== address ? [one.address] : []));
  });
}

function works({ status }: Verdict): boolean {
  return status === 'pass' || status === 'warn';
}

function weighed(one: Judged, weighing: Weighing): Judged {
  const ofServer = withDnsServer(one, weighing);
  return weighing.scope.allAddresses ? withOthers(ofServer, weighing) : ofServer;
}

function withDnsServer(one: Judged, { answers, verdictOf }: Weighing): Judged {
  const { answer, verdict } = one;
  if (verdict.status === 'pass' || works(verdict) || verdict.cause === null) return one;
  const isGenuine = atDnsServer(answer).some((address) => {
    const there = answers.get(furtherKey(answer.task, 'address', address));
    return there !== undefined && works(verdictOf(there));
  });
  return isGenuine ? revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, { genuineAtDnsServer: true }) }) : one;
}

/** Addresses whose handshake fails, or shows another certificate, while that of another one does not: which one a client meets is luck. */
function withOthers(one: Judged, { answers, verdictOf }: Weighing): Judged {
  const { answer, verdict } = one;
  const own = { address: verdict.evidence.address ?? '', verdict };
  const others = otherAddresses(answer).flatMap((address) => {
    const there = answers.get(furtherKey(answer.task, 'address', address));
    return there === undefined ? [] : [{ address, verdict: verdictOf(there) }];
  });
  // What is wrong with the certificate of the address that was walked stays what is told.
  const failing = [own, ...others].filter((each) => failsIn(works(verdict) ? ANY_OF_TLS : OF_HANDSHAKE, each.verdict));
  const good = [own, ...others].filter((each) => works(each.verdict));
  if (failing.length === 0 || good.length === 0) return one;
  const evidence: EndpointEvidence = {
    address: failing[0]?.address ?? '',
    code: failing[0]?.verdict.evidence.code ?? '',
    failedAddresses: failing.map((each) => ({ address: each.address, code: each.verdict.evidence.code ?? '' })),
    answeredAddresses: good.map(({ address }) => address),
    atHandshake: true,
  };
  return revised(one, problem({ cause: 'tcp.partial', status: 'warn', confidence: 'likely', evidence }, verdict.evidence));
}

function failsIn(causes: RegExp, verdict: Verdict): boolean {
  return verdict.status === 'fail' && causes.test(verdict.cause ?? '');
}
