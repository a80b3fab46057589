import net from 'node:net';
import t from 'tap';
import type { HttpFacts } from '../../../src/model/network/observation.ts';
import { bodyFacts, factsOfBody, type HttpConnection, type HttpHead, headFacts, httpConnection } from '../../../src/network/http.ts';
import { failureOf } from '../../../src/network/trace.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const LONG = 'x'.repeat(70_000);

/** What a server writes, whether it then closes, and the method of the request. */
const ANSWERS: Readonly<Record<string, { readonly text: string; readonly closes?: 'end' | 'reset'; readonly method?: 'HEAD' }>> = {
  'a text': { text: `${OK}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok` },
  chunks: { text: `${OK}Transfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n` },
  'a body until the end': { text: `${OK}Content-Type: image/png\r\n\r\nabc`, closes: 'end' },
  'a body that is longer than what is looked at': { text: `${OK}Content-Length: ${LONG.length}\r\n\r\n${LONG}` },
  'no body': { text: 'HTTP/1.1 204 No Content\r\n\r\n' },
  'the answer to HEAD': { text: `${OK}Content-Length: 20\r\n\r\n`, method: 'HEAD' },
  'an interim response': { text: `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}Content-Length: 0\r\n\r\n` },
  'headers that come twice': { text: `${OK}Via: a\r\nVia: b\r\nSet-Cookie: c=1\r\nSet-Cookie: d=2\r\nContent-Length: 0\r\n\r\n` },
  'an upgrade that nobody asked for': { text: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n' },
  'less than was announced': { text: `${OK}Content-Length: 20\r\n\r\nabc`, closes: 'end' },
  'a reset in the body': { text: `${OK}Content-Length: 20\r\n\r\nabc`, closes: 'reset' },
  'an end before the answer': { text: '', closes: 'end' },
  'a reset before the answer': { text: '', closes: 'reset' },
  'something else than HTTP': { text: 'SSH-2.0-OpenSSH_9.2\r\n' },
  'a head without an end': { text: `${OK}X: ${'y'.repeat(40_000)}\r\n` },
  'lengths that contradict each other': { text: `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok` },
};

type Outcome = Partial<HttpFacts> | { readonly code: string; readonly message: string; readonly noted: object };

async function outcomeOf(ask: (note: (facts: object) => void) => Promise<object>): Promise<Outcome> {
  let noted = {};
  try {
    return {
      ...(await ask((facts) => {
        noted = facts;
      })),
    };
  } catch (error) {
    const { code, message } = failureOf(error);
    // A message may name the ports of the connection.
    return { code, message: message.replace(/\d{4,5}/g, 'N'), noted };
  }
}

function bySend(connection: HttpConnection, method: 'GET' | 'HEAD', signal: AbortSignal): Promise<Outcome> {
  return outcomeOf(async (note) => {
    const response = await connection.send({ method, path: '/', headers: {} }, signal);
    note(headFacts(method, response));
    return { ...headFacts(method, response), ...(await bodyFacts(response, signal)) };
  });
}

function byExchange(connection: HttpConnection, method: 'GET' | 'HEAD', signal: AbortSignal): Promise<Outcome> {
  return outcomeOf(async (note) => {
    const heads: HttpHead[] = [];
    const body = await connection.exchange({ method, path: '/', headers: {} }, signal, (head) => {
      heads.push(head);
      note(headFacts(method, head));
    });
    const [head, ...more] = heads;
    return head === undefined || more.length > 0 ? { heads } : { ...headFacts(method, head), ...factsOfBody(head, body) };
  });
}

for (const [name, { text, closes, method = 'GET' }] of Object.entries(ANSWERS))
  t.test(`${name}: an exchange tells what sending and reading tells`, async (t) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.write(text, () => {
          if (closes === 'end') socket.end();
          if (closes === 'reset') setTimeout(() => socket.resetAndDestroy(), 50);
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    const outcomes = [];
    for (const ask of [bySend, byExchange]) {
      const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
      const connection = httpConnection(`http://127.0.0.1:${port}`, async () => socket);
      outcomes.push(await ask(connection, method, new AbortController().signal));
      connection.close();
      socket.destroy();
    }
    t.not(JSON.stringify(outcomes[0]), '{}');
    t.same(outcomes[1], outcomes[0]);
  });

t.test('an exchange ends when it is given up, before the answer, in the body, and before it began', async (t) => {
  for (const text of ['', `${OK}Content-Length: 20\r\n\r\nabc`]) {
    const server = net.createServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.write(text)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
    const connection = httpConnection(`http://127.0.0.1:${port}`, async () => socket);
    const controller = new AbortController();
    const asked = connection.exchange({ method: 'GET', path: '/', headers: {} }, controller.signal, () => undefined);
    setTimeout(() => controller.abort('TIMEOUT'), 100);
    await t.rejects(asked, { code: 'TIMEOUT' });
    await t.rejects(
      connection.exchange({ method: 'GET', path: '/', headers: {} }, controller.signal, () => undefined),
      { code: 'TIMEOUT' },
    );
    connection.close();
    t.ok(socket.destroyed);
  }
});

t.test('two exchanges over one connection', async (t) => {
  const server = net.createServer((socket) => void socket.on('data', () => socket.write(`${OK}Content-Length: 2\r\n\r\nok`)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  const socket = net.connect(port, '127.0.0.1');
  let dials = 0;
  const connection = httpConnection(`http://127.0.0.1:${port}`, async () => {
    dials += 1;
    return socket;
  });
  const { signal } = new AbortController();
  for (let request = 1; request <= 2; request += 1) {
    const { bytes } = await connection.exchange({ method: 'GET', path: '/', headers: {} }, signal, () => undefined);
    t.equal(bytes.toString(), 'ok');
  }
  t.equal(dials, 1);
  connection.close();
});
