import type { Finding, Waiver } from '../model/finding.ts';
import { isTrouble } from '../model/urgency.ts';
import { globMatches } from '../text/glob.ts';

/** Findings after the waivers were applied. */
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
  const rules = rulesOf(waivers, today);
  const waived = findings.map((finding) => byRules(finding, rules));
  const notes = rules.flatMap(({ waiver, matches, expired }) => {
    const count = findings.filter((finding) => isTrouble(finding.status) && matches(finding.id)).length;
    return noteOf(waiver, expired, count);
  });
  return { findings: waived, notes };
}

/** The same for one finding at a time, for whoever tells findings before all are there. */
export function waivedOne(waivers: readonly Waiver[], today: string): (finding: Finding) => Finding {
  const rules = rulesOf(waivers, today);
  return (finding) => byRules(finding, rules);
}

interface WaiverRule {
  readonly waiver: Waiver;
  readonly matches: (id: string) => boolean;
  readonly expired: boolean;
}

function rulesOf(waivers: readonly Waiver[], today: string): readonly WaiverRule[] {
  const day = today.slice(0, 10);
  return waivers.map((waiver) => ({
    waiver,
    matches: (id: string) => globMatches(waiver.pattern, id),
    expired: waiver.until < day,
  }));
}

function byRules(finding: Finding, rules: readonly WaiverRule[]): Finding {
  if (finding.status === 'pass' || finding.status === 'skip') return finding;
  const matching = rules.filter((rule) => rule.matches(finding.id));
  const inForce = matching.find((rule) => !rule.expired);
  if (inForce !== undefined) return asWaived(finding, inForce.waiver);
  return matching[0] === undefined ? finding : asExpired(finding, matching[0].waiver);
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
