import type { Finding } from '../../../../model/finding.ts';
import { furtherKey, type Probe, type Variation } from '../../../../model/network/probe.ts';
import type { Route } from '../../../../model/network/route.ts';
import type { Judged, Proof, Weighing } from '../proof.ts';
import { reachedAddress } from '../wildcard/canary.ts';
import { negativeFinding } from './finding.ts';
import { negativeOutcome } from './outcome.ts';
import { type NegativeTest, testsOf } from './tests.ts';

/** A genuine service answers a handshake within this, milliseconds. */
const HANDSHAKE_MS = 5000;

/**
 * Entries with `expect: blocked`: is what nothing needs let through? Each is asked for by its name, a wildcard by a made-up name below it, and on a direct route also in a
 * handshake with the address of a known host, since a made-up name has none. It adds findings and leaves those of the endpoints as they are.
 */
export const negativeProof: Proof = {
  name: 'negative',
  plan: (scope) => scope.routes.flatMap((route) => testsOf(scope).map((test) => probeOf(test, route, {}))),
  follow: ({ task, facts }, scope) => {
    const address = task.derivedFrom === undefined && facts !== undefined ? reachedAddress(facts) : undefined;
    if (address === undefined) return [];
    return testsOf(scope)
      .filter(
        ({ scoped, port }) => scoped.endpoint.scheme === 'https' && port === task.target.port && scoped.hosts.includes(task.target.host),
      )
      .map((test) => probeOf(test, task.route, { address, until: 'tls', layerTimeoutMs: HANDSHAKE_MS }));
  },
  weigh: (judged, weighing) => ({
    judged,
    findings: weighing.scope.routes.flatMap((route) =>
      testsOf(weighing.scope).flatMap((test) => findingsOn(route, test, judged, weighing)),
    ),
  }),
};

/** Such findings are about rules, not about what the role needs: no problem of a route counts them. */
export function isNegative({ id }: Pick<Finding, 'id'>): boolean {
  return id.startsWith('endpoint:negative/');
}

function probeOf({ scoped: { endpoint }, host, port }: NegativeTest, route: Route, variation: Variation): Probe {
  const { scheme, path } = endpoint;
  const at = { scheme, target: { host, port }, path, route };
  return {
    ...at,
    key: furtherKey(at, 'negative', variation.address ?? ''),
    maxTlsVersion: '1.2',
    endpointKeys: [],
    derivedFrom: { key: route.name, because: 'negative' },
    variation: { retries: 0, ...variation },
  };
}

function findingsOn(route: Route, test: NegativeTest, judged: readonly Judged[], weighing: Weighing): readonly Finding[] {
  const tries = weighing.further.filter(({ task }) => isOf(task, test) && task.route.name === route.name);
  const outcomes = tries.map((answer) => ({ answer, outcome: negativeOutcome(answer, weighing.verdictOf(answer)) }));
  const telling = (['open', 'blocked', 'unknown', 'absent'] as const).flatMap(
    (kind) => outcomes.find(({ outcome }) => outcome.kind === kind) ?? [],
  )[0];
  return telling === undefined ? [] : [negativeFinding(test, telling.answer, telling.outcome, hasWayOut(route, judged))];
}

function isOf({ target, scheme }: Probe, { scoped, host, port }: NegativeTest): boolean {
  return target.host === host && target.port === port && scheme === scoped.endpoint.scheme;
}

/** Where nothing gets out, nothing was blocked by a rule. */
function hasWayOut({ name }: Route, judged: readonly Judged[]): boolean {
  return judged.some(({ answer, verdict }) => answer.task.route.name === name && verdict.status === 'pass');
}
