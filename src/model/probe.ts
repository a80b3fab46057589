import type { Endpoint } from './catalog.ts';
import { authority, type HostPort, type Route } from './route.ts';

/** One concrete host:port over one route; the same question is asked once, whoever needs it. */
export interface Probe {
  readonly key: string;
  readonly target: HostPort;
  readonly scheme: Endpoint['scheme'];
  readonly path: string;
  /** The highest TLS version offered: the one the role speaks. */
  readonly maxTlsVersion: '1.2' | '1.3';
  readonly route: Route;
  /** On whose behalf: ids of the scope's endpoints (`ScopedEndpoint.key`). */
  readonly endpointKeys: readonly string[];
  readonly derivedFrom?: { readonly key: string; readonly because: 'redirect' | 'revocation' | 'wildcard-canary' };
}

/** The probe's identity. The path is part of it: two forwarding links share a host. */
export function probeKey(scheme: string, target: HostPort, path: string, route: Route): string {
  return `${scheme}://${authority(target)}${path}@${route.name}`;
}
