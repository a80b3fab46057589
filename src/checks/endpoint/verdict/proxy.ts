import type { Cause } from '../../../causes/index.ts';
import type { Step } from '../../../model/network/observation.ts';
import { judgeProxyAnswer, told } from './proxy-answer.ts';
import { byCode, type Case, type StepRuling } from './verdict.ts';

type ProxyCase = Pick<Case, 'fingerprints' | 'probe'>;
type ProxyStep = Extract<Step, { readonly layer: 'proxy' }>;

const CODES: Readonly<Record<string, Cause>> = {
  TIMEOUT: 'proxy.timeout',
  ETIMEDOUT: 'proxy.timeout',
  CLOSED: 'proxy.closed',
  ECONNRESET: 'proxy.closed',
  EPIPE: 'proxy.closed',
  ECONNABORTED: 'proxy.closed',
  UND_ERR_SOCKET: 'proxy.closed',
  UND_ERR_HEADERS_OVERFLOW: 'proxy.protocol',
  HTTPParserError: 'proxy.protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'proxy.protocol',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'proxy.protocol',
  ECONNREFUSED: 'proxy.unreachable',
  EHOSTUNREACH: 'proxy.unreachable',
  ENETUNREACH: 'proxy.unreachable',
};

/** Replies of SOCKS 5 (RFC 1928 section 6, RFC 1929) and SOCKS 4 by their names, and what went wrong before a PAC script chose. */
const SOCKS_AND_PAC: Readonly<Record<string, Cause>> = {
  SOCKS_NotAllowed: 'proxy.denied',
  SOCKS_Failure: 'proxy.upstream-failed',
  SOCKS_NetworkUnreachable: 'proxy.upstream-failed',
  // SOCKS has no reply for "no such name": servers hide it here.
  SOCKS_HostUnreachable: 'proxy.upstream-dns',
  SOCKS_ConnectionRefused: 'proxy.upstream-refused',
  SOCKS_TTLExpired: 'proxy.upstream-timeout',
  SOCKS_CommandNotSupported: 'proxy.protocol',
  SOCKS_AddressNotSupported: 'proxy.protocol',
  SOCKS_InvalidReply: 'proxy.protocol',
  SOCKS_Failed: 'proxy.upstream-failed',
  SOCKS_Rejected: 'proxy.denied',
  SOCKS_RejectedIdent: 'proxy.denied',
  SOCKS_AuthenticationFailed: 'proxy.auth-rejected',
  PAC_FETCH: 'proxy.pac-failed',
  PAC_SCRIPT: 'proxy.pac-failed',
  PAC_RESULT: 'proxy.pac-failed',
};

/** What a failed `proxy` step means; undefined: it did not fail, or its code is not known. */
export function judgeFailedProxy(step: ProxyStep, context: ProxyCase): StepRuling | undefined {
  const { failure, facts } = step;
  // Credentials that are held back say nothing about the way to the target.
  if (failure === undefined || failure.code === 'LOGON_NOT_TRIED') return undefined;
  const ruling = ofFailure(step, context);
  // Whatever answers the first offer of credentials may be a refusal of them.
  return facts.logOn === 'unproven' && ruling !== undefined ? { confidence: 'likely', ...ruling } : ruling;
}

function ofFailure(step: ProxyStep, { fingerprints, probe }: ProxyCase): StepRuling | undefined {
  const { facts } = step;
  const status = facts.status ?? 0;
  if (status === 0) return withoutStatus(step);
  const { reason = '', headers = {}, bodyExcerpt = '' } = facts;
  const answer = { status, reason, headers, location: headers.location ?? '', bodyExcerpt, isForwarded: false };
  if (status === 407) return (asksForNothing(step) ? told(answer, fingerprints) : undefined) ?? judge407(step, probe.route.auth);
  const isTried = (facts.schemeTried ?? 'none') !== 'none';
  return judgeProxyAnswer(answer, fingerprints, { isTried });
}

function withoutStatus({ failure = { code: '', message: '' }, facts }: ProxyStep): StepRuling | undefined {
  // Nobody's fault but this machine's.
  if (failure.code === 'PAC_THREAD') return undefined;
  // The script had not chosen yet: nothing was asked of any proxy.
  if (facts.pacUrl !== undefined && facts.pacResult === undefined) return { cause: 'proxy.pac-failed' };
  if (failure.code.startsWith('HPE_')) return { cause: 'proxy.protocol' };
  if (failure.code === 'SOCKS_NoAcceptedAuth')
    return { cause: facts.credentialsGiven === true ? 'proxy.auth-unsupported' : 'proxy.auth-required' };
  const likely = failure.code === 'SOCKS_HostUnreachable' || failure.code === 'SOCKS_Failure' ? ({ confidence: 'likely' } as const) : {};
  const ruling = byCode(SOCKS_AND_PAC, failure) ?? byCode(CODES, failure);
  return ruling === undefined ? undefined : { ...likely, ...ruling };
}

/** A 407 that names no scheme is no request for credentials (RFC 9110 section 15.5.8 wants one): some proxies refuse a destination with it. */
function asksForNothing({ facts }: ProxyStep): boolean {
  return (facts.schemeTried ?? 'none') === 'none' && facts.logOn === undefined && (facts.schemesOffered ?? []).length === 0;
}

/** 407: nothing was tried (required), what was tried was refused (rejected), or nothing that is offered can be done here (unsupported). */
function judge407({ facts }: ProxyStep, auth: Case['probe']['route']['auth']): StepRuling {
  // Nothing that is made of the credentials was sent, so nothing refused them: the proxy broke the exchange off, or never made it.
  if (facts.logOn === 'broken-off') return { cause: 'proxy.auth-unsupported' };
  const tried = facts.schemeTried ?? 'none';
  if (tried !== 'none' || facts.logOn === 'not-tried') return { cause: 'proxy.auth-rejected' };
  // The scheme that was named needs no credentials: what is missing is what it takes to use it.
  const isNamed = auth === 'negotiate' && facts.schemesOffered?.includes('negotiate') === true;
  return { cause: isNamed || facts.credentialsGiven === true ? 'proxy.auth-unsupported' : 'proxy.auth-required' };
}
