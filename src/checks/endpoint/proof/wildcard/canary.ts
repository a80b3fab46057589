import { covers } from '../../../../model/catalog/host-pattern.ts';
import type { Observation, Step } from '../../../../model/network/observation.ts';
import { furtherKey, type Probe } from '../../../../model/network/probe.ts';
import type { Route } from '../../../../model/network/route.ts';
import type { Scope } from '../../../../model/scope.ts';
import { stepOf } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import { unlistedHost, wildcardForm } from '../scope/made-up-names.ts';
import type { IndexedScope } from '../scope/scope-index.ts';

/** A genuine service answers a handshake within this, milliseconds. */
const HANDSHAKE_MS = 5000;
const MAX_FOREIGN = 3;

/** The address at which a probe reached its target without a proxy; undefined: it failed, or a proxy stood in between. */
export function reachedAddress(observation: Observation): string | undefined {
  return [observation.steps, observation.otherFamily ?? []].map(addressOf).find((address) => address !== undefined);
}

function addressOf(steps: readonly Step[]): string | undefined {
  if (steps.at(-1) === undefined || steps.at(-1)?.failure !== undefined) return undefined;
  const tcp = stepOf(steps, 'tcp');
  return tcp?.peer === 'target' ? tcp.facts.address : undefined;
}

/** The canaries that a known host's good answer calls for: one a wildcard that it stands for. On a direct route at the host's own address. */
export function canariesFor({ task, facts }: ProbeAnswer, { index }: IndexedScope): readonly Probe[] {
  if (facts === undefined || !endedWell(facts)) return [];
  const address = reachedAddress(facts);
  const canaries = new Set(task.endpointKeys.flatMap((key) => index.canaries.get(key) ?? []));
  return [...canaries].map((canary) => canaryProbe(task, canary, task.route, address));
}

/** A PAC script sent the canary the direct way, where no such name exists: asked once more at the known host's address. */
export function canaryPastPac({ task, facts }: ProbeAnswer): readonly Probe[] {
  const last = facts?.steps.at(-1);
  const address = task.variation?.address;
  if (task.route.kind === 'direct' || address === undefined || last?.layer !== 'dns' || last.peer !== 'target') return [];
  return [canaryProbe(task, task.target.host, { name: task.route.name, kind: 'direct', auth: 'none' }, address)];
}

function canaryProbe(known: Probe, host: string, route: Route, address: string | undefined): Probe {
  const target = { host, port: known.target.port };
  const at = { scheme: known.scheme, target, path: '/', route };
  return {
    ...at,
    key: furtherKey(at, 'wildcard', address === undefined ? '' : `${route.kind} ${address}`),
    maxTlsVersion: known.maxTlsVersion,
    endpointKeys: known.endpointKeys,
    derivedFrom: { key: known.key, because: 'wildcard' },
    variation: {
      layerTimeoutMs: HANDSHAKE_MS,
      ...(address === undefined ? {} : { address }),
      // A proxy's refusal is its answer; on a direct route a reset may be chance.
      ...(route.kind === 'direct' ? {} : { retries: 0 }),
      ...(route.kind === 'direct' && known.scheme === 'https' ? { until: 'tls' } : {}),
    },
  };
}

/**
 * Names that other endpoints need, asked for at the address that refused the canary: where one of them gets an answer that is not its own, the server
 * there does not mind foreign names, so the canary was refused by what is in between.
 */
export function foreignNames({ task }: ProbeAnswer, scope: Scope): readonly Probe[] {
  const address = task.variation?.address;
  if (task.route.kind !== 'direct' || address === undefined) return [];
  return foreignHosts(task, scope).map((host) => {
    const probe = canaryProbe(task, host, task.route, address);
    return { ...probe, derivedFrom: { key: task.key, because: 'wildcard' } };
  });
}

function foreignHosts({ target, scheme }: Probe, scope: Scope): readonly string[] {
  const forms = scope.endpoints.flatMap((scoped) => wildcardForm(scoped) ?? []).filter((form) => covers(form, target.host));
  const byDomain = new Map<string, string>();
  const others: string[] = [];
  for (const { skip, endpoint, hosts } of scope.endpoints) {
    if (skip !== undefined || endpoint.scheme !== scheme) continue;
    for (const host of hosts) {
      if (forms.some((form) => covers(form, host)) || others.includes(host)) continue;
      const domain = host.split('.').slice(-2).join('.');
      if (byDomain.has(domain)) others.push(host);
      else byDomain.set(domain, host);
    }
  }
  return [...byDomain.values(), ...others].slice(0, MAX_FOREIGN);
}

/** A name on nobody's list, through the same proxy: a proxy that treats it unlike the canary tells that the canary is on its list. */
export function unlistedName(answer: ProbeAnswer, scope: Scope): readonly Probe[] {
  const last = answer.facts?.steps.at(-1);
  const status = last?.layer === 'proxy' || last?.layer === 'http' ? (last.facts.status ?? 0) : 0;
  if (answer.task.route.kind === 'direct' || status < 500) return [];
  return [canaryProbe(answer.task, unlistedHost(scope), answer.task.route, undefined)];
}

function endedWell({ steps, otherFamily }: Observation): boolean {
  return [steps, otherFamily ?? []].some((walk) => walk.length > 0 && walk.at(-1)?.failure === undefined);
}
