import net from 'node:net';

/**
 * Servers and proxies that misbehave in ways no real program offers, one behaviour an address. Arguments: BEHAVIOUR@ADDRESS:PORT...
 * Run on a lab machine.
 */
const HEADERS = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nx-ms-request-id: 00000000-0000-0000-0000-000000000000\r\n';

const BEHAVIOURS: Readonly<Record<string, (socket: net.Socket) => void>> = {
  mute: () => undefined,
  close: (socket) => socket.end(),
  resetOnData: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  closeOnData: (socket) => socket.once('data', () => socket.end()),
  unknownName: alertOnData(112),
  denied: alertOnData(49),
  troubled: alertOnData(80),
  unheardOf: alertOnData(200),
  garbage: (socket) => socket.once('data', () => socket.end(Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 10, 13, 10]))),
  ssh: (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
  drip: (socket) => socket.once('data', () => drip(socket, `${HEADERS}Content-Length: 1000\r\n\r\n${'x'.repeat(1000)}`)),
  dripBody: (socket) =>
    socket.once('data', () => {
      socket.write(`${HEADERS}Content-Length: 1000\r\n\r\n`);
      drip(socket, 'x'.repeat(1000));
    }),
  endlessHeaders: (socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, 'X-Endless: yes yes yes yes\r\n');
    }),
  hugeBody: (socket) =>
    socket.once('data', () => {
      socket.write(`${HEADERS}Content-Length: 1073741824\r\n\r\n`);
      flood(socket, 'x'.repeat(65_536));
    }),
  escapes: (socket) =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 511 \u001b[31mred\r\nServer: \u001b]0;owned\u0007\u009b31m\r\nContent-Length: 4\r\n\r\n\u001b[2J'),
    ),
  connectThenClose: (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\n')),
  connectThenSilence: (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n')),
  foreignScheme: (socket) =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Hawk realm="x"\r\nContent-Length: 0\r\n\r\n'),
    ),
  proxyStatus: (socket) =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 502 Bad Gateway\r\nProxy-Status: edge; error=connection_refused\r\nContent-Length: 0\r\n\r\n'),
    ),
  zscaler: (socket) =>
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 403 Forbidden\r\nServer: Zscaler/6.2\r\nContent-Type: text/html\r\nContent-Length: 59\r\n\r\n<title>Internet Security by Zscaler</title>Access is denied',
      ),
    ),
  portal: (socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 302 Found\r\nLocation: http://10.77.0.1/login?from=x\r\nContent-Length: 0\r\n\r\n')),
  notHttp: (socket) => socket.once('data', () => socket.end('220 mail.example ESMTP\r\n')),
  truncatedBody: (socket) => socket.once('data', () => socket.end(`${HEADERS}Content-Length: 1000\r\n\r\nshort`)),
};

function alertOnData(number: number): (socket: net.Socket) => void {
  return (socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, number])));
}

function drip(socket: net.Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? 'x'), 1000);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: net.Socket, chunk: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

for (const spec of process.argv.slice(2)) {
  const [, behaviour = '', address = '', port = ''] = /^(\w+)@(.+):(\d+)$/.exec(spec) ?? [];
  const behave = BEHAVIOURS[behaviour];
  if (behave === undefined) throw new Error(`no behaviour in ${spec}`);
  net
    .createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => undefined);
      behave(socket);
    })
    .listen(Number(port), address);
}
