import type { Finding } from '../../../model/finding.ts';
import type { Report, ReportRoute } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, wrap } from '../../../text/layout.ts';
import { pathMtuSentences } from '../../path-mtu.ts';
import { evidenceLines } from '../../view/evidence-lines.ts';
import { byUrgency } from '../../view/grouping.ts';
import type { Pen } from './paint.ts';

const MAX_SHOWN = 200;

/** The facts behind each finding, whatever their keys. */
export function evidenceSection({ findings, routes }: Report, pen: Pen): readonly string[] {
  const known = [...findings].filter(({ evidence }) => Object.keys(evidence).length > 0).sort(byUrgency);
  if (known.length === 0) return [];
  const left = known.length - MAX_SHOWN;
  return [
    pen.paint('Evidence', 'bold'),
    ...routes.flatMap((route) => mtuLines(route, pen)),
    ...known.slice(0, MAX_SHOWN).flatMap((finding) => factsOf(finding, pen)),
    ...(left > 0 ? [`The evidence of ${left} more findings is in the JSON report.`] : []),
  ];
}

/** What large packets showed of the route. */
function mtuLines(route: ReportRoute, { prose }: Pen): readonly string[] {
  return pathMtuSentences(route).flatMap((sentence) => wrap(`Route ${terminal(clip(route.name))}, ${sentence}`, prose, '  '));
}

function factsOf({ id, status, message, evidence, attempts, confidence }: Finding, { paint, prose }: Pen): readonly string[] {
  const facts = evidenceLines({ ...evidence, attempts, confidence }).split('\n');
  return [
    ...wrap(`${status} ${terminal(clip(id))}`, prose, '  ').map((line) => paint(line, status)),
    ...wrap(terminal(clip(message, 1500)), prose - 2).map((line) => `  ${line}`),
    ...facts.flatMap((line) => wrap(line, prose - 4, '  ').map((part) => `    ${part}`)),
  ];
}
