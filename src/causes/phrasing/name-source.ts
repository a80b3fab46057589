import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { extendedErrorKind, extendedErrorName } from '../../model/network/extended-error.ts';
import { around, listed, peerName, pluck, proxyOf, text } from './phrase.ts';

/** Who answered the question for the name. */
export function resolver(e: EndpointEvidence): string {
  const name = text(e.resolver);
  if (name === undefined || name === 'system') return isOverridden(e) ? 'the operating system' : 'the system resolver';
  return name === 'hosts' ? 'the hosts file' : `the resolver ${name}`;
}

/** The DNS server of this machine, where its operating system answers otherwise. */
export function dnsServer(e: EndpointEvidence): string {
  return `its DNS server ${text(e.dnsServer) ?? ''}`.trimEnd();
}

/** The operating system gives addresses that its DNS server does not. */
export function isOverridden(e: EndpointEvidence): boolean {
  return e.dnsServer !== undefined && listed(e.dnsServerAddresses) !== undefined;
}

/** What makes an operating system answer otherwise than its DNS server. */
export function overrides(e: EndpointEvidence): string {
  return policyRule(e) ?? 'search list, name resolution policy (NRPT), nsswitch.conf or a security agent';
}

/** Undefined: no rule is known. */
export function policyRule({ namePolicy }: EndpointEvidence): string | undefined {
  const namespace = text(namePolicy?.namespace);
  return namespace === undefined
    ? undefined
    : `the rule for ${namespace} of its name resolution policy (NRPT), which sends such lookups to ${listed(namePolicy?.servers) ?? 'other servers'} (Get-DnsClientNrptPolicy shows it)`;
}

/** A name that this machine's own hosts file or policy overrides is nothing a DNS team can see. */
export function nameOwner(e: EndpointEvidence): Owner {
  return e.hostsFile === true || isOverridden(e) ? 'host' : 'dns';
}

/** A remedy to whoever decides what the name leads to; `what` is for the DNS team. */
export function nameRemedy(e: EndpointEvidence, what: string): string {
  if (e.hostsFile === true) return `remove ${peerName(e)} from the hosts file, which answers before any resolver does.`;
  if (isOverridden(e)) return overrideRemedy(e);
  return what;
}

function overrideRemedy(e: EndpointEvidence): string {
  return `let lookups of ${peerName(e)} go to ${dnsServer(e)}, which answers ${listed(e.dnsServerAddresses) ?? 'otherwise'}: look at ${overrides(e)}.`;
}

/** The name that a negative answer is about: the last one of the chain of aliases (RFC 6604 section 3). */
export function missingName(e: EndpointEvidence): string {
  return lastAlias(e) ?? peerName(e);
}

/** ` (alias of ...)` before what is said of the alias's end. */
export function asAlias(e: EndpointEvidence): string {
  const end = lastAlias(e);
  return end === undefined ? '' : `${peerName(e)} is an alias of ${end}, and `;
}

/** The name that a filter blocks: the last of the chain, or what stands before an alias of the filter's own, which is told as the address then. */
export function blockedName(e: EndpointEvidence): string {
  const blocked = aliasesBefore(e);
  return blocked === undefined ? missingName(e) : (text(blocked.at(-1)) ?? peerName(e));
}

/** ` (alias of ...)` before what is said of the blocked name. */
export function asBlocked(e: EndpointEvidence): string {
  const name = blockedName(e);
  return name === peerName(e) ? '' : `${peerName(e)} is an alias of ${name}, and `;
}

/** Undefined: what is told as the address is no alias of the chain. */
function aliasesBefore({ cnames, address }: EndpointEvidence): readonly unknown[] | undefined {
  const at = Array.isArray(cnames) && address !== undefined ? cnames.indexOf(address) : -1;
  return Array.isArray(cnames) && at >= 0 ? cnames.slice(0, at) : undefined;
}

function lastAlias({ cnames }: EndpointEvidence): string | undefined {
  return Array.isArray(cnames) ? text(cnames.at(-1)) : undefined;
}

/** What the server adds in its own words: `Extended DNS Error 15, Blocked: "policy ref 4711"`. Undefined: nothing. */
export function extendedError(e: EndpointEvidence): string | undefined {
  const all = extendedErrors(e);
  const one = all.find(({ code }) => extendedErrorKind(code) !== 'other') ?? all[0];
  return one === undefined
    ? undefined
    : `Extended DNS Error ${one.code}${around(', ', extendedErrorName(one.code)) ?? ''}${around(': "', one.words, '"') ?? ''}`;
}

/** What the server calls its policy; undefined: it has no words for it. */
export function policyName(e: EndpointEvidence): string | undefined {
  return extendedErrors(e).find(({ code }) => extendedErrorKind(code) === 'policy')?.words;
}

/** What the server says its trouble is about; undefined: it does not say. */
export function extendedReason(e: EndpointEvidence): 'policy' | 'dnssec' | 'unreachable' | undefined {
  const kinds = extendedErrors(e).map(({ code }) => extendedErrorKind(code));
  return (['policy', 'dnssec', 'unreachable'] as const).find((kind) => kinds.includes(kind));
}

function extendedErrors(e: EndpointEvidence): readonly { readonly code: number; readonly words: string | undefined }[] {
  const words = pluck(e.extendedErrors, 'text');
  return pluck(e.extendedErrors, 'code').flatMap((code, index) =>
    typeof code === 'number' ? [{ code, words: text(words[index], 120) }] : [],
  );
}

/** Where this machine itself decided which address was connected to: what to say and to do about it, whatever failed there. */
export function ownAddress(e: EndpointEvidence): { readonly told: string; readonly remedy: string } | undefined {
  if (proxyOf(e) !== undefined || e.peer === 'proxy') return undefined;
  const addresses = listed(e.addresses) ?? text(e.address) ?? 'the address';
  if (e.hostsFile === true)
    return {
      told: `The hosts file of this server leads ${peerName(e)} there (${addresses}), past every resolver.`,
      remedy: `remove ${peerName(e)} (${addresses}) from the hosts file and run the check again: what was tested is that entry.`,
    };
  if (e.genuineAtDnsServer !== true || !isOverridden(e)) return undefined;
  return {
    told: `The operating system gives ${addresses}; ${dnsServer(e)} gives ${listed(e.dnsServerAddresses) ?? 'others'}, where the genuine service answers.`,
    remedy: overrideRemedy(e),
  };
}
