import type { Headers } from '../../model/network/observation.ts';

interface Answered {
  readonly method: string;
  readonly status: number;
  readonly headers: Headers;
}

/** Statuses of a forwarded request that only the target gives, beside 2xx: a proxy that took no credentials has no reason to fetch them. */
const OF_TARGETS: ReadonlySet<number> = new Set([304, 404, 410]);

/** Error types of `Proxy-Status` (RFC 9209 section 2.3) that say that the proxy set out for the target. */
const UPSTREAM = /^(?:dns_|destination_not_found|destination_unavailable|connection_|tls_|http_response_)/;

/**
 * Does the answer of a proxy to a request with credentials, after a 407 to the same request without, prove that it took them? 2xx does; so does what a
 * proxy only says once it has: that it failed on the way to the target. Squid's own denial does too, since it answers credentials that it does not
 * take with 407 and ERR_CACHE_ACCESS_DENIED (Squid FAQ, "Proxy authentication"). A bare 403 or 5xx does not: some proxies answer a locked account, or
 * a directory that is down, with them. Nor does a redirection, which may lead to a page for logging on.
 */
export function provesLogOn({ method, status, headers }: Answered): boolean {
  if (status >= 200 && status < 300) return true;
  if (method !== 'CONNECT' && OF_TARGETS.has(status)) return true;
  if (status === 407) return false;
  const error = /(?:^|[;,])\s*error=(?:"([^"]*)"|([a-z_]+))/.exec(headers['proxy-status'] ?? '');
  if (UPSTREAM.test(error?.[1] ?? error?.[2] ?? '')) return true;
  const squid = /^ERR_[A-Z_]+/.exec(headers['x-squid-error'] ?? '')?.[0] ?? '';
  return squid !== '' && !/^ERR_CACHE_/.test(squid) && squid !== 'ERR_INVALID_REQ';
}
