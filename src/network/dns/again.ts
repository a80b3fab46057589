import type { DnsFacts } from '../../model/network/observation.ts';
import type { Limit } from '../timing/limit.ts';
import { type FamilyAnswer, resolveFamily } from './chain.ts';
import type { Exchange } from './exchange.ts';
import type { Question } from './message.ts';

/** Servers that take turns behind one address show by the third answer; one that is slow is not asked so often. */
const TIMES = 2;
const QUICK_MS = 500;
const LIMIT_MS = 400;

/**
 * Asks once more, in turn, and says whether a server answers the same question now with addresses and now with none (NXDOMAIN, no data): several servers behind one
 * address that do not know the same. `before`: what it said first. Failures say nothing: resolvers go on after them by themselves.
 */
export async function answersChange(
  exchange: Exchange,
  question: Question,
  before: { readonly knows: boolean; readonly tookMs: number },
  signal: AbortSignal,
): Promise<boolean> {
  if (before.tookMs > QUICK_MS) return false;
  const limit: Limit = { signal, timeoutMs: LIMIT_MS };
  for (let time = 0; time < TIMES && !signal.aborted; time += 1) {
    const knows = whatItKnows(await resolveFamily(exchange, question, limit));
    if (knows === undefined) return false;
    if (knows !== before.knows) return true;
  }
  return false;
}

/** The same as facts that nobody has to wait for; asked once, whoever wants them. */
export function changingLater(asked: () => Promise<boolean>): () => Promise<Pick<DnsFacts, 'changing'>> {
  let facts: Promise<Pick<DnsFacts, 'changing'>> | undefined;
  // Let go of once it is called: answers are kept, and would keep the connection to the server with them.
  let ask: (() => Promise<boolean>) | undefined = asked;
  return () => {
    facts ??= ask?.().then((changing) => (changing ? { changing } : {})) ?? Promise.resolve({});
    ask = undefined;
    return facts;
  };
}

/** Undefined: it did not say. */
function whatItKnows({ failure }: FamilyAnswer): boolean | undefined {
  if (failure === undefined) return true;
  return failure.code === 'NXDOMAIN' || failure.code === 'NODATA' ? false : undefined;
}
