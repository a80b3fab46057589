import type { Finding } from '../../../model/finding.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { allRoutes, routesFor, type Scope, type ScopedEndpoint } from '../../../model/scope.ts';
import { isOfClock, withClockFirst } from '../proof/clock.ts';
import { weighProofs } from '../proof/index.ts';
import { isNegative } from '../proof/negative/index.ts';
import { type Judged, type ProbeAnswer, revised } from '../proof/proof.ts';
import { inLightOfPages, sharedPages } from '../proof/same-page.ts';
import { endpointsBehind, type IndexedScope } from '../proof/scope/scope-index.ts';
import { askedFor, findingOf, skippedFindings } from '../verdict/finding.ts';
import { isUnroutable } from '../verdict/local-fault.ts';
import { judgeObservation } from '../verdict/observation.ts';
import { expectedMarker } from '../verdict/plain/expected-origin.ts';
import type { Fingerprints, Verdict } from '../verdict/verdict.ts';
import { withOneOf } from './one-of.ts';
import { isOfPhantom, withPhantomChildren } from './phantom.ts';
import { routeFindings } from './route.ts';
import { withBrokenFamilies, withDegradedDns, withDocumentation } from './whole-run.ts';

/** All findings of a run: route findings first, then one a feature that needs an endpoint, then what was skipped. */
export function judge(answers: readonly ProbeAnswer[], scope: IndexedScope, fingerprints: Fingerprints): readonly Finding[] {
  const own = answers.filter(({ task }) => task.derivedFrom === undefined);
  const alone = (answer: ProbeAnswer): Verdict => verdictOf(answer, scope, fingerprints);
  const pages = sharedPages(answers, alone, fingerprints);
  const inLight = (answer: ProbeAnswer): Verdict => inLightOfPages(answer, alone(answer), pages);
  const alike = refine(
    own.flatMap((answer) =>
      endpointsBehind(answer.task, scope).map((endpoint) => ({
        answer,
        endpoint,
        verdict: expectsOrigin(endpoint)
          ? inLightOfPages(answer, verdictOf(answer, scope, fingerprints, endpoint), pages)
          : inLight(answer),
      })),
    ),
    answers,
  );
  const { judged, findings: further } = weighProofs(alike, answers, {
    scope,
    fingerprints,
    verdictOf: inLight,
  });
  const inWholeRun = withDegradedDns(withBrokenFamilies(withDocumentation(judged, answers), answers), answers);
  const findings = withPhantomChildren([...withOneOf(inWholeRun).map((one) => findingFrom(one, scope)), ...further]);
  const routes = allRoutes(scope).map(({ name }) => name);
  const ofRoutes = routeFindings(
    findings.filter((finding) => !isOfClock(finding) && !isOfPhantom(finding) && !isNegative(finding)),
    routes,
  );
  return withClockFirst([...ofRoutes, ...findings, ...skippedIn(scope)]);
}

function skippedIn(scope: IndexedScope): readonly Finding[] {
  return scope.endpoints.flatMap((scoped) =>
    skippedFindings(
      scoped,
      routesFor(scoped, scope).map(({ name }) => name),
    ),
  );
}

/** What one answer says by itself, while the run goes on; the run's end may judge it again. */
export function judgeAlone(answer: ProbeAnswer, scope: IndexedScope, fingerprints: Fingerprints): readonly Finding[] {
  // A further probe says nothing by itself.
  return answer.task.derivedFrom === undefined ? judgedFor(answer, scope, fingerprints).map((one) => findingFrom(one, scope)) : [];
}

/** What an answer comes to alone, for each of the endpoints that share its probe. */
function judgedFor(answer: ProbeAnswer, scope: IndexedScope, fingerprints: Fingerprints): readonly Judged[] {
  return endpointsBehind(answer.task, scope).map((endpoint) => ({
    answer,
    endpoint,
    verdict: verdictOf(answer, scope, fingerprints, expectsOrigin(endpoint) ? endpoint : undefined),
  }));
}

const expectsOrigin = ({ endpoint: { expect } }: ScopedEndpoint): boolean => expect.origin !== undefined;

function findingFrom({ answer, endpoint, verdict }: Judged, scope: IndexedScope): Finding {
  const { task, facts } = answer;
  return scope.judged.finding(answer, endpoint, verdict, () => findingOf(askedFor(endpoint, task.target.host), task, verdict, facts));
}

/** What an answer comes to alone; `expecting`: for that endpoint, of several that share the probe and expect unlike signs. */
export function verdictOf(answer: ProbeAnswer, scope: IndexedScope, fingerprints: Fingerprints, expecting?: ScopedEndpoint): Verdict {
  if (expecting !== undefined) return judgedNow(answer, scope, fingerprints, expecting);
  return scope.judged.verdict(answer, fingerprints, () => judgedNow(answer, scope, fingerprints));
}

function judgedNow({ task, facts }: ProbeAnswer, scope: Scope, fingerprints: Fingerprints, expecting?: ScopedEndpoint): Verdict {
  const { host, port } = task.target;
  if (facts === undefined) {
    return {
      status: 'inconclusive',
      cause: null,
      layer: 'dns',
      confidence: 'certain',
      evidence: { host, port, scheme: task.scheme, route: task.route.name, code: 'NOT_RUN' },
    };
  }
  return judgeObservation(facts, {
    probe: task,
    allowPrivate: scope.allowPrivate,
    systemCa: scope.systemCa,
    nowIso: scope.startedAt,
    fingerprints:
      task.scheme === 'http'
        ? withExpectedOrigins(task, expecting === undefined ? scope.endpoints : [expecting], fingerprints)
        : fingerprints,
  });
}

/** The signs that entries of the catalogs expect count beside those that are known. */
function withExpectedOrigins(
  { endpointKeys, target }: Probe,
  endpoints: readonly ScopedEndpoint[],
  fingerprints: Fingerprints,
): Fingerprints {
  const origins = endpoints.flatMap(({ key, endpoint: { expect } }) =>
    expect.origin === undefined || !endpointKeys.includes(key) ? [] : [expect.origin],
  );
  return {
    ...fingerprints,
    originMarker: (host, answer) => {
      const known = fingerprints.originMarker(host, answer);
      if (known !== undefined || host !== target.host) return known;
      return origins.flatMap((origin) => expectedMarker(origin, host, answer) ?? [])[0];
    },
  };
}

/** What shows only when all answers lie side by side. */
function refine(judged: readonly Judged[], answers: readonly ProbeAnswer[]): readonly Judged[] {
  const answering = new Set(judged.filter(({ answer }) => proxyAnswered(answer)).map(({ answer }) => answer.task.route.name));
  const known = judged.filter(({ answer }) => answer.facts !== undefined);
  const noWayOut = known.length > 0 && known.every(({ answer }) => endsUnroutable(answer)) && !answers.some(leavesThisMachine);
  const reached = hostsReached(known);
  return judged
    .map((one) => slowUpstream(one, answering))
    .map((one) => (noWayOut ? withoutAnyRoute(one) : one))
    .map((one) => rejectedOnThePath(one, reached));
}

/** Hosts that accepted a connection, by route and address family. */
function hostsReached(judged: readonly Judged[]): ReadonlyMap<string, ReadonlySet<string>> {
  const reached = new Map<string, Set<string>>();
  for (const { answer } of judged) {
    for (const step of answer.facts?.steps ?? []) {
      if (step.layer !== 'tcp' || step.failure !== undefined || step.peer !== 'target') continue;
      const key = wayOf(answer.task.route.name, step.facts.address);
      reached.set(key, (reached.get(key) ?? new Set()).add(answer.task.target.host));
    }
  }
  return reached;
}

function wayOf(route: string, address = ''): string {
  return `${route} ${address.includes(':') ? 6 : 4}`;
}

/** "Unreachable" about one host, while others are reached over the same gateway, is a firewall's answer: the route is there. */
function rejectedOnThePath(one: Judged, reached: ReadonlyMap<string, ReadonlySet<string>>): Judged {
  const { verdict, answer } = one;
  if (verdict.status === 'pass' || verdict.cause !== 'tcp.unreachable' || endsUnroutable(answer)) return one;
  const othersReached = reached.get(wayOf(answer.task.route.name, verdict.evidence.address))?.size ?? 0;
  return othersReached === 0 ? one : revised(one, { ...verdict, evidence: { ...verdict.evidence, othersReached } });
}

function proxyAnswered({ facts }: ProbeAnswer): boolean {
  return facts?.steps.some((step) => step.layer === 'proxy' && (step.facts.status ?? 0) > 0 && step.facts.status !== 407) === true;
}

/** Was anything sent to an address beyond this machine, be it a control's? */
function leavesThisMachine({ facts }: ProbeAnswer): boolean {
  return [...(facts?.steps ?? []), ...(facts?.otherFamily ?? [])].some(
    (step) => step.layer === 'tcp' && (step.facts.attempts ?? []).some(({ noRoute }) => noRoute !== true),
  );
}

function endsUnroutable({ facts }: ProbeAnswer): boolean {
  const last = facts?.steps.at(-1);
  return last !== undefined && isUnroutable(last);
}

/** A proxy that answers others at once is not slow itself: what it waited for is. */
function slowUpstream(one: Judged, answering: ReadonlySet<string>): Judged {
  if (one.verdict.status === 'pass' || one.verdict.cause !== 'proxy.timeout' || !answering.has(one.answer.task.route.name)) return one;
  return revised(one, { ...one.verdict, cause: 'proxy.upstream-timeout', confidence: 'likely' });
}

/** A machine that knows no way to any address of the run has no way out at all. */
function withoutAnyRoute(one: Judged): Judged {
  const { verdict } = one;
  // A wrong address explains by itself why no route leads there.
  if (
    verdict.status === 'pass' ||
    (verdict.cause !== 'tcp.unreachable' && verdict.cause !== 'proxy.unreachable') ||
    !endsUnroutable(one.answer)
  )
    return one;
  return revised(one, {
    status: 'inconclusive',
    cause: null,
    layer: 'tcp',
    confidence: 'certain',
    evidence: { ...one.verdict.evidence, code: 'NO_ROUTE' },
  });
}
