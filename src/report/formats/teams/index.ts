import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report, RunVerdict } from '../../../model/report.ts';
import { BY_URGENCY } from '../../../model/urgency.ts';
import { json, terminal as visible } from '../../../text/escape.ts';
import { clip } from '../../../text/layout.ts';
import { type Problem, problemsOf } from '../../view/grouping.ts';
import { messagesOf, placesLine } from '../../view/problem-words.ts';
import { remedyBelowOwner } from '../../view/remedy.ts';
import type { Format } from '../format.ts';
import { type CardElement, container, type TextRun, text } from './card.ts';

/** Teams takes messages of about 28 KB (learn.microsoft.com, "Limits and specifications for Microsoft Teams"); what is written here is ASCII. */
const MAX_BYTES = 24_000;
const STYLES: Readonly<Record<RunVerdict, NonNullable<TextRun['color']>>> = {
  pass: 'good',
  warn: 'warning',
  fail: 'attention',
  inconclusive: 'accent',
};

/**
 * A message with an Adaptive Card 1.4 (adaptivecards.io), as the webhook of a Teams workflow takes it: `curl -H 'content-type: application/json' -d @card.json URL`.
 * Sending it is somebody else's work. All texts are text runs, which know neither Markdown nor functions.
 */
export const teams: Format = {
  title: 'Message with an Adaptive Card for Microsoft Teams',
  extension: 'json',
  mediaType: 'application/json',
  render: (report) => {
    const problems = problemsOf(report.findings);
    const shown: CardElement[] = [];
    let room = MAX_BYTES - json(messageOf(report, [])).length;
    for (const problem of problems) {
      const element = problemElement(problem);
      room -= json(element).length + 1;
      if (room < 0) break;
      shown.push(element);
    }
    const left = problems.length - shown.length;
    if (left > 0) shown.push(text([{ text: `And ${left} more in the report files.`, isSubtle: true }]));
    return `${json(messageOf(report, shown))}\n`;
  },
};

function messageOf(report: Report, problems: readonly CardElement[]): object {
  const content = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    fallbackText: title(report),
    msteams: { width: 'Full' },
    body: [...head(report), ...problems],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] };
}

function title({ run, summary }: Report): string {
  return visible(`Preflight of ${clip(run.vantage.hostname)}: ${summary.verdict}`);
}

function head(report: Report): readonly CardElement[] {
  const { summary, run, catalogs } = report;
  const counts = BY_URGENCY.filter((status) => summary[status] > 0).map((status) => `${summary[status]} ${status}`);
  const catalog = clip(catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', '), 200);
  return [
    text([{ text: title(report), size: 'large', weight: 'bolder', color: STYLES[summary.verdict] }]),
    text([{ text: counts.join(' · ') || 'no findings', weight: 'bolder' }]),
    text([{ text: visible([run.startedAt, catalog].filter((part) => part !== '').join(', ')), isSubtle: true, size: 'small' }]),
  ];
}

function problemElement(problem: Problem): CardElement {
  const { status, title: what, cause, owner, findings } = problem;
  const change = remedyBelowOwner(findings[0]);
  const who = owner === null ? 'No owner yet' : OWNER_WORDS[owner].team;
  const lines: readonly (readonly TextRun[])[] = [
    [
      {
        text: `${status.toUpperCase()} `,
        weight: 'bolder',
        color: status === 'fail' ? 'attention' : status === 'warn' ? 'warning' : 'accent',
      },
      { text: visible(clip(what, 200)), weight: 'bolder' },
    ],
    ...messagesOf(problem).map((message) => [{ text: visible(clip(message, 500)) }]),
    ...(change === '' ? [] : [[{ text: `${who}: `, weight: 'bolder' as const }, { text: visible(clip(change, 500)) }]]),
    [
      {
        text: visible(clip([cause ?? '', placesLine(problem)].filter((part) => part !== '').join('. '), 400)),
        isSubtle: true,
        size: 'small',
      },
    ],
  ];
  return container(lines.filter((line) => line.some((run) => run.text !== '')).map(text));
}
