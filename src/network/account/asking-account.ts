import type { Context } from '../../model/network/context.ts';
import { passwordVerdict, UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import { failureOf, StepFailure } from '../trace.ts';
import { type LogOnVerdict, logOn, type Refusal } from './gate.ts';

/** Servers that are asked as the same account are taken to ask one directory about it. */
export const PLACE = 'the directory';

/** `offering` is called at the last moment before the password leaves this machine; `isProved`: it was taken before. */
type Attempt<T> = (offering: () => void, isProved: boolean) => Promise<T>;

/**
 * Makes a log-on with `context.user` behind the gate of that account. Where it is closed, the failure that closed it is the answer, with a word that it
 * was another's. `refusedBy` finds why an outcome is no log-on, if it is none.
 */
export async function askingAs<T>(
  context: Context,
  attempt: Attempt<T>,
  refusedBy: (outcome: T) => Failure | undefined,
): Promise<T | Failure> {
  try {
    const made = await logOn({
      run: context.run,
      signal: context.signal,
      credentials: context.user,
      place: PLACE,
      attempt,
      verdictOn: (outcome) => verdictOn(refusedBy(outcome)),
    });
    return 'outcome' in made ? made.outcome : notTried(made.notTried);
  } catch (error) {
    // The end of the run, while another log-on as this account was under way.
    if (context.signal.aborted && error instanceof StepFailure) return failureOf(error);
    throw error;
  }
}

/** What a failed log-on says of the password, to the gate of the account. A restriction or a clock says nothing: another way may take it. */
export function verdictOn(failure: Failure | undefined): LogOnVerdict {
  if (failure === undefined) return 'accepted';
  if (failure.code === UNANSWERED_LOGON) return { reason: 'unproven', failure };
  const verdict = passwordVerdict(failure.code, failure.message);
  if (verdict === 'not-judged') return 'not-offered';
  return { reason: verdict === 'refused' ? 'credentials' : 'other', failure };
}

/** The failure of a question that was not asked, as its account was refused before. */
export function notTried({ reason, failure }: Refusal): Failure {
  const why =
    reason === 'unproven'
      ? 'nothing shows that the name and password of this check were taken when they were sent before'
      : 'the name and password of this check were refused before';
  return { code: failure.code, message: `not tried, as ${why}: ${failure.message}` };
}
