import type { Failure } from '../../model/network/observation.ts';
import type { RunState, Slot } from '../../model/network/run-state.ts';
import type { Credentials } from '../../model/network/secret.ts';
import { abortCode } from '../timing/limit.ts';
import { failureOf, StepFailure } from '../trace.ts';
import { isSameLogOn, mayBeOneAccount } from './name.ts';

/**
 * Why an account is offered no more: `credentials`: they were refused as such; `unproven`: they were sent and nothing shows that they were taken (no
 * answer, a closed connection, a status that may hide a refusal); `other`: refused for a reason that condemns no password (clock, service principal
 * name, trust, restriction of the account).
 */
export type RefusalReason = 'credentials' | 'unproven' | 'other';

/** Why an account is not offered any more in this run. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** Who was asked. */
  readonly place: string;
  readonly failure: Failure;
}

/** What one log-on shows. `not-offered`: no credentials left this machine. Anything that is no proof is a refusal. */
export type LogOnVerdict = 'accepted' | 'not-offered' | Omit<Refusal, 'place'>;

/** One wish to send credentials, and what may be done with them once it is granted. */
export interface LogOnRequest<T> {
  readonly run: RunState;
  /** Ends the wait for another log-on with the same account. */
  readonly signal: AbortSignal;
  /** Undefined: the identity of the process, which has no password to be locked by; it is asked once a place. */
  readonly credentials: Credentials | undefined;
  /**
   * Whose accounts they are, as far as is known: a proof holds for the same place only. The same text for servers that share one directory, the proxy's
   * host and port for a proxy.
   */
  readonly place: string;
  /**
   * Makes the log-on; calls `offering` at the last moment before credentials are sent. A rejection after that is a refusal without proof. `isProved`:
   * these credentials were taken at this place before, so that they may be sent again when a connection breaks.
   */
  readonly attempt: (offering: () => void, isProved: boolean) => Promise<T>;
  readonly verdictOn: (outcome: T) => LogOnVerdict;
  /** Wraps the wait for another log-on, where the time it takes is not the peer's. */
  readonly hold?: (wait: Promise<void>) => Promise<void>;
}

/** What came of the log-on, or the refusal for which none was made. */
export type LogOn<T> = { readonly outcome: T } | { readonly notTried: Refusal };

interface Known {
  readonly credentials: Credentials | undefined;
  readonly place: string;
  /** The last round in which they were proved. */
  provedIn?: number;
  /** Log-ons refused since the last proof: the next one has to prove them again, while others wait. */
  refusedSince: number;
  refusal?: Refusal;
  /** A log-on is under way; resolves when it is over. */
  underWay?: Promise<void>;
}

const KNOWN: Slot<Known[]> = { create: () => [] };

/**
 * The only way for credentials to leave this machine. One gate an account for the whole run of the process, whatever it is for and however it is
 * written: closed before the credentials are sent, and opened by proof alone. While one log-on is under way, others with what may be the same account
 * wait; after a refusal nobody offers it again. Rejects as `attempt` does, and with the reason of `signal`.
 */
export async function logOn<T>(request: LogOnRequest<T>): Promise<LogOn<T>> {
  const { run, signal, credentials, place, hold = (wait) => wait } = request;
  const all = run.of(KNOWN);
  for (;;) {
    const related = all.filter((known) => isRelated(known, credentials, place));
    const own = related.find((known) => known.place === place && isSame(known.credentials, credentials));
    if (own !== undefined && isOpen(own, run)) return { outcome: await again(request, own) };
    const refused = related.find(({ refusal }) => refusal !== undefined)?.refusal;
    if (refused !== undefined) return { notTried: refused };
    const before = related.find(({ underWay }) => underWay !== undefined)?.underWay;
    if (before === undefined) return { outcome: await first(request, own ?? added(all, credentials, place)) };
    await hold(overOrAborted(before, signal));
  }
}

function isRelated(known: Known, credentials: Credentials | undefined, place: string): boolean {
  if (credentials === undefined || known.credentials === undefined) return known.credentials === credentials && known.place === place;
  return mayBeOneAccount(known.credentials, credentials);
}

function isSame(a: Credentials | undefined, b: Credentials | undefined): boolean {
  return a === undefined || b === undefined ? a === b : isSameLogOn(a, b);
}

function added(all: Known[], credentials: Credentials | undefined, place: string): Known {
  const known: Known = { credentials, place, refusedSince: 0 };
  all.push(known);
  return known;
}

/** The log-on by which credentials prove themselves. */
async function first<T>({ run, attempt, verdictOn }: LogOnRequest<T>, known: Known): Promise<T> {
  let done = (): void => undefined;
  known.underWay = new Promise((resolve) => {
    done = resolve;
  });
  let isOffered = false;
  try {
    const outcome = await attempt(() => {
      isOffered = true;
    }, false);
    if (isOffered) learn(known, verdictOn(outcome), run);
    return outcome;
  } catch (error) {
    if (isOffered) learn(known, { reason: 'unproven', failure: failureOf(error) }, run);
    throw error;
  } finally {
    delete known.underWay;
    done();
  }
}

/** With credentials that are proved at this place. */
async function again<T>({ run, attempt, verdictOn }: LogOnRequest<T>, own: Known): Promise<T> {
  const outcome = await attempt(() => undefined, true);
  learn(own, verdictOn(outcome), run);
  return outcome;
}

function isOpen({ provedIn, refusedSince }: Known, { round }: RunState): boolean {
  return provedIn === round && refusedSince === 0;
}

/** So many refusals in a row after a proof end it. */
const MAX_REFUSED_SINCE = 2;

/**
 * A refusal after the proof of the same round is hardly the password: proxies answer a group that may not go somewhere with 407, too. Nevertheless the
 * account may have been locked or changed meanwhile.
 */
function learn(known: Known, verdict: LogOnVerdict, { round }: RunState): void {
  if (verdict === 'not-offered') return;
  if (verdict === 'accepted') {
    known.provedIn = round;
    known.refusedSince = 0;
    return;
  }
  const { place } = known;
  if (known.provedIn !== round) known.refusal = { ...verdict, place };
  else if (verdict.reason === 'credentials') {
    known.refusedSince += 1;
    if (known.refusedSince >= MAX_REFUSED_SINCE) known.refusal = { reason: 'other', failure: verdict.failure, place };
  }
}

function overOrAborted(before: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new StepFailure(abortCode(signal), 'given up while another log-on with this account was under way'));
    signal.addEventListener('abort', onAbort, { once: true });
    before.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, reject);
    if (signal.aborted) onAbort();
  });
}
