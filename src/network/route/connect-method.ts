import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Headers } from '../../model/network/observation.ts';
import { StepFailure } from '../trace.ts';

const MAX_HEADER_BYTES = 32 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
const EXCERPT_BYTES = 4 * 1024;
/** A refusal's body is wanted for its words only; it usually comes with the head. */
const BODY_WAIT_MS = 500;

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
  const { response, head } = await exchange(stream, authority, authorization, signal);
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
  const { body, complete } = await readBody(stream, response, head);
  const reusable =
    complete &&
    response.httpVersion === '1.1' &&
    !/\bclose\b/i.test(`${response.headers.connection ?? ''} ${response.headers['proxy-connection'] ?? ''}`);
  if (!reusable) stream.destroy();
  return { ...common, reusable, bodyExcerpt: body.subarray(0, EXCERPT_BYTES).toString('utf8') };
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

function exchange(
  stream: Duplex,
  authority: string,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly response: http.IncomingMessage; readonly head: Buffer }> {
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
      const hungUp = error.code === 'ECONNRESET' && error.syscall === undefined;
      reject(hungUp ? new StepFailure('CLOSED', 'the proxy closed the connection without an answer') : error);
    });
    request.end();
    if (signal.aborted) onAbort();
  });
}

/** A refusal's body, as far as Content-Length announces it; complete when all of it was read, so that the connection is at the next answer. */
async function readBody(
  stream: Duplex,
  response: http.IncomingMessage,
  head: Buffer,
): Promise<{ readonly body: Buffer; readonly complete: boolean }> {
  const announced = Number(response.headers['content-length'] ?? Number.NaN);
  const wanted = Number.isFinite(announced) && announced >= 0 ? Math.min(announced, MAX_BODY_BYTES) : EXCERPT_BYTES;
  const chunks: Buffer[] = [head];
  let length = head.length;
  if (length < wanted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, BODY_WAIT_MS);
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= wanted) resolve();
      });
      stream.once('end', resolve);
      stream.once('close', resolve);
      stream.once('error', () => resolve());
      stream.resume();
      timer.unref?.();
    });
    stream.pause();
    for (const event of ['data', 'end', 'close']) stream.removeAllListeners(event);
  }
  return { body: Buffer.concat(chunks), complete: length === announced };
}

function joined(headers: Readonly<Record<string, string[] | undefined>>): Headers {
  const flat: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) flat[name] = (values ?? []).join('\n').slice(0, 4096);
  return flat;
}
