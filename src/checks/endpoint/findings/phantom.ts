import { shownBy } from '../../../causes/phrasing/handshake.ts';
import type { Finding } from '../../../model/finding.ts';
import { isTrouble, mostUrgent } from '../../../model/urgency.ts';

const OF_HANDSHAKE = /^(?:tls\.(?:reset|timeout|closed|protocol)|tcp\.reset)$/;

/** A handshake that failed, or a connection that was reset as soon as it was established, where every connection is accepted, and that nothing else explains. */
export function isOfPhantom({ kind, cause, evidence }: Finding): boolean {
  return kind === 'endpoint' && OF_HANDSHAKE.test(cause ?? '') && shownBy(evidence) === 'phantom';
}

/** The finding about a route where addresses that cannot exist accept connections stands for what it explains, and is as bad as the worst of it. */
export function withPhantomChildren(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.kind !== 'route' || finding.cause !== 'tcp.phantom') return finding;
    const own = findings.filter((other) => other.route === finding.route && isOfPhantom(other));
    if (own.length === 0) return finding;
    const worst = mostUrgent(own.map(({ status }) => status));
    const status = isTrouble(worst) ? worst : finding.status;
    const required = own.some((other) => other.required);
    return { ...finding, status, required, children: own.map(({ id }) => id), evidence: { ...finding.evidence, affected: own.length } };
  });
}
