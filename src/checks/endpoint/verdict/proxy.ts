import type { Cause } from '../../../causes/index.ts';
import type { Headers, Step } from '../../../model/network/observation.ts';
import type { Route } from '../../../model/network/route.ts';
import { byCode, type StepRuling } from './verdict.ts';

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
  ECONNREFUSED: 'proxy.unreachable',
  EHOSTUNREACH: 'proxy.unreachable',
  ENETUNREACH: 'proxy.unreachable',
};

/** Error types of `Proxy-Status` (RFC 9209 section 2.3). */
const PROXY_STATUS: Readonly<Record<string, Cause>> = {
  dns_timeout: 'proxy.upstream-dns',
  dns_error: 'proxy.upstream-dns',
  destination_not_found: 'proxy.upstream-dns',
  connection_refused: 'proxy.upstream-refused',
  destination_unavailable: 'proxy.upstream-failed',
  destination_ip_unroutable: 'proxy.upstream-failed',
  connection_terminated: 'proxy.upstream-failed',
  tls_protocol_error: 'proxy.upstream-failed',
  tls_certificate_error: 'proxy.upstream-failed',
  tls_alert_received: 'proxy.upstream-failed',
  proxy_internal_error: 'proxy.upstream-failed',
  proxy_internal_response: 'proxy.upstream-failed',
  proxy_configuration_error: 'proxy.upstream-failed',
  connection_timeout: 'proxy.upstream-timeout',
  connection_read_timeout: 'proxy.upstream-timeout',
  connection_write_timeout: 'proxy.upstream-timeout',
  http_response_timeout: 'proxy.upstream-timeout',
  destination_ip_prohibited: 'proxy.denied',
  http_request_denied: 'proxy.denied',
  http_request_error: 'proxy.protocol',
  proxy_loop_detected: 'proxy.protocol',
};

/** Names in `X-Squid-Error`; the number behind `ERR_CONNECT_FAIL` is the system's errno. */
const SQUID_ERRORS: Readonly<Record<string, Cause>> = {
  ERR_ACCESS_DENIED: 'proxy.denied',
  ERR_CACHE_ACCESS_DENIED: 'proxy.auth-required',
  ERR_DNS_FAIL: 'proxy.upstream-dns',
  ERR_READ_TIMEOUT: 'proxy.upstream-timeout',
  ERR_LIFETIME_EXP: 'proxy.upstream-timeout',
  ERR_READ_ERROR: 'proxy.upstream-failed',
  ERR_WRITE_ERROR: 'proxy.upstream-failed',
  ERR_SECURE_CONNECT_FAIL: 'proxy.upstream-failed',
  // What Squid 5 says of a tunnel to a name it cannot resolve (seen with 5.7); rarely also that no parent cache is usable.
  ERR_CANNOT_FORWARD: 'proxy.upstream-dns',
  ERR_ZERO_SIZE_OBJECT: 'proxy.upstream-failed',
  ERR_SOCKET_FAILURE: 'proxy.upstream-failed',
  ERR_CONNECT_FAIL: 'proxy.upstream-failed',
  ERR_FORWARDING_DENIED: 'proxy.protocol',
  ERR_TOO_BIG: 'proxy.protocol',
  ERR_INVALID_REQ: 'proxy.protocol',
  ERR_UNSUP_REQ: 'proxy.protocol',
};
const SQUID_CONNECT_ERRNO: Readonly<Record<string, Cause>> = { '111': 'proxy.upstream-refused', '110': 'proxy.upstream-timeout' };

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

/** Statuses of a refused CONNECT where nothing better speaks. */
const STATUSES: Readonly<Record<number, StepRuling>> = {
  400: { cause: 'proxy.protocol', confidence: 'likely' },
  401: { cause: 'proxy.denied', confidence: 'likely' },
  403: { cause: 'proxy.denied' },
  404: { cause: 'proxy.protocol', confidence: 'likely' },
  405: { cause: 'proxy.protocol', confidence: 'likely' },
  451: { cause: 'proxy.denied' },
  500: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  501: { cause: 'proxy.protocol', confidence: 'likely' },
  502: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  503: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  504: { cause: 'proxy.upstream-timeout' },
  511: { cause: 'http.captive-portal', confidence: 'likely' },
};

export function judgeFailedProxy(step: ProxyStep, auth: Route['auth'] = 'auto'): StepRuling | undefined {
  const { failure, facts } = step;
  // Credentials that are held back say nothing about the way to the target.
  if (failure === undefined || failure.code === 'LOGON_NOT_TRIED') return undefined;
  const ruling = ofFailure(step, auth);
  // Whatever answers the first offer of credentials may be a refusal of them.
  return facts.logOn === 'unproven' && ruling !== undefined ? { confidence: 'likely', ...ruling } : ruling;
}

function ofFailure(step: ProxyStep, auth: Route['auth']): StepRuling | undefined {
  const { facts } = step;
  const status = facts.status ?? 0;
  if (status === 0) return withoutStatus(step);
  if (status === 407) return judge407(step, auth);
  return spoken(facts.headers ?? {}) ?? ofStatus(status);
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

/** What the proxy says of itself in a header: `Proxy-Status` first, then Squid's own. Undefined: it says nothing. */
export function spoken(headers: Headers): StepRuling | undefined {
  const error = /(?:^|[;,])\s*error=(?:"([^"]*)"|([a-z_]+))/.exec(headers['proxy-status'] ?? '');
  const token = error?.[1] ?? error?.[2] ?? '';
  const standard = Object.hasOwn(PROXY_STATUS, token) ? PROXY_STATUS[token] : undefined;
  if (standard !== undefined) return { cause: standard, evidence: { proxyError: token } };
  const [name = '', errno = ''] = (headers['x-squid-error'] ?? '').trim().split(/\s+/);
  const byErrno = name === 'ERR_CONNECT_FAIL' ? SQUID_CONNECT_ERRNO[errno] : undefined;
  const squid = byErrno ?? (Object.hasOwn(SQUID_ERRORS, name) ? SQUID_ERRORS[name] : undefined);
  if (squid === undefined) return undefined;
  const confidence = name === 'ERR_CANNOT_FORWARD' ? ({ confidence: 'likely' } as const) : {};
  return { cause: squid, ...confidence, evidence: { proxyError: `${name} ${errno}`.trim() } };
}

/** What a status means that a proxy gave in its own name. */
export function ofStatus(status: number): StepRuling {
  const known = STATUSES[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return { cause: 'http.captive-portal', confidence: 'possible' };
  if (status >= 400 && status < 500) return { cause: 'proxy.denied', confidence: 'likely' };
  return status >= 500 ? { cause: 'proxy.upstream-failed', confidence: 'possible' } : { cause: 'proxy.protocol', confidence: 'likely' };
}

/** 407: nothing was tried (required), what was tried was refused (rejected), or nothing that is offered can be done here (unsupported). */
function judge407({ facts }: ProxyStep, auth: Route['auth']): StepRuling {
  const tried = facts.schemeTried ?? 'none';
  if (tried !== 'none' || facts.logOn === 'not-tried') return { cause: 'proxy.auth-rejected' };
  // The scheme that was named needs no credentials: what is missing is what it takes to use it.
  const isNamed = auth === 'negotiate' && facts.schemesOffered?.includes('negotiate') === true;
  return { cause: isNamed || facts.credentialsGiven === true ? 'proxy.auth-unsupported' : 'proxy.auth-required' };
}
