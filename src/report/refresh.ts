import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { summarise } from './build.ts';
import type { FailOn } from './exit-code.ts';

/** Ids of the findings that stand between a report and exit code 0: failures, warnings where they count, and what is required and inconclusive. */
export function notGreen(report: Report, failOn: FailOn): ReadonlySet<string> {
  const counts = ({ status, required }: Finding): boolean =>
    status === 'fail' || (status === 'inconclusive' && required) || (status === 'warn' && failOn === 'warn');
  return new Set(report.findings.filter((finding) => finding.children === undefined && counts(finding)).map(({ id }) => id));
}

/**
 * The report with newer findings in place of the older ones of the same id. A route finding stays as long as something that it explains is not good; newer
 * ones are left out, because they were judged from a part of the run.
 */
export function refreshed(report: Report, newer: readonly Finding[], finishedAt: string): Report {
  const byId = new Map(newer.filter((finding) => finding.children === undefined).map((finding) => [finding.id, finding]));
  const current = report.findings.map((finding) => byId.get(finding.id) ?? finding);
  const troubled = new Set(current.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ id }) => id));
  const findings = current.flatMap((finding) => withChildren(finding, troubled));
  return { ...report, run: { ...report.run, finishedAt }, findings, summary: summarise(findings) };
}

function withChildren(finding: Finding, troubled: ReadonlySet<string>): readonly Finding[] {
  if (finding.children === undefined) return [finding];
  const children = finding.children.filter((id) => troubled.has(id));
  return children.length === 0 ? [] : [{ ...finding, children, evidence: { ...finding.evidence, affected: children.length } }];
}
