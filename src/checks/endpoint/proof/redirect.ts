import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { authority } from '../../../model/network/route.ts';
import type { ScopedEndpoint } from '../../../model/scope.ts';
import { withEvidence } from '../verdict/evidence.ts';
import type { StepRuling, Verdict } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';
import { type Derived, derivedFindings } from './derived.ts';
import { isListed } from './listed.ts';
import { isProven, type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from './proof.ts';
import { keyOf, probeOf, type WebAddress, webAddress } from './web-address.ts';

const MAX_HOPS = 10;
/** Statuses whose Location a client follows (RFC 9110 section 15.4). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Forwarding services lead on: every hop has to be open too, and one that no catalog lists is a requirement of its own. */
export const redirect: Proof = {
  name: 'redirect',
  follow: (answer, scope, verdictOf) => {
    const { task } = answer;
    const hop = task.derivedFrom === undefined ? 0 : task.derivedFrom.because === 'redirect' ? (task.derivedFrom.hop ?? 0) : MAX_HOPS;
    const next = hop < MAX_HOPS ? nextOf(answer) : undefined;
    return next === undefined || !isProven(verdictOf(answer)) ? [] : [probeOf(next, task, 'redirect', scope, hop + 1)];
  },
  weigh: (judged, weighing) => {
    const derived: Derived[] = [];
    return { judged: judged.map((one) => weighOne(one, weighing, derived)), findings: derivedFindings(derived, weighing.scope) };
  },
};

function nextOf(answer: ProbeAnswer): WebAddress | undefined {
  return webAddress(locationOf(answer), answer.task);
}

function locationOf({ facts }: ProbeAnswer): string {
  const last = facts?.steps.at(-1);
  return last?.layer === 'http' && last.failure === undefined && REDIRECTS.has(last.facts.status ?? 0) ? (last.facts.location ?? '') : '';
}

/** An address of the web that is not asked on a peer's word: address literals, names without a dot, odd ports. */
function oddHostOf(answer: ProbeAnswer): string | undefined {
  const [, host] = /^https?:\/\/([\w.:[\]-]{1,253})(?:[/?#]|$)/i.exec(locationOf(answer)) ?? [];
  return host;
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

function weighOne(one: Judged, weighing: Weighing, derived: Derived[]): Judged {
  const { answer, endpoint, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  const chain = chainOf(answer, weighing);
  if (chain.hops.length === 0 && chain.end === 'arrived' && chain.oddHost === undefined) return one;
  const { scope } = weighing;
  const unlisted = chain.hops.filter(({ address }) => !isListed(address, scope.index.listed));
  for (const hop of unlisted) derived.push({ because: 'redirect', ...hop, ...asked(answer.task, endpoint) });
  const evidence = withEvidence(verdict.evidence, { hops: chain.hops.map(shown) });
  return revised(one, weakened({ ...verdict, evidence }, chain, unlisted, answer.task));
}

function shown(hop: Hop): NonNullable<EndpointEvidence['hops']>[number] {
  const { status, evidence } = hop.verdict;
  const cause = hop.verdict.status === 'pass' ? null : hop.verdict.cause;
  return {
    url: urlOf(hop.address),
    status,
    ...(evidence.httpStatus === undefined ? {} : { httpStatus: evidence.httpStatus }),
    ...(cause === null ? {} : { cause }),
  };
}

/** What is shut decides, then what is not listed, then a chain that does not arrive. A warning that is there already stays the one told. */
function weakened(verdict: Verdict, chain: Chain, unlisted: readonly Hop[], task: Probe): Verdict {
  const { evidence } = verdict;
  const shut = unlisted.find((hop) => hop.verdict.status === 'fail');
  if (shut !== undefined) return problem(toUnlisted(shut), evidence);
  // The entry that lists the hop may name other hosts of a wildcard: this one is nobody else's.
  const blocked = chain.hops.find((hop) => hop.verdict.status === 'fail');
  if (blocked !== undefined && blocked.verdict.status !== 'pass')
    return {
      ...blocked.verdict,
      evidence: withEvidence(blocked.verdict.evidence, { hops: evidence.hops ?? [], redirectHost: hostOf(blocked) }),
    };
  const [first] = unlisted;
  const ruling = first === undefined ? unfinished(chain, task) : toUnlisted(first);
  return ruling === undefined || (verdict.status === 'warn' && ruling.status === 'warn') ? verdict : problem(ruling, evidence);
}

function toUnlisted(hop: Hop): StepRuling {
  const { verdict } = hop;
  const evidence: EndpointEvidence = {
    location: urlOf(hop.address),
    redirectHost: hostOf(hop),
    ...(verdict.status === 'pass' ? {} : { redirectCause: verdict.cause }),
  };
  return { cause: 'http.redirect-unlisted', status: verdict.status === 'fail' ? 'fail' : 'warn', evidence };
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
