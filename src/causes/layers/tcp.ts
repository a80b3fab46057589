import type { EndpointEvidence } from '../../model/evidence.ts';
import type { CausesOf } from '../cause.ts';
import { shownBy, stepShown, whatShowed } from '../phrasing/handshake.ts';
import {
  after,
  allowTcp,
  around,
  client,
  endpoint,
  inBrackets,
  listed,
  number,
  peer,
  pluck,
  ruleHost,
  sentence,
  targetAddress,
  text,
  within,
} from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

/** Causes found while a TCP connection is made. */
export const TCP = {
  'tcp.refused': {
    owner: 'firewall',
    title: 'The TCP connection is refused',
    meaning:
      'The attempt was answered at once with a reset. Microsoft listens on these ports, so a firewall rejects the connection in its place; inside your own network it can also mean that no service listens there.',
    detection:
      'ECONNREFUSED: a reset in answer to the SYN. Silence is tcp.timeout; an ICMP answer is tcp.unreachable or tcp.prohibited; a reset later is tls.reset or http.reset.',
    ask: 'Please allow outbound TCP from our service connection point to the endpoints listed below: the connections are rejected with a reset.',
    references: [rfc(9293, '3.5.2'), DOCS.endpoints, DOCS.ports],
    message: (e) =>
      sentence(
        e,
        `the TCP connection to ${peer(e)} was refused${inBrackets(targetAddress(e), after(e))}: a firewall rejects it, or nothing listens there.`,
      ),
    remedy: allowTcp,
  },
  'tcp.timeout': {
    owner: 'firewall',
    title: 'No response to the TCP connection attempt',
    meaning:
      'Nobody answered the connection attempt: neither acceptance nor refusal came back. Nearly always a packet filter on the path silently drops the packets.',
    detection:
      'No SYN-ACK, reset or ICMP error before the time limit of the layer, on any address that was tried. A refusal is tcp.refused. When other endpoints answer on the same port the filter works by destination; when none does, one finding for the whole route says so.',
    ask: 'Please allow outbound TCP from our service connection point to the endpoints listed below: connection attempts get no answer, so a rule drops them.',
    references: [rfc(9293, '3.8.3'), DOCS.endpoints, DOCS.ports],
    message: (e) =>
      sentence(
        e,
        `no response to the TCP connection attempt to ${peer(e)}${inBrackets(targetAddress(e), within(e))}: a packet filter on the path is dropping it.`,
      ),
    remedy: allowTcp,
  },
  'tcp.reset': {
    owner: 'firewall',
    title: 'The TCP connection is reset',
    meaning:
      'The connection was torn down as soon as it was established, before anything was sent. A device on the path interferes: an intrusion prevention system, a firewall, a transparent proxy, or a load balancer without a healthy server.',
    detection:
      'ECONNRESET or ECONNABORTED during connect: the other end had accepted, and its reset came before this machine noticed. A reset in answer to the first packet is tcp.refused; one after something was sent is tls.reset or http.reset. Where an address that cannot exist accepts connections too, tcp.phantom explains it.',
    ask: 'Please check which device resets the outbound TCP connections listed below and exempt them.',
    references: [rfc(9293, '3.5.2'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the TCP connection to ${peer(e)} was reset as soon as it was established${inBrackets(targetAddress(e), after(e))}: a device on the path is tearing it down.${shownBy(e) === 'phantom' ? whatShowed(e) : ''}`,
      ),
    remedy: (e) => (shownBy(e) === 'phantom' ? (stepShown(e) ?? allowTcp(e)) : allowTcp(e)),
  },
  'tcp.unreachable': {
    owner: 'firewall',
    // What this machine has no route to is nothing that a firewall can open.
    ownerFor: (e) => (e.noRoute === true && e.peer !== 'proxy' ? 'host' : 'firewall'),
    title: 'Network or host unreachable',
    meaning:
      'A router or this machine reported that there is no way to the address. A route is missing (often the default route, or IPv6), or a firewall answers with ICMP unreachable.',
    detection:
      'EHOSTUNREACH, ENETUNREACH or ENETDOWN. ICMP "administratively prohibited" is tcp.prohibited where the system tells the two apart. When this machine has no route at all, that is told once as a fault of this machine and is inconclusive.',
    ask: 'Please provide a route and a rule for outbound TCP from our service connection point to the endpoints listed below: they are reported as unreachable.',
    references: [rfc(792), rfc(4443, '3.1'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        e.noRoute === true
          ? `this server has no ${familyOf(e)} route to ${peer(e)}${inBrackets(targetAddress(e), text(e.code))}, and no address of another family is known for it.`
          : number(e.othersReached) === undefined
            ? `${peer(e)} is unreachable${inBrackets(targetAddress(e), text(e.code), after(e))}: a firewall rejected the connection, or there is no route.`
            : `${peer(e)} is unreachable${inBrackets(targetAddress(e), text(e.code), after(e))}, while ${number(e.othersReached)} other ${number(e.othersReached) === 1 ? 'host is' : 'hosts are'} reached over the same gateway: a firewall on the path rejected the connection.`,
      ),
    remedy: (e) =>
      e.noRoute === true
        ? e.addressFamily === 'IPv6'
          ? 'give this server IPv6 (an address and a default route), or a proxy, or a resolver that returns the IPv4 addresses of the name.'
          : 'give this server an IPv4 default route, or a resolver with DNS64 and a NAT64 gateway, or a proxy.'
        : number(e.othersReached) === undefined
          ? `${allowTcp(e)} Check the routing of ${client(e)} as well.`
          : allowTcp(e),
  },
  'tcp.prohibited': {
    owner: 'firewall',
    title: 'The connection is administratively prohibited',
    meaning:
      'The connection was explicitly forbidden: a firewall answered with ICMP "administratively prohibited", or the local firewall or security software of this machine denied it. It is a rule, not a fault.',
    detection:
      'EACCES, EPERM or WSAEACCES (10013) on connect, or ICMP code 9, 10 or 13. An answer within a millisecond points at this machine itself: look at its own firewall first.',
    ask: 'Please allow outbound TCP from our service connection point to the endpoints listed below: they are rejected as administratively prohibited.',
    references: [rfc(1812, '5.2.7.1'), rfc(4443, '3.1'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the TCP connection to ${peer(e)} is prohibited${inBrackets(targetAddress(e), text(e.code), after(e))}: a firewall, on the path or on this server, says so explicitly.`,
      ),
    remedy: (e) => `${allowTcp(e)} Look at the firewall of ${client(e)} itself too.`,
  },
  'tcp.partial': {
    owner: 'firewall',
    title: 'Only some addresses of the name answer',
    meaning:
      'The name has several addresses and only some of them can be reached. The rule was written for addresses instead of the name, or its list is stale; the role will fail now and then, depending on which address it gets.',
    detection:
      'At least one address of the answer connected and at least one other failed, families judged apart. With `--all-addresses` all are tried, and a TLS handshake with each. All failing is one of the other tcp causes.',
    ask: 'Please make the rule for the endpoints listed below follow the host name instead of single addresses: only some of their addresses are open.',
    references: [rfc(8305), DOCS.endpoints],
    message: (e) => {
      const failed = pluck(e.failedAddresses, 'address');
      const codes = text(pluck(e.failedAddresses, 'code')[0]);
      const brackets = inBrackets(
        around(e.atHandshake === true ? 'genuine: ' : 'open: ', listed(e.answeredAddresses)),
        around(e.atHandshake === true ? 'not so: ' : 'closed: ', listed(failed)),
        codes,
      );
      if (e.atHandshake === true)
        return sentence(
          e,
          `only some addresses of ${endpoint(e)} complete a TLS handshake with the genuine certificate${brackets}: what is behind one address, or a device on the path, treats it otherwise.`,
        );
      return sentence(
        e,
        `only some addresses of ${endpoint(e)} answer${brackets}: ${isOneFamily(e) ? `none over ${familyOf(e)}, while ${otherFamilyOf(e)} works` : 'the rule knows addresses, not the name'}.`,
      );
    },
    remedy: (e) =>
      e.atHandshake === true
        ? `look for a filter or inspecting device with a rule for ${listed(pluck(e.failedAddresses, 'address'), 5) ?? 'the address'} and let it treat all addresses of ${ruleHost(e)} alike; if there is none, the server behind that address is out of order, which is for its operator.`
        : isOneFamily(e)
          ? `open TCP${around(' ', number(e.port)) ?? ''} to ${ruleHost(e)} over ${familyOf(e)} as well; closed today: ${listed(pluck(e.failedAddresses, 'address'), 5) ?? 'some'}.`
          : `let the rule for ${ruleHost(e)}${around(' TCP ', number(e.port)) ?? ''} follow the name (FQDN rule), not a list of addresses; closed today: ${listed(pluck(e.failedAddresses, 'address'), 5) ?? 'some'}.`,
  },
  'tcp.broken-family': {
    owner: 'firewall',
    ownerFor: (e) => (e.noRoute === true ? 'host' : 'firewall'),
    title: 'One address family has no way out',
    meaning:
      'Names have IPv4 and IPv6 addresses, and over one of the two families nothing answers, whatever the name. Connections work over the other one, but may wait for the broken one first, and programs that use only one address fail.',
    detection:
      'Every address of the family failed, for at least two names, and none of it answered in the whole run, while the other family answered; or this machine itself has no route for the family. One address of one name is tcp.partial.',
    ask: 'Please give our service connection point a working way out over the address family named below, or tell us to switch it off there.',
    references: [rfc(6724, '2.1'), rfc(8305), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        e.noRoute === true
          ? `this server has an ${familyOf(e)} address but no ${familyOf(e)} route out${inBrackets(around('tried: ', text(e.address)), text(e.code))}: ${endpoint(e)} answers over ${otherFamilyOf(e)} only.`
          : `${familyOf(e)} has no way out: no ${familyOf(e)} address of any name answers${inBrackets(around('tried: ', text(e.address)), text(e.code), failedAfter(e))}, ${endpoint(e)} answers over ${otherFamilyOf(e)} only.`,
      ),
    remedy: (e) =>
      e.noRoute === true
        ? `give this server an ${familyOf(e)} default route, or prefer ${otherFamilyOf(e)} (prefix policy; netsh interface ipv6 show prefixpolicies, /etc/gai.conf).`
        : `route ${familyOf(e)} from ${client(e)} to the internet and open the same rules for it as for ${otherFamilyOf(e)}; else let this server prefer ${otherFamilyOf(e)} (prefix policy).`,
  },
  'tcp.phantom': {
    owner: 'firewall',
    title: 'Addresses that cannot exist accept connections',
    meaning:
      'A connection to an address that is reserved for documentation was accepted. A transparent proxy, a security agent or a firewall answers every connection itself, so an open port proves nothing on this route. Only the TLS handshake and a marker of the genuine service count.',
    detection:
      'Once per route a connection to 192.0.2.1:443 is tried, which nobody may answer (RFC 5737). It was accepted. Handshakes that then fail on the route, and that nothing else explains, are explained by it.',
    ask: 'Please tell us which transparent proxy or agent answers outbound connections of our server, and exempt the endpoints listed below from it.',
    references: [rfc(5737, '3')],
    message: (e) =>
      sentence(
        e,
        text(e.controlAddress) === undefined
          ? `a connection to ${text(e.address) ?? '192.0.2.1'}, an address that cannot exist, was accepted${inBrackets(after(e))}: something on this route answers every connection, so an open port proves nothing here.`
          : `${peer(e)} accepted a connection, but so did ${text(e.controlAddress)}, an address that cannot exist: something on this route answers every connection, so this proves nothing.`,
      ),
    remedy: () =>
      `find the transparent proxy or agent that accepts connections for others, and exempt the endpoints of this report from it.`,
  },
  'tcp.local-limit': {
    owner: 'host',
    title: 'This machine ran out of sockets',
    meaning:
      'The connection could not even be tried: this machine has no free port, file descriptor or buffer left. It says nothing about the network.',
    detection: 'EMFILE, ENFILE, EADDRNOTAVAIL, EADDRINUSE or ENOBUFS on connect. It is always inconclusive and told once.',
    ask: 'Please raise the limits on open files and ephemeral ports of our server, or find what uses them up.',
    references: [rfc(6056, '2.1')],
    message: (e) =>
      `This machine could not open a connection to ${peer(e)}${inBrackets(text(e.code))}: it has no free port, descriptor or buffer left, so the network was not tested.`,
    remedy: () => 'free ports or descriptors, or run again with a lower --concurrency.',
  },
} as const satisfies CausesOf<'tcp'>;

function familyOf(e: EndpointEvidence): 'IPv4' | 'IPv6' {
  return e.addressFamily === 'IPv6' ? 'IPv6' : 'IPv4';
}

function otherFamilyOf(e: EndpointEvidence): 'IPv4' | 'IPv6' {
  return familyOf(e) === 'IPv6' ? 'IPv4' : 'IPv6';
}

/** All addresses that failed are of one family, and all that answered of the other. */
function isOneFamily(e: EndpointEvidence): boolean {
  const isIn = (address: unknown): boolean => String(text(address)).includes(':') === (e.addressFamily === 'IPv6');
  const answered = Array.isArray(e.answeredAddresses) ? e.answeredAddresses : [];
  return e.addressFamily !== undefined && pluck(e.failedAddresses, 'address').every(isIn) && !answered.some(isIn);
}

function failedAfter(e: EndpointEvidence): string | undefined {
  return around('after ', number(e.failedAfterMs), ' ms');
}
