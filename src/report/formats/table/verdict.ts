import type { Status } from '../../../model/finding.ts';
import type { Report, RunVerdict } from '../../../model/report.ts';
import { BY_URGENCY } from '../../../model/urgency.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, pad, width, wrap } from '../../../text/layout.ts';
import { countsOf } from '../../view/grouping.ts';
import { isLogReport, LOG_SENTENCES } from '../../view/log-report.ts';
import { openRoutes } from '../../view/open-routes.ts';
import type { Pen } from './paint.ts';

/** The answer first, then what it was asked of. */
export function verdictLines(report: Report, pen: Pen): readonly string[] {
  const { paint, prose, width: columns } = pen;
  const { summary, run, catalogs } = report;
  const from = `From ${run.vantage.hostname}${run.vantage.account === undefined ? '' : ` as ${run.vantage.account}`}; ${catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', ') || 'no catalog'}; ${seconds(run.durationMs)}.`;
  return [
    ...wrap(terminal(sentenceOf(report)), prose).map((line) => paint(paint(line, summary.verdict), 'bold')),
    ...countLines(report, '', pen),
    ...wrap(terminal(from), prose),
    ...run.notes.flatMap((note) => wrap(`Note: ${terminal(note)}`, prose, '  ')),
    ...routeLines(report, Math.min(columns, 200)),
  ];
}

const WORDS: Readonly<Record<RunVerdict, string>> = {
  pass: 'PASS',
  warn: 'PASS WITH WARNINGS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
};
const SENTENCES: Readonly<Record<RunVerdict, string>> = {
  pass: 'every selected prerequisite is met.',
  warn: 'nothing required fails.',
  fail: 'the role will not work as it stands.',
  inconclusive: 'nothing failed, but there is no result for something required.',
};

function sentenceOf(report: Report): string {
  const { verdict } = report.summary;
  return `${WORDS[verdict]}: ${isLogReport(report) ? LOG_SENTENCES[verdict] : whatWasSeen(report)}`;
}

function whatWasSeen(report: Report): string {
  const { verdict, pass, inconclusive } = report.summary;
  if (verdict === 'inconclusive' && pass === 0 && inconclusive === 0) return 'nothing was checked.';
  if (verdict === 'pass' && pass === 0) return 'nothing is open, but nothing passed: everything that was judged is waived.';
  const open = verdict === 'fail' && report.routes.length > 1 ? openRoutes(report) : [];
  return open.length === 0 ? SENTENCES[verdict] : `not every route works. Everything required passes over ${open.join(' and ')}.`;
}

/** `FAIL: 11 fail · 31 pass`: a word and the counts. */
export function countLines({ summary }: Report, begin: string, { paint, prose }: Pen): readonly string[] {
  const counts = BY_URGENCY.filter((status) => summary[status] > 0).map((status) => `${summary[status]} ${status}`);
  return wrap(`${begin}${counts.join(' · ') || 'no findings'}`, prose, '  ').map((line) =>
    line.replace(/(?<!\d)\d+ (fail|inconclusive|warn|pass|skip)\b/g, (count, status: Status) => paint(count, status)),
  );
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function routeLines({ routes, findings }: Report, columns: number): readonly string[] {
  const names = routes.map(({ name }) => terminal(clip(name)));
  const widest = Math.max(0, ...names.map(width));
  return routes.flatMap(({ name }, index) => {
    const counts = countsOf(findings.filter((finding) => finding.route === name && finding.kind !== 'route'));
    const aligned = `Route ${pad(names[index] ?? '', widest)}  ${counts || 'not tested'}`;
    return width(aligned) <= columns ? [aligned] : wrap(`Route ${names[index] ?? ''}: ${counts}`, columns, '  ');
  });
}
