import type { Cause } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Certificate, Step, TlsFacts } from '../../../model/network/observation.ts';
import { PATIENT_MS } from './http.ts';
import { judgeBrokenChain } from './secured/broken-chain.ts';
import { isOwnMachine } from './secured/own-machine.ts';
import { alertEvidence, alertOf, FATAL } from './secured/tls-alert.ts';
import { byCode, type Case, type StepRuling } from './verdict.ts';

type TlsStep = Extract<Step, { readonly layer: 'tls' }>;

const CODES: Readonly<Record<string, Cause>> = {
  ECONNRESET: 'tls.reset',
  ECONNABORTED: 'tls.reset',
  EPIPE: 'tls.reset',
  TIMEOUT: 'tls.timeout',
  ETIMEDOUT: 'tls.timeout',
  CLOSED: 'tls.closed',
  EPROTO: 'tls.protocol',
};

/** What a failed `tls` step means, by its chain where one was sent; undefined: it did not fail, or its code is not known. */
export function judgeFailedTls(step: TlsStep, context: Case): StepRuling | undefined {
  if (step.failure === undefined) return undefined;
  const ruling = (step.facts.chain?.length ?? 0) > 0 ? judgeChain(step.facts, context) : judgeHandshake(step, context);
  if (ruling === undefined || step.peer !== 'proxy') return ruling;
  return { ...ruling, cause: 'proxy.tls', status: 'fail', confidence: 'certain' };
}

function judgeHandshake(step: TlsStep, { probe }: Case): StepRuling | undefined {
  const { failure, peer, durationMs } = step;
  if (failure === undefined) return undefined;
  const alert = alertOf(step);
  if (alert !== undefined && (alert.level === FATAL || failure.code !== 'CLOSED'))
    return { cause: 'tls.protocol', evidence: alertEvidence(alert) };
  if (/^ERR_(SSL|TLS)_/.test(failure.code)) return { cause: 'tls.protocol' };
  const ruling = byCode(CODES, failure);
  // An end right behind the proxy's 200 is the proxy's, or of its own connection upstream: the target never got to speak.
  if (ruling?.cause === 'tls.closed' && peer === 'target' && probe.route.kind !== 'direct')
    return { cause: 'proxy.closed', confidence: 'likely' };
  return ruling?.cause === 'tls.timeout' && durationMs < PATIENT_MS ? { ...ruling, confidence: 'likely' } : ruling;
}

/** Signatures first, then trust, dates and the name; interception is judged by trust, and names only attribute it. */
export function judgeChain(facts: Partial<TlsFacts>, context: Case): StepRuling | undefined {
  const ruling = ofChain(facts, context);
  if (ruling?.cause !== 'tls.intercepted' && ruling?.cause !== 'tls.untrusted') return ruling;
  return !context.allowPrivate && isOwnMachine(context.steps)
    ? { ...ruling, evidence: { ...ruling.evidence, inspectedHere: true } }
    : ruling;
}

function ofChain(facts: Partial<TlsFacts>, context: Case): StepRuling | undefined {
  const chain = facts.chain ?? [];
  const leaf = chain[0];
  if (leaf === undefined) return undefined;
  const product = context.fingerprints.interceptor(chain);
  if (product !== undefined) return { cause: 'tls.intercepted', ...intercepted(facts), evidence: inspector(product) };
  const error = facts.authorizationError ?? '';
  if (error === '') return judgeTrusted(facts, leaf, context);
  // Whoever holds a key that a public authority vouches for is no impostor, whatever else OpenSSL has against the chain.
  if (facts.endsInGenuineRoot === true) return ofDates(error, chain, context.nowIso) ?? { cause: 'tls.untrusted', owner: 'service' };
  const mismatch = facts.signatureMismatch ?? null;
  // An issuer that is at hand is not missing: whoever names it without its signature imitates it.
  if (mismatch !== null)
    return { cause: 'tls.intercepted', confidence: mismatch === 'key' ? 'certain' : 'likely', evidence: { forgedSignature: true } };
  if (chain.length === 1 && leaf.selfSigned) return { cause: 'tls.untrusted', ...softened(facts) };
  const broken = judgeBrokenChain(facts);
  return { cause: 'tls.intercepted', ...intercepted(facts), ...broken, ...softened(facts) };
}

function inspector({ product, fingerprintId, runsOn }: NonNullable<ReturnType<Case['fingerprints']['interceptor']>>): EndpointEvidence {
  return { product, fingerprintId, ...(runsOn === 'host' ? { inspectedHere: true } : {}) };
}

function judgeTrusted(facts: Partial<TlsFacts>, leaf: Certificate, { nowIso, systemCa }: Case): StepRuling | undefined {
  const dated = ofDates('', [leaf], nowIso);
  if (dated !== undefined) return dated;
  if ((facts.nameError ?? '') !== '') return { cause: 'tls.name-mismatch' };
  if (systemCa && facts.systemTrusted === false) return { cause: 'tls.untrusted', owner: 'host' };
  return undefined;
}

/** A private root that this machine trusts: other services work through it, pinned ones refuse it. */
function intercepted(facts: Partial<TlsFacts>): Pick<StepRuling, 'status' | 'confidence'> {
  return { status: facts.systemTrusted === true ? 'warn' : 'fail', confidence: 'certain' };
}

function softened(facts: Partial<TlsFacts>): Pick<StepRuling, 'status'> {
  return facts.systemTrusted === true ? { status: 'warn' } : {};
}

function ofDates(error: string, chain: readonly Certificate[], nowIso: string): StepRuling | undefined {
  const expired = chain.find((certificate) => certificate.notAfter !== '' && certificate.notAfter < nowIso);
  if (error === 'CERT_HAS_EXPIRED' || (error === '' && expired !== undefined)) return { cause: 'tls.expired', evidence: about(expired) };
  const early = chain.find((certificate) => certificate.notBefore !== '' && certificate.notBefore > nowIso);
  if (error === 'CERT_NOT_YET_VALID' || (error === '' && early !== undefined))
    return { cause: 'tls.not-yet-valid', evidence: about(early) };
  return undefined;
}

function about(certificate: Certificate | undefined): NonNullable<StepRuling['evidence']> {
  if (certificate === undefined) return {};
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    fingerprint: certificate.sha256,
  };
}
