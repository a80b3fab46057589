import type { LogEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Report } from '../../../model/report.ts';
import { isLogReport } from '../../view/log-report.ts';
import { hostName, html, type Markup } from './markup.ts';
import { badge, subject } from './status.ts';

/** Units of the drawing; it scales to its cell. The span is divided into so many columns, so that a busy log stays a small page. */
const WIDTH = 400;
const COLUMNS = 200;
const SHOWN = 40;

interface Row {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly failed: readonly number[];
  readonly answered: readonly number[];
}

/** Of a report that was read from logs: when which host failed and answered. Nothing for other reports, and for logs without times. */
export function timelineSection(report: Report): Markup {
  const rows = isLogReport(report) ? rowsOf(report.findings) : [];
  const all = rows.flatMap(({ failed, answered }) => [...failed, ...answered]).sort((a, b) => a - b);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const shown = rows.slice(0, SHOWN);
  const more = rows.length - shown.length;
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">When what failed and answered</h2>
<section class="scroll" aria-labelledby="timeline-caption" tabindex="0"><table class="numbers waterfall">
<caption id="timeline-caption">From ${spoken(first)} to ${spoken(last)} (failures above, answers below${more > 0 && html`; ${more} more are in the details`})</caption>
<thead><tr><th scope="col">Host</th><th scope="col">Time</th><th scope="col">Failed</th><th scope="col">Answered</th></tr></thead>
<tbody>${shown.map((row) => rowMarkup(row, first, Math.max(1, last - first)))}</tbody></table></section>
</section>`;
}

function rowsOf(findings: readonly Finding[]): readonly Row[] {
  const names = [...new Set(findings.filter(({ status }) => status !== 'skip').map(subject))];
  return names.flatMap((name) => {
    const own = findings.filter((finding) => subject(finding) === name && finding.status !== 'skip');
    const [failed, answered] = [timesOf(own, 'failedAt'), timesOf(own, 'answeredAt')];
    return failed.length + answered.length === 0 ? [] : [{ name, findings: own, failed, answered }];
  });
}

function timesOf(findings: readonly Finding[], key: 'failedAt' | 'answeredAt'): readonly number[] {
  return findings.flatMap(({ evidence }) => (evidence as LogEvidence)[key] ?? []).map((time) => Date.parse(time));
}

function rowMarkup({ name, findings, failed, answered }: Row, from: number, spanMs: number): Markup {
  const worst = findings.find(({ status }) => status !== 'pass') ?? findings[0];
  const marks = (times: readonly number[], y: number, color: string): readonly Markup[] =>
    [...new Set(times.map((time) => Math.min(COLUMNS - 1, Math.floor(((time - from) / spanMs) * COLUMNS))))].map(
      (column) => html`<rect class="${color}" x="${(column * WIDTH) / COLUMNS}" y="${y}" width="${WIDTH / COLUMNS}" height="8"/>`,
    );
  return html`<tr><th scope="row"><span class="name">${hostName(name)}</span><span class="sub">${worst !== undefined && worst.status !== 'pass' && badge(worst.status)}</span></th>
<td><svg class="bar" viewBox="0 0 ${WIDTH} 18" preserveAspectRatio="none" role="img" aria-label="${failed.length} failures, ${answered.length} answers">${marks(failed, 0, 'failed')}${marks(answered, 10, 'answered')}</svg></td>
<td>${failed.length}</td><td>${answered.length}</td></tr>`;
}

function spoken(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
