import type { Context } from '../model/context.ts';
import type { Failure } from '../model/observation.ts';

/** What is known of the password of the account that asks: every refusal counts towards a lock-out, whichever server it is offered to. */
interface Knowledge {
  state: 'untried' | 'accepted' | Failure;
  first: Promise<void> | undefined;
}

const knownOf = new WeakMap<Context, Knowledge>();

/**
 * Makes log-ons with `context.user` one after the other until one is accepted; once one is refused, no other is tried and its failure is everybody's
 * answer, with a word that it was another's. `verdictOn` tells what an outcome says of the password: a server that was not reached says nothing.
 */
export async function askingAs<T>(
  context: Context,
  attempt: () => Promise<T>,
  verdictOn: (outcome: T) => 'accepted' | 'unknown' | Failure,
): Promise<T | Failure> {
  const knowledge = knownOf.get(context) ?? { state: 'untried', first: undefined };
  knownOf.set(context, knowledge);
  while (knowledge.state === 'untried' && knowledge.first !== undefined) await knowledge.first;
  if (knowledge.state === 'accepted') return attempt();
  if (knowledge.state !== 'untried') {
    const { code, message } = knowledge.state;
    return { code, message: `not tried, as the name and password of this check were refused before: ${message}` };
  }
  let done = (): void => undefined;
  knowledge.first = new Promise((resolve) => {
    done = resolve;
  });
  try {
    const outcome = await attempt();
    const verdict = verdictOn(outcome);
    if (verdict !== 'unknown') knowledge.state = verdict;
    return outcome;
  } finally {
    knowledge.first = undefined;
    done();
  }
}
