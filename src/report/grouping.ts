import { causeInfo } from '../causes/index.ts';
import type { Finding, Owner, Status } from '../model/finding.ts';

/** What people read first: failures, then what could not be told, then warnings. */
const ORDER: Readonly<Record<Status, number>> = { fail: 0, inconclusive: 1, warn: 2, pass: 3, skip: 4 };

export function byUrgency(a: Finding, b: Finding): number {
  return ORDER[a.status] - ORDER[b.status] || Number(b.required) - Number(a.required);
}

/** Findings that a route finding explains: shown folded below it. */
export function explained(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => finding.children ?? []));
}

export interface Problem {
  readonly owner: Owner | null;
  readonly cause: Finding['cause'];
  readonly title: string;
  readonly status: Status;
  readonly findings: readonly Finding[];
}

/** Problems by owner and cause, worst first: what to change, in whose device. A route finding stands for its children. */
export function problemsOf(findings: readonly Finding[]): readonly Problem[] {
  const folded = explained(findings);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.status === 'pass' || finding.status === 'skip' || folded.has(finding.id)) continue;
    const key =
      finding.kind === 'route'
        ? finding.id
        : `${finding.status} ${finding.owner ?? ''} ${finding.cause ?? `${finding.layer ?? ''}?`} ${finding.route ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()]
    .map(problemOf)
    .sort((a, b) => ORDER[a.status] - ORDER[b.status] || kindRank(a) - kindRank(b) || b.findings.length - a.findings.length);
}

function problemOf(findings: readonly Finding[]): Problem {
  const first = findings[0] as Finding;
  const title =
    first.kind === 'route'
      ? first.title
      : first.cause === null
        ? `${first.layer ?? 'It'} could not be judged`
        : causeInfo(first.cause).title;
  return { owner: first.owner, cause: first.cause, title, status: first.status, findings: [...findings].sort(byUrgency) };
}

function kindRank({ findings }: Problem): number {
  return findings[0]?.kind === 'route' ? 0 : 1;
}

/** Findings by feature, in the order in which features appear; those of no feature under their kind. */
export function byFeature(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.kind === 'route') continue;
    const key = finding.feature ?? finding.kind;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return groups;
}
