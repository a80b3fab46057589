import { causeInfo } from '../../causes/index.ts';
import { type Finding, OWNERS, type Owner, type Status } from '../../model/finding.ts';
import { BY_URGENCY, isTrouble, mostUrgent, URGENCY } from '../../model/urgency.ts';
import { type Group, groupBy, sortedGroup } from '../../text/group.ts';

/** The most urgent first, of alike ones those that are required. */
export function byUrgency(a: Finding, b: Finding): number {
  return URGENCY[a.status] - URGENCY[b.status] || Number(b.required) - Number(a.required);
}

/** The most urgent status; `skip` when there is none. */
export function worstOf(findings: readonly Finding[]): Status {
  return mostUrgent(findings.map(({ status }) => status));
}

/** `3 fail, 12 pass`: what there is, the most urgent first. */
export function countsOf(findings: readonly Finding[]): string {
  const counts = new Map<Status, number>();
  for (const { status } of findings) counts.set(status, (counts.get(status) ?? 0) + 1);
  return BY_URGENCY.flatMap((status) => (counts.has(status) ? [`${counts.get(status)} ${status}`] : [])).join(', ');
}

/** Findings that a route finding explains: shown folded below it. */
export function explained(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => finding.children ?? []));
}

/** Findings with the same cause and owner: one thing to fix. */
export interface Problem {
  readonly owner: Owner | null;
  readonly cause: Finding['cause'];
  readonly title: string;
  readonly status: Status;
  /** The findings that have it; one when it is a whole route's. */
  readonly findings: Group<Finding>;
  /** What it is about: the findings themselves, or those that a route finding explains. */
  readonly members: readonly Finding[];
}

/** Problems by owner and cause, worst first: what to change, in whose device. A route finding stands for its children. */
export function problemsOf(findings: readonly Finding[]): readonly Problem[] {
  const folded = explained(findings);
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  const groups = groupBy(
    findings.filter(({ id, status }) => isTrouble(status) && !folded.has(id)),
    ({ id, kind, status, owner, cause, layer, route }) =>
      // Without a cause there is nothing that two have in common, but that nobody could judge them.
      kind === 'route' || (cause === null && status !== 'inconclusive')
        ? id
        : `${status} ${owner ?? ''} ${cause ?? `${layer ?? ''}?`} ${kind === 'port' ? kind : ''} ${route ?? ''}`,
  );
  return [...groups.values()].map((group) => problemOf(group, known)).sort(compareProblems);
}

function problemOf(findings: Group<Finding>, known: ReadonlyMap<string, Finding>): Problem {
  const sorted = sortedGroup(findings, byUrgency);
  const [first] = sorted;
  const title = titleOf(first);
  const children = (first.children ?? []).flatMap((id) => known.get(id) ?? []);
  const members = first.kind === 'route' && children.length > 0 ? children : sorted;
  return { owner: first.owner, cause: first.cause, title, status: first.status, findings: sorted, members };
}

function titleOf({ kind, title, status, cause, layer }: Finding): string {
  if (kind === 'route') return title;
  if (cause !== null) return causeInfo(cause).title;
  return status === 'inconclusive' ? `No result${layer === null ? '' : ` at the ${layer} layer`}` : title;
}

function compareProblems(a: Problem, b: Problem): number {
  return URGENCY[a.status] - URGENCY[b.status] || kindRank(a) - kindRank(b) || b.findings.length - a.findings.length;
}

function kindRank({ findings }: Problem): number {
  return findings[0].kind === 'route' ? 0 : 1;
}

/** Everything that one team has to fix. */
export interface OwnProblems {
  /** null: nobody can be named. */
  readonly owner: Owner | null;
  readonly problems: Group<Problem>;
}

/** The same problems by who can fix them: whoever has the worst comes first, and those that nobody can be named for come last. */
export function problemsByOwner(findings: readonly Finding[]): readonly OwnProblems[] {
  const groups = groupBy(problemsOf(findings), ({ owner }) => owner ?? '');
  return [...groups.values()].map((problems) => ({ owner: problems[0].owner, problems })).sort((a, b) => ownerRank(a) - ownerRank(b));
}

function ownerRank({ owner, problems: [worst] }: OwnProblems): number {
  if (owner === null) return Number.POSITIVE_INFINITY;
  return URGENCY[worst.status] * 100 + kindRank(worst) * 10 + OWNERS.indexOf(owner);
}

/** Findings by feature, in the order in which features appear; those of no feature under their kind. */
export function byFeature(findings: readonly Finding[]): ReadonlyMap<string, Group<Finding>> {
  return groupBy(
    findings.filter(({ kind }) => kind !== 'route'),
    ({ feature, kind }) => feature ?? kind,
  );
}
