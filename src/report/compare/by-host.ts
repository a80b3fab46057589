import type { Finding } from '../../model/finding.ts';
import { authority } from '../../model/network/route.ts';
import type { Report } from '../../model/report.ts';
import { URGENCY } from '../../model/urgency.ts';
import { isLogReport } from '../view/log-report.ts';

/**
 * A report that was read from logs, and one of a check: they name their findings differently, so both are brought to one finding for each host and
 * port that both speak of, the worst one. Undefined where both are of one kind: then their ids say what belongs together.
 */
export function byHost(
  before: Report,
  after: Report,
): { readonly before: Report; readonly after: Report; readonly left: number } | undefined {
  if (isLogReport(before) === isLogReport(after)) return undefined;
  const [old, now] = [worstOf(before.findings), worstOf(after.findings)];
  const both = (own: ReadonlyMap<string, Finding>, other: ReadonlyMap<string, Finding>): readonly Finding[] =>
    [...own].filter(([place]) => other.has(place)).map(([place, finding]) => ({ ...finding, id: `endpoint:${place}` }));
  const [kept, compared] = [both(old, now), both(now, old)];
  return { before: { ...before, findings: kept }, after: { ...after, findings: compared }, left: old.size - kept.length };
}

function worstOf(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const worst = new Map<string, Finding>();
  for (const finding of findings) {
    const { host, port } = finding.target;
    if (finding.status === 'skip' || host === undefined || port === undefined) continue;
    const place = authority({ host, port });
    const known = worst.get(place);
    if (known === undefined || URGENCY[finding.status] < URGENCY[known.status]) worst.set(place, finding);
  }
  return worst;
}
