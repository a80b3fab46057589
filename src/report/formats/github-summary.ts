import { OWNER_WORDS } from '../../model/owner.ts';
import type { Report } from '../../model/report.ts';
import { BY_URGENCY } from '../../model/urgency.ts';
import { markdown, markdownCode } from '../../text/escape.ts';
import { type Problem, problemsOf } from '../view/grouping.ts';
import { placesLine } from '../view/problem-words.ts';
import { remedyBelowOwner } from '../view/remedy.ts';
import type { Format } from './format.ts';

/** GitHub refuses a summary of more than 1 MiB; the rest is in the other reports. In characters, of which hardly any takes two bytes here. */
const MAX_LENGTH = 500_000;
const SIGNS = { fail: '❌', inconclusive: '❔', warn: '⚠️', pass: '✅', skip: '➖' } as const;

/** The summary of a job of GitHub Actions: written to the file that `GITHUB_STEP_SUMMARY` names. */
export const githubSummary: Format = {
  title: 'Job summary of GitHub Actions',
  extension: 'md',
  mediaType: 'text/markdown',
  render: (report) => {
    const rows: string[] = [];
    let room = MAX_LENGTH;
    const problems = problemsOf(report.findings);
    for (const problem of problems) {
      const row = rowOf(problem);
      room -= row.length;
      if (room < 0) break;
      rows.push(row);
    }
    const left = problems.length - rows.length;
    const table = rows.length === 0 ? [] : ['', '| Result | Problem | Owner | Change |', '| --- | --- | --- | --- |', ...rows];
    return `${[...head(report), ...table, ...(left > 0 ? ['', `And ${left} more in the report files.`] : [])].join('\n')}\n`;
  },
};

function head({ summary, run, catalogs }: Report): readonly string[] {
  const counts = BY_URGENCY.map((status) => `${SIGNS[status]} ${summary[status]} ${status}`);
  const catalog = catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', ');
  return [
    `## Preflight of ${markdown(run.vantage.hostname)}: ${summary.verdict}`,
    '',
    counts.join(' · '),
    '',
    `${markdown(run.startedAt)}${catalog === '' ? '' : `, ${markdown(catalog)}`}`,
    ...run.notes.map((note) => `\n> ${markdown(note)}`),
  ];
}

function rowOf(problem: Problem): string {
  const { status, title, cause, owner, findings } = problem;
  const [first] = findings;
  const words = [
    `**${markdown(title)}**${cause === null ? '' : ` ${markdownCode(cause)}`}`,
    markdown(first?.message ?? ''),
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
