import net from 'node:net';
import t from 'tap';
import { alertOf } from '../../../../src/checks/endpoint/verdict/secured/tls-alert.ts';
import type { TlsFacts } from '../../../../src/model/network/observation.ts';
import { handshake, trustAnchors } from '../../../../src/network/tls/handshake.ts';
import { saidBeforeTls } from '../../../../src/network/tls/overheard.ts';
import { failureOf } from '../../../../src/network/trace.ts';
import { step } from '../../../support/endpoint-examples.ts';

const anchors = trustAnchors([], false);
const alert = (level: number, number: number): Buffer => Buffer.from([21, 3, 3, 0, 2, level, number]);

t.test('what the first bytes are', (t) => {
  const hello = Buffer.from([22, 3, 3, 0, 1, 2]);
  const rows: readonly (readonly [string, Buffer, object])[] = [
    ['nothing', Buffer.alloc(0), {}],
    ['an alert', alert(2, 112), { alert: { level: 2, number: 112 } }],
    ['an alert after a handshake record', Buffer.concat([hello, alert(1, 90)]), { alert: { level: 1, number: 90 } }],
    ['half a record', Buffer.from([22, 3, 3, 0, 80, 2, 0]), {}],
    ['a banner', Buffer.from('SSH-2.0-x\r\n'), { firstBytes: 'SSH-2.0-x\r\n' }],
    ['a page in another language', Buffer.from('<title>アクセス禁止'), { firstBytes: '<title>アクセス禁止' }],
    [
      'a character that is cut where no more is kept',
      Buffer.from(`<${'é'.repeat(600)}`).subarray(0, 1024),
      { firstBytes: `<${'é'.repeat(511)}` },
    ],
    ['one byte', Buffer.from('S'), { firstBytes: 'S' }],
    ['bytes that are no text', Buffer.from([0, 1, 255]), { firstBytes: '\u0000\u0001\u00ff' }],
  ];
  for (const [name, bytes, said] of rows) t.same(saidBeforeTls(bytes), said, name);
  t.end();
});

/** What is noted of a handshake with a server that answers the first message so. */
async function heard(
  answer: (socket: net.Socket) => void,
  listen = true,
): Promise<{ readonly facts: Partial<TlsFacts>; readonly code: string }> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  let facts: Partial<TlsFacts> = {};
  const { signal } = new AbortController();
  try {
    await handshake(socket, { servername: 'a.test', maxVersion: 'TLSv1.2', anchors, signal, listen }, (more) => {
      facts = { ...facts, ...more };
    });
    return { facts, code: '' };
  } catch (error) {
    return { facts, code: failureOf(error).code };
  } finally {
    socket.destroy();
    server.close();
  }
}

t.test('a reset that came before the handshake is one', async (t) => {
  const server = net.createServer((socket) => socket.resetAndDestroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  for (const listen of [true, false]) {
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    const { signal } = new AbortController();
    const request = { servername: 'a.test', maxVersion: 'TLSv1.2', anchors, signal, listen } as const;
    await t.rejects(
      handshake(socket, request, () => undefined),
      { code: 'ECONNRESET' },
    );
  }
});

t.test('every alert is known by its number', async (t) => {
  const numbers = Array.from({ length: 129 }, (_, index) => index + 1);
  const all = await Promise.all(numbers.map((number) => heard((socket) => socket.end(alert(2, number)))));
  t.same(
    all.map(({ facts }) => facts.alert),
    numbers.map((number) => ({ level: 2, number })),
  );
  t.same((await heard((socket) => socket.end(alert(1, 0)))).facts.alert, { level: 1, number: 0 }, 'a warning, then the end');
  t.same((await heard((socket) => socket.resetAndDestroy())).code, 'ECONNRESET');
  t.same((await heard((socket) => socket.end())).code, 'CLOSED');
});

t.test('OpenSSL names the usual alerts as well', async (t) => {
  for (const number of [10, 20, 40, 42, 47, 48, 49, 50, 51, 70, 71, 80, 86, 90, 109, 110, 112, 115, 116, 120]) {
    const { code } = await heard((socket) => socket.end(alert(2, number)), false);
    t.same(alertOf(step('tls', {}, code) as never), { level: 2, number }, code);
  }
  for (const code of ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNEXPECTED_MESSAGE', 'ERR_SSL_DECODE_ERROR', 'ECONNRESET'])
    t.equal(alertOf(step('tls', {}, code) as never), undefined, code);
  t.match(alertOf(step('tls', {}, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE') as never), { number: 40 });
});

t.test('the whole of an answer in clear is heard', async (t) => {
  const { facts } = await heard((socket) => {
    socket.write('HTTP/1.1 302 Found\r\n');
    setTimeout(() => socket.end('Location: http://portal.test/\r\n\r\n'), 50);
  });
  t.match(facts.firstBytes, /^HTTP\/1\.1 302 Found\r\nLocation: http:\/\/portal\.test\/\r\n\r\n$/);
  const banner = await heard((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
  t.equal(banner.facts.firstBytes, 'SSH-2.0-OpenSSH_9.2\r\n');
});
