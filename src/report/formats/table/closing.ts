import type { Finding, Owner } from '../../../model/finding.ts';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, wrap } from '../../../text/layout.ts';
import { andMore } from '../../../text/lists.ts';
import { placeOf, placesOf } from '../../view/place.ts';
import type { Pen } from './paint.ts';
import { countLines } from './verdict.ts';

const MAX_WAIVED = 12;
const MAX_UNASKED = 5;

/** The last lines are what a terminal still shows: what was left out, who has to act, the verdict again. */
export function closingLines(report: Report, pen: Pen): readonly string[] {
  const { summary } = report;
  const owners = Object.entries(summary.byOwner).sort(([, a], [, b]) => b - a);
  const act = owners.map(([owner, count]) => `${OWNER_WORDS[owner as Owner].team} ${count}`).join(' · ');
  return [
    ...unaskedLines(report, pen),
    ...waivedLines(report, pen),
    ...(act === '' ? [] : wrap(`Who has to act: ${act}`, pen.prose, '  ')),
    ...(act === ''
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
