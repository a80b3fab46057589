import type { LogEvidence } from '../../model/evidence.ts';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { andMore } from '../../text/lists.ts';
import { withoutTokens } from '../../text/tokens.ts';
import type { LoggedAnswer } from '../answers.ts';
import type { LoggedError } from '../logged-error.ts';
import { roleOf } from './whose-log.ts';

/** A later answer; `at` is null where the log has no times. */
export interface Resolution {
  readonly at: string | null;
}

const MAX_EXCERPT = 600;
/** The facts behind a finding of a log. */
export function troubleEvidence(logged: LoggedError, entries: readonly ScopedEndpoint[], resolved: Resolution | undefined): LogEvidence {
  const { subject, cause, error, url, proxy, count, from, to, last, attribution, codes, written, components, hosts, places } = logged;
  return {
    ...entryFacts(entries),
    ...('host' in subject ? { host: subject.host, port: subject.port, scheme: subject.scheme } : {}),
    ...('host' in subject && entries.length === 0 ? { unlisted: true } : {}),
    ...('proxy' in subject ? { peer: 'proxy' as const, hosts: [...hosts] } : {}),
    ...(proxy === null ? {} : { proxy }),
    ...(url === null ? {} : { url }),
    ...statusFacts(error, cause),
    from: roleOf(
      [...logged.lastIn.values()].map(({ log }) => log),
      components,
    ),
    ...(cause === 'proxy.unreachable' ? { isSilent: error.cause !== 'tcp.refused' } : {}),
    code: error.code,
    rawMessage: withoutSecrets(written),
    logCodes: codes,
    logMeaning: error.words,
    attribution,
    components: [...components],
    ...(logged.operation === null ? {} : { operation: logged.operation }),
    ...(logged.connectsDirectly ? { connectsDirectly: true } : {}),
    count,
    firstAt: from.time,
    lastAt: to.time,
    ...(last.localTime === null ? {} : { lastLocalTime: last.localTime }),
    ...(logged.times.length === 0 ? {} : { failedAt: logged.times }),
    ...(resolved === undefined ? {} : { answeredAgainAt: resolved.at ?? 'later' }),
    logs: [...places].map(([file, place]) => ({ file, count: place.count, lines: place.lines })),
    excerpt: excerptOf(last.text),
  };
}

function statusFacts({ code }: LoggedError['error'], cause: LoggedError['cause']): LogEvidence {
  const status = /^HTTP (\d{3})/.exec(code)?.[1];
  if (status === undefined) return {};
  return cause?.startsWith('proxy.') === true ? { proxyStatus: Number(status) } : { httpStatus: Number(status) };
}

/** The facts behind a host that answered. */
export function answerEvidence(
  { target, count, to, files, statuses, lastStatus, times }: LoggedAnswer,
  entries: readonly ScopedEndpoint[],
): LogEvidence {
  return {
    ...entryFacts(entries),
    ...{ host: target.host, port: target.port, scheme: target.scheme, url: target.url },
    ...(lastStatus === undefined ? {} : { httpStatus: lastStatus }),
    ...(statuses.size === 0 ? {} : { statuses: [...statuses].map(([status, number]) => ({ status, count: number })) }),
    count,
    lastAt: to.time,
    ...(times.length === 0 ? {} : { answeredAt: times }),
    logs: [...files].map((file) => ({ file })),
  };
}

/** The features that need the host, in words. */
export function neededFor(entries: readonly ScopedEndpoint[]): string {
  const features = [...new Set(entries.map(({ endpoint }) => endpoint.feature))];
  return andMore(features, 4);
}

function entryFacts(entries: readonly ScopedEndpoint[]): LogEvidence {
  const [first] = entries;
  if (first === undefined) return {};
  return {
    ...(first.endpoint.why === '' ? {} : { why: first.endpoint.why }),
    ...(first.documentation === undefined ? {} : { documentation: first.documentation }),
    ...(first.pattern === first.endpoint.host && !first.pattern.startsWith('*') ? {} : { pattern: first.pattern }),
    neededBy: entries.map(({ key }) => key).slice(0, 20),
  };
}

function excerptOf(text: string): string {
  const masked = withoutSecrets(text.slice(0, 4 * MAX_EXCERPT));
  const characters = [...masked];
  return characters.length <= MAX_EXCERPT ? masked : `${characters.slice(0, MAX_EXCERPT).join('')}…`;
}

/** Neither tokens nor user names and passwords of URLs. */
function withoutSecrets(text: string): string {
  return withoutTokens(
    text
      .replace(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,300}@/gi, '$1***@')
      .replace(/((?:password|pwd|secret)\s*[=:]\s*)[^\s;,"']+/gi, '$1***'),
  );
}
