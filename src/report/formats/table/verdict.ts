import type { Status } from '../../../model/finding.ts';
import type { Report, Verdict } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, pad, width, wrap } from '../../../text/layout.ts';
import { BY_URGENCY, countsOf } from '../../grouping.ts';
import { isLogReport } from '../../log-report.ts';
import { openRoutes } from '../../open-routes.ts';
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

const SENTENCES: Readonly<Record<Verdict, string>> = {
  pass: 'PASS: every selected prerequisite is met.',
  warn: 'PASS WITH WARNINGS: nothing required fails.',
  fail: 'FAIL: the role will not work as it stands.',
  inconclusive: 'INCONCLUSIVE: nothing failed, but something required could not be judged.',
};

/** Logs tell what was; another run may have changed it since. */
const LOG_SENTENCES: typeof SENTENCES = {
  pass: 'PASS: these logs tell of answers, and of no network error.',
  warn: 'PASS WITH WARNINGS: these logs tell of network errors, but they are over or touch nothing required.',
  fail: 'FAIL: these logs tell of network errors, and of no answer after them.',
  inconclusive: 'INCONCLUSIVE: these logs tell of network errors whose cause they do not tell.',
};

function sentenceOf(report: Report): string {
  if (isLogReport(report)) return LOG_SENTENCES[report.summary.verdict];
  const { verdict, pass } = report.summary;
  if (verdict === 'inconclusive' && pass === 0 && report.summary.inconclusive === 0) return 'INCONCLUSIVE: nothing was judged.';
  const open = verdict === 'fail' && report.routes.length > 1 ? openRoutes(report) : [];
  return open.length === 0 ? SENTENCES[verdict] : `FAIL: not every route works. Everything required passes over ${open.join(' and ')}.`;
}

/** `FAIL: 11 fail · 31 pass`: a word and the counts. */
export function countLines({ summary }: Report, begin: string, { paint, prose }: Pen): readonly string[] {
  const counts = BY_URGENCY.filter((status) => summary[status] > 0).map((status) => `${summary[status]} ${status}`);
  return wrap(`${begin}${counts.join(' · ') || 'no findings'}`, prose, '  ').map((line) =>
    line.replace(/\d+ (fail|inconclusive|warn|pass|skip)\b/g, (count, status: Status) => paint(count, status)),
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
    const aligned = `Route ${pad(names[index] ?? '', widest)}  ${counts || 'nothing was asked over it'}`;
    return width(aligned) <= columns ? [aligned] : wrap(`Route ${names[index] ?? ''}: ${counts}`, columns, '  ');
  });
}
