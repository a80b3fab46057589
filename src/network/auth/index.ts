import type { AuthScheme } from '../../model/route.ts';
import type { Authenticator, AuthRequest } from './authenticator.ts';
import { type Challenge, parseChallenges } from './challenge.ts';

/** Schemes strongest first, loaded when asked for. One line each. */
export const AUTHENTICATOR_MODULES: readonly (readonly [AuthScheme, () => Promise<Authenticator>])[] = [
  ['basic', async () => (await import('./basic.ts')).basic],
];

interface Sent<Answer> {
  readonly answer: Answer;
  readonly status: number;
  /** Values of `Proxy-Authenticate`, each field by itself. */
  readonly challenges: readonly string[];
  /** Lets go of an answer that is followed by another request. */
  readonly discard: () => void;
}

export interface AuthOutcome<Answer> {
  readonly answer: Answer;
  readonly schemesOffered: readonly string[];
  readonly realm: string;
  readonly schemeTried: AuthScheme;
  readonly credentialsGiven: boolean;
  readonly requests: number;
}

/**
 * Sends a request to a proxy, first without credentials: nothing is revealed to a proxy that did not ask. After 407 the strongest scheme is used that
 * was offered, is allowed by `auth` and has credentials; resolves to the last answer, whatever it was. Rejects when `send` rejects.
 */
export async function authenticated<Answer>(
  request: AuthRequest & { readonly auth: AuthScheme | 'auto' },
  send: (authorization: string | undefined) => Promise<Sent<Answer>>,
): Promise<AuthOutcome<Answer>> {
  let sent = await send(undefined);
  let requests = 1;
  const offered = sent.status === 407 ? parseChallenges(sent.challenges) : [];
  const facts = {
    schemesOffered: [...new Set(offered.map((challenge) => challenge.scheme))],
    realm: offered.find((c) => c.params.realm !== undefined)?.params.realm ?? '',
    credentialsGiven: request.credentials !== undefined,
  };
  const authenticator = sent.status === 407 ? await choose(request, offered) : undefined;
  if (authenticator === undefined) return { answer: sent.answer, ...facts, schemeTried: 'none', requests };

  const session = authenticator.begin();
  for (let leg = 0; leg < authenticator.maxLegs && sent.status === 407; leg += 1) {
    const challenge = parseChallenges(sent.challenges).find((c) => c.scheme === authenticator.scheme);
    const authorization = challenge === undefined ? undefined : await session(challenge, request);
    if (authorization === undefined) break;
    sent.discard();
    sent = await send(authorization);
    requests += 1;
  }
  return { answer: sent.answer, ...facts, schemeTried: requests === 1 ? 'none' : authenticator.scheme, requests };
}

async function choose(
  request: AuthRequest & { readonly auth: AuthScheme | 'auto' },
  offered: readonly Challenge[],
): Promise<Authenticator | undefined> {
  for (const [scheme, load] of AUTHENTICATOR_MODULES) {
    if (request.auth !== 'auto' && request.auth !== scheme) continue;
    if (!offered.some((challenge) => challenge.scheme === scheme)) continue;
    const authenticator = await load();
    if (request.credentials !== undefined || authenticator.usesCurrentIdentity) return authenticator;
  }
  return undefined;
}
