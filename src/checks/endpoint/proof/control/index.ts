import { findingFrom } from '../../../../causes/finding.ts';
import { type Cause, causeInfo } from '../../../../causes/index.ts';
import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Finding } from '../../../../model/finding.ts';
import { leadsNowhere } from '../../../../model/network/address.ts';
import type { Route } from '../../../../model/network/route.ts';
import { authorityOfUrl } from '../../../../model/network/web-url.ts';
import { cut } from '../../../../text/cut.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import { reproduce } from '../../verdict/route/reproduce.ts';
import { type ProblemVerdict, stepOf } from '../../verdict/verdict.ts';
import { problem } from '../../verdict/walk.ts';
import { type Judged, type ProbeAnswer, type Proof, revised } from '../proof.ts';
import { controlsOf, PHANTOM } from './probes.ts';
import { rewritten, shownBy } from './rewritten.ts';
import { isMadeUp, siblingOf } from './sibling.ts';
import { type Signs, signsOn } from './signs.ts';

/**
 * Controls, once per route: an address and names that must not answer, and a page with a known text. What answers in the place of others takes the
 * worth from what it answered for the endpoints. Where private answers are expected (staging), controls say nothing and are left out.
 */
export const controlProof: Proof = {
  name: 'control',
  plan: (scope, probes) => {
    const asked = new Set(probes.map(({ route }) => route.name));
    return scope.allowPrivate ? [] : scope.routes.filter(({ name }) => asked.has(name)).flatMap((route) => controlsOf(route, scope));
  },
  weigh: (judged, weighing) => {
    const signs = new Map(weighing.scope.routes.map((route) => [route.name, signsOn(route, weighing)]));
    return {
      judged: judged.map((one) => inLightOf(one, signs.get(one.answer.task.route.name) ?? {}, judged)),
      findings: weighing.scope.routes.flatMap((route) => findingsOn(route, signs.get(route.name) ?? {})),
    };
  },
};

function inLightOf(one: Judged, { phantom, madeUp, portal, siblings = [] }: Signs, all: readonly Judged[]): Judged {
  const { answer, verdict } = one;
  const { evidence } = verdict;
  if (verdict.status === 'pass') {
    if (phantom === undefined || answer.task.scheme !== 'tcp') return one;
    return revised(one, problem({ cause: 'tcp.phantom', status: 'inconclusive', evidence: { controlAddress: PHANTOM } }, evidence));
  }
  if (verdict.status === 'warn') return one;
  // Whoever accepted the connection in the service's place is whom the handshake failed with.
  if (phantom !== undefined && answer.task.route.kind === 'direct' && isCutAtOnce(verdict))
    return revised(one, { ...verdict, evidence: withEvidence(evidence, { controlAddress: PHANTOM }) });
  // A filter that gives no address to anything that is not on its list makes nothing up: it says what it is.
  if (madeUp !== undefined && verdict.cause !== 'dns.sinkhole' && isMadeUp(evidence.addresses ?? [], madeUp.addresses))
    return rewritten(one, shownBy(madeUp), 'certain');
  const sibling = siblingOf(one, siblings, all);
  if (sibling !== undefined) return rewritten(one, shownBy(sibling), 'likely');
  const alike = portal !== undefined && evidence.httpStatus !== undefined && isSamePage(evidence, portal.evidence);
  if (alike && verdict.layer === 'http') return revised(one, problem({ cause: 'http.captive-portal', confidence: 'likely' }, evidence));
  const proxy = transparentProxy(answer);
  return proxy === undefined ? one : revised(one, { ...verdict, evidence: withEvidence(evidence, { transparentProxy: proxy }) });
}

/** Did it fail before anybody showed a certificate, though the connection was accepted? */
function isCutAtOnce({ cause, layer, evidence }: ProblemVerdict): boolean {
  return cause === 'tcp.reset' || (layer === 'tls' && evidence.chain === undefined);
}

/** Headers that only somebody in between adds, on an answer that nothing proves to be the service's. A hint, never a finding: content networks add them too. */
const IN_BETWEEN = ['via', 'x-cache', 'x-squid-error', 'x-forwarded-for', 'proxy-connection', 'x-bluecoat-via'];

function transparentProxy({ task, facts }: ProbeAnswer): string | undefined {
  if (task.route.kind !== 'direct' || task.scheme !== 'http') return undefined;
  const headers = stepOf(facts?.steps ?? [], 'http', 'target')?.facts.headers ?? {};
  const name = IN_BETWEEN.find((header) => headers[header] !== undefined);
  return name === undefined ? undefined : `${name}: ${cut(headers[name] ?? '', 200)}`;
}

function isSamePage(one: EndpointEvidence, other: EndpointEvidence): boolean {
  if (one.location !== undefined && other.location !== undefined) return placeOf(one.location) === placeOf(other.location);
  return one.bodySha256 !== undefined && one.bodySha256 === other.bodySha256;
}

function placeOf(location: string): string {
  return authorityOfUrl(location) ?? location;
}

function findingsOn(route: Route, { phantom, madeUp, portal }: Signs): readonly Finding[] {
  return [
    ...(phantom === undefined ? [] : [controlFinding(route, 'tcp.phantom', phantom.answer, phantom.evidence)]),
    ...(madeUp === undefined ? [] : [madeUpFinding(route, madeUp)]),
    ...(portal === undefined ? [] : [controlFinding(route, 'http.captive-portal', portal.answer, portal.evidence)]),
  ];
}

/** A filter that gives an address of nowhere to whatever it does not list (default deny) invents no answers: it blocks. */
function madeUpFinding(route: Route, madeUp: NonNullable<Signs['madeUp']>): Finding {
  const isNowhere = madeUp.addresses.every(leadsNowhere);
  return controlFinding(route, isNowhere ? 'dns.sinkhole' : 'dns.hijacked', madeUp.answer, withEvidence(madeUp.evidence, shownBy(madeUp)));
}

/** What a control shows is no endpoint's own fault: a warning about the route; endpoints that suffer from it fail by themselves. */
function controlFinding(route: Route, cause: Cause, { task }: ProbeAnswer, evidence: EndpointEvidence): Finding {
  return findingFrom(
    {
      id: `route:${route.name}:control:${cause}`,
      kind: 'route',
      title: `${route.name}: ${causeInfo(cause).title}`,
      route: route.name,
      target: { route: route.name },
      reproduce: reproduce(task),
    },
    { status: 'warn', cause, confidence: cause === 'http.captive-portal' ? 'likely' : 'certain', evidence },
  );
}
