import { causeInfo } from '../../../causes/index.ts';
import { bareFinding } from '../../../model/bare-finding.ts';
import type { HostEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { stepOf } from '../judge/verdict.ts';
import type { Judged, Proof } from './proof.ts';

/** Kerberos' default tolerance (RFC 4120 section 1.6 leaves it to the site; Windows: five minutes). */
const LIMIT_SECONDS = 300;
/** A single odd header does not count. */
const MIN_HOSTS = 2;

/** This machine's clock against the `Date` headers of genuine answers (RFC 9110 section 6.6.1), told once a run. */
export const clockProof: Proof = {
  because: 'control',
  weigh: (judged) => {
    const byHost = new Map(judged.flatMap((one) => skewOf(one) ?? []));
    const skewSeconds = median([...byHost.values()]);
    const told = byHost.size >= MIN_HOSTS && Math.abs(skewSeconds) > LIMIT_SECONDS;
    return { judged, findings: told ? [clockFinding(skewSeconds, byHost.size)] : [] };
  },
};

/** Seconds that this machine's clock is ahead of the one that answered; only of answers that are proven to be the service's. */
function skewOf({ answer: { task, facts }, verdict }: Judged): readonly [readonly [string, number]] | undefined {
  const http = stepOf(facts?.steps ?? [], 'http', 'target');
  const theirsMs = Date.parse(http?.facts.headers?.date ?? '');
  const genuine = verdict.status === 'pass' || verdict.evidence.originMarker !== undefined;
  if (facts === undefined || http === undefined || !genuine || Number.isNaN(theirsMs)) return undefined;
  // A cache's answer is as old as it says (RFC 9111 section 5.1).
  const ageSeconds = /^\d{1,9}$/.test(http.facts.headers?.age ?? '') ? Number(http.facts.headers?.age) : 0;
  const oursMs = Date.parse(facts.startedAt) + http.startMs + http.durationMs;
  return [[task.target.host, (oursMs - theirsMs) / 1000 - ageSeconds]];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function clockFinding(skewSeconds: number, services: number): Finding {
  const evidence: HostEvidence = {
    skewSeconds: Math.round(skewSeconds),
    skewReference: `the Date headers of ${services} services`,
    limitSeconds: LIMIT_SECONDS,
  };
  const info = causeInfo('host.clock-skew');
  return bareFinding({
    id: 'host:clock-skew:date-headers',
    kind: 'host',
    title: info.title,
    status: 'warn',
    cause: 'host.clock-skew',
    layer: 'host',
    owner: info.owner,
    target: { check: 'clock' },
    message: info.message(evidence),
    remedy: info.remedy(evidence),
    confidence: 'likely',
    evidence,
  });
}
