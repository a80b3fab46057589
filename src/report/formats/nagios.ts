import type { Report } from '../../model/report.ts';
import { BY_URGENCY } from '../../model/urgency.ts';
import { byteLength, cut } from '../../text/cut.ts';
import { terminal as visible } from '../../text/escape.ts';
import { clip } from '../../text/layout.ts';
import { pluginStateOf } from '../plugin-state.ts';
import { type Problem, problemsOf } from '../view/grouping.ts';
import { messagesOf, placesLine } from '../view/problem-words.ts';
import type { Format } from './format.ts';

/** Nagios reads 4 KiB of a plug-in (nagios-plugins.org, "Development Guidelines": "Plugin Output for Nagios"). */
const MAX_BYTES = 4000;
const MAX_LINE_BYTES = 900;

/** Output of a plug-in of Nagios and Icinga: a line with state, counts and performance data, then one line a problem. */
export const nagios: Format = {
  title: 'Plug-in output of Nagios and Icinga',
  extension: 'txt',
  mediaType: 'text/plain',
  render: (report) => {
    const problems = problemsOf(report.findings);
    const lines = [firstLine(report, problems)];
    let room = MAX_BYTES - byteLength(lines[0] ?? '');
    for (const [index, problem] of problems.entries()) {
      const line = longLine(problem);
      room -= byteLength(line) + 1;
      if (room < 60) {
        lines.push(`and ${problems.length - index} more, in the report files`);
        break;
      }
      lines.push(line);
    }
    return `${lines.join('\n')}\n`;
  },
};

function firstLine(report: Report, problems: readonly Problem[]): string {
  const { summary, run } = report;
  const counts = BY_URGENCY.filter((status) => summary[status] > 0).map((status) => `${summary[status]} ${status}`);
  const [worst] = problems;
  const what = worst === undefined ? '' : `: ${clip(worst.title, 100)}`;
  const text = plain(`PREFLIGHT ${pluginStateOf(report).word} - ${counts.join(', ') || 'no findings'}${what}`);
  return `${text} | ${performance(report)} time=${(run.durationMs / 1000).toFixed(3)}s;;;0`;
}

/** `'label'=value;warn;crit;min`: a warning where one warns, critical where one fails. */
function performance({ summary }: Report): string {
  const limits = { fail: ';;0', warn: ';0;', inconclusive: ';;', pass: ';;', skip: ';;' } as const;
  return BY_URGENCY.map((status) => `${status}=${summary[status]}${limits[status]};0`).join(' ');
}

function longLine(problem: Problem): string {
  const { status, title, cause, owner } = problem;
  const head = `${status.toUpperCase()} ${title}${cause === null ? '' : ` [${cause}]`}${owner === null ? '' : ` (${owner})`}`;
  return withinBytes(plain([head, ...messagesOf(problem), placesLine(problem)].filter((part) => part !== '').join(': ')), MAX_LINE_BYTES);
}

/** What follows a `|` is performance data, wherever it stands. */
function plain(text: string): string {
  return visible(text).replaceAll('|', '/');
}

function withinBytes(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  let short = cut(text, bytes);
  while (byteLength(short) > bytes - 3)
    short = cut(short, Math.min(short.length - 1, Math.floor((short.length * (bytes - 3)) / byteLength(short))));
  return `${short}…`;
}
