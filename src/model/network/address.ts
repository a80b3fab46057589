import ipaddr from 'ipaddr.js';

/** What an address is for, by the IANA special-purpose registries (RFC 6890); `public` is everything else, `name` is no address at all. */
export type AddressClass =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'ula'
  | 'link-local'
  | 'cgnat'
  | 'documentation'
  | 'multicast'
  | 'broadcast'
  | 'nat64'
  | 'reserved'
  | 'name';

/** The range names of the library, in this program's words. What is missing here is `reserved`. */
const CLASSES: Readonly<Record<string, AddressClass>> = {
  unicast: 'public',
  unspecified: 'unspecified',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'ula',
  linkLocal: 'link-local',
  carrierGradeNat: 'cgnat',
  multicast: 'multicast',
  broadcast: 'broadcast',
  rfc6052: 'nat64',
  '6to4': 'public',
  teredo: 'public',
};

const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map((range) =>
  ipaddr.parseCIDR(range),
);
const NAT64_LOCAL = ipaddr.IPv6.parseCIDR('64:ff9b:1::/48');

/** Classifies an address literal. An IPv4-mapped or NAT64 address (RFC 6052) of a non-public IPv4 address is classified by that one. */
export function classifyAddress(text: string): AddressClass {
  if (!ipaddr.isValid(text) || !/^(\d+\.\d+\.\d+\.\d+|.*:.*)$/.test(text)) return 'name';
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv6) {
    if (address.isIPv4MappedAddress()) return classifyAddress(address.toIPv4Address().toString());
    if (address.match(NAT64_LOCAL)) return 'nat64';
    if (address.range() === 'rfc6052') return embedded(address);
  }
  if (DOCUMENTATION.some((range) => range[0].kind() === address.kind() && address.match(range))) return 'documentation';
  return CLASSES[address.range()] ?? 'reserved';
}

function embedded(address: ipaddr.IPv6): AddressClass {
  const inner = classifyAddress(address.toByteArray().slice(12).join('.'));
  return inner === 'public' ? 'nat64' : inner;
}

/** The family of an address literal, as words and evidence name it. */
export function familyOfAddress(address: string): 'IPv4' | 'IPv6' {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

/** Does the address lead nowhere, as filters answer with it: `0.0.0.0`, `::` or this machine itself? */
export function leadsNowhere(address: string): boolean {
  return ['unspecified', 'loopback'].includes(classifyAddress(address));
}

/** Domains that a network has to itself: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and `internal`, which ICANN set aside. */
const OWN_DOMAIN = /(?:^|\.)(?:localhost|local|internal|home\.arpa|onion|invalid)$/;

/** Is this a name of the inside by its domain alone? Lower case, no trailing dot. */
export function isInsideName(host: string): boolean {
  return OWN_DOMAIN.test(host);
}

/** Is this a name that the internet may know: no address, with a dot, and not of a domain that networks have to themselves? Lower case, no trailing dot. */
export function isInternetName(host: string): boolean {
  return host.includes('.') && !isInsideName(host) && classifyAddress(host) === 'name';
}

/**
 * May a name that a stranger gave lead here? Addresses of the internet, those of documentation (RFC 5737, which lead nowhere outside of a lab), and those
 * behind the well-known NAT64 prefix; not what leads to the inside, and not 6to4 and Teredo, which carry another address in them.
 */
export function isPublicDestination(text: string): boolean {
  const kind = classifyAddress(text);
  if (kind === 'documentation') return true;
  if (kind !== 'public' && kind !== 'nat64') return false;
  const address = ipaddr.process(text);
  return address.range() === 'unicast' || (address instanceof ipaddr.IPv6 && address.range() === 'rfc6052');
}
