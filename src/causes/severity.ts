import type { Cause } from './index.ts';

/**
 * How grave causes are, for whoever compares two runs:
 * 1: the service was reached, and something in its answer or in this machine is not as it must be;
 * 2: the way to it is cut, so nothing is known of what answers;
 * 3: something else answers in its place, or reads along. Then neither what arrives nor what is sent is the service's, and other green rows over that way are in doubt.
 */
type Severity = 1 | 2 | 3;

/** By layer, the first word of a cause. */
const OF_LAYER: Readonly<Record<string, Severity>> = { dns: 2, tcp: 2, proxy: 2, tls: 2 };

const OWN: Readonly<Partial<Record<Cause, Severity>>> = {
  'dns.private-address': 3,
  'dns.sinkhole': 3,
  'dns.hijacked': 3,
  'tcp.partial': 1,
  'tcp.phantom': 3,
  'tls.intercepted': 3,
  'tls.untrusted': 3,
  'tls.name-mismatch': 3,
  'tls.incomplete-chain': 1,
  'tls.revocation-unreachable': 1,
  'http.block-page': 3,
  'http.captive-portal': 3,
};

function severityOf(cause: Cause): Severity {
  return OWN[cause] ?? OF_LAYER[cause.slice(0, cause.indexOf('.'))] ?? 1;
}

/** Is a finding worse for its cause alone? Where a run could not name a cause, nothing is said. */
export function isGraver(before: Cause | null, after: Cause | null): boolean {
  return before !== null && after !== null && severityOf(after) > severityOf(before);
}
