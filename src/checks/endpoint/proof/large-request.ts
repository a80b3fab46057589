import type { EndpointEvidence } from '../../../model/evidence.ts';
import { familyOfAddress } from '../../../model/network/address.ts';
import type { Step } from '../../../model/network/observation.ts';
import { furtherKey, type Probe } from '../../../model/network/probe.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { stepOf } from '../verdict/verdict.ts';
import { isProven, type Judged, type ProbeAnswer, type Proof, revised } from './proof.ts';

/** More than two packets of Ethernet's size hold, and less than any web server takes for a request head (8 KiB). */
const BYTES = 3000;
/** One may be shut to odd requests. */
const MOST = 2;

/**
 * Do large packets reach the servers? A genuine service that answered a small request is asked once more with a head of 3,000 bytes, over each address family of a direct route. Any
 * answer shows that all of them arrived. It explains nothing and changes no verdict: what came of it is a fact of the route.
 */
export const largeRequestProof: Proof = {
  name: 'large-request',
  mostPerRoute: MOST,
  countedWith: ({ variation }) => familyOfAddress(variation?.address ?? ''),
  follow: (answer, _scope, verdictOf) => {
    const { task } = answer;
    if (task.derivedFrom !== undefined || task.route.kind !== 'direct' || task.scheme !== 'https' || !isProven(verdictOf(answer)))
      return [];
    return answeredAt(answer).map((address) => largeTo(task, address));
  },
  weigh: (judged, { answers }) => ({
    judged: judged.map((one) => withLargeRequests(one, (key) => answers.get(key))),
    findings: [],
  }),
};

/** The addresses, one a family, at which the service answered a request. */
function answeredAt({ facts }: ProbeAnswer): readonly string[] {
  return [facts?.steps ?? [], facts?.otherFamily ?? []].flatMap((steps) =>
    isAnswered(steps) ? (stepOf(steps, 'tcp', 'target')?.facts.address ?? []) : [],
  );
}

function isAnswered(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  return last?.layer === 'http' && (last.facts.status ?? 0) > 0;
}

function largeTo(task: Probe, address: string): Probe {
  return {
    ...task,
    key: furtherKey(task, 'large-request', address),
    derivedFrom: { key: task.key, because: 'large-request' },
    variation: {
      address,
      retries: 0,
      requests: [{ method: 'GET', path: task.path, headers: { 'x-padding': 'padding '.repeat(BYTES / 8) } }],
    },
  };
}

function withLargeRequests(one: Judged, answerTo: (key: string) => ProbeAnswer | undefined): Judged {
  const { answer, verdict } = one;
  if (answer.task.scheme !== 'https' || answer.task.route.kind !== 'direct') return one;
  const tried = answeredAt(answer).flatMap((address) => {
    const steps = answerTo(furtherKey(answer.task, 'large-request', address))?.facts?.steps;
    return steps === undefined ? [] : [{ family: familyOfAddress(address), steps }];
  });
  const of = (matches: (steps: readonly Step[]) => boolean): Sizes =>
    Object.fromEntries(tried.flatMap(({ family, steps }) => (matches(steps) ? [[family, BYTES]] : [])));
  const evidence: EndpointEvidence = { ...told('requestBytes', of(isAnswered)), ...told('unansweredBytes', of(isSilent)) };
  return Object.keys(evidence).length === 0 ? one : revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, evidence) });
}

type Sizes = NonNullable<EndpointEvidence['requestBytes']>;

function told(key: 'requestBytes' | 'unansweredBytes', sizes: Sizes): EndpointEvidence {
  return Object.keys(sizes).length === 0 ? {} : { [key]: sizes };
}

/** The handshake before it went well: only the request was lost. */
function isSilent(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  return last?.layer === 'http' && last.failure?.code === 'TIMEOUT' && last.facts.status === undefined;
}
