import { byteAutomaton } from '../text/byte-automaton.ts';
import type { LogEntry } from './entries/entry.ts';
import { outcomeOf, WORTH_A_LOOK } from './errors/recognise.ts';
import { BEGINS_WORK } from './errors/role-sentences.ts';
import { urlsIn } from './requests.ts';

/** Requests, answers and proxies, in the case in which the sources write. */
const OF_REQUESTS =
  /:\/\/|roxy|edirect|http response|uccess[a-z]{0,6} (?:made|estab|down|up|conn|sent|post|retr)|(?:ownload|pload|onnect|[Ss]ent|equest)[a-z]{0,6} .{0,100}(?:uccess|succeeded|completed)/;

/** Is the text of an entry worth to be looked at closely? Most entries of a healthy log have nothing of a failure, an answer, a request or a proxy. */
export function isWorthReading(text: string): boolean {
  return WORTH.some((expression) => expression.test(text));
}

const WORTH = [OF_REQUESTS, BEGINS_WORK, WORTH_A_LOOK];

/** The same question asked of bytes: what it does not find is not worth reading; what it finds is looked at again. */
export const worthReadingBytes = once(() => byteAutomaton(WORTH));

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Of lines without a stamp beside entries that have one, those that name an error: broken entries, and the last one of a log that was still being written. */
export function errorsAmong(lines: readonly LogEntry[]): readonly LogEntry[] {
  return lines.filter(({ text }) => {
    const { trouble } = outcomeOf(text);
    return trouble !== undefined && (trouble.error.rank > 1 || trouble.error.isRoleSentence === true);
  });
}

/** Do lines without any stamp tell of the role or its network? Only then they are a log: any other text is none. */
export function isBareLogText(lines: readonly LogEntry[]): boolean {
  return lines.some(({ text }) => {
    const { trouble, answered } = outcomeOf(text);
    return trouble !== undefined || answered !== undefined || (/^Redirected to URL\b/i.test(text) && urlsIn(text).length > 0);
  });
}
