import { type LoggedOutcome, outcomeOf } from './errors/recognise.ts';
import { beginsWork, operationOf } from './errors/role-sentences.ts';
import { isRequest, proxyIn, type RequestTarget, saysSuccess, shareIn, urlsIn } from './requests.ts';

/** What the text of an entry says by itself, whoever wrote it and when. */
export interface EntryReading extends LoggedOutcome {
  readonly urls: readonly RequestTarget[];
  /** The share to which a connection was made. */
  readonly reachedShare: RequestTarget | undefined;
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
    reachedShare: /^~?successfully (?:made|established) a network connection/i.test(text) ? shareIn(text) : undefined,
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
