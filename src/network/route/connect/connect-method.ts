import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Headers } from '../../../model/network/observation.ts';
import { pageText } from '../../page-text.ts';
import { StepFailure } from '../../trace.ts';
import { readRefusal } from './refusal-body.ts';

const MAX_HEADER_BYTES = 32 * 1024;

/** What a proxy said to one CONNECT. */
export interface ConnectAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  /** Each `Proxy-Authenticate` field by itself: they must not be split on commas blindly. */
  readonly challenges: readonly string[];
  /** The tunnel, after any 2xx (RFC 9110 section 9.3.6). */
  readonly stream?: Duplex;
  /** A further request may be sent on the same connection: schemes that authenticate a connection need that. */
  readonly reusable: boolean;
  readonly bodyExcerpt: string;
}

/** Sends one CONNECT over an open stream. Rejects with the stream's or the parser's error; an orderly end without an answer is `CLOSED`. */
export async function connectOnce(
  stream: Duplex,
  authority: string,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<ConnectAnswer> {
  const { response, head } = await finalAnswer(stream, () => exchange(stream, authority, authorization, signal));
  const status = response.statusCode ?? 0;
  const common = {
    status,
    reason: response.statusMessage ?? '',
    headers: joined(response.headersDistinct),
    challenges: response.headersDistinct['proxy-authenticate'] ?? [],
  };
  if (status >= 200 && status < 300) {
    if (head.length > 0) stream.unshift(head);
    return { ...common, stream, reusable: false, bodyExcerpt: '' };
  }
  const { body, isComplete } = await readRefusal(stream, response, head);
  const reusable = isComplete && isKept(response);
  if (!reusable) stream.destroy();
  return { ...common, reusable, bodyExcerpt: pageText(body, common.headers) };
}

/** Of interim responses to one request that are read. */
const MOST_INTERIM = 10;

/** A client has to read interim responses that it did not ask for (RFC 9110 section 15.2); Node takes them for the answer to CONNECT (20 to 26). */
async function finalAnswer(stream: Duplex, exchanged: () => Promise<Exchanged>): Promise<Exchanged> {
  let answer = await exchanged();
  for (let count = 0; count < MOST_INTERIM && isInterim(answer.response); count += 1) {
    if (answer.head.length > 0) stream.unshift(answer.head);
    // The request is on its way already: what comes next is read as the answer to one that does not leave.
    stream.write = unsent;
    try {
      answer = await exchanged();
    } finally {
      Reflect.deleteProperty(stream, 'write');
    }
  }
  return answer;
}

function isInterim({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode >= 100 && statusCode < 200 && statusCode !== 101;
}

function unsent(...args: readonly unknown[]): boolean {
  const done = args.at(-1);
  if (typeof done === 'function') queueMicrotask(() => done());
  return true;
}

/** Does the peer keep the connection (RFC 9112 section 9.3)? Version 1.0 has to say so, proxies of that age in a field of their own. */
function isKept({ httpVersion, headers }: http.IncomingMessage): boolean {
  const options = `${headers.connection ?? ''},${headers['proxy-connection'] ?? ''}`;
  if (/\bclose\b/i.test(options)) return false;
  return httpVersion === '1.1' || /\bkeep-alive\b/i.test(options);
}

function connectRequest(stream: Duplex, authority: string, authorization: string | undefined): http.ClientRequest {
  return http.request({
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      'user-agent': 'configmgr-preflight',
      'proxy-connection': 'keep-alive',
      connection: 'keep-alive',
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
    // Without `agent`: with `agent: false` Node ignores createConnection and dials port 80 itself.
    createConnection: () => stream,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
}

interface Exchanged {
  readonly response: http.IncomingMessage;
  /** What came behind the head. */
  readonly head: Buffer;
}

function exchange(stream: Duplex, authority: string, authorization: string | undefined, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const request = connectRequest(stream, authority, authorization);
    const onAbort = (): void => {
      request.destroy();
      stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const done = (): void => signal.removeEventListener('abort', onAbort);
    request.once('connect', (response, _socket, head) => {
      done();
      request.removeAllListeners('error');
      request.on('error', () => undefined);
      resolve({ response, head });
    });
    request.once('response', (response) => {
      // Node hands every answer to CONNECT to `connect`; should a version ever not, it must not look like a tunnel.
      response.destroy();
      reject(new StepFailure('HPE_UNEXPECTED_RESPONSE', 'the proxy did not answer CONNECT as CONNECT'));
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      done();
      stream.destroy();
      reject(isHangUp(error) ? new StepFailure('CLOSED', 'the proxy closed the connection without an answer') : error);
    });
    // A stream whose last answer had a body is paused behind it.
    request.once('socket', () => stream.resume());
    request.end();
    if (signal.aborted) onAbort();
  });
}

/** Node's own word for an orderly end before an answer; a reset names the system call. */
function isHangUp({ code, syscall }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' && syscall === undefined;
}

function joined(headers: Readonly<Record<string, string[] | undefined>>): Headers {
  const flat: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) flat[name] = (values ?? []).join('\n').slice(0, 4096);
  return flat;
}
