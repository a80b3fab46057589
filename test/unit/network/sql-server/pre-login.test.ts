import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { sqlServerVersion, versionIn } from '../../../../src/network/sql-server/pre-login.ts';

/** A PRELOGIN response as in MS-TDS section 4.2 (five options, then their data), of the given version. */
function response(major: number, minor: number, build: number): Buffer {
  const options = Buffer.from('00001a00060100200001020021000103002200000400220001ff', 'hex');
  const data = Buffer.from([major, minor, build >> 8, build & 0xff, 0, 0, 2, 0, 0]);
  const header = Buffer.from('0401000000000100', 'hex');
  header.writeUInt16BE(8 + options.length + data.length, 2);
  return Buffer.concat([header, options, data]);
}

const CASES: readonly (readonly [name: string, version: string | undefined, serve: (socket: Socket) => void])[] = [
  ['SQL Server 2022', '16.0.4125', (socket) => socket.write(response(16, 0, 4125))],
  [
    'byte by byte',
    '13.0.7037',
    async (socket) => {
      for (const byte of response(13, 0, 7037)) {
        socket.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  ],
  ['a TLS alert, as of TDS 8.0', undefined, (socket) => socket.end(Buffer.from('15030300020228', 'hex'))],
  ['a web server', undefined, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['a length of nothing', undefined, (socket) => socket.write(Buffer.from('0401000000000100', 'hex'))],
  [
    'a length of 64 KiB',
    undefined,
    (socket) => socket.write(Buffer.concat([Buffer.from('0401ffff00000100', 'hex'), Buffer.alloc(70_000)])),
  ],
  ['no more than a header', undefined, (socket) => socket.end(response(16, 0, 1).subarray(0, 8))],
  ['a reset', undefined, (socket) => socket.resetAndDestroy()],
  ['silence', undefined, () => undefined],
];

t.test('the version that a server tells before any log-on', async (t) => {
  for (const [name, version, serve] of CASES) {
    const asked: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (bytes: Buffer) => {
        asked.push(bytes);
        serve(socket);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    t.equal(await sqlServerVersion(socket, AbortSignal.timeout(name === 'silence' ? 100 : 20_000)), version, name);
    const [question = Buffer.alloc(0)] = asked;
    t.equal(question[0], 0x12, 'PRELOGIN');
    t.equal(question.readUInt16BE(2), question.length, 'its length stands in the header');
    t.equal(question.length, 26, 'no name, no log-on');
    socket.destroy();
    server.close();
  }
});

t.test('options that lead outside of the answer', async (t) => {
  for (const payload of ['', 'ff', '00', '0000ff0006ff', '00000600ffff', '0000060003ff000000', '010006000102'])
    t.equal(versionIn(Buffer.from(payload, 'hex')), undefined, payload);
  t.equal(versionIn(Buffer.from('0000060006ff0f0010190000', 'hex')), '15.0.4121');
});
