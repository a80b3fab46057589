import { findingFrom } from '../causes/finding.ts';
import { causeInfo } from '../causes/index.ts';
import type { Finding, Status } from '../model/finding.ts';
import { authority } from '../model/network/route.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import type { Attributed, LoggedAnswer } from './attribute.ts';
import { isLater, type Moment } from './context.ts';
import { answerEvidence, neededFor, type Resolution, troubleEvidence } from './evidence.ts';
import type { LoggedError } from './logged-error.ts';
import type { CatalogLookup } from './lookup.ts';
import { baseName, messageOf, proxyWords, spoken } from './message.ts';

/** Errors and answers → findings: one for each host, proxy or component and cause, and one for each host that only ever answered. */
export function judgeLogs(
  found: Attributed,
  catalog: CatalogLookup,
  isSelected: (entries: readonly ScopedEndpoint[]) => boolean,
): readonly Finding[] {
  const answers = new Map(found.answers.map((answer) => [authority(answer.target), answer]));
  const failed = new Set(found.troubles.flatMap(({ hosts }) => [...hosts]));
  const troubles = found.troubles.map((trouble) => {
    const entries = 'host' in trouble.subject ? catalog.of(trouble.subject.host) : [];
    return notAsked(troubleFinding(trouble, entries, resolutionOf(trouble, answers, found.successes)), isSelected(entries));
  });
  const good = [...answers].flatMap(([place, answer]) => {
    const entries = catalog.of(answer.target.host);
    // An internal server that answers is nothing that a catalog asks for.
    return failed.has(place) || entries.length === 0 ? [] : [notAsked(answerFinding(answer, entries), isSelected(entries))];
  });
  return [...troubles, ...good];
}

function notAsked(finding: Finding, isSelected: boolean): Finding {
  return isSelected ? finding : { ...finding, status: 'skip', skipReason: 'not-selected' };
}

/** It answered later, in each log that tells of the error: another component may go another way, which then is still shut. */
function resolutionOf(
  trouble: LoggedError,
  answers: ReadonlyMap<string, LoggedAnswer>,
  successes: ReadonlyMap<string, Moment>,
): Resolution | undefined {
  const { subject } = trouble;
  const later = [...trouble.lastIn].map(([log, last]) => {
    const candidates =
      'host' in subject
        ? [answers.get(authority(subject))?.lastIn.get(log)]
        : [...trouble.components].map((component) => successes.get(`${log}\n${component === 'unnamed' ? '' : component}`));
    return candidates.find((one) => one !== undefined && isLater(one, last));
  });
  if (later.some((one) => one === undefined)) return undefined;
  return {
    at:
      later
        .flatMap((one) => one?.time ?? [])
        .sort()
        .at(-1) ?? null,
  };
}

function troubleFinding(trouble: LoggedError, entries: readonly ScopedEndpoint[], resolved: Resolution | undefined): Finding {
  const { subject, cause, error } = trouble;
  const evidence = troubleEvidence(trouble, entries, resolved);
  const isUnlisted = 'host' in subject && entries.length === 0;
  const required =
    'host' in subject && !isUnlisted ? entries.some(({ endpoint, retired }) => endpoint.required && retired === undefined) : true;
  const place = 'host' in subject ? authority(subject) : 'proxy' in subject ? subject.proxy : subject.component;
  const kind = 'proxy' in subject ? 'route' : cause?.startsWith('host.') === true ? 'host' : 'endpoint';
  return findingFrom(
    {
      id: `${kind}:logs/${word(place)}/${cause ?? `unknown-${word(error.code)}`}`,
      kind,
      title: 'proxy' in subject ? proxyWords(place, new Set()) : place,
      feature: entries[0]?.endpoint.feature ?? null,
      target: targetOf(trouble, entries),
    },
    {
      status: statusOf(trouble, required, resolved),
      cause,
      ...(cause !== null || error.layer === undefined ? {} : { layer: error.layer }),
      required: required && !(cause === null && resolved !== undefined),
      message: messageOf(trouble, place, entries, resolved),
      remedy: cause === null ? NOT_KNOWN : `${causeInfo(cause).remedy(evidence)}${error.confidence === 'possible' ? ` ${PROBE}` : ''}`,
      confidence: error.confidence,
      evidence,
    },
  );
}

const PROBE = 'A log says no more than this: `configmgr-preflight check` on that server tells it apart.';
const NOT_KNOWN = `Look at the excerpt and at the entries around it. ${PROBE}`;

function statusOf({ cause }: LoggedError, required: boolean, resolved: Resolution | undefined): Status {
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
  const { target, count, to, files } = answer;
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
      required: entries.some(({ endpoint, retired }) => endpoint.required && retired === undefined),
      message: `${place} (for ${neededFor(entries)}) answered ${count === 1 ? 'once' : `${count} times`}${to.time === null ? '' : `, last on ${spoken(to.time)}`}, by ${[...files].map(baseName).slice(0, 3).join(', ')}.`,
      evidence: answerEvidence(answer, entries),
    },
  );
}
