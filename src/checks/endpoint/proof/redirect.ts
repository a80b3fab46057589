import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Probe } from '../../../model/probe.ts';
import { authority } from '../../../model/route.ts';
import type { Scope, ScopedEndpoint } from '../../../model/scope.ts';
import { withEvidence } from '../judge/evidence.ts';
import type { Ruling, Verdict } from '../judge/verdict.ts';
import { problem } from '../judge/walk.ts';
import { derivedFinding } from './derived.ts';
import type { Judged, ProbeAnswer, Proof, Weighing } from './proof.ts';
import { isListed, keyOf, probeOf, type WebAddress, webAddress } from './web-address.ts';

const MAX_HOPS = 10;
/** Statuses whose Location a client follows (RFC 9110 section 15.4). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Forwarding services lead on: every hop has to be open too, and one that no catalog lists is a requirement of its own. */
export const redirect: Proof = {
  because: 'redirect',
  follow: ({ task, facts }) => {
    const hop = task.derivedFrom === undefined ? 0 : task.derivedFrom.because === 'redirect' ? (task.derivedFrom.hop ?? 0) : MAX_HOPS;
    const next = hop < MAX_HOPS ? nextOf({ task, ...(facts === undefined ? {} : { facts }) }) : undefined;
    return next === undefined ? [] : [probeOf(next, task, 'redirect', hop + 1)];
  },
  weigh: (judged, weighing) => {
    const derived = new Map<string, Finding>();
    return { judged: judged.map((one) => weighOne(one, weighing, derived)), findings: [...derived.values()] };
  },
};

function nextOf({ task, facts }: ProbeAnswer): WebAddress | undefined {
  const last = facts?.steps.at(-1);
  if (last?.layer !== 'http' || last.failure !== undefined || !REDIRECTS.has(last.facts.status ?? 0)) return undefined;
  return webAddress(last.facts.location ?? '', task);
}

interface Hop {
  readonly address: WebAddress;
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
}
interface Chain {
  readonly hops: readonly Hop[];
  readonly endless: boolean;
}

/** From answer to answer, until one leads nowhere else. */
function chainOf(first: ProbeAnswer, { answers, verdictOf }: Weighing): Chain {
  const seen = new Set([first.task.key]);
  const hops: Hop[] = [];
  for (let from = first; ; ) {
    const address = nextOf(from);
    if (address === undefined) return { hops, endless: false };
    const key = keyOf(address, first.task.route);
    if (seen.has(key) || hops.length === MAX_HOPS) return { hops, endless: true };
    const answer = answers.get(key);
    if (answer === undefined) return { hops, endless: false };
    seen.add(key);
    hops.push({ address, answer, verdict: verdictOf(answer) });
    from = answer;
  }
}

function weighOne(one: Judged, weighing: Weighing, derived: Map<string, Finding>): Judged {
  const { answer, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  const chain = chainOf(answer, weighing);
  if (chain.hops.length === 0 && !chain.endless) return one;
  const { scope } = weighing;
  const unlisted = chain.hops.filter(({ address }) => !isListed(address, scope.endpoints));
  const needing = endpointsOf(answer.task, scope);
  for (const hop of unlisted) {
    const finding = derivedFinding({ because: 'redirect', ...hop, ...asked(answer.task, needing) });
    derived.set(finding.id, finding);
  }
  return { answer, verdict: weakened(verdict, chain, unlisted) };
}

function weakened(verdict: Verdict, { hops, endless }: Chain, unlisted: readonly Hop[]): Verdict {
  const told = { hops: hops.map(({ address, verdict: { status } }) => ({ url: urlOf(address), status })) };
  const evidence = withEvidence(verdict.evidence, told);
  const blocked = hops.find((hop) => hop.verdict.status === 'fail');
  const [first] = unlisted;
  if (first !== undefined) return problem(toUnlisted(blocked ?? first, unlisted.includes(blocked ?? first)), evidence);
  // The entry that lists the hop may name other hosts of a wildcard: this one is nobody else's.
  if (blocked !== undefined && blocked.verdict.status !== 'pass')
    return { ...blocked.verdict, evidence: withEvidence(blocked.verdict.evidence, { ...told, redirectHost: hostOf(blocked) }) };
  if (endless)
    return problem({ cause: 'http.redirect-unlisted', status: 'warn', confidence: 'likely', evidence: { redirectLoop: true } }, evidence);
  return { ...verdict, evidence };
}

function toUnlisted(hop: Hop, isUnlisted: boolean): Ruling {
  const { verdict } = hop;
  const evidence: EndpointEvidence = {
    location: urlOf(hop.address),
    redirectHost: hostOf(hop),
    ...(verdict.status === 'pass' ? {} : { redirectCause: verdict.cause }),
  };
  return { cause: 'http.redirect-unlisted', status: verdict.status === 'fail' && isUnlisted ? 'fail' : 'warn', evidence };
}

const urlOf = ({ scheme, target, path }: WebAddress): string => `${scheme}://${authority(target)}${path}`;
const hostOf = ({ address }: Hop): string => authority(address.target);

function endpointsOf({ endpointKeys }: Probe, { endpoints }: Scope): readonly ScopedEndpoint[] {
  return endpoints.filter(({ key }) => endpointKeys.includes(key));
}

function asked(
  { target }: Probe,
  needing: readonly ScopedEndpoint[],
): { readonly why: string; readonly required: boolean; readonly feature: string } {
  return {
    why: `Not in the catalog: ${target.host} leads on to it.`,
    required: needing.some(({ endpoint }) => endpoint.required),
    feature: needing[0]?.endpoint.feature ?? 'derived',
  };
}
