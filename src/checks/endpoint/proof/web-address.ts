import { normaliseHost } from '../../../model/catalog/host-pattern.ts';
import { isInternetName } from '../../../model/network/address.ts';
import { type Because, type Probe, probeKey } from '../../../model/network/probe.ts';
import { authority, type HostPort, type Route } from '../../../model/network/route.ts';
import type { Scope } from '../../../model/scope.ts';

const MAX_ADDRESS = 2048;

/** A web address that may be asked on a peer's word. */
export interface WebAddress {
  readonly scheme: 'https' | 'http';
  readonly target: HostPort;
  readonly path: string;
}

/**
 * Reads an address that a peer gave, relative ones against the probe that it answered. Undefined for what is not asked on a peer's word: other schemes,
 * credentials, addresses instead of names, names without a dot or of this machine, ports of other services, what no host name is, what is too long.
 */
export function webAddress(text: string, base: Pick<Probe, 'scheme' | 'target' | 'path'>): WebAddress | undefined {
  if (text === '' || text.length > MAX_ADDRESS || /[\u0000-\u0020\u007f-\u009f]/.test(text)) return undefined;
  const url = parsed(text, `${base.scheme}://${authority(base.target)}${base.path}`);
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  const scheme = { 'https:': 'https', 'http:': 'http' }[url.protocol] as 'https' | 'http' | undefined;
  const host = normaliseHost(url.hostname);
  if (scheme === undefined || host === undefined || !isPublicName(host)) return undefined;
  const port = url.port === '' ? { https: 443, http: 80 }[scheme] : Number(url.port);
  // Nobody sends this program to a mail server, a remote shell or the search index of the inside.
  if (port !== 80 && port !== 443) return undefined;
  return { scheme, target: { host, port }, path: url.pathname + url.search };
}

function isPublicName(host: string): boolean {
  return !host.includes('*') && isInternetName(host);
}

function parsed(text: string, base: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The key under which an address is asked over a route: the same as that of an endpoint's own probe, so that nothing is asked twice. */
export function keyOf({ scheme, target, path }: WebAddress, route: Route): string {
  return probeKey(scheme, target, path, route);
}

/** Where an address is, whatever its path: the same for two that one rule opens. */
export function placeOf({ scheme, target }: Pick<Probe, 'scheme' | 'target'>, { name }: Route): string {
  return `${scheme} ${authority(target)} ${name}`;
}

/** What every probe carries that is made on a peer's word. */
export function onTheirWord({ allowPrivate }: Pick<Scope, 'allowPrivate'>): Pick<Probe, 'publicOnly'> {
  return allowPrivate ? {} : { publicOnly: true };
}

/** A probe of this address, over the route and on behalf of the probe that led to it. */
export function probeOf(address: WebAddress, from: Probe, because: Because, scope: Scope, hop?: number): Probe {
  return {
    ...address,
    key: keyOf(address, from.route),
    route: from.route,
    maxTlsVersion: '1.2',
    endpointKeys: from.endpointKeys,
    derivedFrom: { key: from.key, because, ...(hop === undefined ? {} : { hop }) },
    ...onTheirWord(scope),
  };
}
