import type { Context } from '../model/context.ts';
import type { Failure } from '../model/observation.ts';
import { logOn } from './account-gate.ts';

/** Servers that are asked as the same account are taken to ask one directory about it. */
const PLACE = 'the directory';

/**
 * Makes a log-on with `context.user` behind the gate of that account; where it is closed, the failure that closed it is the answer, with a word that it
 * was another's. `verdictOn` tells what an outcome says of the password: a server that was not reached says nothing.
 */
export async function askingAs<T>(
  context: Context,
  attempt: () => Promise<T>,
  verdictOn: (outcome: T) => 'accepted' | 'unknown' | Failure,
): Promise<T | Failure> {
  const made = await logOn({
    run: context.run,
    signal: context.signal,
    credentials: context.user,
    place: PLACE,
    attempt: (offering) => {
      offering();
      return attempt();
    },
    verdictOn: (outcome) => {
      const verdict = verdictOn(outcome);
      if (verdict === 'accepted') return verdict;
      return verdict === 'unknown' ? 'not-offered' : { reason: 'credentials', failure: verdict };
    },
  });
  if ('outcome' in made) return made.outcome;
  const { code, message } = made.notTried.failure;
  return { code, message: `not tried, as the name and password of this check were refused before: ${message}` };
}
