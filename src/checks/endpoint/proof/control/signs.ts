import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { HttpFacts } from '../../../../model/network/observation.ts';
import type { Route } from '../../../../model/network/route.ts';
import { hostOfUrl } from '../../../../model/network/web-url.ts';
import { isRefusalPage } from '../../verdict/secured/clear-answer.ts';
import { stepOf } from '../../verdict/verdict.ts';
import type { ProbeAnswer, Weighing } from '../proof.ts';
import { CONNECT_TEST, madeUpNames, PHANTOM } from './probes.ts';

interface Sign {
  readonly answer: ProbeAnswer;
  readonly evidence: EndpointEvidence;
}

/** A name that cannot exist, and the addresses that were given for it nevertheless. */
export interface MadeUp {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** What the controls of a route showed; empty on an honest network. */
export interface Signs {
  /** A connection was established to an address that cannot exist. */
  readonly phantom?: Sign;
  /** A name that cannot exist was given addresses. */
  readonly madeUp?: Sign & MadeUp;
  /** The same of names below one domain each, which may have a wildcard. */
  readonly siblings?: readonly MadeUp[];
  /** Another page came in place of the connectivity test's. */
  readonly portal?: Sign;
}

/** What the control probes of one route show; a sign that did not appear is absent. */
export function signsOn(route: Route, weighing: Weighing): Signs {
  const own = weighing.further.filter(({ task }) => task.route.name === route.name);
  const evidenceOf = (answer: ProbeAnswer): EndpointEvidence => weighing.verdictOf(answer).evidence;
  const phantom = own.find((answer) => answer.task.target.host === PHANTOM && stood(answer));
  const portal = own.find((answer) => answer.task.target.host === CONNECT_TEST.host && isPortal(answer, weighing));
  const answered = madeUpAnswers(own, weighing);
  const madeUp = certainlyMadeUp(answered);
  return {
    ...(phantom === undefined ? {} : { phantom: { answer: phantom, evidence: { ...evidenceOf(phantom), address: PHANTOM } } }),
    ...(madeUp === undefined ? {} : { madeUp: { ...madeUp, evidence: evidenceOf(madeUp.answer) } }),
    siblings: answered.map(({ name, addresses }) => ({ name, addresses })),
    ...(portal === undefined ? {} : { portal: { answer: portal, evidence: evidenceOf(portal) } }),
  };
}

/** Was the connection accepted? One that is reset at once was, too: a reset in answer to the first packet has another code (ECONNREFUSED). */
function stood({ facts }: ProbeAnswer): boolean {
  const last = facts?.steps.at(-1);
  if (last === undefined || (last.layer !== 'tcp' && last.layer !== 'proxy')) return false;
  return last.failure === undefined || (last.layer === 'tcp' && last.peer === 'target' && last.failure.code === 'ECONNRESET');
}

type MadeUpAnswer = MadeUp & { readonly answer: ProbeAnswer };

function madeUpAnswers(own: readonly ProbeAnswer[], { scope }: Weighing): readonly MadeUpAnswer[] {
  return madeUpNames(scope).flatMap((name) => {
    const answer = own.find(({ task }) => task.target.host === name);
    const dns = stepOf(answer?.facts?.steps ?? [], 'dns', 'target');
    const addresses = dns?.facts.addresses ?? [];
    // The server itself knew no such name: the system's search list found another one.
    const honest = dns === undefined || dns.failure !== undefined || dns.facts.serverFailure !== undefined || addresses.length === 0;
    return answer === undefined || honest ? [] : [{ answer, name, addresses }];
  });
}

/** An answer below `.invalid` is enough; one domain may have a wildcard of its own, two with the same addresses have not. */
function certainlyMadeUp(answered: readonly MadeUpAnswer[]): MadeUpAnswer | undefined {
  const [first] = answered;
  if (first === undefined || first.name.endsWith('.invalid')) return first;
  return answered.find((one) =>
    answered.some((other) => other !== one && other.addresses.some((address) => one.addresses.includes(address))),
  );
}

function isPortal({ facts }: ProbeAnswer, { fingerprints }: Weighing): boolean {
  const http = stepOf(facts?.steps ?? [], 'http', 'target');
  if (http === undefined || http.failure !== undefined) return false;
  const { status = 0, headers = {}, location = '', bodyExcerpt = '' } = http.facts;
  // The test page itself may be blocked: it is in no list of requirements.
  if (fingerprints.blockPage({ status, headers, location, bodyExcerpt }) !== undefined || isRefusalPage(bodyExcerpt, fingerprints))
    return false;
  return status === 511 || leadsElsewhere(http.facts) || isOtherPage(http.facts);
}

function leadsElsewhere({ status = 0, location = '' }: Partial<HttpFacts>): boolean {
  if (status < 300 || status >= 400) return false;
  const host = hostOfUrl(location);
  return host !== undefined && host !== CONNECT_TEST.host && !host.endsWith('.msftconnecttest.com');
}

function isOtherPage({ status, contentType = '', bodyExcerpt = '' }: Partial<HttpFacts>): boolean {
  return status === 200 && /html/i.test(contentType) && !bodyExcerpt.includes(CONNECT_TEST.text);
}
