import type { Failure, Headers, LogOnOutcome, RefusedBefore } from '../../model/network/observation.ts';
import type { AuthScheme } from '../../model/network/route.ts';
import type { LogOn, LogOnVerdict, Refusal } from '../account/gate.ts';
import { failureOf } from '../trace.ts';
import type { Authenticator, AuthRequest } from './authenticator.ts';
import { type Challenge, parseChallenges } from './challenge.ts';

/** Schemes strongest first, loaded when asked for. One line each. */
export const AUTHENTICATOR_MODULES: readonly (readonly [AuthScheme, () => Promise<Authenticator>])[] = [
  ['negotiate', async () => (await import('./negotiate.ts')).negotiate],
  ['ntlm', async () => (await import('./ntlm.ts')).ntlm],
  ['digest', async () => (await import('./digest.ts')).digest],
  ['basic', async () => (await import('./basic.ts')).basic],
];

/** A response to a request that may have carried credentials. */
export interface Sent<Answer> {
  readonly answer: Answer;
  readonly status: number;
  readonly headers: Headers;
  /** Values of `Proxy-Authenticate` or `WWW-Authenticate`, each field by itself. */
  readonly challenges: readonly string[];
  /** Of the TLS connection that brought the answer. */
  readonly peerCertificate?: Buffer | undefined;
  /** The connection that brought the answer takes another request. */
  readonly isKept: () => Promise<boolean>;
  /** Lets go of an answer that is followed by another request. */
  readonly discard: () => void;
}
interface How {
  /** On a connection of its own: a kept one may be closed at any moment, which would look like an answer to the credentials. */
  readonly fresh: boolean;
  /** On the connection that brought the answer before, or not at all. */
  readonly sameConnection: boolean;
  /** May be sent once more on another connection, when a kept one turns out to be closed. */
  readonly mayRepeat: boolean;
}
type Send<Answer> = (authorization: string | undefined, how: How) => Promise<Sent<Answer>>;

/** One scheme that was tried, and what the peer said to it. */
export interface AuthAttempt {
  readonly scheme: AuthScheme;
  /** 0: nothing was sent. */
  readonly status: number;
  readonly note: string;
}

/** How a log-on ended, with everything that was offered on the way. */
export interface AuthOutcome<Answer> {
  readonly answer: Answer;
  readonly schemesOffered: readonly string[];
  readonly realm: string;
  readonly schemeTried: AuthScheme;
  readonly authAttempts: readonly AuthAttempt[];
  readonly credentialsGiven: boolean;
  readonly requests: number;
  /** Absent: nobody asked for credentials, or there are none that could be offered. */
  readonly logOn?: LogOnOutcome;
  readonly refusedBefore?: RefusedBefore;
}

/** A log-on behind the gate of its account (`account-gate.ts`). */
export type Gate = <T>(
  attempt: (offering: () => void, isProved: boolean) => Promise<T>,
  verdictOn: (outcome: T) => LogOnVerdict,
) => Promise<LogOn<T>>;

/** Who asks for credentials (RFC 9110 section 11.6 and 11.7): a web server with 401, a proxy with 407. Schemes and exchange are the same. */
export type ChallengeStatus = 401 | 407;

/** Whose challenge is answered, with which account, and what may be shown to that peer. */
export type Asked = Omit<AuthRequest, 'offering' | 'peerCertificate'> & {
  readonly challengeStatus: ChallengeStatus;
  readonly auth: AuthScheme | 'auto';
  readonly gate: Gate;
  /** May this peer learn the identity of the process, where no credentials are given? */
  readonly ownIdentity: boolean;
  readonly proves: (answer: { readonly method: string; readonly status: number; readonly headers: Headers }) => boolean;
};

/**
 * Sends a request to a proxy or a web server, first without credentials: nothing is revealed to who did not ask. After its challenge one log-on is made, with the
 * strongest scheme that was offered, is allowed by `auth` and can be done here: what said no to one scheme would count a second one towards a lock-out.
 * Resolves to the last answer. Rejects when `send` rejects.
 */
export async function authenticated<Answer>(request: Asked, send: Send<Answer>): Promise<AuthOutcome<Answer>> {
  const first = await send(undefined, { fresh: false, sameConnection: false, mayRepeat: true });
  const offered = first.status === request.challengeStatus ? parseChallenges(first.challenges) : [];
  const common = {
    schemesOffered: [...new Set(offered.map((challenge) => challenge.scheme))],
    realm: offered.find((challenge) => challenge.params.realm !== undefined)?.params.realm ?? '',
    credentialsGiven: request.credentials !== undefined,
  };
  const { candidates, leftOut } = await candidatesOf(request, offered);
  if (candidates.length === 0) return { answer: first.answer, ...common, schemeTried: 'none', authAttempts: leftOut, requests: 1 };
  const made = await request.gate(
    async (offering, isProved) => ({ ...(await strongest(candidates, { ...request, offering }, { first, isProved }, send)), isProved }),
    ({ sent, failure, isOffered }) => (isOffered ? verdictOn(request, sent, failure) : 'not-offered'),
  );
  if ('notTried' in made) {
    const { reason, place, failure } = made.notTried;
    const lacking = lackingIdentity(request, made.notTried, candidates[0]);
    if (lacking !== undefined)
      return { answer: first.answer, ...common, schemeTried: 'none', authAttempts: [lacking, ...leftOut], requests: 1 };
    const refusedBefore = { reason, place, code: failure.code };
    const scheme = candidates[0]?.scheme ?? 'none';
    const note = `not offered: ${place} has refused these credentials in this run`;
    const authAttempts = [{ scheme, status: 0, note }, ...leftOut];
    return { answer: first.answer, ...common, schemeTried: 'none', authAttempts, requests: 1, logOn: 'not-tried', refusedBefore };
  }
  const { sent, failure, schemeTried, attempts, requests, isProved, isOffered } = made.outcome;
  const logOn = isOffered ? outcomeOf(verdictOn(request, sent, failure), isProved) : 'broken-off';
  const tried = schemeTried === 'none' ? {} : { logOn };
  return { answer: sent.answer, ...common, schemeTried, authAttempts: [...attempts, ...leftOut], requests, ...tried };
}

/** The identity of the process could not be used before: nothing left, so that nobody refused it, and it cannot be used now. */
function lackingIdentity(
  { credentials }: Asked,
  { reason, failure }: Refusal,
  candidate: Authenticator | undefined,
): AuthAttempt | undefined {
  if (credentials !== undefined || reason !== 'other' || candidate === undefined) return undefined;
  return { scheme: candidate.scheme, status: 0, note: failure.message };
}

function outcomeOf(verdict: LogOnVerdict, isProved: boolean): LogOnOutcome {
  if (typeof verdict === 'string') return 'taken';
  if (verdict.reason === 'credentials') return 'refused';
  return isProved ? 'taken' : 'unproven';
}

function verdictOn(
  { method, challengeStatus, proves }: Asked,
  { status, headers }: Sent<unknown>,
  failure: Failure | undefined,
): LogOnVerdict {
  if (failure !== undefined) return { reason: 'other', failure };
  const code = `HTTP_${status}`;
  const message = `the credentials were answered with ${status}`;
  if (status === challengeStatus) return { reason: 'credentials', failure: { code, message } };
  if (proves({ method, status, headers })) return 'accepted';
  return { reason: 'unproven', failure: { code, message: `${message}, which does not show that they were taken` } };
}

type Challenged = AuthRequest & Pick<Asked, 'challengeStatus'>;

interface Tried<Answer> {
  readonly sent: Sent<Answer>;
  /** The scheme itself failed, after credentials had left. */
  readonly failure?: Failure;
  readonly schemeTried: AuthScheme;
  readonly attempts: readonly AuthAttempt[];
  readonly requests: number;
  /** Credentials, or what is made of them, have left. */
  readonly isOffered: boolean;
}

/** Goes on to a weaker scheme only while no credentials were offered: a scheme may be impossible here, or with what the proxy answers. */
async function strongest<Answer>(
  candidates: readonly Authenticator[],
  request: Challenged,
  start: { readonly first: Sent<Answer>; readonly isProved: boolean },
  send: Send<Answer>,
): Promise<Tried<Answer>> {
  const attempts: AuthAttempt[] = [];
  let last: Tried<Answer> = { sent: start.first, schemeTried: 'none', attempts, requests: 1, isOffered: false };
  for (const authenticator of candidates) {
    let isOffered = false;
    const offering = (): void => {
      isOffered = true;
      request.offering();
    };
    const from = { sent: last.sent, isProved: start.isProved, isFirst: attempts.length === 0 };
    const { sent, legs, failure } = await exchange(authenticator, { ...request, offering }, from, send);
    attempts.push(attemptOf(authenticator.scheme, legs, sent.status, failure));
    last = {
      sent,
      schemeTried: legs > 0 ? authenticator.scheme : last.schemeTried,
      attempts,
      requests: last.requests + legs,
      isOffered,
      ...(isOffered && failure !== undefined ? { failure } : {}),
    };
    if (isOffered || sent.status !== request.challengeStatus) break;
  }
  return last;
}

function attemptOf(scheme: AuthScheme, legs: number, status: number, failure: Failure | undefined): AuthAttempt {
  return { scheme, status: legs === 0 ? 0 : status, note: failure?.message ?? (legs === 0 ? 'not available here' : '') };
}

/** All legs of one scheme. */
async function exchange<Answer>(
  authenticator: Authenticator,
  request: Challenged,
  from: { readonly sent: Sent<Answer>; readonly isProved: boolean; readonly isFirst: boolean },
  send: Send<Answer>,
): Promise<{ readonly sent: Sent<Answer>; readonly legs: number; readonly failure?: Failure }> {
  const session = authenticator.begin();
  let { sent } = from;
  let legs = 0;
  for (; legs < authenticator.maxLegs && sent.status === request.challengeStatus; legs += 1) {
    const challenge = parseChallenges(sent.challenges).find(({ scheme }) => scheme === authenticator.scheme);
    if (challenge === undefined) break;
    // A challenge is for the connection that it came on: the answer to it means nothing on another one.
    if (legs > 0 && authenticator.bindsConnection && !(await sent.isKept())) return { sent, legs, failure: CLOSED_BETWEEN };
    let authorization: string | undefined;
    try {
      authorization = await session(challenge, { ...request, peerCertificate: sent.peerCertificate });
    } catch (error) {
      return { sent, legs, failure: failureOf(error) };
    }
    if (authorization === undefined) break;
    sent.discard();
    const begins = legs === 0;
    sent = await send(authorization, {
      fresh: begins && !(from.isProved && from.isFirst),
      sameConnection: !begins && authenticator.bindsConnection,
      mayRepeat: begins && from.isProved,
    });
  }
  return { sent, legs };
}

const CLOSED_BETWEEN: Failure = {
  code: 'CLOSED_BETWEEN_LEGS',
  message: 'the proxy closed the connection in the middle of the log-on, which this scheme has to finish on one connection',
};

interface Candidates {
  readonly candidates: readonly Authenticator[];
  /** What was offered and will not be used, and why. */
  readonly leftOut: readonly AuthAttempt[];
}

const IN_CLEAR =
  'not used: it would send the password in clear, although the proxy offers a stronger scheme; --proxy-auth basic asks for it';
const NOT_TO_A_STRANGER =
  'not used: the proxy was chosen by a script that came over plain http, and would learn the identity of this process; --proxy-auth negotiate asks for it';

async function candidatesOf(request: Asked, offered: readonly Challenge[]): Promise<Candidates> {
  const candidates: Authenticator[] = [];
  const leftOut: AuthAttempt[] = [];
  const known = AUTHENTICATOR_MODULES.filter(([scheme]) => offered.some((challenge) => challenge.scheme === scheme));
  for (const [scheme, load] of known) {
    if (request.auth !== 'auto' && request.auth !== scheme) continue;
    const authenticator = await load();
    if (request.credentials === undefined && !authenticator.usesCurrentIdentity) continue;
    const why = reasonAgainst(scheme, request, known[0]?.[0]);
    if (why === undefined) candidates.push(authenticator);
    else leftOut.push({ scheme, status: 0, note: why });
  }
  return { candidates, leftOut };
}

/** Only `auto` has scruples: a scheme that was named is wanted. */
function reasonAgainst(scheme: AuthScheme, request: Asked, strongestOffered: AuthScheme | undefined): string | undefined {
  if (request.auth !== 'auto') return undefined;
  if (scheme === 'basic' && strongestOffered !== 'basic') return IN_CLEAR;
  return request.credentials === undefined && !request.ownIdentity ? NOT_TO_A_STRANGER : undefined;
}
