import type { Cause } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Certificate, HttpFacts, Step } from '../../../model/network/observation.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { authority } from '../../../model/network/route.ts';
import { withEvidence } from '../verdict/evidence.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';
import { type Derived, derivedFindings } from './derived.ts';
import { isListed } from './listed.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from './proof.ts';
import { keyOf, probeOf, type WebAddress, webAddress } from './web-address.ts';

const MAX_ADDRESSES = 8;
/** What authorities serve lists, answers and certificates as (RFC 5280 section 4.2.1.13, RFC 6960 appendix A, RFC 2585). */
const TYPES = /^application\/(?:pkix-crl|x-pkcs7-crl|ocsp-response|pkix-cert|x-x509-ca-cert|pkcs7-mime)\b/i;

/** Windows asks whether a certificate was revoked, at addresses that the certificate itself names, mostly on TCP 80 (RFC 5280, RFC 6960). */
export const revocation: Proof = {
  name: 'revocation',
  follow: (answer, scope) => {
    const { task } = answer;
    const addresses =
      task.derivedFrom === undefined
        ? chainOf(answer).flatMap((certificate) => [...waysOf(certificate, task), ...issuersOf(certificate, task)])
        : [];
    return addresses.map((address) => probeOf(address, task, 'revocation', scope));
  },
  weigh: (judged, weighing) => {
    const derived: Derived[] = [];
    const seen = new Map<string, Outcome>();
    const weighed = judged.map((one) => weighOne(one, weighing, { derived, seen }));
    return { judged: weighed, findings: derivedFindings(derived, weighing.scope) };
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
  readonly derived: Derived[];
  readonly seen: Map<string, Outcome>;
}

function weighOne(one: Judged, weighing: Weighing, notes: Notes): Judged {
  const { answer, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  if (verdict.status === 'warn' && verdict.cause === 'tls.intercepted') return one;
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
  const uncheckable = outcomes.some(({ ways }) => ways.length > 0 && ways.every(({ status }) => status === 'fail'));
  // What is already worth a warning stays what it is.
  if (verdict.status === 'warn' && !uncheckable) return revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, evidence) });
  return revised(one, problem({ cause: 'tls.revocation-unreachable', status: uncheckable ? 'fail' : 'warn', evidence }, verdict.evidence));
}

function outcomeOf(address: WebAddress, task: Probe, weighing: Weighing, { derived, seen }: Notes): Outcome | undefined {
  const key = keyOf(address, task.route);
  const answer = weighing.answers.get(key);
  if (answer === undefined) return undefined;
  const outcome = seen.get(key) ?? judged(answer, weighing.verdictOf(answer));
  seen.set(key, outcome);
  if (!isListed(address, weighing.scope.index.listed)) {
    const verdict: Verdict = outcome.status === 'pass' ? passOf(outcome) : outcome.verdict;
    const why = `Not in the catalog: the certificate of ${task.target.host} names it for revocation or its issuer.`;
    derived.push({ because: 'revocation', answer, verdict, why, required: false, feature: 'revocation', from: task });
  }
  return outcome;
}

/** The way is open. A media type is what anybody can send: only a verified signature makes it certain. */
function passOf({ verdict }: Outcome): Verdict {
  return verdict.status === 'pass' ? verdict : { status: 'pass', confidence: 'likely', evidence: verdict.evidence };
}

/** An authority's answer carries its own media type; a responder refuses a bare GET in its own way, so only what the way itself says counts as failed. */
function judged(answer: ProbeAnswer, verdict: Verdict): Outcome {
  const pass: Outcome = { status: 'pass', cause: null, verdict, answer };
  if (verdict.status === 'pass') return pass;
  const last = answer.facts?.steps.at(-1);
  const http = last?.layer === 'http' && last.failure === undefined ? last.facts : undefined;
  if (http !== undefined && (TYPES.test(http.contentType ?? '') || isSigned(http))) return pass;
  const { status, cause } = verdict;
  return status === 'warn' ? { ...pass, cause } : { status, cause, verdict, answer };
}

/** A DER SEQUENCE (X.690) served as a file: a list or a certificate under a media type that says nothing. */
function isSigned({ status, contentType = '', bodyExcerpt = '' }: Partial<HttpFacts>): boolean {
  return status === 200 && !/^text\//i.test(contentType) && /^0[\ufffd\u0081-\u0084]/.test(bodyExcerpt);
}

const urlOf = ({ answer: { task } }: Outcome): string => `${task.scheme}://${authority(task.target).replace(/:80$/, '')}${task.path}`;
