import type { HttpFacts } from '../../../../model/network/observation.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import type { Way } from './ways.ts';

/**
 * What one way of checking comes to. `open`: what Windows needs came back; `shut`: it did not, and why (a cause code, or what came instead); `unknown`: this run cannot
 * tell.
 */
export interface RevocationOutcome {
  readonly state: 'open' | 'shut' | 'unknown';
  readonly why: string;
}

/** Media types of lists (RFC 5280 section 4.2.1.13) and of responses (RFC 6960 appendix A.2); both are also served as bare files. */
const TYPES = {
  crl: /^application\/(?:pkix-crl|x-pkcs7-crl|pkcs7-crl|octet-stream|x-x509-crl)\b/i,
  ocsp: /^application\/(?:ocsp-response|octet-stream)\b/i,
} as const;
const MISSING = { crl: 'no CRL', ocsp: 'no OCSP response' } as const;
/** The responder is there and does not take a question by GET, which RFC 5019 section 5 wants and RFC 6960 leaves open. */
const OTHER_METHOD: ReadonlySet<number> = new Set([405, 501]);

/** Reads the answer to a way; `verdict` is what it comes to alone. */
export function outcomeOf({ kind }: Way, { facts }: ProbeAnswer, verdict: Verdict): RevocationOutcome {
  const last = facts?.steps.at(-1);
  if (last?.layer === 'http' && last.peer === 'target' && last.failure === undefined) return ofAnswer(kind, last.facts, verdict);
  if (verdict.status === 'fail') return { state: 'shut', why: verdict.cause ?? 'unknown' };
  return { state: 'unknown', why: String(verdict.evidence.code ?? 'unknown') };
}

function ofAnswer(kind: Way['kind'], http: Partial<HttpFacts>, verdict: Verdict): RevocationOutcome {
  if (isWanted(kind, http)) return { state: 'open', why: '' };
  const status = http.status ?? 0;
  if (kind === 'ocsp' && OTHER_METHOD.has(status) && verdict.status !== 'fail') return { state: 'unknown', why: `HTTP ${status} to GET` };
  const cause = verdict.status === 'fail' ? verdict.cause : null;
  return { state: 'shut', why: cause ?? `${MISSING[kind]}, HTTP ${status}` };
}

/**
 * Is it what Windows would read? A verified signature shows it; otherwise a body that begins as DER does, under a media type that does not speak of something else. An
 * OCSP response may also be an error: whoever sends one is a responder.
 */
function isWanted(kind: Way['kind'], { status, signed, contentType = '', bodyExcerpt = '' }: Partial<HttpFacts>): boolean {
  if (signed !== undefined) return signed.kind === kind;
  if (status !== 200) return false;
  if (kind === 'crl' && /^-----BEGIN X509 CRL-----/.test(bodyExcerpt)) return true;
  return (contentType === '' || TYPES[kind].test(contentType)) && DER_SEQUENCE.test(bodyExcerpt);
}

/** A DER SEQUENCE (X.690 section 8.1.3), its length byte as decoding to UTF-8 leaves it. An OCSP response that is an error is five bytes long; nothing else is as short. */
const DER_SEQUENCE = /^0[\u0003\ufffd\u0081-\u0084]/;
