import { findingFrom } from '../causes/finding.ts';
import type { Finding, Status } from '../model/finding.ts';
import { authority } from '../model/network/route.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import { cut } from '../text/cut.ts';
import type { LoggedAnswer } from './answers.ts';
import type { Attributed } from './attribute.ts';
import { answerEvidence, type Resolution, troubleEvidence } from './findings/evidence.ts';
import { answerMessage, messageOf, proxyWords, REFUSED_REMEDY } from './findings/message.ts';
import { adviceOn } from './findings/remedy.ts';
import { type LoggedError, placesOf } from './logged-error.ts';
import type { CatalogLookup } from './lookup.ts';
import { isLater } from './moment.ts';

/** Errors and answers → findings: one for each host, proxy or component and cause, and one for each host that only ever answered. */
export function judgeLogs(
  found: Attributed,
  catalog: CatalogLookup,
  isSelected: (entries: readonly ScopedEndpoint[]) => boolean,
): readonly Finding[] {
  const answers = new Map(found.answers.map((answer) => [authority(answer.target), answer]));
  const failed = new Set(found.troubles.filter(({ error }) => error.status !== 'pass').flatMap(({ hosts }) => [...hosts]));
  const troubles = found.troubles.map((trouble) => {
    const entries = 'host' in trouble.subject ? catalog.of(trouble.subject.host) : [];
    const finding = troubleFinding(trouble, entries, resolutionOf(trouble, answers));
    return notAsked({ ...finding, message: `${finding.message}${reasonIn(found.troubles, trouble)}` }, isSelected(entries));
  });
  const good = [...answers].flatMap(([place, answer]) => {
    const entries = catalog.of(answer.target.host);
    // An internal server that answers is nothing that a catalog asks for.
    return failed.has(place) || entries.length === 0 ? [] : [notAsked(answerFinding(answer, entries), isSelected(entries))];
  });
  return [...troubles, ...good];
}

/** Setup's downloader writes its reasons into a log of its own: where that was read too, what it says. */
function reasonIn(troubles: readonly LoggedError[], { error }: LoggedError): string {
  if (error.code !== 'redist') return '';
  const reasons = troubles.filter((one) => [...one.lastIn.values()].some(({ log }) => log === 'configmgrsetup'));
  const [first] = reasons;
  if (first === undefined) return '';
  const place = placesOf(first)[0];
  return ` ConfigMgrSetup.log, which was read as well, says why: "${cut(first.written, 160)}"${place === undefined ? '' : ` at ${place}`}.`;
}

/** What the role was seen to ask it needs: an address of earlier releases too, which the catalog calls optional, as long as its service lives. */
function isNeeded(entries: readonly ScopedEndpoint[]): boolean {
  return entries.some(({ endpoint, retired }) => retired === undefined && (endpoint.required || endpoint.until !== undefined));
}

function notAsked(finding: Finding, isSelected: boolean): Finding {
  return isSelected ? finding : { ...finding, status: 'skip', skipReason: 'not-selected' };
}

/** The same host answered the same kind of request later, in each log and component that tells of the error: another one may go another way, which then is still blocked. */
function resolutionOf(logged: LoggedError, answers: ReadonlyMap<string, LoggedAnswer>): Resolution | undefined {
  const places = placesOf(logged);
  if (logged.error.status !== undefined || places.length === 0) return undefined;
  const kinds = places.flatMap((place) => [...(answers.get(place)?.kinds.values() ?? [])]);
  const later = [...logged.lastIn.values()].map(({ log, component, moment }) =>
    kinds.find(
      (kind) =>
        kind.log === log &&
        kind.component === component &&
        (logged.operation === null || kind.operation === undefined || kind.operation === logged.operation) &&
        isLater(kind.to, moment),
    ),
  );
  if (later.some((one) => one === undefined)) return undefined;
  const times = later.flatMap((one) => one?.to.time ?? []).sort();
  return { at: times.at(-1) ?? null };
}

function troubleFinding(logged: LoggedError, entries: readonly ScopedEndpoint[], resolved: Resolution | undefined): Finding {
  const { subject, cause, error } = logged;
  const evidence = troubleEvidence(logged, entries, resolved);
  const isUnlisted = 'host' in subject && entries.length === 0;
  const required = 'host' in subject && !isUnlisted ? isNeeded(entries) : true;
  const place = 'host' in subject ? authority(subject) : 'proxy' in subject ? subject.proxy : subject.component;
  const kind = 'proxy' in subject ? 'route' : kindOf(cause);
  const operation = cause === null && error.isRoleSentence === true && logged.operation !== null ? `-${logged.operation}` : '';
  return findingFrom(
    {
      id: `${kind}:logs/${word(place)}/${cause ?? `unknown-${word(error.code + operation)}`}`,
      kind,
      title: 'proxy' in subject ? proxyWords(place, new Set()) : place,
      feature: entries[0]?.endpoint.feature ?? null,
      target: targetOf(logged, entries),
    },
    {
      status: statusOf(logged, required, resolved),
      cause,
      ...(cause !== null || error.layer === undefined ? {} : { layer: error.layer }),
      ...adviceOn(logged, evidence),
      required: required && !(cause === null && resolved !== undefined),
      message: messageOf(logged, place, entries, resolved),
      confidence: error.confidence,
      evidence,
    },
  );
}

function kindOf(cause: LoggedError['cause']): Finding['kind'] {
  const [layer] = cause?.split('.') ?? [];
  return layer === 'host' || layer === 'account' ? layer : 'endpoint';
}

function statusOf({ cause, error }: LoggedError, required: boolean, resolved: Resolution | undefined): Status {
  if (error.status !== undefined) return error.status;
  if (cause === null || cause === 'tcp.local-limit') return 'inconclusive';
  return resolved !== undefined || !required ? 'warn' : 'fail';
}

/** For ids: nothing that would have to be escaped in a glob or a shell. */
function word(text: string): string {
  return text.replace(/[^\w.:[\]-]+/g, '_').slice(0, 260);
}

function targetOf({ subject, hosts }: LoggedError, entries: readonly ScopedEndpoint[]): Finding['target'] {
  if ('host' in subject)
    return { pattern: entries[0]?.pattern ?? subject.host, host: subject.host, port: subject.port, scheme: subject.scheme };
  return 'proxy' in subject ? { proxy: subject.proxy, hosts: [...hosts] } : { component: subject.component };
}

function answerFinding(answer: LoggedAnswer, entries: readonly ScopedEndpoint[]): Finding {
  const { target, statuses } = answer;
  const place = authority(target);
  return findingFrom(
    {
      id: `endpoint:logs/${word(place)}`,
      kind: 'endpoint',
      title: place,
      feature: entries[0]?.endpoint.feature ?? null,
      target: { pattern: entries[0]?.pattern ?? target.host, host: target.host, port: target.port, scheme: target.scheme },
    },
    {
      status: 'pass',
      confidence: 'likely',
      required: isNeeded(entries),
      message: answerMessage(answer, place, entries),
      remedy: [...statuses.keys()].some((status) => status >= 400) ? REFUSED_REMEDY : '',
      evidence: answerEvidence(answer, entries),
    },
  );
}
