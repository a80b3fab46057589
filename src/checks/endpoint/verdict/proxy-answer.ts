import type { Cause } from '../../../causes/index.ts';
import { isRefusal, type ProxyAnswer, type ProxyAnswerFacts } from '../../../fingerprints/proxy-answer.ts';
import type { ProxyMeaning } from '../../../fingerprints/rules.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Headers } from '../../../model/network/observation.ts';
import type { Case, StepRuling } from './verdict.ts';

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
  ERR_BLOCKED_BY_POLICY: 'proxy.denied',
  // Its `miss_access` list, and its limits of what may be sent or received.
  ERR_FORWARDING_DENIED: 'proxy.denied',
  ERR_TOO_BIG: 'proxy.denied',
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
  ERR_GATEWAY_FAILURE: 'proxy.upstream-failed',
  ERR_ICAP_FAILURE: 'proxy.upstream-failed',
  ERR_NO_RELAY: 'proxy.upstream-failed',
  ERR_STREAM_FAILURE: 'proxy.upstream-failed',
  ERR_SHUTTING_DOWN: 'proxy.upstream-failed',
  ERR_CLIENT_GONE: 'proxy.upstream-failed',
  // Its own rules keep it from asking anybody: no packet filter is to blame.
  ERR_ONLY_IF_CACHED_MISS: 'proxy.upstream-failed',
  // The name leads elsewhere for Squid than for whoever was intercepted: a mistake of its set-up.
  ERR_CONFLICT_HOST: 'proxy.protocol',
  ERR_PROTOCOL_UNKNOWN: 'proxy.protocol',
  ERR_SECURE_ACCEPT_FAIL: 'proxy.protocol',
  ERR_PRECONDITION_FAILED: 'proxy.protocol',
  ERR_INVALID_REQ: 'proxy.protocol',
  ERR_UNSUP_REQ: 'proxy.protocol',
};
/** ECONNREFUSED and ETIMEDOUT of Linux, of BSD and macOS, of Solaris, and of Windows. */
const SQUID_CONNECT_ERRNO: Readonly<Record<string, Cause>> = {
  '111': 'proxy.upstream-refused',
  '61': 'proxy.upstream-refused',
  '146': 'proxy.upstream-refused',
  '10061': 'proxy.upstream-refused',
  '110': 'proxy.upstream-timeout',
  '60': 'proxy.upstream-timeout',
  '145': 'proxy.upstream-timeout',
  '10060': 'proxy.upstream-timeout',
};

/** Statuses of a refused CONNECT where nothing better speaks. */
const STATUSES: Readonly<Record<number, StepRuling>> = {
  400: { cause: 'proxy.protocol', confidence: 'likely' },
  401: { cause: 'proxy.auth-required', confidence: 'likely' },
  402: { cause: 'proxy.denied', confidence: 'likely' },
  403: { cause: 'proxy.denied' },
  404: { cause: 'proxy.protocol', confidence: 'likely' },
  405: { cause: 'proxy.protocol', confidence: 'likely' },
  429: { cause: 'proxy.upstream-failed', confidence: 'possible' },
  450: { cause: 'proxy.denied', confidence: 'likely' },
  451: { cause: 'proxy.denied' },
  // Azure Firewall's own, for what no application rule allows.
  470: { cause: 'proxy.denied', confidence: 'likely' },
  500: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  501: { cause: 'proxy.protocol', confidence: 'likely' },
  502: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  503: { cause: 'proxy.upstream-failed', confidence: 'likely' },
  504: { cause: 'proxy.upstream-timeout' },
  511: { cause: 'http.captive-portal', confidence: 'likely' },
};

const MEANINGS: Readonly<Record<ProxyMeaning, Cause>> = {
  denied: 'proxy.denied',
  'auth-required': 'proxy.auth-required',
  'upstream-dns': 'proxy.upstream-dns',
  'upstream-refused': 'proxy.upstream-refused',
  'upstream-timeout': 'proxy.upstream-timeout',
  'upstream-failed': 'proxy.upstream-failed',
  protocol: 'proxy.protocol',
  'log-on': 'http.captive-portal',
};

/** An answer in the proxy's own name: what it says, and where it says nothing that is known, what its status means. `isTried`: it answers credentials. */
export function judgeProxyAnswer(
  answer: ProxyAnswerFacts,
  fingerprints: Case['fingerprints'],
  { isTried }: { readonly isTried: boolean },
): StepRuling {
  const ruling = told(answer, fingerprints) ?? ofStatus(answer.status);
  const { proxyProduct } = whoAnswered(answer, fingerprints);
  // Who wants credentials after they were offered has refused them.
  const cause = isTried && ruling.cause === 'proxy.auth-required' ? 'proxy.auth-rejected' : ruling.cause;
  return { ...ruling, cause, evidence: { ...(proxyProduct === undefined ? {} : { proxyProduct }), ...ruling.evidence } };
}

/** What an answer says about why: standard headers, the product's own words, its block page, then anybody's words. Undefined: nothing. */
export function told(answer: ProxyAnswerFacts, fingerprints: Case['fingerprints']): StepRuling | undefined {
  const { status, headers, location, bodyExcerpt } = answer;
  if (status === 511) return { cause: 'http.captive-portal' };
  const named = whoAnswered(answer, fingerprints);
  const bySelf = spoken(headers);
  if (bySelf !== undefined) return { ...bySelf, evidence: { ...named, ...bySelf.evidence } };
  const own = fingerprints.proxyAnswer?.(answer) ?? {};
  if (own.isGeneric !== true && own.means !== undefined) return byWords(own, named);
  const page = fingerprints.blockPage({ status, headers, location, bodyExcerpt });
  // A product names itself on its error pages as well: those are read by their words and their status.
  if (page === undefined || (page.isSender === true && status >= 400 && !isRefusal(status)))
    return own.means === undefined ? undefined : { ...byWords(own, named), confidence: 'likely' };
  const { product, fingerprintId, confidence } = page;
  // An error status of the proxy is its refusal; a page or a redirect in place of an answer is a page.
  if (status >= 400) return { cause: 'proxy.denied', confidence, evidence: { proxyProduct: product, fingerprintId } };
  return { cause: 'http.block-page', confidence, evidence: { product, fingerprintId } };
}

function byWords({ means = 'protocol', fingerprintId, words, product }: ProxyAnswer, named: EndpointEvidence): StepRuling {
  const isLogOn = means === 'log-on';
  return {
    cause: MEANINGS[means],
    ...(isLogOn ? { confidence: 'likely' } : {}),
    evidence: {
      ...named,
      ...(isLogOn && product !== undefined ? { product } : {}),
      ...(fingerprintId === undefined ? {} : { fingerprintId }),
      ...(words === undefined || isLogOn ? {} : { proxyError: words }),
    },
  };
}

function whoAnswered(answer: ProxyAnswerFacts, fingerprints: Case['fingerprints']): Pick<EndpointEvidence, 'proxyProduct'> {
  const product = fingerprints.proxyProduct(answer.headers) ?? fingerprints.proxyAnswer?.(answer).product;
  return product === undefined ? {} : { proxyProduct: product };
}

/** What the proxy says of itself in a header: `Proxy-Status` first, then Squid's own. Undefined: it says nothing. */
export function spoken(headers: Headers): StepRuling | undefined {
  const error = /(?:^|[;,])\s*error=(?:"([^"]*)"|([a-z_]+))/.exec(headers['proxy-status'] ?? '');
  const token = error?.[1] ?? error?.[2] ?? '';
  const standard = Object.hasOwn(PROXY_STATUS, token) ? PROXY_STATUS[token] : undefined;
  if (standard !== undefined) return { cause: standard, evidence: { proxyError: token } };
  const [name = '', errno = ''] = (headers['x-squid-error'] ?? '').trim().split(/\s+/);
  // What `deny_info` redirects carry in place of a name.
  if (/^[345][0-9]{2}$/.test(name) && /denied/i.test(headers['x-squid-error'] ?? ''))
    return { cause: 'proxy.denied', evidence: { proxyError: 'ERR_ACCESS_DENIED' } };
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
  if (status >= 400 && status < 500) return { cause: 'proxy.protocol', confidence: 'possible' };
  return status >= 500 ? { cause: 'proxy.upstream-failed', confidence: 'possible' } : { cause: 'proxy.protocol', confidence: 'likely' };
}
