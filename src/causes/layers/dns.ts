import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import type { CausesOf } from '../cause.ts';
import { around, inBrackets, listed, peerName, sentence, text, within } from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

const resolver = (e: EndpointEvidence): string => {
  const name = text(e.resolver);
  return name === undefined || name === 'system' ? 'the system resolver' : name === 'hosts' ? 'the hosts file' : `the resolver ${name}`;
};
const address = (e: EndpointEvidence): string => text(e.address) ?? listed(e.addresses) ?? 'an unusable address';
/** A name that this machine's own hosts file overrides is nothing a DNS team can see. */
const ownerFor = (e: EndpointEvidence): Owner => (e.hostsFile === true ? 'host' : 'dns');
const resolve = (e: EndpointEvidence, what: string): string =>
  e.hostsFile === true ? `remove ${peerName(e)} from the hosts file, which answers before any resolver does.` : what;

/** Causes found while a name is resolved. */
export const DNS = {
  'dns.nxdomain': {
    owner: 'dns',
    ownerFor,
    title: 'The name does not exist for this resolver',
    meaning:
      'The resolver answered that there is no such name. For a published Microsoft name that means that the resolver does not forward public names, serves an internal zone that hides the public one, or filters the name. A misspelt name gives the same answer.',
    detection:
      'The answer has response code 3 (NXDOMAIN). A name that exists without an address is dns.nodata; no answer at all is dns.timeout. The question is not asked again: the answer is definite. Through a proxy only the name of the proxy is resolved here.',
    ask: 'Please let our resolvers answer the public names listed below: today they say that these names do not exist (NXDOMAIN).',
    references: [rfc(2308, '2.1'), rfc(8020), DOCS.endpoints],
    message: (e) =>
      sentence(e, `${resolver(e)} says that the name ${peerName(e)} does not exist (NXDOMAIN), so nothing can connect to it.`),
    remedy: (e) =>
      resolve(
        e,
        `let ${resolver(e)} answer ${peerName(e)}: forward public names, and take it off filters and internal zones that hide the public one.`,
      ),
  },
  'dns.nodata': {
    owner: 'dns',
    ownerFor,
    title: 'The name has no address',
    meaning:
      'The name exists, yet the answer holds neither an IPv4 nor an IPv6 address. Usually an internal zone or a filter answers for a public name with an empty record.',
    detection:
      'The response code is 0 (no error) and the answer section ends without an A or AAAA record, CNAME chain included. NXDOMAIN would be dns.nxdomain. An answer with addresses of only one family is no failure.',
    ask: 'Please let our resolvers return the public addresses of the names listed below: today the answers are empty.',
    references: [rfc(2308, '2.2'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${resolver(e)} knows the name ${peerName(e)} but gives no address for it${inBrackets(around('CNAME ', listed(e.cnames)))}.`,
      ),
    remedy: (e) =>
      resolve(
        e,
        `let ${resolver(e)} return the public A or AAAA records of ${peerName(e)}; look for an internal zone or a filter that empties the answer.`,
      ),
  },
  'dns.timeout': {
    owner: 'dns',
    ownerFor,
    title: 'The resolver does not answer',
    meaning:
      'No answer to the query came within the time limit. The resolver is down, cannot reach the servers it forwards to, or a packet filter drops port 53 (or 853, 443 for encrypted DNS) on the way.',
    detection:
      'The query got no datagram and no stream back before the limit; truncated answers were asked again over TCP. A resolver that says that it failed is dns.servfail; a machine without any resolver is told as a fault of this machine, not as this cause.',
    ask: 'Please check why the resolver does not answer queries for the names listed below, and that UDP and TCP port 53 are open from our server to it.',
    references: [rfc(1035, '4.2'), rfc(7766), DOCS.ports],
    message: (e) => sentence(e, `no answer from ${resolver(e)} to the query for ${peerName(e)}${inBrackets(within(e))}.`),
    remedy: (e) =>
      resolve(
        e,
        `find out why ${resolver(e)} is silent: is it up, can it reach its forwarders, are UDP and TCP 53 open to it from this server?`,
      ),
  },
  'dns.servfail': {
    owner: 'dns',
    ownerFor,
    title: 'The resolver failed',
    meaning:
      'The resolver answered that it could not find out (SERVFAIL). It cannot reach the authoritative servers or its forwarder, or it refuses the answer because DNSSEC validation failed.',
    detection:
      'The answer has response code 2. It is asked again before it counts, since it can pass. Silence is dns.timeout, a policy answer is dns.refused.',
    ask: 'Please check why our resolver fails (SERVFAIL) on the names listed below: forwarders, recursion and DNSSEC validation.',
    references: [rfc(1035, '4.1.1'), rfc(8914), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${resolver(e)} failed to resolve ${peerName(e)} (SERVFAIL): it cannot reach or does not trust the servers of that name.`,
      ),
    remedy: (e) =>
      resolve(e, `check on ${resolver(e)} why ${peerName(e)} fails: forwarders, recursion to the internet, DNSSEC validation.`),
  },
  'dns.refused': {
    owner: 'dns',
    ownerFor,
    title: 'The resolver refuses the query',
    meaning:
      'The resolver answered that it will not serve this query (REFUSED). Recursion is not allowed for this client, or a policy refuses the name.',
    detection:
      'The answer has response code 5. Other codes that mean failure are dns.servfail; a filter that answers with a made-up address is dns.sinkhole.',
    ask: 'Please allow recursion for our service connection point on the resolver, or take the names listed below off the policy that refuses them.',
    references: [rfc(1035, '4.1.1'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${resolver(e)} refuses to resolve ${peerName(e)} (REFUSED): recursion is not allowed for this server or a policy forbids the name.`,
      ),
    remedy: (e) => resolve(e, `allow recursion for this server on ${resolver(e)}, or permit the name ${peerName(e)} there.`),
  },
  'dns.sinkhole': {
    owner: 'dns',
    ownerFor,
    title: 'The name is answered with a sinkhole address',
    meaning:
      'The answer is an address that leads nowhere or to a filter: the unspecified address, loopback, or an address that a DNS filter is known to give. A DNS filter blocks the name.',
    detection:
      'An address of the answer is 0.0.0.0, ::, in 127.0.0.0/8 or ::1, or belongs to a known DNS filter. Other private addresses are dns.private-address. `--allow-private` expects loopback answers, as for staging. A name in the hosts file is told, and then the owner is the host.',
    ask: 'Please exempt the names listed below from DNS filtering: today they are answered with a sinkhole address.',
    references: [rfc(6890, '2.2.2'), rfc(8499), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${resolver(e)} answers ${peerName(e)} with ${address(e)}, a sinkhole${inBrackets(around('of ', text(e.product)))}: a DNS filter blocks the name.`,
      ),
    remedy: (e) => resolve(e, `exempt ${peerName(e)} from the filter of ${resolver(e)}, which answers with ${address(e)}.`),
  },
  'dns.private-address': {
    owner: 'dns',
    ownerFor,
    title: 'A public name is answered with a private address',
    meaning:
      'The answer for a public Microsoft name is a private, shared, link-local or documentation address. An internal zone hides the public one, or a filter leads to its own block page.',
    detection:
      'An address of the answer is in a special-purpose range that is not loopback (RFC 1918, RFC 4193, RFC 6598, link-local). Where this is meant (private endpoints, staging) say so with `--allow-private`. Addresses that lead nowhere are dns.sinkhole.',
    ask: 'Please let our resolvers return the public addresses of the names listed below: today they answer with internal addresses.',
    references: [rfc(1918, '3'), rfc(6890), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${resolver(e)} answers the public name ${peerName(e)} with the private address ${address(e)}, which is not the genuine service.`,
      ),
    remedy: (e) =>
      resolve(
        e,
        `return the public addresses of ${peerName(e)} from ${resolver(e)}; if ${address(e)} is meant, run again with --allow-private.`,
      ),
  },
  'dns.hijacked': {
    owner: 'dns',
    ownerFor,
    title: 'The resolver makes answers up',
    meaning:
      'The resolver gave an address for a name that cannot exist, or addresses that another resolver does not know and that do not lead to the genuine service. Somebody rewrites DNS answers, so no answer of this resolver can be trusted.',
    detection:
      'A random name below .invalid or below a listed domain was answered with an address, or the answer differs from that of a control resolver and the TLS handshake did not prove the genuine service. Different addresses alone prove nothing: content networks answer by place. A successful handshake with the right certificate clears the doubt.',
    ask: 'Please stop the rewriting of DNS answers for our server: names that do not exist are answered with an address.',
    references: [rfc(6761, '6.4'), rfc(2308), DOCS.endpoints],
    message: (e) =>
      text(e.controlName) === undefined
        ? sentence(
            e,
            `${resolver(e)} answers ${peerName(e)} with ${address(e)}${inBrackets(around(`${text(e.controlResolver) ?? 'the control resolver'} says `, listed(e.controlAddresses)))}, and the genuine service is not there: the answer was rewritten.`,
          )
        : sentence(
            e,
            `${resolver(e)} answers the made-up name ${text(e.controlName)} with ${address(e)}: it rewrites answers, so its other answers prove nothing.`,
          ),
    remedy: (e) =>
      resolve(
        e,
        `turn off the rewriting of answers (NXDOMAIN redirection, search guide, filter) on ${resolver(e)}, or give this server another resolver.`,
      ),
  },
} as const satisfies CausesOf<'dns'>;
