import type { Finding, Status } from '../../../model/finding.ts';
import { isTrouble, URGENCY } from '../../../model/urgency.ts';
import { groupBy } from '../../../text/group.ts';
import { worstOf } from '../../view/grouping.ts';
import { placeOf } from '../../view/place.ts';

/** One thing that was asked, over all routes. */
export interface Row {
  readonly place: string;
  readonly status: Status;
  readonly findings: readonly Finding[];
  /** By route name; findings of no route stand under ''. */
  readonly cells: ReadonlyMap<string, readonly Finding[]>;
}

/** The worst first. */
export function rowsOf(findings: readonly Finding[]): readonly Row[] {
  const rows = [...groupBy(findings, rowKey).values()].map((own): Row => {
    const cells = groupBy(own, ({ route }) => route ?? '');
    return { place: placeOf(own[0]), status: worstOf(own), findings: own, cells };
  });
  return rows.sort((a, b) => URGENCY[a.status] - URGENCY[b.status]);
}

/** The same question over another route has the same id but for the route's name at its end. */
function rowKey({ id, route }: Finding): string {
  return route !== null && id.endsWith(`@${route}`) ? id.slice(0, -route.length) : id;
}

/** Worth a line of its own: not good, and not said already by a route finding. */
export function isProblem({ findings }: Row, folded: ReadonlySet<string>): boolean {
  return findings.some(({ id, status }) => isTrouble(status) && !folded.has(id));
}

/** The rows that are not drawn, in words. */
export function restOf(
  rows: readonly Row[],
  drawn: readonly Row[],
  problems: readonly Row[],
  folded: ReadonlySet<string>,
): readonly string[] {
  const told = new Set(problems);
  const hidden = rows.filter((row) => !told.has(row));
  const passing = hidden.filter(({ status }) => status === 'pass').length;
  const skipped = hidden.filter(({ status }) => status === 'skip');
  const explained = hidden.filter(({ findings }) => findings.some(({ id }) => folded.has(id))).length;
  const reasons = new Set(skipped.flatMap(({ findings }) => findings.map(({ skipReason }) => skipReason ?? 'skip')));
  const words = [
    ...(explained > 0 ? [`${explained} covered by a problem of the whole route`] : []),
    ...(passing > 0 && problems.length > 0 ? [`${passing} more ${passing === 1 ? 'passes' : 'pass'}`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} not asked (${[...reasons].join(', ')})`] : []),
  ];
  return [
    ...(drawn.length < problems.length ? [`${problems.length - drawn.length} more rows are in the JSON report`] : []),
    ...(words.length > 0 ? [`and ${words.join(', ')}`] : []),
  ];
}

/** `fail tcp.timeout`; a dash when it was not asked over this route. */
export function cellText(findings: readonly Finding[]): string {
  if (findings.length === 0) return '–';
  const status = worstOf(findings);
  const reasons = findings.filter((one) => one.status === status).map(reasonOf);
  return [status, ...new Set(reasons.filter((reason) => reason !== ''))].join(' ');
}

function reasonOf({ status, cause, skipReason, layer }: Finding): string {
  if (status === 'pass') return '';
  return status === 'skip' ? (skipReason ?? '') : (cause ?? layer ?? '');
}
