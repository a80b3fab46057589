import { createHash } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Client } from 'undici';
import type { Headers, HttpFacts } from '../model/network/observation.ts';
import { skipContinue } from './http-continue.ts';
import { pageText } from './page-text.ts';
import { announcedBytes } from './signed/der.ts';
import type { SignedReader } from './signed/index.ts';
import { onAbort } from './timing/on-abort.ts';
import { StepFailure } from './trace.ts';

const MAX_BODY_BYTES = 64 * 1024;
/** Of pages, all that is read: what tells whose they are may stand behind styles and pictures. Of anything else a beginning. */
const PAGE_EXCERPT_BYTES = MAX_BODY_BYTES;
const EXCERPT_BYTES = 4 * 1024;
const MAX_REASON = 1000;
const LONGEST_DISCARD_MS = 5000;
const MAX_HEADER_BYTES = 32 * 1024;
const LONGEST_REST_MS = 2 * 60 * 60 * 1000;

/** One request as it is sent on a connection that exists already. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Origin-form, or absolute-form for a forwarding proxy (RFC 9112 section 3.2). */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Status line and header fields of a response, before any of its body. */
export interface HttpHead {
  readonly status: number;
  /** The phrase behind the status (RFC 9112 section 4). */
  readonly reason: string;
  readonly headers: Headers;
}

/** A response whose head is there and whose body is still to be read. */
export interface HttpResponse extends HttpHead {
  readonly body: Readable;
}

/** What of a body is looked at. */
interface HttpBody {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/** Why a connection ends that has served its purpose: the library would make an error, with its stack, for each. */
const DONE = new Error('the connection is no longer needed');

/** Requests over connections that the caller makes. HTTP/1.1 only: the role speaks no other. */
export interface HttpConnection {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Sends a request and reads at most 64 KiB of the body; `onHead` is told the head before. Rejects when the stream breaks before the announced end. Costs half as much as `send`. */
  exchange(request: HttpRequest, signal: AbortSignal, onHead: (head: HttpHead) => void): Promise<HttpBody>;
  /** Reads a body to its end, within a limit: does the connection take another request? */
  isKeptAfter(response: HttpResponse, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/**
 * The only user of the HTTP library. `origin` is that of the target, also when requests go to a proxy. `dial` is asked for a stream when a request
 * is sent and none is open: the prepared stream first, and again only if the peer closed it between two requests. It may reject.
 */
export function httpConnection(origin: string, dial: () => Promise<Duplex>): HttpConnection {
  let expectHead = (): void => undefined;
  const client = clientOver(origin, dial, (stream) => {
    expectHead = skipContinue(stream);
  });
  return {
    send: async (request, signal) => {
      expectHead();
      const { statusCode, statusText, headers, body } = await client.request({ ...optionsOf(request), signal });
      body.on('error', () => undefined);
      return { ...headOf(statusCode, statusText, headers), body };
    },
    exchange: (request, signal, onHead) => {
      expectHead();
      return exchangeOver(client, request, signal, onHead);
    },
    isKeptAfter: ({ body }, signal) => isKeptAfter(client, body, signal),
    close: () => {
      client.destroy(DONE).catch(() => undefined);
    },
  };
}

function optionsOf({ method, path, headers }: HttpRequest) {
  return {
    method,
    path,
    headers: { 'user-agent': 'configmgr-preflight', accept: '*/*', ...headers },
    // Without this the library asks to close the connection after a HEAD.
    reset: false,
  };
}

function headOf(status: number, reason: string, headers: RawHeaders): HttpHead {
  return { status, reason: reason.slice(0, MAX_REASON), headers: flatten(headers) };
}

function exchangeOver(client: Client, request: HttpRequest, signal: AbortSignal, onHead: (head: HttpHead) => void): Promise<HttpBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let end: (why: Error) => void = () => undefined;
    const givenUp = (): StepFailure => new StepFailure(String(signal.reason), 'the response did not arrive');
    const stopListening = onAbort(signal, () => {
      end(givenUp());
      reject(givenUp());
    });
    const finish = (truncated: boolean): void => {
      stopListening();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES), truncated });
    };
    client.dispatch(optionsOf(request), {
      onRequestStart: (controller) => {
        end = (why) => controller.abort(why);
        if (signal.aborted) end(givenUp());
      },
      // Interim responses come before the one that counts (RFC 9110 section 15.2).
      onResponseStart: (_controller, status, headers, reason = '') => {
        if (status >= 200) onHead(headOf(status, reason, headers));
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes < MAX_BODY_BYTES) return;
        finish(true);
        end(DONE);
      },
      onResponseEnd: () => finish(false),
      onResponseError: (_controller, error) => {
        stopListening();
        reject(error);
      },
    });
  });
}

/** The library's client, without any limit or pool of its own; `opened` sees each stream before a request leaves. */
function clientOver(origin: string, dial: () => Promise<Duplex>, opened: (stream: Duplex) => void): Client {
  const client = new Client(origin, {
    // undici loses a request whose connector answers in the same tick (seen with 7.30): a promise's callback never does.
    connect: (_options, callback) => {
      dial().then(
        (stream) => {
          opened(stream);
          callback(null, stream as never);
        },
        (error: Error) => callback(error, null),
      );
    },
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    // Who ends an idle connection is the peer's affair, and a fact: the library itself must not, not even when the peer's Keep-Alive header says how
    // long it will wait (a negative threshold adds to that time).
    keepAliveTimeout: LONGEST_REST_MS,
    keepAliveMaxTimeout: LONGEST_REST_MS,
    keepAliveTimeoutThreshold: -LONGEST_REST_MS,
  });
  // Without a listener an error of an idle connection would be unhandled; the next request reports it.
  client.on('connectionError', () => undefined);
  return client;
}

async function isKeptAfter(client: Client, body: Readable, signal: AbortSignal): Promise<boolean> {
  body.resume();
  try {
    await finished(body, { signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_DISCARD_MS)]) });
    // The library closes what is not kept right behind the end of the message.
    await nextTurn();
    return client.stats.connected;
  } catch {
    // Broken, or too long: no further request on it.
    return false;
  }
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

function flatten(headers: RawHeaders): Headers {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = (Array.isArray(value) ? value.join('\n') : value).slice(0, 4096);
  }
  return flat;
}

/** Headers as evidence: cookies and credentials are nobody's evidence. */
export function evidentHeaders(headers: Headers): Headers {
  const { 'set-cookie': _cookies, 'proxy-authorization': _proxy, authorization: _authorization, ...rest } = headers;
  return rest;
}

/** The facts of a response's head. */
export function headFacts(method: string, head: HttpHead): Partial<HttpFacts> {
  const headers = evidentHeaders(head.headers);
  const { status, reason } = head;
  return { method, status, reason, headers, location: headers.location ?? '', contentType: headers['content-type'] ?? '' };
}

/** Reads at most 64 KiB; keeps 4 KiB, a digest, and with a reader what a signature in it proves. Rejects when the stream breaks before its announced end. */
export async function bodyFacts(response: HttpResponse, signal: AbortSignal, readSigned?: SignedReader): Promise<Partial<HttpFacts>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  const onAbort = (): void => {
    response.body.destroy(new StepFailure(String(signal.reason), 'the body did not arrive'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      truncated = bytes >= MAX_BODY_BYTES;
      if (truncated) break;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return factsOfBody(response, { bytes: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES), truncated }, readSigned);
}

/** The facts of a body of which all that is looked at has been read. */
export function factsOfBody(head: HttpHead, { bytes, truncated }: HttpBody, readSigned?: SignedReader): Partial<HttpFacts> {
  const derBytes = head.status === 200 ? announcedBytes(bytes) : undefined;
  const signed = truncated || head.status !== 200 ? undefined : readSigned?.(bytes);
  return {
    ...(signed === undefined ? {} : { signed }),
    ...(derBytes === undefined ? {} : { derBytes }),
    bodyBytes: bytes.length,
    bodyTruncated: truncated,
    bodySha256: createHash('sha256').update(bytes).digest('hex'),
    bodyExcerpt: isPage(head.headers)
      ? pageText(bytes.subarray(0, PAGE_EXCERPT_BYTES), head.headers)
      : bytes.subarray(0, EXCERPT_BYTES).toString('utf8'),
  };
}

/** HTML and plain text, or whatever comes without a type. */
function isPage(headers: Headers): boolean {
  return /^(?:$|text\/(?:html|plain)|application\/xhtml)/i.test(headers['content-type'] ?? '');
}
