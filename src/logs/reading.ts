import { type LoggedOutcome, outcomeOf } from './errors/recognise.ts';
import { beginsWork, operationOf } from './errors/role-sentences.ts';
import { isRequest, proxyIn, type RequestTarget, saysSuccess, urlsIn } from './requests.ts';

/** What the text of an entry says by itself, whoever wrote it and when. */
export interface EntryReading extends LoggedOutcome {
  readonly urls: readonly RequestTarget[];
  readonly mentionsProxy: boolean;
  /** `host:port`. */
  readonly proxy?: string | undefined;
  readonly connectsDirectly: boolean;
  readonly beginsWork: boolean;
  readonly isSuccess: boolean;
  readonly isRedirect: boolean;
  readonly isRequest: boolean;
  readonly operation: string | undefined;
}

/** Reads one text. */
export function readingOf(text: string): EntryReading {
  const mentionsProxy = /proxy/i.test(text);
  return {
    ...outcomeOf(text),
    urls: urlsIn(text),
    mentionsProxy,
    proxy: mentionsProxy ? proxyIn(text) : undefined,
    connectsDirectly: text.startsWith('No proxy information is specified'),
    beginsWork: beginsWork(text),
    isSuccess: saysSuccess(text),
    isRedirect: /\bredirected\b/i.test(text),
    isRequest: isRequest(text),
    operation: operationOf(text),
  };
}
