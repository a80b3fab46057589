import { DNS_CODES } from '../../../causes/codes.ts';
import { classifyAddress } from '../../../model/network/address.ts';
import type { Step } from '../../../model/network/observation.ts';
import { byCode, type Fingerprints, type StepRuling } from './verdict.ts';

type DnsStep = Extract<Step, { readonly layer: 'dns' }>;

/** What a failed resolution means. A proxy's own name is one cause whatever the code. */
export function judgeFailedDns(step: DnsStep): StepRuling | undefined {
  if (step.failure === undefined) return undefined;
  // getaddrinfo folds silence and SERVFAIL into one code: which of the two it was could not be told.
  const ruling =
    step.failure.code === 'EAI_AGAIN' ? ({ cause: 'dns.timeout', confidence: 'possible' } as const) : byCode(DNS_CODES, step.failure);
  if (ruling === undefined || step.peer !== 'proxy') return ruling;
  return { ...ruling, cause: 'proxy.dns' };
}

/** Addresses that a public name should not have. Proof further up decides whether that is a failure. */
export function oddAddress(step: DnsStep | undefined, allowPrivate: boolean): StepRuling | undefined {
  const addresses = step?.facts.addresses ?? [];
  if (step?.peer !== 'target' || step.facts.resolver === 'literal' || addresses.length === 0) return undefined;
  const owner = step.facts.hostsFile === true ? ({ owner: 'host' } as const) : {};
  const kinds = addresses.map((address) => ({ address, kind: classifyAddress(address) }));
  if (kinds.every(({ kind }) => kind === 'unspecified'))
    return { cause: 'dns.sinkhole', ...owner, evidence: { address: addresses[0] ?? '' } };
  if (allowPrivate) return undefined;
  if (kinds.every(({ kind }) => kind === 'unspecified' || kind === 'loopback'))
    return { cause: 'dns.sinkhole', ...owner, evidence: { address: addresses[0] ?? '' } };
  const odd = kinds.find(({ kind }) => NOT_PUBLIC.has(kind));
  return odd === undefined ? undefined : { cause: 'dns.private-address', ...owner, evidence: { address: odd.address } };
}

/** An address that a known DNS filter gives for what it blocks: whatever answers there is the filter. */
export function filteredAddress(step: DnsStep | undefined, dnsFilter: Fingerprints['dnsFilter']): StepRuling | undefined {
  if (step?.peer !== 'target' || step.facts.resolver === 'literal') return undefined;
  for (const address of step.facts.addresses ?? []) {
    const filter = dnsFilter?.(address);
    if (filter !== undefined) return { cause: 'dns.sinkhole', evidence: { address, ...filter } };
  }
  return undefined;
}

const NOT_PUBLIC = new Set(['private', 'loopback', 'link-local', 'unspecified', 'cgnat', 'ula', 'multicast']);
