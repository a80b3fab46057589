import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Test } from 'tap';
import type { Context } from '../../../src/model/network/context.ts';
import type { Step } from '../../../src/model/network/observation.ts';
import type { HostPort, Route } from '../../../src/model/network/route.ts';
import { RunState } from '../../../src/model/network/run-state.ts';
import { Secret } from '../../../src/model/network/secret.ts';
import type { HttpResponse } from '../../../src/network/http.ts';
import { routeKind } from '../../../src/network/route/index.ts';
import { trustAnchors } from '../../../src/network/tls/handshake.ts';
import { Trace } from '../../../src/network/trace.ts';

/** A server on loopback for one test, and the port it listens at; its connections end with the test. */
export async function serverFor(t: Test, connected: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    connected(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export interface Asking {
  readonly kind: 'http' | 'socks4' | 'socks5';
  readonly port: number;
  readonly auth?: Route['auth'];
  readonly target?: HostPort;
  /** Plain http, in absolute form where the kind of route has one. */
  readonly plain?: boolean;
  readonly layerTimeoutMs?: number;
}

export interface Came {
  readonly steps: readonly Step[];
  readonly stream?: Duplex | undefined;
  readonly response?: HttpResponse | undefined;
}

/** The context of one walk, which ends with the test. */
export function contextOf(t: Test, layerTimeoutMs: number, resolver: Context['resolver'] = { kind: 'system' }): Context {
  const ended = new AbortController();
  t.teardown(() => ended.abort('ABORTED'));
  return {
    run: new RunState(),
    signal: ended.signal,
    layerTimeoutMs,
    ...{ retries: 0, allAddresses: false, resolver },
    trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
    now: () => performance.now(),
    random: Math.random,
    credentialsFor: () => ({ username: 'CORP\\alice', password: new Secret('secret') }),
  };
}

/** One walk over one route through a proxy on loopback, as CORP\alice with the password `secret`, without anything around it. */
export async function walkOver(
  t: Test,
  { kind, port, auth = 'auto', target, plain = false, layerTimeoutMs = 30_000 }: Asking,
): Promise<Came> {
  const route: Route = { name: 'p', kind, via: { host: '127.0.0.1', port }, auth };
  const context = contextOf(t, layerTimeoutMs);
  const trace = new Trace(context);
  const request = {
    ...{ route, trace, context, anchors: trustAnchors([], false), kindOf: routeKind, path: '/' },
    target: target ?? { host: 'ok.example.com', port: plain ? 80 : 443 },
    scheme: plain ? ('http' as const) : ('https' as const),
  };
  const opening = await routeKind(kind);
  if (plain) {
    const forwarded = await opening?.forward?.(request, { method: 'GET', path: '/a?b=1', headers: {} });
    return { steps: trace.steps, response: forwarded?.response };
  }
  return { steps: trace.steps, stream: (await opening?.open(request))?.stream };
}
