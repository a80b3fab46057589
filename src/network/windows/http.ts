import net from 'node:net';
import tls from 'node:tls';
import type { Context } from '../../model/network/context.ts';
import { UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import type { AuthScheme } from '../../model/network/route.ts';
import type { Credentials } from '../../model/network/secret.ts';
import { askingAs } from '../account/asking-account.ts';
import { parseChallenges } from '../auth/challenge.ts';
import { authenticated, type Gate, type Sent } from '../auth/index.ts';
import { type HttpResponse, httpConnection } from '../http.ts';
import type { PasswordTicket } from '../ticket/password-ticket.ts';
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
  /** Windows logged on, by Kerberos or by NTLM. */
  readonly isBySystem?: boolean;
  readonly failure?: Failure;
}

/** As whom a web service with Windows authentication is asked. */
export type Access =
  /** The identity of the process, by its ticket. */
  | { readonly kind: 'own-identity' }
  /** `context.user`, by a ticket that its password brought. */
  | ({ readonly kind: 'ticket' } & PasswordTicket)
  /** `context.user`, by NTLMv2. */
  | { readonly kind: 'ntlm' }
  /** The identity of the process, by SSPI. */
  | { readonly kind: 'sspi' };

/**
 * GET from a web service that wants Windows authentication (RFC 4559); never a password in clear. The certificate is checked against the genuine
 * roots, `--ca-file` and this machine's own. Never rejects.
 */
export async function windowsGet(url: URL, access: Access, context: Context): Promise<WindowsHttpAnswer> {
  if (access.kind === 'ticket') return byTicket(url, access, context);
  if (access.kind === 'own-identity') return byChallenge(url, { auth: 'auto' }, context);
  if (access.kind === 'sspi') return { ...(await byChallenge(url, { auth: 'auto' }, context)), isBySystem: true };
  let wasProved = false;
  const attempt = (offering: () => void, isProved: boolean): Promise<WindowsHttpAnswer> => {
    wasProved = isProved;
    return byChallenge(url, { auth: 'ntlm', credentials: context.user, gate: passing(offering, isProved) }, context);
  };
  const outcome = await askingAs(context, attempt, (answer) => refusalIn(answer, wasProved));
  return 'body' in outcome ? outcome : { ...NONE, failure: outcome };
}

const NONE = { status: 0, body: '', scheme: 'none', schemesOffered: [] } as const;

/**
 * What shows no log-on, after a name and a password were sent by NTLM. A 401 may as well mean that the service takes no NTLM: it says nothing of a
 * password that was taken elsewhere, and one that was not is not offered again.
 */
function refusalIn({ status, failure }: WindowsHttpAnswer, wasProved: boolean): Failure | undefined {
  if (failure !== undefined) return { code: UNANSWERED_LOGON, message: `the log-on was sent and got no answer: ${failure.message}` };
  if (status === 401)
    return {
      code: wasProved ? 'NTLM_REFUSED' : UNANSWERED_LOGON,
      message: 'the administration service refused a log-on by NTLM, which it does since release 2509 whatever the password',
    };
  return status >= 500
    ? { code: UNANSWERED_LOGON, message: `the log-on was answered with ${status}, which does not show that it was taken` }
    : undefined;
}

type Send = (authorization: string | undefined) => Promise<Sent<HttpResponse>>;

/** One connection, on which requests are sent until there is an answer. Never rejects. */
async function over(
  url: URL,
  context: Context,
  ask: (send: Send) => Promise<Omit<WindowsHttpAnswer, 'body'> & { readonly answer: HttpResponse }>,
): Promise<WindowsHttpAnswer> {
  const limit = AbortSignal.any([context.signal, AbortSignal.timeout(context.layerTimeoutMs * 2)]);
  const connection = httpConnection(url.origin, async () => connectTrusted(url, context, limit));
  const path = url.pathname + url.search;
  try {
    const { answer, ...told } = await ask(async (authorization) => {
      const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) };
      const response = await connection.send({ method: 'GET', path, headers }, limit);
      return {
        answer: response,
        status: response.status,
        headers: response.headers,
        challenges: windowsChallenges(response),
        isKept: () => connection.isKeptAfter(response, limit),
        discard: () => response.body.resume(),
      };
    });
    return { ...told, body: await bodyOf(answer) };
  } catch (error) {
    const failure =
      limit.aborted && !context.signal.aborted ? { code: 'TIMEOUT', message: `no answer from ${url.host}` } : failureOf(error);
    return { ...NONE, failure };
  } finally {
    connection.close();
  }
}

function windowsChallenges({ headers }: HttpResponse): readonly string[] {
  return (headers['www-authenticate'] ?? '').split('\n').filter((challenge) => !/^\s*(?:basic|digest)\b/i.test(challenge));
}

function byChallenge(
  url: URL,
  how: { readonly auth: 'auto' | 'ntlm'; readonly credentials?: Credentials | undefined; readonly gate?: Gate },
  context: Context,
): Promise<WindowsHttpAnswer> {
  const { auth, credentials, gate = passing(() => undefined, true) } = how;
  return over(url, context, async (send) => {
    const request = { method: 'GET', uri: url.pathname + url.search, auth, credentials, serviceHost: url.hostname, gate, ...OPEN };
    const { answer, schemeTried, schemesOffered } = await authenticated(request, send);
    return { answer, status: answer.status, scheme: schemeTried, schemesOffered };
  });
}

/** The ticket leaves only after a challenge, and is no log-on with a password. */
function byTicket(url: URL, { tokenFor }: PasswordTicket, context: Context): Promise<WindowsHttpAnswer> {
  return over(url, context, async (send) => {
    const first = await send(undefined);
    const schemesOffered = [...new Set(parseChallenges(first.challenges).map(({ scheme }) => scheme))];
    if (first.status !== 401 || !schemesOffered.includes('negotiate'))
      return { answer: first.answer, status: first.status, scheme: 'none', schemesOffered };
    const token = await tokenFor(url.hostname);
    first.discard();
    const { answer, status } = await send(`Negotiate ${token}`);
    return { answer, status, scheme: 'negotiate', schemesOffered };
  });
}

const OPEN = { challengeStatus: 401, ownIdentity: true, proves: () => true } as const;

/** The gate of the account stands around the whole request: this one hands on what it says. */
function passing(offering: () => void, isProved: boolean): Gate {
  return async (attempt) => ({ outcome: await attempt(offering, isProved) });
}

/** A connection to a server that shows a certificate that is trusted here. Rejects with the code of what is wrong with it. */
export async function connectTrusted(url: URL, context: Context, signal: AbortSignal): Promise<tls.TLSSocket> {
  const ca = await internalRoots(context.trust.extraRootsPem);
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
