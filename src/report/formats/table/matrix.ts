import type { Finding } from '../../../model/finding.ts';
import type { Report } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, wrap } from '../../../text/layout.ts';
import { byFeature, countsOf, explained, worstOf } from '../../view/grouping.ts';
import { drawRows, gridFor, headLines } from './grid.ts';
import type { Pen } from './paint.ts';
import { isProblem, restOf, rowsOf } from './rows.ts';

/** Rows beyond this make the table library slow and nobody reads them: they are counted instead. */
const MAX_ROWS = 400;

/** Endpoints down, routes across, by feature, worst first: which way out works for what. */
export function matrixLines(report: Report, verbose: boolean, pen: Pen): readonly string[] {
  const folded = explained(report.findings);
  const broken = verbose ? new Set<string>() : brokenRoutes(report, folded);
  const routes = report.routes.map(({ name }) => name).filter((name) => !broken.has(name));
  const features = [
    ...byFeature(report.findings.filter(({ route, status }) => route === null || status === 'skip' || !broken.has(route))),
  ].map(([name, findings]) => {
    const rows = rowsOf(findings);
    return { name, findings, rows, shown: verbose ? rows : rows.filter((row) => isProblem(row, folded)) };
  });
  if (features.length === 0) return [];
  const grid = gridFor(routes, features.flatMap(({ shown }) => shown).slice(0, MAX_ROWS), pen.width);
  const lines = [pen.paint('By feature', 'bold'), ...brokenLines(broken, pen), ...headLines(grid, pen.paint)];
  let room = MAX_ROWS;
  for (const { name, findings, rows, shown } of features) {
    const drawn = shown.slice(0, room);
    room -= drawn.length;
    lines.push(...featureLines(name, findings, pen), ...drawRows(drawn, grid, pen.paint));
    for (const rest of restOf(rows, drawn, shown, folded)) lines.push(...indented(rest, pen));
  }
  return lines;
}

/** Routes of which every answer is explained by one problem of the whole route: a column of them would say nothing more. */
function brokenRoutes({ findings, routes }: Report, folded: ReadonlySet<string>): ReadonlySet<string> {
  const names = routes.map(({ name }) => name);
  const open = new Set(
    findings.filter(({ id, kind, status }) => kind !== 'route' && status !== 'skip' && !folded.has(id)).map(({ route }) => route),
  );
  const asked = new Set(findings.filter(({ id }) => folded.has(id)).map(({ route }) => route));
  return new Set(names.filter((name) => asked.has(name) && !open.has(name)));
}

function brokenLines(broken: ReadonlySet<string>, pen: Pen): readonly string[] {
  if (broken.size === 0) return [];
  const names = [...broken].map((name) => clip(name)).join(', ');
  return wrap(terminal(`Left out: ${names}, where everything has the same problem (see above).`), pen.prose, '  ');
}

function featureLines(name: string, findings: readonly Finding[], { paint, width }: Pen): readonly string[] {
  const worst = worstOf(findings);
  const [first = '', ...rest] = wrap(`${worst} ${terminal(clip(name))}: ${countsOf(findings)}`, width, '  ');
  return [`${paint(worst, worst)}${paint(first.slice(worst.length), 'bold')}`, ...rest];
}

function indented(text: string, { paint, width }: Pen): readonly string[] {
  return wrap(text, width - 2).map((line) => paint(`  ${line}`, 'dim'));
}
