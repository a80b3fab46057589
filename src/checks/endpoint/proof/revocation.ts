import type { Cause } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Certificate, Step } from '../../../model/observation.ts';
import type { Probe } from '../../../model/probe.ts';
import { authority } from '../../../model/route.ts';
import { withEvidence } from '../judge/evidence.ts';
import type { Verdict } from '../judge/verdict.ts';
import { problem } from '../judge/walk.ts';
import { derivedFinding } from './derived.ts';
import type { Judged, ProbeAnswer, Proof, Weighing } from './proof.ts';
import { isListed, keyOf, probeOf, type WebAddress, webAddress } from './web-address.ts';

const MAX_ADDRESSES = 8;
/** What authorities serve lists, answers and certificates as (RFC 5280 section 4.2.1.13, RFC 6960 appendix A, RFC 2585). */
const TYPES = /^application\/(?:pkix-crl|x-pkcs7-crl|ocsp-response|pkix-cert|x-x509-ca-cert|pkcs7-mime)\b/i;

/** Windows asks whether a certificate was revoked, at addresses that the certificate itself names, mostly on TCP 80 (RFC 5280, RFC 6960). */
export const revocation: Proof = {
  because: 'revocation',
  follow: (answer) => {
    const { task } = answer;
    const addresses =
      task.derivedFrom === undefined
        ? chainOf(answer).flatMap((certificate) => [...waysOf(certificate, task), ...issuersOf(certificate, task)])
        : [];
    return addresses.map((address) => probeOf(address, task, 'revocation'));
  },
  weigh: (judged, weighing) => {
    const derived = new Map<string, Finding>();
    const seen = new Map<string, Outcome>();
    return { judged: judged.map((one) => weighOne(one, weighing, { derived, seen })), findings: [...derived.values()] };
  },
};

/** The certificates of a chain that was accepted: an interceptor's own addresses are nobody's requirement. */
function chainOf({ facts }: ProbeAnswer): readonly Certificate[] {
  const tls = facts?.steps.find((step): step is Extract<Step, { readonly layer: 'tls' }> => step.layer === 'tls' && step.peer === 'target');
  if (tls === undefined || tls.failure !== undefined || tls.facts.authorizationError !== '') return [];
  return tls.facts.chain ?? [];
}

function waysOf({ crlUrls, ocspUrls }: Certificate, task: Probe): readonly WebAddress[] {
  return plain([...ocspUrls, ...crlUrls], task);
}

function issuersOf({ issuerUrls }: Certificate, task: Probe): readonly WebAddress[] {
  return plain(issuerUrls, task);
}

function plain(urls: readonly string[], task: Probe): readonly WebAddress[] {
  return urls.slice(0, MAX_ADDRESSES).flatMap((url) => {
    const address = webAddress(url, task);
    return address?.scheme === 'http' ? [address] : [];
  });
}

/** Reached, not, or not to be told. */
type Outcome = {
  readonly status: 'pass' | 'fail' | 'inconclusive';
  readonly cause: Cause | null;
  readonly verdict: Verdict;
  readonly answer: ProbeAnswer;
};
interface Notes {
  readonly derived: Map<string, Finding>;
  readonly seen: Map<string, Outcome>;
}

function weighOne(one: Judged, weighing: Weighing, notes: Notes): Judged {
  const { answer, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  const chain = chainOf(answer);
  const outcomes = chain.map((certificate) => ({
    ways: waysOf(certificate, answer.task).flatMap((address) => outcomeOf(address, answer.task, weighing, notes) ?? []),
    issuers: issuersOf(certificate, answer.task).flatMap((address) => outcomeOf(address, answer.task, weighing, notes) ?? []),
  }));
  const failed = new Map(
    outcomes
      .flatMap(({ ways, issuers }) => [...ways, ...issuers])
      .flatMap((outcome) => (outcome.status === 'fail' ? [[urlOf(outcome), outcome] as const] : [])),
  );
  if (failed.size === 0) return one;
  const evidence: EndpointEvidence = { revocation: [...failed].map(([url, { cause }]) => ({ url, cause: cause ?? 'unknown' })) };
  // What is already worth a warning stays what it is.
  if (verdict.status === 'warn') return { answer, verdict: { ...verdict, evidence: withEvidence(verdict.evidence, evidence) } };
  const uncheckable = outcomes.some(({ ways }) => ways.length > 0 && ways.every(({ status }) => status === 'fail'));
  return {
    answer,
    verdict: problem({ cause: 'tls.revocation-unreachable', status: uncheckable ? 'fail' : 'warn', evidence }, verdict.evidence),
  };
}

function outcomeOf(address: WebAddress, task: Probe, weighing: Weighing, { derived, seen }: Notes): Outcome | undefined {
  const key = keyOf(address, task.route);
  const known = seen.get(key);
  if (known !== undefined) return known;
  const answer = weighing.answers.get(key);
  if (answer === undefined) return undefined;
  const verdict = weighing.verdictOf(answer);
  const outcome: Outcome = { ...judged(answer, verdict), verdict, answer };
  seen.set(key, outcome);
  if (!isListed(address, weighing.scope.endpoints)) {
    const proven: Verdict = outcome.status === 'pass' ? { status: 'pass', evidence: verdict.evidence } : verdict;
    const why = `Not in the catalog: the certificate of ${task.target.host} names it for revocation or its issuer.`;
    const finding = derivedFinding({ because: 'revocation', answer, verdict: proven, why, required: false, feature: 'revocation' });
    derived.set(finding.id, finding);
  }
  return outcome;
}

/** An authority's answer carries its own media type; a responder refuses a bare GET in its own way, so only what the way itself says counts as failed. */
function judged({ facts }: ProbeAnswer, verdict: Verdict): Pick<Outcome, 'status' | 'cause'> {
  if (verdict.status === 'pass') return { status: 'pass', cause: null };
  const last = facts?.steps.at(-1);
  const http = last?.layer === 'http' && last.failure === undefined ? last.facts : undefined;
  if (http !== undefined && TYPES.test(http.contentType ?? '')) return { status: 'pass', cause: null };
  if (verdict.status === 'warn') return { status: 'pass', cause: verdict.cause };
  return { status: verdict.status, cause: verdict.cause };
}

const urlOf = ({ answer: { task } }: Outcome): string => `${task.scheme}://${authority(task.target).replace(/:80$/, '')}${task.path}`;
