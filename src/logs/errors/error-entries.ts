import type { LogEntry } from '../entries/entry.ts';
import { isStackText, type LoggedOutcome, type RecognisedError } from './recognise.ts';

/** Components of the role, and of what works in the cloud for it. */
const OF_THE_ROLE = /^(?:SMS_(?:DMP_|SERVICE_CONNECTOR|CLOUDCONNECTION|CLOUD_|AZUREAD|OUTGOING_CONTENT)|ServiceConnectionTool)/i;
const FAILURE =
  /\b(?:fail(?:ed|s|ure|ing)?|errors?|unable|not able|cannot|can't|could not|couldn't|inaccessible|not accessible|unreachable|timed? ?out|abort(?:ed|ing)?|lost|exceptions?|denied|refused|prematurely|unexpected(?:ly)?)\b/i;
const MAX_WORDS = 300;

/**
 * An entry that a component of the role itself marks as an error, in words that no row knows: what it is about cannot be told, and that it failed must not be
 * passed over. Undefined for all others, and where somebody answered.
 */
export function errorEntry({ component, severity, text }: LogEntry, { answered }: LoggedOutcome): RecognisedError | undefined {
  if (answered !== undefined || component === null || !OF_THE_ROLE.test(component)) return undefined;
  const isMarked = /^~?\s*\[?ERROR\b/i.test(text) || (severity === 'error' && FAILURE.test(text));
  if (!isMarked) return undefined;
  return {
    error: {
      ...{ code: 'error', cause: null, confidence: 'possible', rank: 1, isRoleSentence: true },
      words: 'the role marks it as an error; a reason that this program knows is not in this entry',
    },
    written: (text.split('\n')[0] ?? '').slice(0, MAX_WORDS).trim(),
    codes: ['error'],
    isStack: isStackText(text),
  };
}
