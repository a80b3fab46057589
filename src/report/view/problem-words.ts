import type { Report } from '../../model/report.ts';
import { BY_URGENCY } from '../../model/urgency.ts';
import { andMore } from '../../text/lists.ts';
import type { Problem } from './grouping.ts';
import { placesOf } from './place.ts';

const MAX_PLACES = 10;

/** `At: a:443, b:443 and 3 more`; empty when the problem is one finding whose message says it. */
export function placesLine({ findings }: Problem): string {
  const [first] = findings;
  if (first?.kind === 'route' && first.children !== undefined) return `Explains ${first.children.length} findings.`;
  if (findings.length < 2) return '';
  return `At: ${andMore(placesOf(findings), MAX_PLACES)}.`;
}

/** One line with the verdict and the counts. */
export function summaryLine({ summary, run }: Report): string {
  const counts = BY_URGENCY.map((status) => `${summary[status]} ${status}`).join(', ');
  return `Preflight of ${run.vantage.hostname}: ${summary.verdict} (${counts}).`;
}
