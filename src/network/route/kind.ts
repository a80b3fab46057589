import type { Duplex } from 'node:stream';
import type { Context } from '../../model/network/context.ts';
import type { HostPort, Route, RouteKindName } from '../../model/network/route.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { TrustAnchors } from '../tls/handshake.ts';
import type { Trace } from '../trace.ts';

/** To which target a way out is to be opened, and where its steps are recorded. */
export interface OpenRequest {
  readonly route: Route;
  readonly target: HostPort;
  /** Of the endpoint, and the path that is asked for: a PAC script may choose by them. */
  readonly scheme: 'https' | 'http' | 'tcp';
  readonly path: string;
  readonly trace: Trace;
  readonly context: Context;
  /** The roots of one's own servers: for the proxy, not for the target. */
  readonly anchors: TrustAnchors;
  /** Of a target that a stranger named: every address has to be one of the internet, or nothing is connected to. */
  readonly publicOnly?: true;
  /** The proxy was named by a script that came over plain http: anybody on the path may have written it. */
  readonly chosenInClear?: boolean;
  /** Told the addresses of the other family as soon as they are known, to walk over them beside the first one. Not called where there are none. */
  readonly onOtherFamily?: (addresses: readonly string[]) => void;
  /** The registry, for kinds that lead to others (a PAC script's choice). */
  readonly kindOf: (name: RouteKindName) => Promise<RouteKind | undefined>;
}

/** What opening a way out came to. */
export interface Opened {
  /** A stream on which the target itself speaks; absent when a step failed. */
  readonly stream?: Duplex;
  /** The target's addresses of the family that `stream` does not use: to be judged apart. Empty where the name is not ours to resolve. */
  readonly otherFamily: readonly string[];
}

/** A response that a proxy fetched itself, without a tunnel; `close` ends the connection to the proxy. */
export interface Forwarded {
  readonly response: HttpResponse;
  readonly close: () => void;
}

/** A way out. Everything from the first name to a stream to the target, as steps of the trace; a failed step ends it. */
export interface RouteKind {
  readonly open: (request: OpenRequest) => Promise<Opened>;
  /** Plain `http` requests are given to the proxy in absolute form instead of through a tunnel (RFC 9112 section 3.2.2). */
  readonly forward?: (request: OpenRequest, httpRequest: HttpRequest) => Promise<Forwarded | undefined>;
}
