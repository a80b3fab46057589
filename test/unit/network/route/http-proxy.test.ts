import type { Socket } from 'node:net';
import t from 'tap';
import type { ProxyFacts } from '../../../../src/model/network/observation.ts';
import { serverFor, walkOver } from '../../../support/network/lone-route.ts';

interface Seen {
  /** The head of each request, in the order of asking. */
  readonly heads: string[];
  connections: number;
}

/** A proxy that answers one request after the other with these, whatever the connection; the last one again and again. */
function proxyThat(answers: readonly ((socket: Socket, head: string) => void)[], seen: Seen): (socket: Socket) => void {
  return (socket) => {
    seen.connections += 1;
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const head = text;
      text = '';
      seen.heads.push(head);
      answers[Math.min(seen.heads.length, answers.length) - 1]?.(socket, head);
    });
  };
}

const says = (text: string) => (socket: Socket) => socket.write(text);
const ends = (text: string) => (socket: Socket) => socket.end(text);
const wants = (...challenges: readonly string[]) =>
  says(
    `HTTP/1.1 407 x\r\n${challenges.map((one) => `Proxy-Authenticate: ${one}`).join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n`,
  );
const OPEN = says('HTTP/1.1 200 Connection established\r\n\r\n');
const DENIED = says('HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied');
const BASIC = `Basic ${Buffer.from('CORP\\alice:secret').toString('base64')}`;

interface Row {
  readonly answers: readonly ((socket: Socket, head: string) => void)[];
  readonly status?: number;
  /** Of the failure; absent: the tunnel is open. */
  readonly code?: string | RegExp;
  readonly facts?: object;
  readonly requests?: number;
}

const ROWS: Readonly<Record<string, Row>> = {
  'any 2xx opens the tunnel, also with a length, which means nothing there': {
    answers: [says('HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n')],
    status: 204,
  },
  'a version 1.0 that says 200': { answers: [says('HTTP/1.0 200 Connection established\r\nProxy-agent: x\r\n\r\n')], status: 200 },
  'interim responses before the 200': {
    answers: [says('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 ok\r\n\r\n')],
    status: 200,
  },
  'a refusal with its page': { answers: [DENIED], status: 403, code: 'HTTP_403', facts: { bodyExcerpt: 'denied' } },
  'a refusal in chunks': {
    answers: [says('HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno \r\n4\r\nhost\r\n0\r\n\r\n')],
    ...{ status: 502, code: 'HTTP_502', facts: { bodyExcerpt: 'no host' } },
  },
  'a refusal to the end of the connection': {
    answers: [ends('HTTP/1.0 503 x\r\n\r\nbusy')],
    ...{ status: 503, code: 'HTTP_503', facts: { bodyExcerpt: 'busy' } },
  },
  'a 407 whose scheme nobody speaks': { answers: [wants('Bearer realm="x"')], status: 407, code: 'HTTP_407', requests: 1 },
  'Basic, taken': {
    answers: [wants('Basic realm="corp, all"'), OPEN],
    ...{ status: 200, requests: 2, facts: { schemeTried: 'basic', realm: 'corp, all', logOn: 'taken' } },
  },
  'Basic, refused: offered once': {
    answers: [wants('Basic realm="corp"')],
    ...{ status: 407, code: 'HTTP_407', requests: 2, facts: { logOn: 'refused' } },
  },
  'Basic, taken, and the destination denied': {
    answers: [wants('Basic realm="corp"'), DENIED],
    ...{ status: 403, code: 'HTTP_403', requests: 2, facts: { schemeTried: 'basic' } },
  },
  'Digest goes before Basic': {
    answers: [wants('Basic realm="corp"', 'Digest realm="corp", nonce="n1", qop="auth", algorithm=SHA-256'), OPEN],
    ...{ status: 200, requests: 2, facts: { schemeTried: 'digest', schemesOffered: ['basic', 'digest'] } },
  },
  'Digest with a stale nonce is answered once more': {
    answers: [wants('Digest realm="corp", nonce="n1", qop="auth"'), wants('Digest realm="corp", nonce="n2", qop="auth", stale=true'), OPEN],
    ...{ status: 200, requests: 3, facts: { logOn: 'taken' } },
  },
  'closed without an answer': { answers: [ends('')], code: 'CLOSED' },
  'closed within the head': { answers: [ends('HTTP/1.1 200 Conn')], code: /CLOSED|HPE/ },
  'reset without an answer': { answers: [(socket) => socket.resetAndDestroy()], code: 'ECONNRESET' },
  'headers larger than 32 KiB': { answers: [says(`HTTP/1.1 200 ok\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`)], code: 'HPE_HEADER_OVERFLOW' },
  'not HTTP at all': { answers: [says('SSH-2.0-OpenSSH_9.2\r\n')], code: /^HPE_/ },
};

for (const [name, { answers, status, code, facts = {}, requests }] of Object.entries(ROWS))
  t.test(`CONNECT: ${name}`, async (t) => {
    const seen: Seen = { heads: [], connections: 0 };
    const port = await serverFor(t, proxyThat(answers, seen));
    const { steps, stream } = await walkOver(t, { kind: 'http', port });
    const step = steps.at(-1);
    const of = (step?.facts ?? {}) as Partial<ProxyFacts>;
    t.match(seen.heads[0], /^CONNECT ok\.example\.com:443 HTTP\/1\.1\r\n/, 'the name is left to the proxy');
    t.notMatch(seen.heads[0], /proxy-authorization/i, 'nothing is revealed to who did not ask');
    t.equal(of.status, status);
    t.match(of, facts);
    if (requests !== undefined) t.same([seen.heads.length, of.requests], [requests, requests]);
    if (code === undefined) t.not(stream, undefined, JSON.stringify(step?.failure));
    else t.match(step?.failure?.code, code);
    stream?.destroy();
  });

t.test('the credentials of Basic are those of RFC 7617, on the second request only', async (t) => {
  const seen: Seen = { heads: [], connections: 0 };
  const port = await serverFor(t, proxyThat([wants('Basic realm="corp"'), OPEN], seen));
  (await walkOver(t, { kind: 'http', port })).stream?.destroy();
  t.match(seen.heads[1], `Proxy-Authorization: ${BASIC}`.replace('Proxy-Authorization', 'proxy-authorization'));
});

t.test('what comes right behind the 200 belongs to the tunnel, and both ways are open', async (t) => {
  const answer = (socket: Socket): void => {
    socket.write('HTTP/1.1 200 ok\r\n\r\nfirst');
    socket.removeAllListeners('data');
    socket.once('data', (chunk) => socket.write(`echo ${chunk}`));
  };
  const port = await serverFor(t, proxyThat([answer], { heads: [], connections: 0 }));
  const { stream } = await walkOver(t, { kind: 'http', port });
  let heard = '';
  const whole = new Promise<void>((resolve) => {
    stream?.on('data', (chunk) => {
      heard += chunk;
      if (heard.includes('bytes')) resolve();
    });
  });
  stream?.write('bytes');
  await whole;
  t.equal(heard, 'firstecho bytes');
  stream?.destroy();
});

t.test('an IPv6 target has brackets', async (t) => {
  const seen: Seen = { heads: [], connections: 0 };
  const port = await serverFor(t, proxyThat([OPEN], seen));
  (await walkOver(t, { kind: 'http', port, target: { host: '2001:db8::1', port: 8443 } })).stream?.destroy();
  t.match(seen.heads[0], /^CONNECT \[2001:db8::1\]:8443 HTTP\/1\.1\r\n[\s\S]*host: \[2001:db8::1\]:8443\r\n/i);
});

t.test('a silent proxy ends with the limit', async (t) => {
  const port = await serverFor(t, () => undefined);
  const { steps } = await walkOver(t, { kind: 'http', port, layerTimeoutMs: 300 });
  t.match(steps.at(-1), { layer: 'proxy', failure: { code: 'TIMEOUT' } });
});

const FORWARDED: Readonly<Record<string, Row>> = {
  'an answer of the target': { answers: [says('HTTP/1.1 200 ok\r\nContent-Length: 2\r\n\r\nok')], status: 200 },
  'interim responses first': {
    answers: [says('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 x\r\n\r\n')],
    status: 204,
  },
  'a 407, then the answer': {
    answers: [wants('Basic realm="corp"'), says('HTTP/1.1 200 ok\r\nContent-Length: 0\r\n\r\n')],
    ...{ status: 200, requests: 2 },
  },
  'a 407 for good': { answers: [wants('Basic realm="corp"')], status: 407, code: 'HTTP_407', requests: 2 },
  'closed without an answer': { answers: [ends('')], code: /CLOSED|UND_ERR_SOCKET/ },
  'headers larger than 32 KiB': { answers: [says(`HTTP/1.1 200 ok\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`)], code: /HEADER/ },
};

for (const [name, { answers, status, code, requests }] of Object.entries(FORWARDED))
  t.test(`absolute form: ${name}`, async (t) => {
    const seen: Seen = { heads: [], connections: 0 };
    const port = await serverFor(t, proxyThat(answers, seen));
    const { steps, response } = await walkOver(t, { kind: 'http', port, plain: true });
    const step = steps.at(-1);
    t.match(seen.heads[0], /^GET http:\/\/ok\.example\.com\/a\?b=1 HTTP\/1\.1\r\n[\s\S]*host: ok\.example\.com\r\n/i);
    t.equal((step?.facts as Partial<ProxyFacts> | undefined)?.status, status);
    if (requests !== undefined) t.equal(seen.heads.length, requests);
    if (code === undefined) t.equal(response?.status, status);
    else t.match(step?.failure?.code, code);
    response?.body.destroy();
  });

t.test('absolute form: a port that is not 80 is part of it', async (t) => {
  const seen: Seen = { heads: [], connections: 0 };
  const port = await serverFor(t, proxyThat([says('HTTP/1.1 204 x\r\n\r\n')], seen));
  await walkOver(t, { kind: 'http', port, plain: true, target: { host: '2001:db8::1', port: 8080 } });
  t.match(seen.heads[0], /^GET http:\/\/\[2001:db8::1\]:8080\/a\?b=1 HTTP\/1\.1\r\n/);
});
