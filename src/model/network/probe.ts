import type { Endpoint } from '../catalog/catalog.ts';
import { authority, type HostPort, type Route } from './route.ts';

/** One concrete host:port over one route; the same question is asked once, whoever needs it. */
export interface Probe {
  readonly key: string;
  readonly target: HostPort;
  readonly scheme: Endpoint['scheme'];
  readonly path: string;
  /** The highest TLS version offered: the one the role speaks. */
  readonly maxTlsVersion: '1.2' | '1.3';
  /** Of scheme `tcp`: the service speaks TLS, as the catalog says (`expect.tls`). */
  readonly speaksTls?: true;
  readonly route: Route;
  /** On whose behalf: ids of the scope's endpoints (`ScopedEndpoint.key`). */
  readonly endpointKeys: readonly string[];
  /** The probe whose answer called for this one, or of `control` the route. Absent: planned for an endpoint of the catalog. */
  readonly derivedFrom?: {
    readonly key: string;
    readonly because: Because;
    /** Of a redirect: how many hops lead here. Of the journey: the number of the step. Of tries one after another: the number of the try. */
    readonly hop?: number;
  };
  readonly variation?: Variation;
  /** Asked on a peer's word: only at addresses of the internet, so that nobody out there chooses what is asked inside. */
  readonly publicOnly?: true;
}

/** Why a further probe is made: the name of the proof that asks. */
export type Because =
  | 'control'
  | 'control-resolver'
  | 'handshake'
  | 'host-header'
  | 'large-request'
  | 'address'
  | 'wildcard'
  | 'redirect'
  | 'revocation'
  | 'behaviour'
  | 'journey'
  | 'negative';

/** In what a further probe differs from the one that everybody makes. */
export interface Variation {
  /** Connect to this address instead of resolving the name; on a direct route only. */
  readonly address?: string;
  /** Ask the control resolver for the name instead of the run's; on a direct route only. */
  readonly resolver?: 'control';
  /** The server name of the handshake, when it is not the target's host. */
  readonly servername?: string;
  /** OpenSSL cipher list for TLS 1.2. */
  readonly ciphers?: string;
  /** No application protocol is offered (RFC 7301): a server that knows none of those offered has to refuse. */
  readonly withoutAlpn?: true;
  /** What a failed handshake brought is kept: an alert, or the first bytes of a peer that does not speak TLS. */
  readonly listen?: true;
  /** The last layer of interest; later ones are not walked. */
  readonly until?: 'dns' | 'tcp' | 'tls';
  /** A limit of its own for each layer, milliseconds, when it is shorter than that of the run. */
  readonly layerTimeoutMs?: number;
  /** Further attempts after a transient failure, when not those of the run. */
  readonly retries?: number;
  /** Requests one after another on one connection, each a step `http`; without it one GET of `path`. */
  readonly requests?: readonly ProbeRequest[];
}

/** How a probe asks where a plain GET of the page is not enough. */
export interface ProbeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection stays idle that long before the request, milliseconds. */
  readonly idleMs?: number;
}

/** The probe's identity. The path is part of it: two forwarding links share a host. */
export function probeKey(scheme: string, target: HostPort, path: string, route: Route): string {
  return `${scheme}://${authority(target)}${path}@${route.name}`;
}

/** The identity of a further probe: the same target may be asked in several ways. `detail` tells them apart. */
export function furtherKey(probe: Pick<Probe, 'scheme' | 'target' | 'path' | 'route'>, because: Because, detail: string): string {
  return `${probeKey(probe.scheme, probe.target, probe.path, probe.route)}#${because}${detail === '' ? '' : `:${detail}`}`;
}
