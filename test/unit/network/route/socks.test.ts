import type { Socket } from 'node:net';
import t from 'tap';
import type { Route } from '../../../../src/model/network/route.ts';
import { type Came, serverFor, walkOver } from '../../../support/network/lone-route.ts';

/** What a proxy does once this many bytes more have come. */
type Turn = readonly [bytes: number, answer: (socket: Socket, came: Buffer) => void];

/** A proxy that takes its turns one after the other. */
function turns(all: readonly Turn[], heard: Buffer[] = []): (socket: Socket) => void {
  return (socket) => {
    let waiting = Buffer.alloc(0);
    const left = [...all];
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      const next = left[0];
      if (next === undefined || waiting.length < next[0]) return;
      left.shift();
      const came = waiting;
      waiting = Buffer.alloc(0);
      heard.push(came);
      next[1](socket, came);
    });
  };
}

const bytes =
  (...numbers: readonly number[]) =>
  (socket: Socket): void =>
    void socket.write(Buffer.from(numbers));
const byteByByte =
  (...numbers: readonly number[]) =>
  async (socket: Socket): Promise<void> => {
    for (const number of numbers) {
      socket.write(Buffer.from([number]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
const end = (socket: Socket): void => void socket.end();

const codeOf = ({ steps }: Came): string | undefined => steps.at(-1)?.failure?.code;

t.test('SOCKS 5: each reply of RFC 1928 section 6 has its name', async (t) => {
  const names = ['Failure', 'NotAllowed', 'NetworkUnreachable', 'HostUnreachable', 'ConnectionRefused', 'TTLExpired'];
  for (const [index, name] of [...names, 'CommandNotSupported', 'AddressNotSupported', 'Failure'].entries()) {
    const port = await serverFor(
      t,
      turns([
        [3, bytes(5, 0)],
        [7, bytes(5, index + 1, 0, 1, 0, 0, 0, 0, 0, 0)],
      ]),
    );
    t.equal(codeOf(await walkOver(t, { kind: 'socks5', port, auth: 'none' })), `SOCKS_${name}`, `reply ${index + 1}`);
  }
});

t.test('SOCKS 5: granted, whatever the kind of the address that was bound, in one piece or in many', async (t) => {
  const bound: readonly (readonly number[])[] = [
    [1, 192, 0, 2, 1, 4, 210],
    [3, 3, 97, 46, 98, 4, 210],
    [4, ...Array.from({ length: 16 }, () => 1), 4, 210],
  ];
  for (const address of bound)
    for (const write of [bytes, byteByByte]) {
      const heard: Buffer[] = [];
      const port = await serverFor(
        t,
        turns(
          [
            [3, write(5, 0)],
            [7, write(5, 0, 0, ...address)],
          ],
          heard,
        ),
      );
      const { stream, steps } = await walkOver(t, { kind: 'socks5', port, auth: 'none' });
      t.not(stream, undefined, JSON.stringify(steps.at(-1)?.failure));
      t.same(heard[0], Buffer.from([5, 1, 0]), 'no method but none');
      const name = Buffer.from('ok.example.com');
      t.same(heard[1], Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([1, 187])]), 'the name goes to the proxy');
      stream?.destroy();
    }
});

t.test('SOCKS 5: addresses as targets travel as addresses', async (t) => {
  for (const [host, kind, length] of [
    ['192.0.2.7', 1, 4],
    ['2001:db8::7', 4, 16],
  ] as const) {
    const heard: Buffer[] = [];
    const port = await serverFor(
      t,
      turns(
        [
          [3, bytes(5, 0)],
          [4 + length + 2, bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)],
        ],
        heard,
      ),
    );
    (await walkOver(t, { kind: 'socks5', port, auth: 'none', target: { host, port: 443 } })).stream?.destroy();
    t.same([heard[1]?.[3], heard[1]?.length], [kind, 4 + length + 2], host);
  }
});

t.test('SOCKS 5: user and password (RFC 1929) are sent when the proxy chooses them, and once', async (t) => {
  const granted: Turn = [7, bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)];
  const rows: readonly (readonly [string, readonly Turn[], string | undefined, readonly number[]])[] = [
    ['the proxy wants none', [[4, bytes(5, 0)], granted], undefined, [4, 21]],
    ['taken', [[4, bytes(5, 2)], [19, bytes(1, 0)], granted], undefined, [4, 19, 21]],
    [
      'refused',
      [
        [4, bytes(5, 2)],
        [19, bytes(1, 1)],
      ],
      'SOCKS_AuthenticationFailed',
      [4, 19],
    ],
    ['no method suits it', [[4, bytes(5, 255)]], 'SOCKS_NoAcceptedAuth', [4]],
  ];
  for (const [name, all, code, lengths] of rows) {
    const heard: Buffer[] = [];
    const port = await serverFor(t, turns(all, heard));
    const came = await walkOver(t, { kind: 'socks5', port });
    t.equal(codeOf(came), code, name);
    t.same(
      heard.map((one) => one.length),
      lengths,
      name,
    );
    if (heard.length > 1 && all.length > 2) t.same(heard[1], Buffer.from('\u0001\u000aCORP\\alice\u0006secret', 'latin1'));
    came.stream?.destroy();
  }
});

t.test('SOCKS 5: what is no answer', async (t) => {
  const rows: readonly (readonly [string, readonly Turn[], string])[] = [
    ['closed at once', [[3, end]], 'CLOSED'],
    ['closed within the method', [[3, (socket) => socket.end(Buffer.from([5]))]], 'CLOSED'],
    [
      'closed after the request',
      [
        [3, bytes(5, 0)],
        [7, end],
      ],
      'CLOSED',
    ],
    [
      'closed within the bound address',
      [
        [3, bytes(5, 0)],
        [7, (socket) => socket.end(Buffer.from([5, 0, 0, 1, 1]))],
      ],
      'CLOSED',
    ],
    ['an HTTP server', [[3, (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')]], 'SOCKS_InvalidReply'],
    [
      'an unknown kind of address',
      [
        [3, bytes(5, 0)],
        [7, bytes(5, 0, 0, 9, 1, 1)],
      ],
      'SOCKS_InvalidReply',
    ],
    ['a reset', [[3, (socket) => socket.resetAndDestroy()]], 'ECONNRESET'],
  ];
  for (const [name, all, code] of rows)
    t.equal(codeOf(await walkOver(t, { kind: 'socks5', port: await serverFor(t, turns(all)), auth: 'none' })), code, name);
});

t.test('SOCKS 4: replies, and the name behind the address 0.0.0.1', async (t) => {
  const rows: readonly (readonly [number, Route['name'] | undefined])[] = [
    [90, undefined],
    [91, 'SOCKS_Failed'],
    [92, 'SOCKS_Rejected'],
    [93, 'SOCKS_RejectedIdent'],
  ];
  for (const [reply, code] of rows) {
    const heard: Buffer[] = [];
    const port = await serverFor(t, turns([[9, bytes(0, reply, 0, 0, 0, 0, 0, 0)]], heard));
    const came = await walkOver(t, { kind: 'socks4', port, auth: 'none' });
    t.equal(codeOf(came), code, `reply ${reply}`);
    t.same(heard[0], Buffer.from('\u0004\u0001\u0001\u00bb\u0000\u0000\u0000\u0001\u0000ok.example.com\u0000', 'latin1'));
    came.stream?.destroy();
  }
  t.equal(codeOf(await walkOver(t, { kind: 'socks4', port: await serverFor(t, turns([[9, end]])), auth: 'none' })), 'CLOSED');
});
