import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { TLS_ALERTS } from '../tls-alerts.ts';
import { around, number, pathOwner, ruleHost, targetAddress, text } from './phrase.ts';

/**
 * What further handshakes showed about one that failed, strongest first:
 * `hosts-file`: this machine's hosts file chose the address; `changing`: one and the same name fares now so, now otherwise; `name`: another name fares better at the
 * same address, each time; `path-mtu`: only an answer of a few bytes arrives; `phantom`: addresses that cannot exist accept connections too; `not-the-name`: another
 * name fares no better; `unknown`: nothing further is known.
 */
export type Shown = 'hosts-file' | 'changing' | 'name' | 'path-mtu' | 'phantom' | 'not-the-name' | 'unknown';

/** What the evidence of a failed handshake shows, the strongest sign first. */
export function shownBy(e: EndpointEvidence): Shown {
  if (e.hostsFile === true) return 'hosts-file';
  // One that was cut and answers now changes too.
  if (e.changing === true || e.answersNow === true) return 'changing';
  if (e.sniDependent === true) return 'name';
  if (e.smallHelloWorks === true) return 'path-mtu';
  if (text(e.controlAddress) !== undefined) return 'phantom';
  return e.sniDependent === false ? 'not-the-name' : 'unknown';
}

/** Who can change what the handshakes showed; `otherwise` where they showed nothing that names somebody. */
export function handshakeOwner(e: EndpointEvidence, otherwise: Owner = pathOwner(e)): Owner {
  const owners: Readonly<Partial<Record<Shown, Owner>>> = {
    'hosts-file': 'host',
    changing: 'service',
    name: pathOwner(e),
    'path-mtu': 'firewall',
    phantom: 'firewall',
  };
  return owners[shownBy(e)] ?? otherwise;
}

/** ` over IPv6`, where only one of two families fared so. */
export function overFamily(e: EndpointEvidence): string {
  return e.otherFamilyWorks === true ? (around(' over ', text(e.addressFamily)) ?? '') : '';
}

/** What the handshakes showed, as sentences after the fact; empty where they showed nothing. */
export function whatShowed(e: EndpointEvidence): string {
  const sentences: Readonly<Record<Shown, string>> = {
    'hosts-file': ` The address comes from this machine's hosts file, so it may be a server that has nothing to do with the name.`,
    changing: ` Handshakes there change from try to try${tries(e)}, so neither the name nor a rule decides: a server behind a load balancer, or the path, is faulty.`,
    name:
      alertMeaning(e) === 'unknown-name'
        ? ` Another name on the same address is taken, each time: a filter refuses the name, or the address is that of another server.`
        : ` Another name on the same address gets through, each time, so the name is what is filtered.`,
    'path-mtu': ` A handshake whose answer is small is answered at once there, so large packets are lost on the path (path MTU).`,
    phantom: ` ${text(e.controlAddress) ?? ''}, an address that cannot exist, accepts connections as well, so whatever answers every connection on this route did this.`,
    'not-the-name': ` Another name on the same address fares no better, so it is not the name.`,
    unknown: '',
  };
  return `${sentences[shownBy(e)]}${e.otherFamilyWorks === true ? ` ${e.addressFamily === 'IPv6' ? 'IPv4' : 'IPv6'} works.` : ''}`;
}

function tries(e: EndpointEvidence): string {
  const all = [...list(e.ownTries), ...list(e.neutralTries)];
  const through = all.filter((outcome) => outcome === 'through').length;
  return all.length === 0 || through === 0 ? '' : ` (${through} of ${all.length} got through)`;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 20) : [];
}

/** The first step, where the handshakes name one. Undefined: they showed nothing. */
export function stepShown(e: EndpointEvidence): string | undefined {
  const there = targetAddress(e) ?? 'that address';
  const steps: Readonly<Record<Shown, string | undefined>> = {
    'hosts-file': `correct or remove ${text(e.host) ?? 'the name'} in the hosts file, which answers before any resolver does, then run again.`,
    changing: `one server or path behind ${there} is faulty: run again, and if it stays ask whoever runs the service or the load balancer at ${there}; no rule for a name changes it.`,
    name: `allow TLS to the server name ${ruleHost(e)}, without inspection.`,
    'path-mtu': `correct the path MTU${around(' of ', text(e.addressFamily)) ?? ''} towards ${there} (the network team: let ICMP "${e.addressFamily === 'IPv6' ? 'packet too big' : 'fragmentation needed'}" pass, clamp the MSS of tunnels).`,
    phantom: `find the transparent proxy or agent that accepts connections for others, and exempt ${ruleHost(e)} from it.`,
    'not-the-name': `find out what ends the handshakes at ${there} whatever their name: a device on the path, or the server or load balancer behind that address; a rule for the name changes nothing.`,
    unknown: undefined,
  };
  return steps[shownBy(e)];
}

/** The meaning of the alert in the evidence; undefined: none came. */
export function alertMeaning(e: EndpointEvidence): (typeof TLS_ALERTS)[number]['meaning'] | undefined {
  const alert = number(e.alertNumber);
  return alert === undefined ? undefined : (TLS_ALERTS[alert]?.meaning ?? 'trouble');
}
