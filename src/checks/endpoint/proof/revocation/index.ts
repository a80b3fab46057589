import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Certificate } from '../../../../model/network/observation.ts';
import type { Route } from '../../../../model/network/route.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import type { ProblemVerdict, Verdict } from '../../verdict/verdict.ts';
import { problem } from '../../verdict/walk.ts';
import { type Derived, derivedFindings } from '../derived.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from '../proof.ts';
import { isListed } from '../scope/listed.ts';
import { placeOf } from '../web-address.ts';
import { issuerProbes, weighIssuers } from './issuer.ts';
import { outcomeOf, type RevocationOutcome } from './outcome.ts';
import { checkedCertificates, type Way, wayKey, wayProbe, wayRoute, waysOf, wayUrl } from './ways.ts';

/**
 * Windows asks whether a certificate was revoked, at addresses that the certificate itself names, on TCP 80: the responder first (RFC 6960), then the list
 * (RFC 5280). One way that works is enough. Without any the hosts fail, and the addresses are what has to be opened.
 */
export const revocation: Proof = {
  name: 'revocation',
  follow: (answer, scope) => {
    const { task } = answer;
    if (task.derivedFrom !== undefined) return [];
    const ways = checkedCertificates(answer).flatMap((certificate) => waysOf(certificate, task).map((way) => wayProbe(way, task, scope)));
    return [...ways, ...issuerProbes(answer, scope)];
  },
  weigh: (judged, weighing) => {
    const notes: Notes = { derived: [], fallbacks: new Map(), read: new Map(), told: troubledPlaces(judged) };
    const weighed = judged.map((one) => weighOne(one, weighing, notes));
    const derived = notes.derived.map((one) => ({ ...one, verdict: withFallback(one.verdict, one.answer, notes) }));
    return {
      judged: weighed.map((one) => {
        const verdict = withFallback(one.verdict, one.answer, notes);
        return verdict === one.verdict ? one : revised(one, verdict);
      }),
      findings: derivedFindings(derived, weighing),
    };
  },
};

interface Notes {
  readonly derived: Derived[];
  /** By place: the address that Windows uses in place of one that is shut. */
  readonly fallbacks: Map<string, string>;
  readonly read: Map<string, Read>;
  /** Places of which a row of the catalog already says that something is wrong there. */
  readonly told: ReadonlySet<string>;
}

/** A way with the answer to it. */
interface Read extends RevocationOutcome {
  readonly way: Way;
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
}

function troubledPlaces(judged: readonly Judged[]): ReadonlySet<string> {
  return new Set(judged.filter(({ verdict }) => verdict.status !== 'pass').map(({ answer: { task } }) => placeOf(task, task.route)));
}

function weighOne(told: Judged, weighing: Weighing, notes: Notes): Judged {
  const { one, derived } = weighIssuers(told, weighing);
  notes.derived.push(...derived);
  const { answer, verdict } = one;
  if (verdict.status === 'fail' || verdict.status === 'inconclusive') return one;
  if (verdict.status === 'warn' && verdict.cause === 'tls.intercepted') return one;
  const certificates = checkedCertificates(answer).map((certificate) => readAll(certificate, answer, weighing, notes));
  const route = wayRoute(answer.task, weighing.scope);
  for (const ways of certificates) noteFallbacks(ways, route, notes);
  const stuck = certificates.filter((ways) => ways.length > 0 && ways.every(({ state }) => state === 'shut')).flat();
  for (const ways of certificates) for (const way of ways) noteDerived(way, one, stuck.includes(way), weighing, notes);
  const over = route.name === answer.task.route.name ? {} : { revocationRoute: route.name };
  if (stuck.length > 0) return revised(one, noWayLeft(verdict, stuck, over));
  const open = certificates.filter((ways) => ways.length > 0 && !ways.some(({ state }) => state === 'open')).flat();
  return open.length === 0 ? one : revised(one, notTold(verdict, open, over));
}

function readAll(certificate: Certificate, { task }: ProbeAnswer, weighing: Weighing, { read }: Notes): readonly Read[] {
  return waysOf(certificate, task).map((way) => {
    const key = wayKey(way, wayRoute(task, weighing.scope));
    const known = read.get(key) ?? readOne(way, weighing.answers.get(key) ?? { task: wayProbe(way, task, weighing.scope) }, weighing);
    read.set(key, known);
    return known;
  });
}

function readOne(way: Way, answer: ProbeAnswer, { verdictOf }: Weighing): Read {
  const verdict = verdictOf(answer);
  return { way, answer, verdict, ...outcomeOf(way, answer, verdict) };
}

function noteFallbacks(ways: readonly Read[], route: Route, { fallbacks }: Notes): void {
  const open = ways.find(({ state }) => state === 'open');
  if (open === undefined) return;
  for (const { state, way } of ways) if (state === 'shut') fallbacks.set(placeOf(way.address, route), wayUrl(open.way));
}

/** A row for what no entry lists, and for what is wrong at a listed place while its own row says nothing of it. */
function noteDerived(
  read: Read,
  { answer: { task }, endpoint }: Judged,
  isStuck: boolean,
  { scope }: Weighing,
  { derived, told }: Notes,
): void {
  const { way, answer, state } = read;
  const listed = isListed(way.address, scope.index.listed);
  if (listed && (state === 'open' || told.has(placeOf(way.address, wayRoute(task, scope))))) return;
  const why = `${listed ? 'The' : 'Not in the catalog: the'} certificate of ${task.target.host} names it for revocation.`;
  const required = isStuck && endpoint.endpoint.required;
  derived.push({ because: 'revocation', answer, verdict: verdictOn(read), why, required, feature: 'revocation', from: task });
}

/** The way is open. A media type is what anybody can send: only a verified signature makes it certain. What came in place of a list says no more than that. */
function verdictOn({ state, verdict, why }: Read): Verdict {
  if (state === 'open') return verdict.status === 'pass' ? verdict : { status: 'pass', confidence: 'likely', evidence: verdict.evidence };
  if (state === 'unknown' || verdict.status === 'fail') return verdict;
  const { host = '', port = 80 } = verdict.evidence;
  const evidence: EndpointEvidence = {
    revocation: [{ url: `http://${host}${port === 80 ? '' : `:${port}`}`, cause: why }],
    revocationAnswer: why,
  };
  return problem({ cause: 'tls.revocation-unreachable', confidence: 'likely', evidence }, verdict.evidence);
}

type Over = Pick<EndpointEvidence, 'revocationRoute'>;

function noWayLeft(verdict: Verdict, stuck: readonly Read[], over: Over): ProblemVerdict {
  const ruling = { cause: 'tls.revocation-unreachable', evidence: { revocation: listOf(stuck), ...over } } as const;
  return { ...problem(ruling, verdict.evidence), ...aboutFirst(stuck) };
}

function notTold(verdict: Verdict, open: readonly Read[], over: Over): ProblemVerdict {
  const evidence = withEvidence(verdict.evidence, { code: 'REVOCATION_UNKNOWN', revocation: listOf(open), ...over });
  return { status: 'inconclusive', cause: null, layer: 'tls', confidence: 'certain', evidence, ...aboutFirst(open) };
}

function listOf(ways: readonly Read[]): NonNullable<EndpointEvidence['revocation']> {
  return [...new Map(ways.map(({ way, why }) => [wayUrl(way), why]))].map(([url, cause]) => ({ url, cause }));
}

/** Whoever wants to see it asks one of the addresses, not the host that needs them. */
function aboutFirst([first]: readonly Read[]): Pick<ProblemVerdict, 'about'> {
  if (first === undefined) return {};
  const { scheme, target, path } = first.answer.task;
  return { about: { scheme, target, path } };
}

/** Of an address that is shut: what Windows does instead. */
function withFallback(verdict: Verdict, { task }: ProbeAnswer, { fallbacks }: Notes): Verdict {
  const instead = verdict.status === 'pass' ? undefined : fallbacks.get(placeOf(task, task.route));
  return instead === undefined ? verdict : { ...verdict, evidence: withEvidence(verdict.evidence, { revocationInstead: instead }) };
}
