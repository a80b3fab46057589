import { FAILING_STATUSES } from '../../../causes/codes.ts';
import type { Cause } from '../../../causes/index.ts';
import type { ProxyAnswerFacts } from '../../../fingerprints/proxy-answer.ts';
import { classifyAddress } from '../../../model/network/address.ts';
import type { HttpFacts, SignedFacts, Step } from '../../../model/network/observation.ts';
import { hostOfUrl } from '../../../model/network/web-url.ts';
import { judgeProxyAnswer, told } from './proxy-answer.ts';
import { byCode, type Case, PROVEN_BY_CHAIN, type StepRuling } from './verdict.ts';

type HttpStep = Extract<Step, { readonly layer: 'http' }>;

const CODES: Readonly<Record<string, Cause>> = {
  TIMEOUT: 'http.timeout',
  ETIMEDOUT: 'http.timeout',
  ECONNRESET: 'http.reset',
  ECONNABORTED: 'http.reset',
  EPIPE: 'http.reset',
  CLOSED: 'http.reset',
  UND_ERR_SOCKET: 'http.reset',
  UND_ERR_HEADERS_OVERFLOW: 'http.malformed',
  // undici gives its parser's error no code when the first bytes are no HTTP at all.
  HTTPParserError: 'http.malformed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'http.malformed',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'http.malformed',
};

/** Silence that long is no slowness that the role's own client would put up with (WinHTTP's receive timeout is 30 s). */
export const PATIENT_MS = 29_500;

const GATEWAY_STATUSES = new Set([403, 451, 500, 502, 503, 504]);
/** Statuses of a gateway or of the service: nobody can tell. */
const OF_EITHER = new Set([429]);

/** What a failed `http` step means; undefined: it did not fail, or its code is not known. */
export function judgeFailedHttp({ failure, durationMs }: HttpStep): StepRuling | undefined {
  if (failure === undefined) return undefined;
  // What undici's parser cannot take, it tells as a closed socket.
  const isUnreadable = failure.code.startsWith('HPE_') || /^bad (?:response|upgrade)$/.test(failure.message);
  const ruling: StepRuling | undefined = isUnreadable ? { cause: 'http.malformed' } : byCode(CODES, failure);
  return ruling?.cause === 'http.timeout' && durationMs < PATIENT_MS ? { ...ruling, confidence: 'likely' } : ruling;
}

/** `imitable`: what shows it is a header or a few bytes that anybody can send. */
export type OriginVerdict =
  | { readonly proven: string; readonly imitable?: true }
  | { readonly ruling: StepRuling }
  | { readonly unproven: true };

/** Who answered? Behind a verified chain it is the genuine service; on a plain connection a signed body proves it, and a marker makes it likely. */
export function judgeResponse(step: HttpStep, context: Case): OriginVerdict {
  return context.probe.scheme === 'https' ? judgeSecured(step.facts) : judgePlain(step.facts, context);
}

function judgeSecured(facts: Partial<HttpFacts>): OriginVerdict {
  const status = facts.status ?? 0;
  const proven = PROVEN_BY_CHAIN;
  return FAILING_STATUSES.has(status) ? { ruling: { cause: 'http.status', evidence: { originMarker: proven } } } : { proven };
}

function judgePlain(facts: Partial<HttpFacts>, { probe, fingerprints }: Case): OriginVerdict {
  const { status = 0, reason = '', headers = {}, location = '', bodyExcerpt = '', contentType = '' } = facts;
  if (facts.signed !== undefined) return { proven: signedWords(facts.signed) };
  const marker = isBrokenDer(facts)
    ? undefined
    : fingerprints.originMarker(probe.target.host, { status, headers, contentType, bodyExcerpt });
  if (marker !== undefined)
    return FAILING_STATUSES.has(status)
      ? { ruling: { cause: 'http.status', confidence: 'likely', evidence: { originMarker: marker } } }
      : { proven: marker, imitable: true };
  if (status === 511) return { ruling: { cause: 'http.captive-portal' } };
  const answer = { status, reason, headers, location, bodyExcerpt, isForwarded: true };
  const isProxied = probe.route.kind !== 'direct';
  const ruling = isProxied ? told(answer, fingerprints) : filtered(answer, fingerprints);
  if (ruling !== undefined) return { ruling };
  if (leadsToPortal(location, probe.target.host)) return { ruling: { cause: 'http.captive-portal', confidence: 'likely' } };
  // Nothing shows that the origin was reached, so a gateway's or a guard's status is the proxy's own.
  if (isProxied && GATEWAY_STATUSES.has(status))
    return { ruling: { ...judgeProxyAnswer(answer, fingerprints, { isTried: false }), confidence: 'likely' } };
  if (isProxied && OF_EITHER.has(status))
    return { ruling: { ...judgeProxyAnswer(answer, fingerprints, { isTried: false }), status: 'inconclusive' } };
  if (FAILING_STATUSES.has(status)) return { ruling: { cause: 'http.status' } };
  return { unproven: true };
}

/** A list or certificate that is longer or shorter than it says itself is none: something on the path made it up, or cut it. */
function isBrokenDer({ derBytes, bodyBytes = 0, bodyTruncated = false }: Partial<HttpFacts>): boolean {
  if (derBytes === undefined) return false;
  return bodyTruncated ? derBytes < bodyBytes : derBytes !== bodyBytes;
}

/** Who stands in the way of a direct request: a log-on page of a product, or its block page. */
function filtered(answer: ProxyAnswerFacts, fingerprints: Case['fingerprints']): StepRuling | undefined {
  const own = fingerprints.proxyAnswer?.(answer);
  if (own?.means === 'log-on')
    return { cause: 'http.captive-portal', confidence: 'likely', evidence: own.product === undefined ? {} : { product: own.product } };
  const page = fingerprints.blockPage(answer);
  if (page === undefined) return undefined;
  const { product, fingerprintId, confidence } = page;
  return { cause: 'http.block-page', confidence, evidence: { product, fingerprintId } };
}

function signedWords({ kind, signer, isPublic }: SignedFacts): string {
  const name = /CN=([^,]+)/.exec(signer)?.[1] ?? signer;
  if (kind === 'certificate')
    return `the certificate of ${name}, whose signature was verified${isPublic ? '' : ', below a root of --endpoint-ca-file'}`;
  const what = kind === 'crl' ? 'a list of revoked certificates' : 'an OCSP response';
  return `${what} with a verified signature of ${name}${isPublic ? '' : ', below a root of --endpoint-ca-file'}`;
}

/** A redirect to an address literal or to a name without dots never comes from a public service. */
function leadsToPortal(location: string, host: string): boolean {
  const bare = hostOfUrl(location)?.replace(/^\[|\]$/g, '');
  if (bare === undefined || bare === host.toLowerCase()) return false;
  return classifyAddress(bare) !== 'name' || !bare.includes('.');
}
