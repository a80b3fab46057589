import type { Socket } from 'node:net';

/** What a broken or hostile TCP server does with a connection. Servers of Debian cannot be made to do these things. */
export type Behaviour = (socket: Socket) => void;

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';
const KILOBYTE = 'x'.repeat(1023);

/** Calls back when the first bytes of the peer are there. */
function afterFirstBytes(act: (socket: Socket) => void): Behaviour {
  return (socket) => socket.once('data', () => act(socket));
}

/** Writes again and again until the peer has gone. */
function endlessly(socket: Socket, head: string, more: string, pauseMs: number): void {
  socket.write(head);
  const timer = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(more);
  }, pauseMs);
  socket.once('close', () => clearInterval(timer));
}

function bit(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    at += 1;
    if (at <= text.length) socket.write(text.slice(at - 1, at));
  }, 1000);
  socket.once('close', () => clearInterval(timer));
}

/** As fast as the peer reads. */
function flood(socket: Socket, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 0x78);
  let left = bytes;
  const pour = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', pour);
        return;
      }
    }
    socket.end();
  };
  pour();
}

function tunnelThen(act: (socket: Socket) => void): Behaviour {
  return afterFirstBytes((socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    act(socket);
  });
}

/** By name; the name says what a client meets. */
export const BEHAVIOURS = {
  silent: () => undefined,
  'closes-at-once': (socket) => socket.end(),
  'closes-on-request': afterFirstBytes((socket) => socket.end()),
  'resets-on-request': afterFirstBytes((socket) => socket.resetAndDestroy()),
  'ssh-banner': (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  garbage: afterFirstBytes((socket) => socket.end(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 37 + 201) & 0xff)))),
  malformed: afterFirstBytes((socket) => socket.end('HTTP/1.1 twohundred OK\r\nContent-Length: 5\r\n\r\nhello')),
  'endless-headers': afterFirstBytes((socket) => endlessly(socket, OK, `X-More: ${KILOBYTE}\r\n`, 1)),
  'huge-body': afterFirstBytes((socket) => {
    socket.write(`${OK}Content-Length: 1073741824\r\n\r\n`);
    flood(socket, 1_073_741_824);
  }),
  drips: afterFirstBytes((socket) => bit(socket, `${OK}Content-Length: 1000000\r\n\r\n`)),
  'body-drips': afterFirstBytes((socket) => {
    socket.write(`${OK}Content-Length: 1000000\r\n\r\n`);
    bit(socket, KILOBYTE);
  }),
  'escapes-in-headers': afterFirstBytes((socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nServer: Zscaler/6.1 \u001b[2J\u001b]0;owned\u0007\r\nContent-Length: 0\r\n\r\n'),
  ),
  // Bytes above 0x7f are legal in a header's value (RFC 9110 section 5.5): as Latin-1 they are C1 controls.
  'escapes-in-text': afterFirstBytes((socket) => {
    socket.write('HTTP/1.1 403 Forbidden\r\nServer: Zscaler/6.1 \u009b31m\u009d0;owned\u009c\r\nContent-Type: text/html\r\n', 'latin1');
    socket.end('Connection: close\r\n\r\n\u001b[1;1H\u202eblocked\u202c\u001b]8;;http://evil.example\u0007');
  }),
  'closes-after-connect': tunnelThen((socket) => socket.end()),
  'silent-after-connect': tunnelThen(() => undefined),
} satisfies Readonly<Record<string, Behaviour>>;
export type BehaviourName = keyof typeof BEHAVIOURS;
