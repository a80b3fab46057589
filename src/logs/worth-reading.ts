import type { LogEntry } from './entries/entry.ts';
import { outcomeOf } from './errors/recognise.ts';
import { urlsIn } from './requests.ts';

/**
 * One look that most entries of a healthy log fail: nothing of a failure, an answer, a request or a proxy. Case as the sources write it, so that the
 * expression stays quick; letters outside of English may be a message of .NET in another language.
 */
const WORTH =
  /:\/\/|[Ff]ail|FAIL|rror|ERR|xception|[Uu]ccess|[Ss]tatus|STATUS|ode[ :=(]|hr ?=|0x8|-2[01]\d|roxy|HTTP|edirect|edist|ownload|pload|onnect|nable|annot|could not|losed|refus|ertificate|ignature|ignal|SSL|TLS|timed|MISE|AADSTS|invalid_|unauth|interaction|rivate key|Keyset|327679|FLAG_|inHttp|WINHTTP|lighting|Connect|STATMSG|[^\0-\x7f]/;

/** Is the text of an entry worth to be looked at closely? */
export function isWorthReading(text: string): boolean {
  return WORTH.test(text);
}

/** Do lines without any stamp tell of the role or its network? Only then they are a log: any other text is none. */
export function isBareLogText(lines: readonly LogEntry[]): boolean {
  return lines.some(({ text }) => {
    const { trouble, answered } = outcomeOf(text);
    return trouble !== undefined || answered !== undefined || (/^Redirected to URL\b/i.test(text) && urlsIn(text).length > 0);
  });
}
