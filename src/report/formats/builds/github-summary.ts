import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { BY_URGENCY } from '../../../model/urgency.ts';
import { byteLength } from '../../../text/cut.ts';
import { markdown, markdownCode } from '../../../text/escape.ts';
import { clip } from '../../../text/layout.ts';
import { type Problem, problemsOf } from '../../view/grouping.ts';
import { messagesOf, placesLine } from '../../view/problem-words.ts';
import { remedyBelowOwner } from '../../view/remedy.ts';
import type { Format } from '../format.ts';

/** A step whose summary is larger than 1 MiB loses it (docs.github.com, "Adding a job summary"). What a pipeline itself writes there has the rest. */
const MAX_BYTES = 1_000_000;
/** Of these the notes may take so many: problems come first. */
const MAX_NOTE_BYTES = 100_000;
const SIGNS = { fail: '❌', inconclusive: '❔', warn: '⚠️', pass: '✅', skip: '➖' } as const;

/** The summary of a job of GitHub Actions: written to the file that `GITHUB_STEP_SUMMARY` names. */
export const githubSummary: Format = {
  title: 'Job summary of GitHub Actions',
  extension: 'md',
  mediaType: 'text/markdown',
  render: (report) => {
    const top = [
      ...head(report),
      ...fitting(
        report.run.notes.map((note) => `\n> ${markdown(note)}`),
        MAX_NOTE_BYTES,
      ),
    ];
    const problems = problemsOf(report.findings);
    const rows = fitting(problems.map(rowOf), MAX_BYTES - byteLength(top.join('\n')) - byteLength(TABLE_HEAD.join('\n')) - CLOSING_BYTES);
    const left = problems.length - rows.length;
    const table = rows.length === 0 ? [] : [...TABLE_HEAD, ...rows];
    return `${[...top, ...table, ...(left > 0 ? ['', `And ${left} more in the report files.`] : [])].join('\n')}\n`;
  },
};

const TABLE_HEAD = ['', '| Result | Problem | Owner | Change |', '| --- | --- | --- | --- |'];
/** The last line, with a number of any length. */
const CLOSING_BYTES = 100;

/** The lines from the first on that take no more bytes together, with their line ends. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += byteLength(line) + 1;
    return bytes > room;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function head({ summary, run, catalogs }: Report): readonly string[] {
  const counts = BY_URGENCY.map((status) => `${SIGNS[status]} ${summary[status]} ${status}`);
  const catalog = clip(catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', '), 2000);
  return [
    `## Preflight of ${markdown(clip(run.vantage.hostname))}: ${summary.verdict}`,
    '',
    counts.join(' · '),
    '',
    `${markdown(run.startedAt)}${catalog === '' ? '' : `, ${markdown(catalog)}`}`,
  ];
}

function rowOf(problem: Problem): string {
  const { status, title, cause, owner, findings } = problem;
  const [first] = findings;
  const words = [
    `**${markdown(title)}**${cause === null ? '' : ` ${markdownCode(cause)}`}`,
    ...messagesOf(problem).map(markdown),
    markdown(placesLine(problem)),
  ];
  const cells = [
    `${SIGNS[status]} ${status}`,
    words.filter((word) => word !== '').join('<br>'),
    owner === null ? '' : OWNER_WORDS[owner].heading,
    markdown(remedyBelowOwner(first)),
  ];
  return `| ${cells.join(' | ')} |`;
}
