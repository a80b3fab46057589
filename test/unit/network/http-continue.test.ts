import net from 'node:net';
import t from 'tap';
import { bodyFacts, httpConnection } from '../../../src/network/http.ts';
import { withoutContinue } from '../../../src/network/http-continue.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\nX-A: b\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

t.test('100 (Continue) is left out, however it arrives', (t) => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    [OK, OK, false],
    [`${CONTINUE}${OK}`, OK, false],
    [`${CONTINUE}${CONTINUE}${OK}`, OK, false],
    [`HTTP/1.0 100 \r\n\r\n${OK}`, OK, false],
    [CONTINUE, '', true],
    [CONTINUE.slice(0, 9), CONTINUE.slice(0, 9), true],
    [CONTINUE.slice(0, 30), CONTINUE.slice(0, 30), true],
    ['HTTP/1.1 103 Early Hints\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\n\r\n', false],
    ['SSH-2.0', 'SSH-2.0', false],
  ];
  for (const [bytes, rest, isOpen] of rows) {
    const { bytes: left, isOpen: open } = withoutContinue(Buffer.from(bytes));
    t.same([left.toString(), open], [rest, isOpen], JSON.stringify(bytes));
  }
  const endless = withoutContinue(Buffer.concat([Buffer.from(CONTINUE.slice(0, -2)), Buffer.alloc(40_000, 'x')]));
  t.equal(endless.isOpen, false, 'a head without end is not waited for');
  t.end();
});

for (const [name, parts] of [
  ['in one piece', [`${CONTINUE}${OK}`]],
  ['in pieces', ['HTTP/1.1 1', '00 Continue\r', `\n\r\n${CONTINUE}`, OK]],
  ['after other interim responses', ['HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', OK]],
] as const)
  t.test(`two requests on a connection whose server sends interim responses ${name}`, async (t) => {
    const server = net.createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('data', async () => {
        for (const part of parts) {
          socket.write(part);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    const socket = net.connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    const connection = httpConnection(`http://127.0.0.1:${port}`, async () => socket);
    const { signal } = new AbortController();
    for (let request = 1; request <= 2; request += 1) {
      const response = await connection.send({ method: 'GET', path: '/', headers: {} }, signal);
      t.same([response.status, (await bodyFacts(response, signal)).bodyExcerpt], [200, 'ok'], `request ${request}`);
    }
    connection.close();
  });
