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

const MAX_MESSAGES = 5;

/**
 * What is said of a problem: the first finding's message, whose others differ in the place alone. Where there is no cause the findings have nothing in common, and
 * each message is told, up to five.
 */
export function messagesOf({ cause, findings }: Problem): readonly string[] {
  const messages = [...new Set(findings.map(({ message }) => message))].filter((message) => message !== '');
  if (cause !== null) return messages.slice(0, 1);
  const more = messages.length - MAX_MESSAGES;
  return more > 0 ? [...messages.slice(0, MAX_MESSAGES), `And ${more} more, in the report files.`] : messages;
}

/** One line with the verdict and the counts. */
export function summaryLine({ summary, run }: Report): string {
  const counts = BY_URGENCY.map((status) => `${summary[status]} ${status}`).join(', ');
  return `Preflight of ${run.vantage.hostname}: ${summary.verdict} (${counts}).`;
}
