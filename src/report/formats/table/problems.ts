import type { Finding } from '../../../model/finding.ts';
import { NO_OWNER, OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { terminal } from '../../../text/escape.ts';
import { clip, pad, wrap } from '../../../text/layout.ts';
import { andMore } from '../../../text/lists.ts';
import { askOf } from '../../view/asks.ts';
import { countsOf, type Problem, problemsByOwner } from '../../view/grouping.ts';
import { placesOf } from '../../view/place.ts';
import { messagesOf } from '../../view/problem-words.ts';
import { remedyBelowOwner } from '../../view/remedy.ts';
import type { Pen } from './paint.ts';

const MAX_PLACES = 12;
const MAX_PROBLEMS = 200;
const INDENT = '    ';
const LABEL = 8;

/** Problems by who can fix them: what was seen, where, and what to ask for. */
export function problemLines({ findings }: Report, pen: Pen): readonly string[] {
  const groups = problemsByOwner(findings);
  if (groups.length === 0) return [];
  const lines = [pen.paint('What to change, by who can change it', 'bold')];
  let number = 0;
  for (const { owner, problems } of groups) {
    const room = Math.max(0, MAX_PROBLEMS - number);
    const counts = countsOf(problems.flatMap(({ members }) => members));
    lines.push('', `${pen.paint(owner === null ? NO_OWNER : OWNER_WORDS[owner].team, 'bold')} (${counts})`);
    for (const problem of problems.slice(0, room)) {
      number += 1;
      lines.push(...oneProblem(problem, number, pen));
    }
    if (problems.length > room) lines.push(`${INDENT}${problems.length - room} more problems are in the JSON report.`);
  }
  return lines;
}

function oneProblem(problem: Problem, number: number, pen: Pen): readonly string[] {
  const { status, cause, title, findings, members } = problem;
  const [first] = findings;
  const head = `${terminal(clip(title))}${cause === null ? '' : ` [${cause}]`}${first.required ? '' : ' (optional)'}`;
  const [headLine = '', ...headRest] = wrap(head, pen.prose - 5 - status.length);
  return [
    `${pad(`${number}.`, 4)}${pen.paint(status.toUpperCase(), status)} ${headLine}`,
    ...headRest.map((line) => `${INDENT}${' '.repeat(status.length + 1)}${line}`),
    ...field('seen', messagesOf(problem).join(' '), pen),
    ...field('change', changeOf(members, first), pen),
    ...field('where', whereOf(members, first), pen),
    ...commandLine(first.reproduce, pen),
  ];
}

/** The places of several; none when the whole route has one remedy, such as another password: its message counts them. */
function whereOf(members: readonly Finding[], { kind }: Finding): string {
  if (members.length < 2 || (kind === 'route' && remediesOf(members).length < 2)) return '';
  return andMore(
    placesOf(members).map((place) => clip(place)),
    MAX_PLACES,
  );
}

function remediesOf(members: readonly Finding[]): readonly string[] {
  return [...new Set(members.map(({ remedy }) => remedy))].filter((remedy) => remedy !== '');
}

/** The remedy when it is the same everywhere; else the sentence for all of them, with one as an example. */
function changeOf(members: readonly Finding[], first: Finding): string {
  const ask = askOf(first);
  return remediesOf(members).length < 2 || ask === undefined ? remedyBelowOwner(first) : `${ask} Example: ${first.remedy}`;
}

function field(label: string, text: string, { prose, paint }: Pen): readonly string[] {
  if (text === '') return [];
  const lines = wrap(terminal(clip(text, 1500)), prose - INDENT.length - LABEL);
  return lines.map((line, index) => `${INDENT}${paint(pad(index === 0 ? label : '', LABEL), 'dim')}${line}`);
}

/** Never broken: it is there to be copied. */
function commandLine(command: string | null, { paint }: Pen): readonly string[] {
  return command === null ? [] : [`${INDENT}${paint(`${pad('check', LABEL)}${terminal(clip(command, 4000))}`, 'dim')}`];
}
