import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import t from 'tap';
import type { Context } from '../../../../src/model/network/context.ts';
import type { ProxyFacts, Step } from '../../../../src/model/network/observation.ts';
import type { Route } from '../../../../src/model/network/route.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { Secret } from '../../../../src/model/network/secret.ts';
import { routeKind } from '../../../../src/network/route/index.ts';
import { trustAnchors } from '../../../../src/network/tls/handshake.ts';
import { Trace } from '../../../../src/network/trace.ts';

/** CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2) with one AV pair, a time. */
function challengeMessage(): Buffer {
  const target = Buffer.concat([Buffer.from([7, 0, 8, 0]), Buffer.alloc(8, 1), Buffer.alloc(4)]);
  const message = Buffer.alloc(56);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0xe2898205, 20);
  Buffer.from('0123456789abcdef', 'hex').copy(message, 24);
  message.writeUInt16LE(target.length, 40);
  message.writeUInt16LE(target.length, 42);
  message.writeUInt32LE(56, 44);
  return Buffer.concat([message, target]);
}

type Answer = (socket: Socket, headers: readonly string[], isLast: boolean) => void;

const PAGE = '<html><title>Proxy authentication</title></html>';
const plain: Answer = (socket, headers) =>
  socket.write(`HTTP/1.1 407 Proxy Authentication Required\r\n${headers.join('\r\n')}\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`);
const sized =
  (bytes: number): Answer =>
  (socket, headers) =>
    socket.write(`HTTP/1.1 407 x\r\n${headers.join('\r\n')}\r\nContent-Length: ${bytes}\r\n\r\n${'x'.repeat(bytes)}`);
const closing: Answer = (socket, headers) =>
  socket.end(`HTTP/1.1 407 x\r\n${headers.join('\r\n')}\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`);

/** How a 407 comes, and whether a log-on gets through. */
const WIRES: Readonly<Record<string, { readonly answer: Answer; readonly fails?: string; readonly first?: readonly string[] }>> = {
  'with a length': { answer: plain },
  'in chunks': {
    answer: (socket, headers) =>
      socket.write(
        `HTTP/1.1 407 x\r\n${headers.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n1\r\n \r\n0\r\nTrailer: 1\r\n\r\n`,
      ),
  },
  'in chunks that come in pieces': {
    answer: (socket, headers) => {
      const text = `HTTP/1.1 407 x\r\n${headers.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n`;
      const at = text.indexOf('A\r\n012') + 4;
      socket.write(text.slice(0, at));
      setTimeout(() => socket.write(text.slice(at)), 30);
    },
  },
  'of version 1.0 that keeps the connection': {
    answer: (socket, headers) =>
      socket.write(`HTTP/1.0 407 x\r\n${headers.join('\r\n')}\r\nProxy-Connection: Keep-Alive\r\nContent-Length: 2\r\n\r\nno`),
  },
  'of version 1.0 that keeps it by the other field': {
    answer: (socket, headers) =>
      socket.write(`HTTP/1.0 407 x\r\n${headers.join('\r\n')}\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nno`),
  },
  'with a page of 66 000 bytes': { answer: sized(66_000) },
  'with a page of 500 000 bytes': { answer: sized(500_000) },
  'without a body': { answer: sized(0) },
  'with several challenges in one line': {
    answer: plain,
    first: ['Proxy-Authenticate: Negotiate, NTLM, Basic realm="a, b"'],
  },
  'with a line a scheme': {
    answer: plain,
    first: ['Proxy-Authenticate: Basic realm="x"', 'Proxy-Authenticate: NTLM', 'proxy-authenticate: Kerberos'],
  },
  'that closes before the log-on': {
    answer: (socket, headers, isLast) => (isLast ? plain : closing)(socket, headers, isLast),
  },
  'without a length, to the end of the connection, before the log-on': {
    answer: (socket, headers, isLast) => {
      if (isLast) plain(socket, headers, isLast);
      else socket.end(`HTTP/1.1 407 x\r\n${headers.join('\r\n')}\r\n\r\n${PAGE}`);
    },
  },
  'that closes between the legs': {
    answer: (socket, headers, isLast) => (isLast ? closing : plain)(socket, headers, isLast),
    fails: 'proxy closed the connection in the middle',
  },
  'of version 1.0 that does not keep it between the legs': {
    answer: (socket, headers, isLast) => {
      if (isLast) socket.end(`HTTP/1.0 407 x\r\n${headers.join('\r\n')}\r\nContent-Length: 2\r\n\r\nno`);
      else plain(socket, headers, isLast);
    },
    fails: 'middle of the log-on',
  },
};

/** A proxy that wants NTLM and takes any AUTHENTICATE_MESSAGE on the connection of its challenge. */
async function proxyOf(
  answer: Answer,
  first: readonly string[],
): Promise<{ readonly port: number; readonly close: () => void; strays: number }> {
  const sockets = new Set<Socket>();
  const state = { port: 0, strays: 0, close: (): void => undefined };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let isChallenged = false;
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const token = /proxy-authorization: NTLM ([A-Za-z0-9+/=]+)/i.exec(text)?.[1];
      const type = token === undefined ? 0 : Buffer.from(token, 'base64').readUInt32LE(8);
      const isConnect = text.startsWith('CONNECT');
      text = '';
      if (type === 0) answer(socket, first, false);
      else if (type === 1) {
        isChallenged = true;
        answer(socket, [`Proxy-Authenticate: NTLM ${challengeMessage().toString('base64')}`], true);
      } else if (isChallenged) socket.write(isConnect ? 'HTTP/1.1 200 ok\r\n\r\n' : 'HTTP/1.1 200 ok\r\nContent-Length: 2\r\n\r\nok');
      else {
        state.strays += 1;
        answer(socket, first, false);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.port = (server.address() as AddressInfo).port;
  state.close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return state;
}

for (const method of ['CONNECT', 'GET'] as const) {
  for (const [name, { answer, fails, first = ['Proxy-Authenticate: NTLM'] }] of Object.entries(WIRES)) {
    t.test(`NTLM over ${method}, a 407 ${name}`, async (t) => {
      const proxy = await proxyOf(answer, first);
      const ended = new AbortController();
      t.teardown(() => {
        ended.abort('ABORTED');
        proxy.close();
      });
      const route: Route = { name: 'p', kind: 'http', via: { host: '127.0.0.1', port: proxy.port }, auth: 'ntlm' };
      const context = {
        run: new RunState(),
        signal: ended.signal,
        layerTimeoutMs: 8000,
        retries: 0,
        resolver: { kind: 'system' },
        trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
        now: () => performance.now(),
        random: Math.random,
        credentialsFor: () => ({ username: 'CORP\\alice', password: new Secret('secret') }),
      } as unknown as Context;
      const trace = new Trace(context);
      const request = {
        ...{ route, trace, context, anchors: trustAnchors([], false), kindOf: routeKind, path: '/' },
        target: { host: 'ok.example.com', port: method === 'GET' ? 80 : 443 },
        scheme: method === 'GET' ? ('http' as const) : ('https' as const),
      };
      const kind = await routeKind('http');
      const got =
        method === 'CONNECT' ? (await kind?.open(request))?.stream : await kind?.forward?.(request, { method, path: '/', headers: {} });
      const step = trace.steps.at(-1) as Extract<Step, { readonly layer: 'proxy' }>;
      const facts = step.facts as ProxyFacts;
      t.equal(proxy.strays, 0, 'no answer to a challenge leaves on another connection');
      if (fails === undefined) {
        t.equal(facts.status, 200, JSON.stringify(step.failure));
        t.not(got, undefined);
      } else {
        t.equal(facts.status, 407);
        t.match(facts.authAttempts.map(({ note }) => note).join(), fails);
        t.equal(facts.logOn, 'broken-off');
      }
      t.ok(step.durationMs < 4000, `${step.durationMs} ms`);
    });
  }
}
