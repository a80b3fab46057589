import { readFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Genuine services that behave unusually, one behaviour an address: CERTIFICATE KEY, then BEHAVIOUR@ADDRESS... Run on a lab machine.
 */
const [certificate = '', key = '', ...specs] = process.argv.slice(2);
const options = { cert: readFileSync(certificate), key: readFileSync(key) };

interface Behaviour {
  readonly alpn?: readonly string[];
  /** Which connections are reset after the first message, by their number from 1 on. */
  readonly resets?: (connection: number) => boolean;
  readonly delayMs?: number;
  readonly respond?: (socket: Duplex, response: import('node:http').ServerResponse) => void;
}

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  h2Only: { alpn: ['h2'] },
  interim: {
    respond: (socket, response) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      response.end('ok');
    },
  },
  stalled: { respond: (_socket, response) => void response.write('part') },
  busy: { respond: (_socket, response) => void response.writeHead(503, { 'retry-after': '120' }).end() },
  fickle: { resets: (connection) => connection <= 2 || connection % 2 === 1 },
  slow: { delayMs: 4500 },
};

for (const spec of specs) {
  const [name = '', address = ''] = spec.split('@');
  const behaviour = BEHAVIOURS[name];
  if (behaviour === undefined) throw new Error(`no behaviour in ${spec}`);
  const { alpn = ['http/1.1'], resets = () => false, delayMs = 0, respond } = behaviour;
  const site = https.createServer({ ...options, ALPNProtocols: [...alpn] }, (request, response) => {
    if (respond === undefined) response.end('ok');
    else respond(request.socket, response);
  });
  site.on('tlsClientError', () => undefined);
  let connections = 0;
  net
    .createServer((socket) => {
      connections += 1;
      const isReset = resets(connections);
      socket.on('error', () => undefined);
      if (isReset) socket.once('data', () => socket.resetAndDestroy());
      else setTimeout(() => site.emit('connection', socket), delayMs);
    })
    .listen(443, address);
}
