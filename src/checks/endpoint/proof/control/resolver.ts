import type { EndpointEvidence } from '../../../../model/evidence.ts';
import { furtherKey, type Probe } from '../../../../model/network/probe.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import { type ProblemVerdict, stepOf } from '../../verdict/verdict.ts';
import { type Judged, type ProbeAnswer, type Proof, revised, type Weighing } from '../proof.ts';
import { rewritten } from './rewritten.ts';

const LOOKUP_MS = 3000;
const HANDSHAKE_MS = 5000;

/**
 * The answers of this machine's resolver beside those of a control resolver (`--control-resolver`). Content networks answer by place, so different
 * addresses alone say nothing: only an endpoint that fails at the one resolver's addresses and answers at the other's was led astray.
 */
export const controlResolverProof: Proof = {
  name: 'control-resolver',
  plan: (scope, probes) => (scope.controlResolver === undefined ? [] : probes.filter((probe) => isDirect(probe)).map(lookup)),
  follow: (answer, scope) => (scope.controlResolver === undefined ? [] : atControlAddress(answer)),
  weigh: (judged, weighing) => ({ judged: judged.map((one) => beside(one, weighing)), findings: [] }),
};

function isDirect({ route, derivedFrom, target }: Probe): boolean {
  return route.kind === 'direct' && derivedFrom === undefined && !/^[\d.]+$|:/.test(target.host);
}

function lookup(probe: Probe): Probe {
  return {
    ...probe,
    key: furtherKey(probe, 'control-resolver', 'lookup'),
    derivedFrom: { key: probe.key, because: 'control-resolver' },
    variation: { resolver: 'control', until: 'dns', layerTimeoutMs: LOOKUP_MS, retries: 1 },
  };
}

/** What the control resolver says is asked for the service itself. */
function atControlAddress({ task, facts }: ProbeAnswer): readonly Probe[] {
  const address = task.variation?.resolver === 'control' ? addressesIn(facts?.steps ?? [])[0] : undefined;
  if (address === undefined) return [];
  const variation = { address, layerTimeoutMs: HANDSHAKE_MS, retries: 0, ...(task.scheme === 'http' ? {} : { until: 'tls' as const }) };
  return [{ ...task, key: furtherKey(task, 'control-resolver', 'address'), variation }];
}

function addressesIn(steps: NonNullable<ProbeAnswer['facts']>['steps']): readonly string[] {
  const dns = stepOf(steps, 'dns', 'target');
  return dns === undefined || dns.failure !== undefined ? [] : (dns.facts.addresses ?? []);
}

function beside(one: Judged, { answers, scope, verdictOf }: Weighing): Judged {
  const { answer, verdict } = one;
  if (scope.controlResolver === undefined || verdict.status === 'pass' || verdict.status === 'warn' || !isDirect(answer.task)) return one;
  const control = answers.get(furtherKey(answer.task, 'control-resolver', 'lookup'));
  const controlAddresses = addressesIn(control?.facts?.steps ?? []);
  if (controlAddresses.length === 0) return unknownThere(one, control, scope.controlResolver);
  const evidence: EndpointEvidence = { controlResolver: scope.controlResolver, controlAddresses };
  const own = addressesIn(answer.facts?.steps ?? []);
  const reached = answers.get(furtherKey(answer.task, 'control-resolver', 'address'));
  const genuineThere = reached !== undefined && answer.task.scheme !== 'tcp' && verdictOf(reached).status === 'pass';
  const apart = own.length > 0 && !own.some((address) => controlAddresses.includes(address));
  if (!genuineThere || !apart || !explains(verdict))
    return revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, evidence) });
  return rewritten(one, { ...evidence, address: own[0] ?? '' }, 'likely');
}

/** The control resolver says that there is no such name: addresses that do not lead to the service were made up. */
function unknownThere(one: Judged, control: ProbeAnswer | undefined, controlResolver: string): Judged {
  const { answer, verdict } = one;
  const code = stepOf(control?.facts?.steps ?? [], 'dns', 'target')?.failure?.code;
  const [address] = addressesIn(answer.facts?.steps ?? []);
  if (code !== 'NXDOMAIN' || verdict.status === 'pass') return one;
  const evidence: EndpointEvidence = { controlResolver, controlCode: code };
  if (address === undefined || (verdict.layer !== 'tls' && verdict.layer !== 'http'))
    return revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, evidence) });
  return rewritten(one, { ...evidence, address }, 'likely');
}

/** What a wrong address may end in; an answer that names its own reason keeps it. */
function explains({ cause, layer }: ProblemVerdict): boolean {
  return cause !== 'tcp.local-limit' && cause !== 'tcp.phantom' && (layer === 'tcp' || layer === 'tls' || layer === 'http');
}
