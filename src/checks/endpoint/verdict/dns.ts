import { DNS_CODES, ENCRYPTED_DNS_CODES } from '../../../causes/codes.ts';
import type { Cause } from '../../../causes/index.ts';
import { type AddressClass, classifyAddress, familyOfAddress, leadsNowhere } from '../../../model/network/address.ts';
import { extendedErrorKind } from '../../../model/network/extended-error.ts';
import type { Failure, Step } from '../../../model/network/observation.ts';
import { byCode, type Case, type StepRuling } from './verdict.ts';

type DnsStep = Extract<Step, { readonly layer: 'dns' }>;

/** What a failed resolution means. A proxy's own name is one cause whatever the code. */
export function judgeFailedDns(step: DnsStep): StepRuling | undefined {
  if (step.failure === undefined) return undefined;
  const ruling = step.facts.systemFailure === undefined ? refused(step.failure, step.facts) : judgeSystemLookup(step.facts.systemFailure);
  if (ruling === undefined || step.peer !== 'proxy') return ruling;
  return { ...ruling, cause: 'proxy.dns' };
}

function refused(failure: Failure, { extendedErrors = [], changing }: DnsStep['facts']): StepRuling | undefined {
  // getaddrinfo folds silence and SERVFAIL into one code: which of the two it was could not be told.
  if (failure.code === 'EAI_AGAIN') return { cause: 'dns.timeout', confidence: 'possible' };
  const ruling = byCode(DNS_CODES, failure);
  if (ruling === undefined) return ENCRYPTED_DNS_CODES.test(failure.code) ? { cause: 'dns.unreachable' } : undefined;
  if (saysPolicy(extendedErrors) && ANSWERED.has(ruling.cause)) return { cause: 'dns.filtered' };
  return changing === true ? { ...ruling, confidence: 'likely' } : ruling;
}

/** Causes that are a server's answer, which an Extended DNS Error may explain. */
const ANSWERED = new Set<Cause>(['dns.nxdomain', 'dns.nodata', 'dns.servfail', 'dns.refused']);

function saysPolicy(extendedErrors: NonNullable<DnsStep['facts']['extendedErrors']>): boolean {
  return extendedErrors.some(({ code }) => extendedErrorKind(code) === 'policy');
}

/** The server knows the name and the operating system gives nothing. A lookup that has not ended yet may still find it. */
function judgeSystemLookup({ code }: Failure): StepRuling {
  return { cause: 'dns.system-lookup', ...(code === 'TIMEOUT' ? { status: 'inconclusive', confidence: 'likely' } : {}) };
}

/** Which addresses of an answer a walk is about: those of its own family, where the families are walked apart. */
function addressesOf(step: DnsStep, family: Case['family']): readonly string[] {
  const all = step.facts.addresses ?? [];
  return family === undefined ? all : all.filter((address) => address.includes(':') === (family === 6));
}

/** Addresses that a public name should not have. Proof further up decides whether that is a failure; `failed`: the walk over them did not come through. */
export function oddAddress(
  step: DnsStep | undefined,
  { allowPrivate, family }: Pick<Case, 'allowPrivate' | 'family'>,
  failed: boolean,
): StepRuling | undefined {
  if (step?.peer !== 'target' || step.facts.resolver === 'literal') return undefined;
  const kinds = addressesOf(step, family).map((address) => ({ address, kind: classifyAddress(address) }));
  const [first] = kinds;
  if (first === undefined) return undefined;
  const sinkhole = { cause: 'dns.sinkhole', evidence: { address: first.address } } as const;
  if (kinds.every(({ kind }) => kind === 'unspecified')) return sinkhole;
  if (allowPrivate) return undefined;
  if (kinds.every(({ address }) => leadsNowhere(address))) return sinkhole;
  const odd = kinds.find(({ kind }) => NOT_PUBLIC.has(kind) || (failed && NOT_ROUTED.has(kind)));
  if (odd === undefined) return undefined;
  if (leadsNowhere(odd.address) && kinds.some(({ kind }) => kind === 'public'))
    return failed ? undefined : inPart(odd.address, addressesOf(step, family));
  const refusal = failed ? overruledAnswer(step.facts) : undefined;
  const evidence = { address: odd.address };
  return refusal === undefined
    ? { cause: 'dns.private-address', evidence }
    : { ...refusal, evidence: { ...evidence, ...refusal.evidence } };
}

/** Beside public addresses one that leads nowhere: a sinkhole for one family, as a rule for the one that this machine does not have. What fails behind the others has a reason of its own. */
function inPart(address: string, addresses: readonly string[]): StepRuling {
  const addressFamily = familyOfAddress(address);
  const others = addresses.filter((other) => familyOfAddress(other) !== addressFamily);
  const own = addresses.filter((other) => familyOfAddress(other) === addressFamily);
  const family = others.length > 0 && own.every(leadsNowhere) ? { addressFamily, answeredAddresses: others } : {};
  return { cause: 'dns.sinkhole', evidence: { address, ...family } };
}

/** Addresses of an answer that nobody on the internet has, where nobody answered while others of the answer did. */
export function unroutedAddresses(
  failedAddresses: readonly string[],
  { allowPrivate }: Pick<Case, 'allowPrivate'>,
): StepRuling | undefined {
  const [address] = failedAddresses;
  if (allowPrivate || address === undefined || !failedAddresses.every((one) => NOT_ROUTED.has(classifyAddress(one)))) return undefined;
  return { cause: 'dns.private-address', evidence: { address } };
}

/** The DNS server says no, and the operating system found addresses all the same (a search list with a wildcard, for example): what the server said. */
export function overruledAnswer(facts: DnsStep['facts']): StepRuling | undefined {
  const { serverFailure, serverAnswer, hostsFile } = facts;
  if (serverFailure === undefined || serverAnswer === undefined || hostsFile === true) return undefined;
  const ruling = refused(serverFailure, facts);
  const { code, message } = serverFailure;
  return ruling === undefined ? undefined : { ...ruling, evidence: { resolver: serverAnswer.resolver, code, rawMessage: message } };
}

/**
 * What a known DNS filter gives for what it blocks, told by the address, by an alias or by the resolver itself (RFC 8914): whatever answers there is the filter.
 * An address of the hosts file is nobody's answer.
 */
export function filteredAddress(
  step: DnsStep | undefined,
  { fingerprints, family }: Pick<Case, 'fingerprints' | 'family'>,
): StepRuling | undefined {
  if (step?.peer !== 'target' || step.facts.resolver === 'literal') return undefined;
  const addresses = addressesOf(step, family);
  for (const name of [...(step.facts.cnames ?? []), ...addresses]) {
    const filter = fingerprints.dnsFilter?.(name);
    // Known by an alias, that one is the filter's; what it blocks stands before it.
    const address = addresses.includes(name) ? (addresses[0] ?? name) : name;
    if (filter !== undefined) return { cause: 'dns.sinkhole', evidence: { address, ...filter } };
  }
  const says = step.failure === undefined && step.facts.serverAnswer === undefined && saysPolicy(step.facts.extendedErrors ?? []);
  return says ? { cause: 'dns.sinkhole', evidence: { address: addresses[0] ?? '' } } : undefined;
}

const NOT_PUBLIC = new Set<AddressClass>(['private', 'loopback', 'link-local', 'unspecified', 'cgnat', 'ula', 'multicast']);
/** Nobody on the internet has such an address (RFC 6890); agents that answer with made-up ones give genuine connections behind them. */
const NOT_ROUTED = new Set<AddressClass>(['reserved', 'broadcast']);
