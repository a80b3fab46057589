import type { EndpointEvidence } from '../../model/evidence.ts';
import { classifyAddress } from '../../model/network/address.ts';
import type { CausesOf } from '../cause.ts';
import {
  asAlias,
  asBlocked,
  blockedName,
  dnsServer,
  extendedError,
  extendedReason,
  isOverridden,
  missingName,
  nameOwner,
  nameRemedy,
  overrides,
  policyName,
  policyRule,
  resolver,
} from '../phrasing/name-source.ts';
import { around, inBrackets, listed, number, peerName, sentence, text, within } from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

const address = (e: EndpointEvidence): string => text(e.address) ?? listed(e.addresses) ?? 'an unusable address';
/** The kind of an address that no public name has. */
const specialUse = (e: EndpointEvidence): string => {
  const kind = classifyAddress(text(e.address) ?? '');
  return BY_NAME.has(kind) ? kind : 'private';
};
const BY_NAME: ReadonlySet<string> = new Set(['documentation', 'reserved', 'broadcast', 'multicast', 'link-local']);
const seconds = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : `${(ms / 1000).toFixed(1)} s`);

/** Causes found while a name is resolved. */
export const DNS = {
  'dns.nxdomain': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The name does not exist for this resolver',
    meaning:
      'The resolver answered that there is no such name. For a published Microsoft name that means that the resolver does not forward public names, serves an internal zone that hides the public one, or filters the name. A misspelt name gives the same answer.',
    detection:
      'The answer has response code 3 (NXDOMAIN). A name that exists without an address is dns.nodata; no answer at all is dns.timeout. The question is asked again at once: where the next answer has addresses, that is said, and the confidence is likely. Through a proxy only the name of the proxy is resolved here.',
    ask: 'Please let our resolvers answer the public names listed below: today they say that these names do not exist (NXDOMAIN).',
    references: [rfc(2308, '2.1'), rfc(8020), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${asAlias(e)}${resolver(e)} says that the name ${missingName(e)} does not exist (NXDOMAIN${around(', ', extendedError(e)) ?? ''}), so nothing can connect to it${asItChanges(e)}${elsewhere(e)}${overruled(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        e.answersChange === true
          ? severalServers(e)
          : asAlias(e) === ''
            ? `let ${resolver(e)} answer ${peerName(e)}: forward public names, and remove any filter or internal zone that overrides this one.`
            : `let ${resolver(e)} answer ${missingName(e)}, which ${peerName(e)} is an alias of: take ${missingName(e)} off filters and block lists.`,
      ),
  },
  'dns.nodata': {
    owner: 'dns',
    ownerFor: nameOwner,
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
        `${asAlias(e)}${resolver(e)} knows the name ${missingName(e)} but gives no address for it${inBrackets(extendedError(e))}${asItChanges(e)}${elsewhere(e)}${overruled(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        e.answersChange === true
          ? severalServers(e)
          : `let ${resolver(e)} return the public A or AAAA records of ${missingName(e)}; look for an internal zone or a filter that empties the answer.`,
      ),
  },
  'dns.timeout': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The resolver does not answer',
    meaning:
      'No answer to the query came within the time limit. The resolver is down, cannot reach the servers it forwards to, or a packet filter drops port 53 (or 853, 443 for encrypted DNS) on the path.',
    detection:
      'The query got no datagram and no stream back before the limit; truncated answers were asked again over TCP. A resolver that says that it failed is dns.servfail; a machine without any resolver is told as a fault of this machine, not as this cause.',
    ask: 'Please check why the resolver does not answer queries for the names listed below, and that UDP and TCP port 53 are open from our server to it.',
    references: [rfc(1035, '4.2'), rfc(7766), DOCS.ports],
    message: (e) =>
      sentence(
        e,
        e.code === 'TRUNCATED'
          ? `${resolver(e)} answers the query for ${peerName(e)} over UDP with a truncated answer, and the whole one did not come over TCP${inBrackets(text(e.rawMessage))}.`
          : e.code === 'MISMATCH' || e.code === 'MALFORMED'
            ? `${resolver(e)} sent no usable answer to the query for ${peerName(e)}${inBrackets(text(e.rawMessage))}${elsewhere(e)}.`
            : `no answer from ${resolver(e)} to the ${around('', e.unanswered, ' ') ?? ''}query for ${peerName(e)}${inBrackets(within(e))}${elsewhere(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        e.code === 'TRUNCATED'
          ? `open TCP port 53 from this server to ${resolver(e)}, beside UDP, and let it answer there.`
          : e.code === 'MISMATCH' || e.code === 'MALFORMED'
            ? `find out what answers in place of ${resolver(e)}, or in between: its answers do not belong to the question.`
            : `find out why ${resolver(e)} is silent: is it up, can it reach its forwarders, are UDP and TCP 53 open to it from this server?`,
      ),
  },
  'dns.servfail': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The resolver failed',
    meaning:
      'The resolver answered that it could not find out (SERVFAIL). It cannot reach the authoritative servers or its forwarder, or it refuses the answer because DNSSEC validation failed.',
    detection:
      'The answer has response code 2. It is asked again before it counts, since it can pass. Silence is dns.timeout, a policy answer is dns.refused.',
    ask: 'Please check why our resolver fails (SERVFAIL) on the names listed below: forwarders, recursion and DNSSEC validation.',
    references: [rfc(1035, '4.1.1'), rfc(8914), DOCS.endpoints],
    message: (e) => {
      const why = { dnssec: 'DNSSEC validation failed there', unreachable: 'it cannot reach the servers of that name' } as const;
      const reason = extendedReason(e);
      if (e.code === 'CNAME_LOOP')
        return sentence(
          e,
          `the aliases of ${peerName(e)} lead in a loop${inBrackets(listed(e.cnames, 5))}: ${text(e.rawMessage) ?? 'they never end'}.`,
        );
      return sentence(
        e,
        `${asAlias(e)}${resolver(e)} failed to resolve ${missingName(e)} (${servfailCode(e)}${around(', ', extendedError(e)) ?? ''}): ${reason === undefined || reason === 'policy' ? failedBecause(e) : why[reason]}${elsewhere(e)}${overruled(e)}.`,
      );
    },
    remedy: (e) => {
      const what = {
        dnssec: 'DNSSEC validation, its trust anchor and the clock of the resolver',
        unreachable: 'its forwarders and its way to the internet',
      } as const;
      const reason = extendedReason(e);
      if (e.code === 'CNAME_LOOP')
        return nameRemedy(
          e,
          `find out which zone or rewriting of ${resolver(e)} makes the aliases of ${peerName(e)} lead back to themselves.`,
        );
      return nameRemedy(
        e,
        `check on ${resolver(e)} why ${missingName(e)} fails: ${reason === undefined || reason === 'policy' ? failedWhere(e) : what[reason]}.`,
      );
    },
  },
  'dns.refused': {
    owner: 'dns',
    ownerFor: nameOwner,
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
        `${asAlias(e)}${resolver(e)} refuses to resolve ${missingName(e)} (${text(e.code, 20) ?? 'REFUSED'}${around(', ', extendedError(e)) ?? ''}): recursion is not allowed for this server or a policy forbids the name${elsewhere(e)}${overruled(e)}.`,
      ),
    remedy: (e) => nameRemedy(e, `allow recursion for this server on ${resolver(e)}, or permit the name ${missingName(e)} there.`),
  },
  'dns.unreachable': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The resolver cannot be reached',
    meaning:
      'The resolver itself did not take the question: its port is closed, something answers in its place that no query can be put to, or the certificate of an encrypted resolver does not hold. The name plays no part in it.',
    detection:
      'A closed port (ICMP port unreachable or a reset), an ICMP error of a router, a connection that was closed without an answer, a failed TLS handshake or an HTTP status other than 200 of an encrypted resolver. Silence is dns.timeout. A machine without any resolver is told as a fault of this machine.',
    ask: 'Please check why the resolver does not take queries from our server, and that its port is open (UDP and TCP 53, or 853 and 443 for encrypted DNS).',
    references: [rfc(1122, '4.1.3.3'), rfc(7858, '3.1'), rfc(8484, '4.2.1'), DOCS.ports],
    message: (e) => sentence(e, `${resolver(e)} did not take the query for ${peerName(e)}: ${notTaken(e)}${elsewhere(e)}.`),
    remedy: (e) =>
      nameRemedy(
        e,
        isOfCertificate(e)
          ? `give ${resolver(e)} a certificate for its own name from an authority that this server trusts, or hand over its root with --ca-file.`
          : `start the DNS service on ${resolver(e)} or open its port to this server; if it has moved, correct the list of DNS servers here.`,
      ),
  },
  'dns.filtered': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The resolver says that a policy blocks the name',
    meaning:
      'The resolver gives no address and says itself why: a filter, a block list or another policy of whoever runs it. The name exists, and the other names of this resolver are not concerned.',
    detection:
      'The answer carries an Extended DNS Error 4, 15, 16, 17 or 18 (Forged Answer, Blocked, Censored, Filtered, Prohibited), whatever its response code is. Without one the response code decides: dns.nxdomain, dns.refused, dns.servfail. A filter that gives an address is dns.sinkhole.',
    ask: 'Please exempt the names listed below from the DNS filter: it says itself that it blocks them.',
    references: [rfc(8914, '4'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${asAlias(e)}${resolver(e)} blocks the name ${missingName(e)} by a policy of its own${inBrackets(text(e.code, 20), extendedError(e))}${overruled(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        `exempt ${missingName(e)} from the filter or policy of ${resolver(e)}${around(' that calls itself "', policyName(e), '"') ?? ''}.`,
      ),
  },
  'dns.sinkhole': {
    owner: 'dns',
    ownerFor: nameOwner,
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
        text(e.controlName) !== undefined
          ? `${resolver(e)} answers the made-up name ${text(e.controlName)} with ${address(e)}, an address that leads nowhere: a DNS filter blocks whatever is not on its list.`
          : `${asBlocked(e)}${resolver(e)} answers ${blockedName(e)} with ${address(e)}${ofFamily(e)}, a sinkhole${inBrackets(around('of ', text(e.product)), extendedError(e))}: ${blockedBy(e)}${elsewhere(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        text(e.controlName) !== undefined
          ? `put every name of this check, with its aliases, on the list of what the filter of ${resolver(e)} answers (default deny).`
          : `exempt ${blockedName(e)} from the filter of ${resolver(e)}, which answers with ${address(e)}.`,
      ),
  },
  'dns.private-address': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'A public name is answered with a private address',
    meaning:
      'The answer for a public Microsoft name is a private, shared, link-local, documentation or reserved address. An internal zone hides the public one, or a filter leads to its own block page.',
    detection:
      'An address of the answer is in a special-purpose range that is not loopback (RFC 1918, RFC 4193, RFC 6598, link-local; reserved and documentation ranges where nothing answers). Where this is meant (private endpoints, staging) say so with `--allow-private`. Addresses that lead nowhere are dns.sinkhole.',
    ask: 'Please let our resolvers return the public addresses of the names listed below: today they answer with internal addresses.',
    references: [rfc(1918, '3'), rfc(6890), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        isOverridden(e)
          ? `the operating system gives the ${specialUse(e)} address ${address(e)} for the public name ${peerName(e)}, while ${dnsServer(e)} gives ${listed(e.dnsServerAddresses) ?? 'public ones'}: ${overrides(e)}.`
          : `${resolver(e)} answers the public name ${peerName(e)} with the ${specialUse(e)} address ${address(e)}${ofFamily(e)}, ${text(e.originMarker) === PROVEN_BY_CHAIN ? (isUnroutedAddress(e) ? 'where nothing can answer; the other addresses do' : 'where the genuine service answers all the same: a tunnel or a private endpoint') : 'which is not the genuine service'}${elsewhere(e)}.`,
      ),
    remedy: (e) =>
      nameRemedy(
        e,
        text(e.originMarker) === PROVEN_BY_CHAIN && !isUnroutedAddress(e)
          ? `nothing, if ${address(e)} is meant (--allow-private says so); else return the public addresses of ${peerName(e)} from ${resolver(e)}.`
          : `return the public addresses of ${peerName(e)} from ${resolver(e)}; if ${address(e)} is meant, run again with --allow-private.`,
      ),
  },
  'dns.hijacked': {
    owner: 'dns',
    ownerFor: nameOwner,
    title: 'The resolver makes answers up',
    meaning:
      'The resolver gave an address for a name that cannot exist, or addresses that another resolver does not know and that do not lead to the genuine service. Somebody rewrites DNS answers, so no answer of this resolver can be trusted.',
    detection:
      'A random name below .invalid, or below two real domains with the same address, was answered (below one domain only where the endpoint has the same address and shows a genuine certificate of another name: likely), or the answer differs from that of a control resolver and the TLS handshake did not prove the genuine service. Different addresses alone prove nothing: content networks answer by place. A successful handshake with the right certificate clears the doubt.',
    ask: 'Please stop the rewriting of DNS answers for our server: names that do not exist are answered with an address.',
    references: [rfc(6761, '6.4'), rfc(2308), DOCS.endpoints],
    message: (e) =>
      text(e.controlName) === undefined
        ? sentence(
            e,
            `${resolver(e)} answers ${peerName(e)} with ${address(e)}${inBrackets(around(`${text(e.controlResolver) ?? 'the control resolver'} says `, listed(e.controlAddresses) ?? text(e.controlCode, 40)))}, and the genuine service is not there: the answer was rewritten.`,
          )
        : sentence(
            e,
            `${resolver(e)} answers the made-up name ${text(e.controlName)} with ${address(e)}: it rewrites answers, so its other answers prove nothing.`,
          ),
    remedy: (e) =>
      nameRemedy(
        e,
        `turn off the rewriting of answers (NXDOMAIN redirection, search guide, filter) on ${resolver(e)}, or give this server another resolver.`,
      ),
  },
  'dns.system-lookup': {
    owner: 'host',
    title: 'The operating system does not find the name',
    meaning:
      'The DNS server of this machine knows the name, but the operating system gives no address for it. The role asks the operating system, so it cannot connect, whatever tools say that ask the server themselves (nslookup, dig).',
    detection:
      'The lookup of the operating system (getaddrinfo) gave nothing, while its configured DNS server, asked directly at the same time, gave addresses. Where neither knows the name it is dns.nxdomain or its neighbours. A lookup that had not ended at the time limit is inconclusive.',
    ask: 'Please correct how our server resolves names: its DNS server knows the names listed below, the operating system does not give them.',
    references: ['getaddrinfo(3), nsswitch.conf(5): https://man7.org/linux/man-pages/man3/getaddrinfo.3.html', DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the operating system of this server gives no address for ${peerName(e)}${inBrackets(text(e.systemCode, 40))}, although ${dnsServer(e)} knows the name${inBrackets(listed(e.dnsServerAddresses))}: the role cannot resolve it.`,
      ),
    remedy: (e) =>
      `find what keeps the lookup of ${peerName(e)} from ${dnsServer(e)}: ${policyRule(e) ?? 'name resolution policy (NRPT), nsswitch.conf, search list, a policy on hosts, or a security agent'}${text(e.systemCode) === 'TIMEOUT' ? '; run again with a longer --timeout to see whether it ends' : ''}.`,
  },
  'dns.degraded': {
    owner: 'dns',
    title: 'DNS answers late or in part',
    meaning:
      'The name is resolved and the service answers, but each lookup waits for something that does not answer: the first DNS server of the list, one of the two questions (A or AAAA), or a slow resolver. The role waits that long for each new connection, and some programs give up sooner.',
    detection:
      'The lookup of the operating system took two seconds or more, and its DNS server, asked directly, shows why: a server of the list that is silent, a question for one family without an answer, queries that get lost (some of eight sent at once), or as slow an answer to most names. One lost packet is not enough. A question is also asked twice more at once: addresses now and NXDOMAIN then are answers that change. Also: the question for IPv4 addresses failed while IPv6 addresses came, on a machine with both.',
    ask: 'Please look at the DNS servers of our service connection point: lookups succeed only after a delay, or for one address family only.',
    references: [rfc(1035, '4.2'), rfc(4074, '4'), DOCS.endpoints],
    message: (e) => sentence(e, `${degraded(e)}.`),
    remedy: (e) => {
      const dead = listed(e.silentResolvers);
      if (dead !== undefined)
        return isOne(e.silentResolvers)
          ? `repair ${dead}, or take it off the list of DNS servers of this server (its position costs every lookup the wait).`
          : `repair ${dead}, or take them off the list of DNS servers of this server (their position costs every lookup the wait).`;
      if (e.unanswered === 'A' || e.unanswered === 'AAAA')
        return `let ${resolver(e)} answer ${e.unanswered} queries, be it with an empty answer.`;
      if (e.answersChange === true) return severalServers(e);
      if (e.lostQueries !== undefined)
        return `find out where packets to or from ${resolver(e)} get lost (UDP port 53): the server itself under load, a firewall's limit, the path.`;
      return `find out why ${resolver(e)} needs so long: forwarders that do not answer, recursion, load.`;
    },
  },
} as const satisfies CausesOf<'dns'>;

function blockedBy(e: EndpointEvidence): string {
  if (e.hostsFile === true) return 'the entry there blocks the name';
  return isOverridden(e) ? `${dnsServer(e)} gives ${listed(e.dnsServerAddresses) ?? 'other addresses'}` : 'a DNS filter blocks the name';
}

/** Reserved addresses and that of broadcast: the service answers at others beside them. */
function isUnroutedAddress(e: EndpointEvidence): boolean {
  return ['reserved', 'broadcast'].includes(specialUse(e));
}

/** Of a private address: what shows that the genuine service is there. */
const PROVEN_BY_CHAIN = 'certificate chain';

function degraded(e: EndpointEvidence): string {
  // At the limit a lookup is left behind.
  const took =
    around(`: the lookup of ${peerName(e)} ${e.systemCode === 'TIMEOUT' ? 'had not ended after' : 'took'} `, seconds(number(e.lookupMs))) ??
    '';
  const dead = listed(e.silentResolvers);
  if (dead !== undefined)
    return isOne(e.silentResolvers)
      ? `the DNS server ${dead} of this server's list does not answer, and every lookup waits for it first${took}`
      : `the DNS servers ${dead} of this server's list do not answer, and every lookup waits for them first${took}`;
  if (e.unanswered === 'A' || e.unanswered === 'AAAA') {
    const family = e.unanswered === 'A' ? 'IPv4' : 'IPv6';
    const code = text(e.unansweredCode, 20);
    return code === 'TIMEOUT'
      ? `${resolver(e)} does not answer ${e.unanswered} queries (${family} addresses), and lookups wait for that${took}`
      : `${resolver(e)} gives no ${family} address for ${peerName(e)}: the ${e.unanswered} query ended with ${code ?? 'a failure'}, so only the other family is left`;
  }
  if (e.answersChange === true)
    return `the answers of ${resolver(e)} for ${peerName(e)} change from try to try: once it gives addresses, once it does not know the name`;
  const lost = around('', number(e.lostQueries?.lost), ` of ${number(e.lostQueries?.sent) ?? 'some'}`);
  if (lost !== undefined)
    return `queries to ${resolver(e)} or their answers get lost (${lost} had to be sent again), and lookups wait for that${took}`;
  return `${resolver(e)} answers slowly${took}`;
}

/** The way to the server that does not know what its neighbours know. */
function severalServers(e: EndpointEvidence): string {
  return `look for several servers behind ${resolver(e)}, one of which does not know ${peerName(e)}.`;
}

/** What a negative answer is worth where the next one had addresses. */
function asItChanges(e: EndpointEvidence): string {
  return e.answersChange === true ? '; asked again at once it gives addresses, so its answers change from try to try' : '';
}

function isOne(list: unknown): boolean {
  return !Array.isArray(list) || list.length === 1;
}

function servfailCode(e: EndpointEvidence): string {
  const code = text(e.code, 40);
  return code === undefined || /^E/.test(code) ? 'SERVFAIL' : code;
}

/** Codes with which a server says that it does not take the query as such, not that it could not find out (RFC 1035 section 4.1.1, RFC 6895 section 2.3). */
const NOT_UNDERSTOOD = new Set(['FORMERR', 'NOTIMP', 'BADVERS', 'BADCOOKIE', 'DSOTYPENI']);
const ZONE_CODES = new Set(['YXDOMAIN', 'YXRRSET', 'NXRRSET']);

function failedBecause(e: EndpointEvidence): string {
  const code = servfailCode(e);
  if (NOT_UNDERSTOOD.has(code)) return 'it does not take the query as it was sent, with and without EDNS(0)';
  if (ZONE_CODES.has(code)) return 'that is a code of dynamic updates and zone rewriting, no answer to a query';
  return code === 'SERVFAIL' ? 'it cannot reach or does not trust the servers of that name' : 'that is no code for an answer to a query';
}

function failedWhere(e: EndpointEvidence): string {
  const code = servfailCode(e);
  if (NOT_UNDERSTOOD.has(code)) return 'what serves DNS there, and whether a firewall or load balancer on the path changes queries';
  return code === 'SERVFAIL'
    ? 'forwarders, recursion to the internet, DNSSEC validation'
    : 'a rewriting of names (DNAME), a policy or a broken server';
}

/** The answer of another resolver, when there is one. */
function elsewhere(e: EndpointEvidence): string {
  const addresses = listed(e.controlAddresses);
  return addresses === undefined ? '' : `; the resolver ${text(e.controlResolver) ?? 'that was asked beside it'} gives ${addresses}`;
}

/** What the operating system made of an answer that says no. */
function overruled(e: EndpointEvidence): string {
  return e.dnsServerCode === undefined || text(e.address) === undefined
    ? ''
    : `; the operating system then gave ${text(e.address) ?? 'another address'}, which comes from its search list or another source of names`;
}

function ofFamily(e: EndpointEvidence): string {
  return e.addressFamily === undefined || e.answeredAddresses === undefined ? '' : ` over ${e.addressFamily} (the other family answers)`;
}

const CERTIFICATE = /^(?:ERR_TLS_CERT|(?:DEPTH_ZERO_)?SELF_SIGNED|UNABLE_TO_|CERT_|INVALID_)/;

function isOfCertificate(e: EndpointEvidence): boolean {
  return CERTIFICATE.test(text(e.code, 80) ?? '');
}

/** What kept the resolver from taking the question, by its code. */
function notTaken(e: EndpointEvidence): string {
  const code = text(e.code, 80) ?? 'no code';
  const detail = inBrackets(code, text(e.rawMessage));
  if (code === 'ECONNREFUSED') return `its port is closed${inBrackets(code)}`;
  if (/UNREACH|HOSTDOWN/.test(code)) return `a router or firewall on the path says that it cannot be reached${inBrackets(code)}`;
  if (code === 'CLOSED' || /RESET|ABORTED|EPIPE/.test(code)) return `the connection was ended without an answer${inBrackets(code)}`;
  if (isOfCertificate(e)) return `the certificate of the resolver was not accepted${detail}`;
  return `what answers there does not serve DNS${detail}`;
}
