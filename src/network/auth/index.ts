import type { AuthScheme } from '../../model/route.ts';
import { failureOf } from '../trace.ts';
import type { Authenticator, AuthRequest } from './authenticator.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { AuthGate } from './gate.ts';

/** Schemes strongest first, loaded when asked for. One line each. */
export const AUTHENTICATOR_MODULES: readonly (readonly [AuthScheme, () => Promise<Authenticator>])[] = [
  ['negotiate', async () => (await import('./negotiate.ts')).negotiate],
  ['ntlm', async () => (await import('./ntlm.ts')).ntlm],
  ['digest', async () => (await import('./digest.ts')).digest],
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
/** `fresh` asks for a connection of its own: a refused scheme must not spoil the next one's. */
type Send<Answer> = (authorization: string | undefined, fresh: boolean) => Promise<Sent<Answer>>;

export interface AuthAttempt {
  readonly scheme: AuthScheme;
  readonly status: number;
  readonly note: string;
}

export interface AuthOutcome<Answer> {
  readonly answer: Answer;
  readonly schemesOffered: readonly string[];
  readonly realm: string;
  readonly schemeTried: AuthScheme;
  readonly authAttempts: readonly AuthAttempt[];
  readonly credentialsGiven: boolean;
  readonly requests: number;
}

type Asked = AuthRequest & { readonly auth: AuthScheme | 'auto'; readonly gate: AuthGate };

/**
 * Sends a request to a proxy, first without credentials: nothing is revealed to a proxy that did not ask. After 407 the schemes that were offered, are
 * allowed by `auth` and have credentials are tried, strongest first, each on a connection of its own, until one is accepted. Resolves to the last answer.
 * Rejects when `send` rejects.
 */
export async function authenticated<Answer>(request: Asked, send: Send<Answer>): Promise<AuthOutcome<Answer>> {
  const first = await send(undefined, false);
  const offered = first.status === 407 ? parseChallenges(first.challenges) : [];
  const common = {
    schemesOffered: [...new Set(offered.map((challenge) => challenge.scheme))],
    realm: offered.find((challenge) => challenge.params.realm !== undefined)?.params.realm ?? '',
    credentialsGiven: request.credentials !== undefined,
  };
  const candidates = first.status === 407 ? await candidatesOf(request, offered) : [];
  if (candidates.length === 0) return { answer: first.answer, ...common, schemeTried: 'none', authAttempts: [], requests: 1 };
  return behindGate(request.gate, async (known) => {
    if (request.gate.state === 'refused') {
      const note = 'not repeated: this proxy has refused these credentials in this run';
      return {
        answer: first.answer,
        ...common,
        schemeTried: request.gate.scheme,
        authAttempts: [{ scheme: request.gate.scheme, status: 407, note }],
        requests: 1,
      };
    }
    const tried = await tryEach(preferred(candidates, known), request, first, send);
    return { ...common, ...tried };
  });
}

/** The scheme that was accepted before, where it is offered again. */
function preferred(candidates: readonly Authenticator[], known: AuthScheme | undefined): readonly Authenticator[] {
  const same = candidates.filter(({ scheme }) => scheme === known);
  return same.length > 0 ? same : candidates;
}

/** Only one probe at a time goes through a gate that nobody has passed yet. */
async function behindGate<Answer>(
  gate: AuthGate,
  act: (known: AuthScheme | undefined) => Promise<AuthOutcome<Answer>>,
): Promise<AuthOutcome<Answer>> {
  while (gate.state === 'untried' && gate.first !== undefined) await gate.first;
  if (gate.state !== 'untried') return act(gate.state === 'accepted' ? gate.scheme : undefined);
  let open: () => void = () => undefined;
  gate.first = new Promise<void>((resolve) => {
    open = resolve;
  });
  try {
    const outcome = await act(undefined);
    const last = outcome.authAttempts.at(-1);
    gate.scheme = outcome.schemeTried;
    if (last !== undefined && outcome.schemeTried !== 'none') gate.state = last.status === 407 ? 'refused' : 'accepted';
    return outcome;
  } finally {
    gate.first = undefined;
    open();
  }
}

type Tried<Answer> = Pick<AuthOutcome<Answer>, 'answer' | 'schemeTried' | 'authAttempts' | 'requests'>;

async function tryEach<Answer>(
  candidates: readonly Authenticator[],
  request: Asked,
  first: Sent<Answer>,
  send: Send<Answer>,
): Promise<Tried<Answer>> {
  const authAttempts: AuthAttempt[] = [];
  let sent = first;
  let requests = 1;
  let schemeTried: AuthScheme = 'none';
  for (const [index, authenticator] of candidates.entries()) {
    const session = authenticator.begin();
    let note = '';
    let legs = 0;
    for (; legs < authenticator.maxLegs && sent.status === 407; legs += 1) {
      const challenge = parseChallenges(sent.challenges).find(({ scheme }) => scheme === authenticator.scheme);
      const authorization =
        challenge === undefined
          ? undefined
          : await session(challenge, request).catch((error: unknown) => ({ failed: failureOf(error).message }));
      if (typeof authorization === 'object') note = authorization.failed;
      if (typeof authorization !== 'string') break;
      sent.discard();
      sent = await send(authorization, index > 0 && legs === 0);
      requests += 1;
    }
    if (legs > 0) schemeTried = authenticator.scheme;
    authAttempts.push({
      scheme: authenticator.scheme,
      status: legs === 0 ? 0 : sent.status,
      note: legs === 0 && note === '' ? 'not available here' : note,
    });
    if (sent.status !== 407) break;
  }
  return { answer: sent.answer, schemeTried, authAttempts, requests };
}

async function candidatesOf(request: Asked, offered: readonly Challenge[]): Promise<readonly Authenticator[]> {
  const candidates: Authenticator[] = [];
  for (const [scheme, load] of AUTHENTICATOR_MODULES) {
    const allowed = request.auth === 'auto' || request.auth === scheme;
    if (!allowed || !offered.some((challenge) => challenge.scheme === scheme)) continue;
    const authenticator = await load();
    if (request.credentials !== undefined || authenticator.usesCurrentIdentity) candidates.push(authenticator);
  }
  return candidates;
}
