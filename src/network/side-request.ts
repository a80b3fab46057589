import http from 'node:http';
import https from 'node:https';
import { addAbortSignal, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProxyAgent } from 'proxy-agent';
import { proxyFromEnvironment } from './route/environment.ts';
import { internalRoots } from './tls/trust.ts';

const MAX_REDIRECTS = 5;

/** Limits of a download that is not a probe: a PAC script, a revocation list, an issuer's certificate. */
export interface GetOptions {
  /** Of the body, after decompression. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
  /** PEM texts of further roots that the server's certificate may end in. */
  readonly extraRootsPem: readonly string[];
}

/** What was downloaded, and from where in the end. */
export interface GotBytes {
  readonly bytes: Buffer;
  /** Of the content type, in lower case. */
  readonly charset?: string;
  /** After redirects. */
  readonly url: string;
}

/** An answer that is not the document. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}

/**
 * A GET for ourselves, where layers do not matter (PAC scripts): the way that the environment's proxy variables say, redirects followed, compressed bodies
 * decoded. Rejects with an error whose message says what went wrong.
 */
export async function getBytes(url: string, options: GetOptions): Promise<GotBytes> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, limit]);
  const agent = new ProxyAgent({
    rejectUnauthorized: true,
    getProxyForUrl: (asked) => proxyFromEnvironment(new URL(asked), process.env),
  });
  try {
    return await follow(new URL(url), { ...options, signal, agent }, MAX_REDIRECTS);
  } catch (error) {
    if (limit.aborted) throw new Error(`no complete answer within ${options.timeoutMs} ms`);
    if (options.signal.aborted) throw new Error('the run ended first');
    throw error;
  } finally {
    agent.destroy();
  }
}

interface Request extends GetOptions {
  readonly agent: ProxyAgent;
}

async function follow(url: URL, request: Request, redirectsLeft: number): Promise<GotBytes> {
  const response = await send(url, request);
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    response.destroy();
    if (redirectsLeft === 0) throw new Error(`more than ${MAX_REDIRECTS} redirects`);
    return follow(redirectTarget(url, location), request, redirectsLeft - 1);
  }
  if (status !== 200) {
    response.destroy();
    throw new StatusError(status);
  }
  const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(response.headers['content-type'] ?? '')?.[1]?.toLowerCase();
  const bytes = await bodyOf(response, request);
  return { bytes, url: url.href, ...(charset === undefined ? {} : { charset }) };
}

/** Away from TLS is a way for somebody in between to take over: as WinHTTP, it is not gone (WINHTTP_OPTION_REDIRECT_POLICY). */
function redirectTarget(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new Error('a redirect to something that is not a URL');
  const target = new URL(location, from);
  if (target.protocol !== 'https:' && (target.protocol !== 'http:' || from.protocol === 'https:'))
    throw new Error(`a redirect from ${from.protocol}// to ${target.protocol}//, which is not followed`);
  return target;
}

async function send(url: URL, { agent, signal, extraRootsPem }: Request): Promise<http.IncomingMessage> {
  const headers = { 'accept-encoding': 'gzip, deflate', accept: 'application/x-ns-proxy-autoconfig, */*' };
  const options = { agent, signal, headers };
  const isSecure = url.protocol === 'https:';
  const trust = isSecure ? { ca: await internalRoots(extraRootsPem), rejectUnauthorized: true } : {};
  return new Promise((resolve, reject) => {
    const request = isSecure ? https.get(url.href, { ...options, ...trust }, resolve) : http.get(url.href, options, resolve);
    request.on('error', reject);
  });
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function bodyOf(response: http.IncomingMessage, { maxBytes, signal }: GetOptions): Promise<Buffer> {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = DECODERS[coding];
  if (decoder === undefined && coding !== 'identity') throw new Error(`the content coding ${coding.slice(0, 40)} is not known`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const body: Readable = decoder === undefined ? response : response.pipe(decoder());
  response.on('error', (error) => body.destroy(error));
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}
