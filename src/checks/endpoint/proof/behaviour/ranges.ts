import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Confidence } from '../../../../model/finding.ts';
import type { HttpFacts } from '../../../../model/network/observation.ts';
import type { ProbeRequest } from '../../../../model/network/probe.ts';
import { readMethod } from './methods.ts';
import {
  type About,
  type BehaviourOutcome,
  type BehaviourQuestion,
  exchanges,
  type HttpStep,
  isReadOnTheWay,
  isUntold,
} from './question.ts';

/** Asks for the first byte of the file only (RFC 9110 section 14.2), then for its head on the same connection; for the head alone if that failed. */
export const PAYLOAD: BehaviourQuestion = {
  name: 'payload',
  wanted: (expect) => expect.ranges === true,
  ask: ({ task: { path } }) => ({ requests: payloadRequests(path) }),
  askAgain: (answer) => {
    const [range, head] = exchanges(answer);
    const { path } = answer.task;
    return range === undefined || range.failure !== undefined || head?.failure === undefined || isUntold(head)
      ? undefined
      : { name: 'payload-head', variation: { requests: [{ method: 'HEAD', path }] } };
  },
  read: (about) => {
    const [range, head] = exchanges(about.answer);
    const alone = exchanges(about.again)[0];
    return [
      range === undefined || isUntold(range) ? { evidence: { ranges: 'not asked' } } : readAnswer(range, about),
      ...(head === undefined ? [] : [...keptAlive(range, head, about), readMethod('HEAD', alone ?? head, about)]),
    ];
  },
};

/** The first byte of a file, then its head. */
export function payloadRequests(path: string): readonly ProbeRequest[] {
  return [
    { method: 'GET', path, headers: { range: 'bytes=0-0' } },
    { method: 'HEAD', path },
  ];
}

/** Did the connection carry a second request? That is told, and no fault: a peer may end a connection at any time (RFC 9112 section 9.3). */
function keptAlive(first: HttpStep | undefined, second: HttpStep, { probe }: About): readonly BehaviourOutcome[] {
  // A forwarding proxy gets each request on a connection of its own.
  if (probe.scheme === 'http' && probe.route.kind !== 'direct') return [];
  if (second.failure === undefined) return [{ evidence: { keepAlive: 'two requests on one connection' } }];
  // What was cut here for its length says nothing about the peer.
  if (isUntold(second) || first?.facts.bodyTruncated === true) return [];
  const announced = first?.facts.headers?.connection?.toLowerCase() === 'close';
  return [
    { evidence: { keepAlive: announced ? 'each answer announces the end of its connection' : 'the connection ended after one request' } },
  ];
}

function readAnswer(asked: HttpStep, about: About): BehaviourOutcome {
  if (asked.failure !== undefined) return failed(asked, about);
  const { status = 0, headers = {}, bodyBytes = 0 } = asked.facts;
  // 416: whoever answers knows what a range is; the file is empty.
  if (status === 416 || (status === 206 && (bodyBytes === 1 || headers['content-range'] !== undefined)))
    return { evidence: { ranges: 'proven' } };
  if (status === 200) return whole(asked, about);
  const before = exchanges(about.first).at(-1)?.facts.status ?? 0;
  if (before === 200 && status >= 400 && !isPassing(status)) return wrong(asked, about, 'likely', `answered ${status}`);
  return unproven(`the service answers ${status} here, which says nothing about ranges`);
}

/** 429 and the gateway statuses may be gone a moment later. */
function isPassing(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504);
}

/** The whole file instead of its first byte. A service may ignore Range, so it takes a sign that this one does not. */
function whole(asked: HttpStep, about: About): BehaviourOutcome {
  const { headers = {}, bodyBytes = 0 } = asked.facts;
  if (bodyBytes < 2) return unproven('the answer is too short to be divided');
  const offered = exchanges(about.answer).concat(exchanges(about.first));
  const onTheWay = isReadOnTheWay(about, asked);
  if (worksElsewhere(about)) return wrong(asked, about, 'certain', 'the same file comes in ranges over another route');
  if (offered.some(({ facts }) => accepts(facts) === 'bytes'))
    return wrong(asked, about, onTheWay ? 'certain' : 'likely', 'the service offers ranges');
  if (!isFile(about.probe.path)) return unproven('this path is no file, and a service may ignore Range');
  if (onTheWay) return wrong(asked, about, 'likely', accepts({ headers }) === 'none' ? 'the answer says that there are no ranges' : '');
  // Nobody else can read a verified connection: the service itself ignores Range today.
  const { ruling, evidence } = wrong(asked, about, 'possible', 'nothing on the path can read this connection');
  return ruling === undefined ? { evidence } : { ruling: { ...ruling, status: 'warn', owner: 'service' }, evidence };
}

function accepts({ headers = {} }: Partial<HttpFacts>): string | undefined {
  return headers['accept-ranges']?.toLowerCase();
}

function isFile(path: string): boolean {
  return /\.[a-z0-9]{2,5}(?:$|\?)/i.test(path);
}

function worksElsewhere({ elsewhere }: About): boolean {
  return elsewhere.some((answer) => exchanges(answer)[0]?.facts.status === 206);
}

/** The request without Range was answered, the one with it was cut. */
function failed(asked: HttpStep, about: About): BehaviourOutcome {
  const code = asked.failure?.code ?? '';
  return wrong(asked, about, 'likely', code === 'TIMEOUT' ? 'no answer came' : 'the connection was cut');
}

function wrong(asked: HttpStep, about: About, confidence: Confidence, rangesReason: string): BehaviourOutcome {
  const { status, headers = {} } = asked.facts;
  const product = about.fingerprints.proxyProduct(headers);
  const evidence: EndpointEvidence = {
    ranges: 'refused',
    ...(rangesReason === '' ? {} : { rangesReason }),
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(headers.via === undefined ? {} : { via: headers.via }),
    ...(product === undefined ? {} : { proxyProduct: product }),
    ...(asked.failure === undefined ? {} : { code: asked.failure.code }),
  };
  return { ruling: { cause: 'http.range-unsupported', confidence, evidence }, evidence };
}

function unproven(rangesReason: string): BehaviourOutcome {
  return { evidence: { ranges: 'unproven', rangesReason } };
}
