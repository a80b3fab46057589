import net from 'node:net';
import tls from 'node:tls';
import type { Context } from '../../model/network/context.ts';
import { UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import type { AuthScheme } from '../../model/network/route.ts';
import { askingAs } from '../account/asking-account.ts';
import { authenticated, type Gate } from '../auth/index.ts';
import { type HttpResponse, httpConnection } from '../http.ts';
import { internalRoots } from '../tls/trust.ts';
import { failureOf, StepFailure } from '../trace.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** An answer of an internal web service, or why there is none. */
export interface WindowsHttpAnswer {
  readonly status: number;
  readonly body: string;
  /** How the server let us in. */
  readonly scheme: AuthScheme;
  readonly schemesOffered: readonly string[];
  readonly failure?: Failure;
}

/**
 * GET from a web service that wants Windows authentication (RFC 4559): Negotiate as the identity of the process, NTLMv2 as `context.user`; never a
 * password in clear. The certificate is checked against the genuine roots, `--ca-file` and this machine's own. Never rejects.
 */
export async function windowsGet(url: URL, context: Context): Promise<WindowsHttpAnswer> {
  if (context.user === undefined)
    return get(
      url,
      context,
      passing(() => undefined, true),
    );
  const outcome = await askingAs(context, (offering, isProved) => get(url, context, passing(offering, isProved)), refusalIn);
  return 'body' in outcome ? outcome : { ...NONE, failure: outcome };
}

const NONE = { status: 0, body: '', scheme: 'none', schemesOffered: [] } as const;

/** What shows no log-on, after a name and a password were sent. */
function refusalIn({ status, failure }: WindowsHttpAnswer): Failure | undefined {
  if (failure !== undefined) return { code: UNANSWERED_LOGON, message: `the log-on was sent and got no answer: ${failure.message}` };
  if (status === 401) return { code: 'HTTP_401', message: 'the administration service refused the log-on' };
  return status >= 500
    ? { code: UNANSWERED_LOGON, message: `the log-on was answered with ${status}, which does not show that it was taken` }
    : undefined;
}

async function get(url: URL, context: Context, gate: Gate): Promise<WindowsHttpAnswer> {
  const limit = AbortSignal.any([context.signal, AbortSignal.timeout(context.layerTimeoutMs * 2)]);
  const ca = await internalRoots(context.trust.extraRootsPem);
  const connection = httpConnection(url.origin, () => connect(url, ca, limit));
  const path = url.pathname + url.search;
  try {
    const { answer, schemeTried, schemesOffered } = await authenticated(
      { method: 'GET', uri: path, auth: 'auto', credentials: context.user, serviceHost: url.hostname, gate, ...OPEN },
      async (authorization) => {
        const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) };
        const response = await connection.send({ method: 'GET', path, headers }, limit);
        const challenges = (response.headers['www-authenticate'] ?? '')
          .split('\n')
          .filter((challenge) => !/^\s*(?:basic|digest)\b/i.test(challenge));
        return {
          answer: response,
          status: response.status,
          headers: response.headers,
          challenges,
          isKept: () => connection.isKeptAfter(response, limit),
          discard: () => response.body.resume(),
        };
      },
    );
    return { status: answer.status, body: await bodyOf(answer), scheme: schemeTried, schemesOffered };
  } catch (error) {
    const failure =
      limit.aborted && !context.signal.aborted ? { code: 'TIMEOUT', message: `no answer from ${url.host}` } : failureOf(error);
    return { ...NONE, failure };
  } finally {
    connection.close();
  }
}

const OPEN = { challengeStatus: 401, ownIdentity: true, proves: () => true } as const;

/** The gate of the account stands around the whole request: this one hands on what it says. */
function passing(offering: () => void, isProved: boolean): Gate {
  return async (attempt) => ({ outcome: await attempt(offering, isProved) });
}

function connect(url: URL, ca: string[], signal: AbortSignal): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const { hostname } = url;
    const socket = tls.connect({
      host: hostname,
      port: url.port === '' ? 443 : Number(url.port),
      ca,
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(net.isIP(hostname) === 0 ? { servername: hostname } : {}),
    });
    const onAbort = (): void => {
      socket.destroy(new StepFailure('TIMEOUT', `no answer from ${url.host}`));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
    if (signal.aborted) onAbort();
  });
}

async function bodyOf({ body }: HttpResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new StepFailure('TOO_LARGE', `the answer is longer than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
