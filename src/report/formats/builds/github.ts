import type { Status } from '../../../model/finding.ts';
import { githubMessage, githubProperty } from '../../../text/escape.ts';
import { type Problem, problemsOf } from '../../view/grouping.ts';
import { messagesOf, placesLine, summaryLine } from '../../view/problem-words.ts';
import { remedyBelowOwner } from '../../view/remedy.ts';
import type { Format } from '../format.ts';

const LEVELS: Readonly<Partial<Record<Status, string>>> = { fail: 'error', inconclusive: 'warning', warn: 'warning' };

/**
 * Workflow commands for the log of a GitHub Actions step: one annotation a problem, not one a finding, because GitHub shows ten errors and ten warnings
 * of a step and drops the rest. The worst come first.
 */
export const github: Format = {
  title: 'Annotations of GitHub Actions',
  extension: 'txt',
  mediaType: 'text/plain',
  render: (report) => {
    const lines = problemsOf(report.findings).map(annotation);
    return `${[...lines, githubMessage([summaryLine(report)])].join('\n')}\n`;
  },
};

function annotation(problem: Problem): string {
  const { status, title, cause, owner, findings } = problem;
  const name = `${title}${cause === null ? '' : ` (${cause})`}${owner === null ? '' : ` · ${owner}`}`;
  const [first] = findings;
  const lines = [...messagesOf(problem), remedyBelowOwner(first), placesLine(problem)].filter((line) => line !== '');
  return `::${LEVELS[status] ?? 'notice'} title=${githubProperty(name)}::${githubMessage(lines)}`;
}
