import type { Report } from '../../model/report.ts';
import type { Problem } from './grouping.ts';
import { placesOf as distinctPlaces } from './place.ts';

const MAX_PLACES = 10;

/** `At: a:443, b:443 and 3 more`; empty when the problem is one finding whose message says it. */
export function placesOf({ findings }: Problem): string {
  const [first] = findings;
  if (first?.kind === 'route' && first.children !== undefined) return `Explains ${first.children.length} findings.`;
  if (findings.length < 2) return '';
  const names = distinctPlaces(findings);
  const more = names.length - MAX_PLACES;
  return `At: ${names.slice(0, MAX_PLACES).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** One line with the verdict and the counts. */
export function summaryLine({ summary, run }: Report): string {
  const counts = (['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const).map((status) => `${summary[status]} ${status}`).join(', ');
  return `Preflight of ${run.vantage.hostname}: ${summary.verdict} (${counts}).`;
}
