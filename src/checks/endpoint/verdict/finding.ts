import { findingFrom, wordsFor } from '../../../causes/finding.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding, Timings } from '../../../model/finding.ts';
import { isInternetName } from '../../../model/network/address.ts';
import type { Observation, Step } from '../../../model/network/observation.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { authority, type HostPort } from '../../../model/network/route.ts';
import { hostOfUrl } from '../../../model/network/web-url.ts';
import type { Subject } from '../../../model/ruling.ts';
import type { ScopedEndpoint } from '../../../model/scope.ts';
import { cut } from '../../../text/cut.ts';
import { withEvidence } from './evidence.ts';
import { flightsOf } from './flights.ts';
import { reproduce } from './route/reproduce.ts';
import { routeTold } from './route/route-taken.ts';
import type { Verdict } from './verdict.ts';

/** What a finding says of whoever needs the answer. */
export interface AskedFor {
  /** Makes the finding's id, with port and route. */
  readonly key: string;
  /** The host as it was published. */
  readonly pattern: string;
  readonly feature: string;
  readonly required: boolean;
  /** Empty: nothing is said. */
  readonly why: string;
  readonly documentation?: string;
  readonly publishedRanges?: string;
}

/** That of an endpoint; with a host, where that is one of several that stand for a pattern. */
export function askedFor({ key, pattern, hosts, endpoint, documentation, publishedRanges }: ScopedEndpoint, host?: string): AskedFor {
  const { feature, required, why } = endpoint;
  // A pattern is probed by several hosts: each is a finding of its own.
  const own = host === undefined || (hosts.length === 1 && hosts[0] === pattern);
  return {
    key: own ? key : `${key}/${host}`,
    pattern: endpoint.host,
    feature,
    required,
    why,
    ...(documentation === undefined ? {} : { documentation }),
    ...(publishedRanges === undefined ? {} : { publishedRanges }),
  };
}

/** The finding of one endpoint, from the verdict on the probe that was made on its behalf. */
export function findingOf(asked: AskedFor, probe: Probe, verdict: Verdict, observation: Observation | undefined): Finding {
  const evidence = withEvidence(verdict.evidence, {
    feature: asked.feature,
    ...(asked.why === '' ? {} : { why: asked.why }),
    ...(asked.documentation === undefined ? {} : { documentation: asked.documentation }),
    ...(asked.publishedRanges === undefined ? {} : { publishedRanges: asked.publishedRanges }),
    ...(observation === undefined ? {} : { ...triedAt(observation), ...flightsOf(observation) }),
  });
  const subject = {
    ...subjectOf(asked, { ...probe.target, scheme: probe.scheme }, probe.route.name),
    reproduce: reproduce({ ...shownBy(probe, verdict), route: routeTold(probe.route, observation?.steps ?? [], evidence.proxy) }),
    timings: timingsOf(observation),
    attempts: (observation?.earlierAttempts.length ?? -1) + 1,
  };
  const status = verdict.status === 'fail' && !asked.required ? 'warn' : verdict.status;
  return findingFrom(subject, { ...verdict, status, required: asked.required, evidence, message: messageOf(verdict, evidence) });
}

/** What it takes to find the attempts in the log of a device. */
function triedAt({ startedAt, steps, otherFamily = [] }: Observation): Pick<EndpointEvidence, 'testedAt' | 'sourcePorts'> {
  const ports = [...steps, ...otherFamily].flatMap((step) =>
    step.layer === 'tcp' ? (step.facts.attempts ?? []).flatMap(({ localPort }) => (localPort === undefined ? [] : [localPort])) : [],
  );
  const begin = Date.parse(startedAt) + (steps.find(({ layer }) => layer === 'tcp')?.startMs ?? 0);
  return {
    ...(Number.isFinite(begin) ? { testedAt: new Date(begin).toISOString() } : {}),
    ...(ports.length === 0 ? {} : { sourcePorts: ports }),
  };
}

/** What shows the problem: the probe itself, or the address that another one leads to. */
function shownBy(probe: Probe, verdict: Verdict): Probe {
  if (verdict.status === 'pass' || verdict.about === undefined) return probe;
  const { variation: _own, ...rest } = probe;
  return { ...rest, ...verdict.about };
}

/** The findings of an endpoint that is not probed, one a port and route. */
export function skippedFindings(scoped: ScopedEndpoint, routeNames: readonly string[]): readonly Finding[] {
  const { skip, endpoint, pattern } = scoped;
  if (skip === undefined) return [];
  return routeNames.flatMap((route) =>
    endpoint.ports.map((port) =>
      findingFrom(subjectOf(askedFor(scoped), { host: pattern, port, scheme: endpoint.scheme }, route), {
        status: 'skip',
        required: endpoint.required,
        message: skip.message,
        skipReason: skip.reason,
      }),
    ),
  );
}

function subjectOf({ key, pattern, feature }: AskedFor, { host, port, scheme }: HostPort & Pick<Probe, 'scheme'>, route: string): Subject {
  return {
    id: `endpoint:${key}:${port}@${route}`,
    kind: 'endpoint',
    title: `${authority({ host, port })} for ${feature}`,
    feature,
    route,
    target: { pattern, host, port, scheme },
  };
}

function messageOf(verdict: Verdict, evidence: EndpointEvidence): string {
  if (verdict.status === 'pass') return passMessage(evidence, verdict.confidence);
  const { message } = wordsFor(verdict.cause, verdict.layer, evidence);
  if (verdict.cause === null) return message;
  const isRetried = verdict.status === 'warn' && evidence.answersNow === true;
  return `${isRetried ? 'It answers now, but an earlier attempt failed. ' : ''}${message}${afterSkipped(verdict.status, evidence)}${insteadOf(evidence)}`;
}

/** What a PAC script's list says after a proxy that could not be reached. */
function afterSkipped(status: Verdict['status'], { pacSkipped = [], pacChosen = '', proxy, behindProxy }: EndpointEvidence): string {
  if (pacSkipped.length === 0) return '';
  const next = pacChosen === 'DIRECT' || proxy === undefined ? 'the direct way' : pacChosen;
  if (status === 'warn' && behindProxy === undefined) return ` The next entry of the PAC script's list, ${next}, was used and works.`;
  if (behindProxy !== undefined) return ` The next entry of the PAC script's list, ${next}, does not lead out either (${behindProxy}).`;
  return ` Passed over before it in the PAC script's list: ${pacSkipped.slice(0, 3).join(', ')}.`;
}

/** Of an address for revocation that is shut: one way is enough. */
function insteadOf({ revocationInstead }: EndpointEvidence): string {
  return revocationInstead === undefined
    ? ''
    : ` Certificates can still be checked: Windows waits for its time-out here and then asks ${revocationInstead}.`;
}

function passMessage(evidence: EndpointEvidence, confidence: 'likely' | undefined): string {
  const {
    host = '',
    port = 0,
    route,
    proxy,
    tlsVersion,
    issuer,
    httpStatus,
    originMarker,
    scheme,
    canary,
    privateRoot,
    unprovenBecause,
    retryAfterSeconds,
    location,
    issuerFetches = [],
  } = evidence;
  const way = proxy === undefined ? 'directly' : proxy === route ? `through proxy ${proxy}` : `through proxy ${proxy} (route ${route})`;
  const issuerName = /CN=([^,]+)/.exec(issuer ?? '')?.[1] ?? issuer;
  const proof =
    scheme === 'https'
      ? `, ${tlsVersion ?? 'TLS'}, certificate from ${issuerName ?? 'a genuine authority'}${privateRoot === undefined ? '' : ` below a root of --endpoint-ca-file (${privateRoot.subject})`}`
      : originMarker === undefined
        ? ''
        : confidence === undefined
          ? `, proven by ${originMarker}`
          : `, recognised by ${originMarker}, which is easily imitated`;
  return `${authority({ host, port })} answered ${way}${proof}${httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}${retryAfterSeconds === undefined ? '' : ` (busy: it asks to come back after ${retryAfterSeconds} s)`}${oddRedirect(location)}${unprovenBecause === undefined ? '' : `; ${unprovenBecause}`}.${fetchedNote(issuerFetches)}${canary === undefined ? '' : ` Made-up name ${canary} is let through as well.`}`;
}

/** A redirect to what is not on the internet is told: nothing asks there on a peer's word. */
function oddRedirect(location = ''): string {
  const host = hostOfUrl(location)?.replace(/^\[|\]$/g, '');
  return host === undefined || isInternetName(host) ? '' : ` (a redirect to ${cut(location, 120)}, which was not followed)`;
}

/** Of a chain that was completed: it works wherever that address is open. */
function fetchedNote(fetches: NonNullable<EndpointEvidence['issuerFetches']>): string {
  const [came] = fetches.filter(({ cause }) => cause === '');
  return came === undefined
    ? ''
    : ` The server leaves out an intermediate certificate; it was fetched from ${came.url}, as Windows does, so that address is needed too.`;
}

function timingsOf(observation: Observation | undefined): Timings {
  const steps = observation?.steps ?? [];
  const last = steps.at(-1);
  const sum = (layer: Step['layer']): number | undefined => {
    const own = steps.filter((step) => step.layer === layer);
    return own.length === 0 ? undefined : Math.round(own.reduce((total, step) => total + step.durationMs, 0) * 10) / 10;
  };
  const entries = (['dns', 'tcp', 'proxy', 'tls', 'http'] as const)
    .map((layer) => [`${layer}Ms`, sum(layer)] as const)
    .filter(([, ms]) => ms !== undefined);
  const ends = [last, observation?.otherFamily?.at(-1)].map((step) => (step === undefined ? 0 : step.startMs + step.durationMs));
  const totalMs = Math.round(Math.max(...ends) * 10) / 10;
  return Object.assign(Object.fromEntries(entries), { totalMs });
}
