import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { authority, type Route } from '../../../model/network/route.ts';
import { authorityOfUrl } from '../../../model/network/web-url.ts';
import type { ScopedEndpoint } from '../../../model/scope.ts';
import { withEvidence } from '../verdict/evidence.ts';
import type { StepRuling, Verdict } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';
import { type Derived, derivedFindings } from './derived.ts';
import { isProven, type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from './proof.ts';
import { isListed } from './scope/listed.ts';
import { endpointsBehind } from './scope/scope-index.ts';
import { keyOf, placeOf, probeOf, type WebAddress, webAddress } from './web-address.ts';

const MAX_HOPS = 10;
const MAX_ADDRESSES = 8;
/** Statuses whose Location a client follows (RFC 9110 section 15.4). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Forwarding services lead on, and every hop has to be open too. Followed is only what the role asks for: paths that entries name. The root page of a host
 * stands for the host, and nobody cares where it leads.
 */
export const redirect: Proof = {
  name: 'redirect',
  follow: (answer, scope, verdictOf) => {
    const { task } = answer;
    if (task.derivedFrom === undefined && !endpointsBehind(task, scope).some(asksForPath)) return [];
    const hop = task.derivedFrom === undefined ? 0 : task.derivedFrom.because === 'redirect' ? (task.derivedFrom.hop ?? 0) : MAX_HOPS;
    const next = hop < MAX_HOPS ? nextOf(answer) : undefined;
    return next === undefined || !isProven(verdictOf(answer)) ? [] : [probeOf(next, task, 'redirect', scope, hop + 1)];
  },
  weigh: (judged, weighing) => {
    const derived: Derived[] = [];
    const told = toldBy(judged);
    return { judged: judged.map((one) => weighOne(one, weighing, { derived, told })), findings: derivedFindings(derived, weighing) };
  },
};

function asksForPath({ endpoint }: ScopedEndpoint): boolean {
  return endpoint.path !== '/';
}

function nextOf(answer: ProbeAnswer): WebAddress | undefined {
  return webAddress(locationOf(answer), answer.task);
}

function locationOf({ facts }: ProbeAnswer): string {
  const last = facts?.steps.at(-1);
  return last?.layer === 'http' && last.failure === undefined && REDIRECTS.has(last.facts.status ?? 0) ? (last.facts.location ?? '') : '';
}

/** An address of the web that is not asked on a peer's word: address literals, names without a dot, odd ports. */
function oddHostOf(answer: ProbeAnswer): string | undefined {
  const host = authorityOfUrl(locationOf(answer));
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? host : undefined;
}

interface Hop {
  readonly address: WebAddress;
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
}
interface Chain {
  readonly hops: readonly Hop[];
  readonly end: 'arrived' | 'loop' | 'limit';
  /** Where the last answer leads, when that is not asked. */
  readonly oddHost?: string | undefined;
}

/** From answer to answer, until one leads nowhere else. */
function chainOf(first: ProbeAnswer, { answers, verdictOf }: Weighing): Chain {
  const seen = new Set([first.task.key]);
  const hops: Hop[] = [];
  for (let from = first; ; ) {
    const address = nextOf(from);
    if (address === undefined) return { hops, end: 'arrived', oddHost: oddHostOf(from) };
    const key = keyOf(address, first.task.route);
    if (seen.has(key)) return { hops, end: 'loop' };
    if (hops.length === MAX_HOPS) return { hops, end: 'limit' };
    const answer = answers.get(key);
    if (answer === undefined) return { hops, end: 'arrived' };
    seen.add(key);
    hops.push({ address, answer, verdict: verdictOf(answer) });
    from = answer;
  }
}

interface Notes {
  readonly derived: Derived[];
  readonly told: (address: WebAddress, route: Route, endpoint: ScopedEndpoint) => boolean;
}

function weighOne(one: Judged, weighing: Weighing, { derived, told }: Notes): Judged {
  const { answer, endpoint, verdict } = one;
  if (!asksForPath(endpoint) || verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  const chain = chainOf(answer, weighing);
  if (chain.hops.length === 0 && chain.end === 'arrived' && chain.oddHost === undefined) return one;
  const { task } = answer;
  const shut = chain.hops.find((hop) => hop.verdict.status === 'fail');
  // What answers is nobody's problem and a row for the export; what could not be told is a row too, whoever lists it.
  for (const hop of chain.hops) {
    const isListedHop = isListed(hop.address, weighing.scope.index.listed);
    if (hop === shut || (isListedHop && hop.verdict.status !== 'inconclusive')) continue;
    derived.push({ because: 'redirect', ...hop, ...asked(task, endpoint) });
  }
  const evidence = withEvidence(verdict.evidence, { hops: chain.hops.map(shown) });
  const toTell = shut === undefined || told(shut.address, task.route, endpoint) ? undefined : shut;
  return revised(one, weakened({ ...verdict, evidence }, chain, toTell, weighing, task));
}

/** Does a row of the target's own say that it is shut, and as gravely? Then the one that leads there has nothing to add. */
function toldBy(judged: readonly Judged[]): Notes['told'] {
  const failed = new Map<string, boolean>();
  for (const { answer, endpoint, verdict } of judged) {
    if (verdict.status !== 'fail') continue;
    const place = placeOf(answer.task, answer.task.route);
    failed.set(place, failed.get(place) === true || endpoint.endpoint.required);
  }
  return (address, route, { endpoint }) => {
    const required = failed.get(placeOf(address, route));
    return required === true || (required === false && !endpoint.required);
  };
}

function shown(hop: Hop): NonNullable<EndpointEvidence['hops']>[number] {
  const { status, evidence } = hop.verdict;
  const cause = hop.verdict.status === 'pass' ? null : hop.verdict.cause;
  return {
    url: urlOf(hop.address),
    status,
    ...(evidence.httpStatus === undefined ? {} : { httpStatus: evidence.httpStatus }),
    ...(cause === null ? {} : { cause }),
    // What is shut has no row of its own that could show them.
    ...(status !== 'fail' || evidence.addresses === undefined ? {} : { addresses: evidence.addresses.slice(0, MAX_ADDRESSES) }),
  };
}

/** What is shut decides, then a chain that does not arrive. A warning that is there already stays the one told. */
function weakened(verdict: Verdict, chain: Chain, shut: Hop | undefined, { scope }: Weighing, task: Probe): Verdict {
  const { evidence } = verdict;
  if (shut !== undefined && shut.verdict.status !== 'pass') {
    if (!isListed(shut.address, scope.index.listed)) return { ...problem(toUnlisted(shut), evidence), about: shut.address };
    // An entry lists the target, and no row of its own says that it is shut.
    return {
      ...shut.verdict,
      about: shut.address,
      evidence: withEvidence(shut.verdict.evidence, { hops: evidence.hops ?? [], redirectHost: hostOf(shut) }),
    };
  }
  const ruling = unfinished(chain, task);
  return ruling === undefined || (verdict.status === 'warn' && ruling.status === 'warn') ? verdict : problem(ruling, evidence);
}

function toUnlisted(hop: Hop): StepRuling {
  const { verdict } = hop;
  const evidence: EndpointEvidence = {
    location: urlOf(hop.address),
    redirectHost: hostOf(hop),
    ...(verdict.status === 'pass' ? {} : { redirectCause: verdict.cause }),
  };
  return { cause: 'http.redirect-unlisted', evidence };
}

/** Nobody but the service can write into a verified connection, and it may go round for want of a cookie; in the clear anybody on the way can. */
function unfinished({ hops, end, oddHost }: Chain, task: Probe): StepRuling | undefined {
  const cause = 'http.redirect-unlisted';
  if (end === 'arrived') return oddHost === undefined ? undefined : { cause, status: 'warn', evidence: { redirectHost: oddHost } };
  const last = hops.at(-1);
  const evidence: EndpointEvidence = {
    ...(end === 'loop' ? { redirectLoop: true } : { redirectLimit: MAX_HOPS }),
    ...(last === undefined ? {} : { redirectHost: hostOf(last), location: urlOf(last.address) }),
  };
  const verified = task.scheme === 'https' && hops.every(({ address }) => address.scheme === 'https');
  return verified ? { cause, status: 'warn', confidence: 'likely', evidence } : { cause, confidence: 'likely', evidence };
}

const urlOf = ({ scheme, target, path }: WebAddress): string =>
  `${scheme}://${authority(target).replace(scheme === 'http' ? /:80$/ : /:443$/, '')}${path}`;
const hostOf = ({ address }: Hop): string => authority(address.target);

function asked(task: Probe, { endpoint: { required, feature } }: ScopedEndpoint): Pick<Derived, 'why' | 'required' | 'feature' | 'from'> {
  return { from: task, why: `Not in the catalog: a redirect of ${task.target.host} leads here.`, required, feature };
}
