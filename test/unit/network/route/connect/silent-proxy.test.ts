import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import t from 'tap';
import type { Context } from '../../../../../src/model/network/context.ts';
import type { Failure } from '../../../../../src/model/network/observation.ts';
import type { Route } from '../../../../../src/model/network/route.ts';
import { RunState } from '../../../../../src/model/network/run-state.ts';
import { isSilentProxy } from '../../../../../src/network/route/connect/silent-proxy.ts';
import { routeKind } from '../../../../../src/network/route/index.ts';
import { trustAnchors } from '../../../../../src/network/tls/handshake.ts';
import { Trace } from '../../../../../src/network/trace.ts';

/** A proxy that accepts every connection and answers only CONNECT for `ok`. */
async function silentProxy(): Promise<{ readonly port: number; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.toString('latin1').startsWith('CONNECT ok')) socket.write('HTTP/1.1 200 OK\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

t.test('proxies that never say anything, all at the same time', { jobs: 4 }, async (t) => {
  for (const kind of ['http', 'https', 'socks4', 'socks5'] as const) {
    t.test(`a proxy of kind ${kind} that never says anything is found out after three targets`, async (t) => {
      const proxy = await silentProxy();
      t.teardown(proxy.close);
      const run = new RunState();
      const via = { host: '127.0.0.1', port: proxy.port };
      const open = async (host: string, layerTimeoutMs: number): Promise<Failure | undefined> => {
        const context = {
          ...{ run, signal: new AbortController().signal, layerTimeoutMs, retries: 0, resolver: { kind: 'system' } },
          ...{ trust: { extraRootsPem: [], endpointRootsPem: [], system: false }, random: Math.random },
          ...{ now: () => performance.now(), credentialsFor: () => undefined },
        } as unknown as Context;
        const trace = new Trace(context);
        const route: Route = { name: 'p', kind, via, auth: 'none' };
        const request = { route, trace, context, anchors: trustAnchors([], false), kindOf: routeKind, path: '/', scheme: 'https' as const };
        await (await routeKind(kind))?.open({ ...request, target: { host, port: 443 } });
        return trace.steps.at(-1)?.failure;
      };
      for (const host of ['a', 'a', 'a', 'b']) t.equal((await open(host, 200))?.code, 'TIMEOUT');
      t.notOk(isSilentProxy(run, via), 'one target that does not answer is no silent proxy');
      await open('c', 200);
      t.ok(isSilentProxy(run, via));
      t.match(await open('d', 60_000), { code: 'TIMEOUT', message: /2000 ms/ });
      if (kind !== 'http') return;
      t.equal(await open('ok', 60_000), undefined);
      t.notOk(isSilentProxy(run, via), 'it has answered');
    });
  }
});

t.test('another round of the same process asks anew', async (t) => {
  const run = new RunState();
  t.notOk(isSilentProxy(run, undefined));
  run.startRound();
  t.notOk(isSilentProxy(run, { host: 'p', port: 1 }));
});
