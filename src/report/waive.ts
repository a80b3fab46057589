import type { Finding, Waiver } from '../model/finding.ts';
import { globMatches } from '../text/glob.ts';

export interface WaivedFindings {
  readonly findings: readonly Finding[];
  /** One sentence for each waiver that needs somebody's attention: expired, or matching nothing. */
  readonly notes: readonly string[];
}

/**
 * Applies the waivers to what did not pass. A waiver in force turns a finding into `skip` with reason `waived`; the cause and the message stay
 * readable. An expired waiver waives nothing: a failure or warning that it names is a failure that says so, because somebody had promised to be
 * done by then. `inconclusive` stays what it is. `today` is an ISO 8601 date or time in UTC; a waiver holds to the end of its `until` day.
 */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string): WaivedFindings {
  if (waivers.length === 0) return { findings, notes: [] };
  const day = today.slice(0, 10);
  const rules = waivers.map((waiver) => ({
    waiver,
    matches: (id: string) => globMatches(waiver.pattern, id),
    expired: waiver.until < day,
  }));
  const waived = findings.map((finding) => {
    if (finding.status === 'pass' || finding.status === 'skip') return finding;
    const matching = rules.filter((rule) => rule.matches(finding.id));
    const inForce = matching.find((rule) => !rule.expired);
    if (inForce !== undefined) return asWaived(finding, inForce.waiver);
    return matching[0] === undefined ? finding : asExpired(finding, matching[0].waiver);
  });
  const notes = rules.flatMap(({ waiver, matches, expired }) => {
    const count = findings.filter((finding) => finding.status !== 'pass' && finding.status !== 'skip' && matches(finding.id)).length;
    return noteOf(waiver, expired, count);
  });
  return { findings: waived, notes };
}

function asWaived(finding: Finding, waiver: Waiver): Finding {
  return { ...finding, status: 'skip', skipReason: 'waived', waiver };
}

function asExpired(finding: Finding, waiver: Waiver): Finding {
  const status = finding.status === 'warn' ? 'fail' : finding.status;
  return {
    ...finding,
    status,
    waiver,
    message: `The waiver of this finding expired on ${waiver.until} (${waiver.reason}). ${finding.message}`,
  };
}

function noteOf(waiver: Waiver, expired: boolean, count: number): readonly string[] {
  const name = `Waiver "${waiver.pattern}"`;
  const since = `${name} expired on ${waiver.until} (${waiver.reason})`;
  if (expired && count > 0) return [`${since}: ${count} finding${count === 1 ? '' : 's'} no longer waived; fix the cause or renew it`];
  if (expired) return [`${since} and nothing needs it any more: remove it`];
  return count > 0 ? [] : [`${name} matched nothing that did not pass: remove it when it is no longer needed`];
}
