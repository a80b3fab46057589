import type { Finding } from '../../../model/finding.ts';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, truncate, wrap } from '../../../text/layout.ts';
import { andMore } from '../../../text/lists.ts';
import { countsOf, type Problem, problemsByOwner } from '../../view/grouping.ts';
import { placeOf, placesOf } from '../../view/place.ts';
import type { Pen } from './paint.ts';
import { countLines } from './verdict.ts';

const MAX_WAIVED = 12;
const MAX_UNASKED = 5;

/** The last lines are what a terminal still shows: what was left out, who has to act, the verdict again. */
export function closingLines(report: Report, pen: Pen): readonly string[] {
  const { summary } = report;
  const act = actionLines(report, pen);
  return [
    ...unaskedLines(report, pen),
    ...waivedLines(report, pen),
    ...act,
    ...(act.length === 0
      ? []
      : wrap(
          'Next: run with --report request=requests.md for the text to send to each of them; configmgr-preflight explain CAUSE tells more.',
          pen.prose,
          '  ',
        )),
    ...countLines(report, `${summary.verdict.toUpperCase()}: `, pen).map((line) =>
      line.replace(/^[A-Z]+/, (word) => pen.paint(pen.paint(word, summary.verdict), 'bold')),
    ),
  ];
}

/** The last screen of a terminal of 24 lines has room for so many problems. */
const MAX_LISTED = 12;

/** The problems again, one line each, with the numbers they have above; by team, as many as a screen holds. */
function actionLines({ findings }: Report, { paint, prose }: Pen): readonly string[] {
  const groups = problemsByOwner(findings);
  if (groups.length === 0) return [];
  const lines = [paint('Action needed', 'bold')];
  let number = 0;
  for (const { owner, problems } of groups) {
    const counts = countsOf(problems.flatMap(({ members }) => members));
    const changes = problems.length === 1 ? '1 change' : `${problems.length} changes`;
    lines.push(owner === null ? `No owner yet (${counts})` : `${OWNER_WORDS[owner].team}: ${changes} (${counts})`);
    for (const problem of problems) {
      number += 1;
      if (number <= MAX_LISTED) lines.push(problemLine(problem, number, prose));
    }
  }
  return number > MAX_LISTED ? [...lines, `    and ${number - MAX_LISTED} more, in the list above`] : lines;
}

/** `  1. FAIL No response to the TCP connection: a.example:443 and 9 more`, cut to the width. */
function problemLine({ status, title, members }: Problem, number: number, width: number): string {
  const places = members.length === 0 ? [] : placesOf(members);
  const where =
    places.length === 0
      ? ''
      : `: ${andMore(
          places.map((place) => clip(place)),
          1,
        )}`;
  const line = terminal(`${String(number).padStart(3)}. ${status.toUpperCase()} ${clip(title)}${where}`);
  return truncate(line, width);
}

/** What would be asked if a parameter had a value: the reader can do something about it. */
function unaskedLines({ findings }: Report, { prose }: Pen): readonly string[] {
  const unasked = findings.filter(({ skipReason }) => skipReason === 'missing-parameter');
  const messages = [...new Set(unasked.map(({ message }) => message))];
  return messages.slice(0, MAX_UNASKED).flatMap((message) => {
    const places = placesOf(unasked.filter((finding) => finding.message === message));
    return wrap(
      terminal(
        `Not asked: ${andMore(
          places.map((place) => clip(place)),
          MAX_UNASKED,
        )}. ${clip(message)}`,
      ),
      prose,
      '  ',
    );
  });
}

/** A waiver hides a problem on purpose: it is never hidden itself. */
function waivedLines({ findings }: Report, { prose }: Pen): readonly string[] {
  const waived = findings.filter((finding) => finding.skipReason === 'waived');
  const left = waived.length - MAX_WAIVED;
  return [
    ...waived.slice(0, MAX_WAIVED).flatMap((finding) => wrap(`Waived: ${terminal(waiverWords(finding))}`, prose, '  ')),
    ...(left > 0 ? [`And ${left} more are waived.`] : []),
  ];
}

function waiverWords(finding: Finding): string {
  const { cause, route, waiver } = finding;
  const what = [clip(placeOf(finding)), ...(route === null ? [] : [`over ${clip(route)}`]), ...(cause === null ? [] : [`(${cause})`])].join(
    ' ',
  );
  return waiver === null ? what : `${what} until ${waiver.until}: ${clip(waiver.reason)}`;
}
