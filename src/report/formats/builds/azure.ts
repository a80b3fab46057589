import type { Report } from '../../../model/report.ts';
import { azureMessage, azureProperty } from '../../../text/escape.ts';
import { type Problem, problemsOf } from '../../view/grouping.ts';
import { messagesOf, placesLine, summaryLine } from '../../view/problem-words.ts';
import { remedyBelowOwner } from '../../view/remedy.ts';
import type { Format } from '../format.ts';

/** Logging commands for the log of an Azure Pipelines step: one issue a problem, the worst first, and the verdict as a section line. */
export const azure: Format = {
  title: 'Logging commands of Azure Pipelines',
  extension: 'txt',
  mediaType: 'text/plain',
  render: (report) => `${[section(report), ...problemsOf(report.findings).map(issue)].join('\n')}\n`,
};

function section(report: Report): string {
  return `##[section]${azureMessage([summaryLine(report)])}`;
}

function issue(problem: Problem): string {
  const { status, title, cause, owner, findings } = problem;
  const [first] = findings;
  const [told = '', ...others] = messagesOf(problem);
  const head = `${title}${owner === null ? '' : ` (${owner})`}: ${told}`;
  const lines = [head, ...others, remedyBelowOwner(first), placesLine(problem)].filter((line) => line !== '');
  return `##vso[task.logissue type=${status === 'fail' ? 'error' : 'warning'};code=${azureProperty(cause ?? 'inconclusive')};]${azureMessage(lines)}`;
}
