import { daysUntil, NOTICE_DAYS } from '../model/catalog/release.ts';
import type { EndpointEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';

interface Ending {
  readonly subject: string;
  readonly notAfter: string;
  readonly isOwn: boolean;
  readonly hosts: Set<string>;
}

/**
 * One note a certificate that was seen in this run and ends within 90 days (`now`: ISO 8601): of an authority, since its successor may publish its revocation
 * lists elsewhere; of a service only below a private root, since public ones renew theirs by themselves, often every few weeks.
 */
export function endingCertificateNotes(findings: readonly Finding[], now: string): readonly string[] {
  const found = new Map<string, Ending>();
  for (const { kind, status, evidence, target } of findings) {
    if (kind !== 'endpoint' || (status !== 'pass' && status !== 'warn')) continue;
    const { chain = [], privateRoot, notAfter } = evidence as EndpointEvidence;
    for (const [place, certificate] of chain.entries()) {
      const ends = certificate.notAfter ?? (place === 0 ? notAfter : undefined);
      const isOwn = place === 0;
      if (ends === undefined || (isOwn && privateRoot === undefined) || !isSoon(ends, now)) continue;
      const known = found.get(certificate.sha256) ?? { subject: certificate.subject, notAfter: ends, isOwn, hosts: new Set<string>() };
      known.hosts.add(String(target.host));
      found.set(certificate.sha256, known);
    }
  }
  return [...found.values()].map((one) => told(one, now));
}

function isSoon(ends: string, now: string): boolean {
  const days = daysUntil(ends.slice(0, 10), now);
  return days >= 0 && days <= NOTICE_DAYS;
}

function told({ subject, notAfter, isOwn, hosts }: Ending, now: string): string {
  const day = notAfter.slice(0, 10);
  const days = daysUntil(day, now);
  const when = `ends on ${day}, in ${days} ${days === 1 ? 'day' : 'days'}`;
  const [first = '', ...others] = hosts;
  const where = others.length === 0 ? first : `${first} and ${others.length} other ${others.length === 1 ? 'host' : 'hosts'}`;
  return isOwn
    ? `The certificate of ${where} ${when}: have it renewed before.`
    : `The authority ${subject}, in the chain of ${where}, ${when}: certificates of another one will take its place. Where revocation addresses are opened one by one, check again then.`;
}
