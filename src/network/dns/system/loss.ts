import type { DnsFacts } from '../../../model/network/observation.ts';
import type { Limit } from '../../timing/limit.ts';
import type { Exchange } from '../exchange.ts';
import type { Question } from '../message.ts';

const QUERIES = 8;
const LIMIT_MS = 2000;

/** Counts later what gets lost, if it is still wanted then. */
export function lossCounter(
  exchange: Exchange,
  limit: Limit,
): {
  readonly start: (question: Question | undefined, afterMs: number) => void;
  readonly stop: () => void;
  readonly found: () => DnsFacts['lostQueries'];
} {
  let timer: NodeJS.Timeout | undefined;
  let loss: DnsFacts['lostQueries'];
  const count = async (question: Question): Promise<void> => {
    loss = await lossOf(exchange, question, limit);
  };
  return {
    start: (question, afterMs) => {
      if (question !== undefined) timer = setTimeout(() => void count(question), Math.max(0, afterMs));
    },
    stop: () => clearTimeout(timer),
    found: () => loss,
  };
}

/**
 * Sends the same question some times at once: where some answers come at once and others only when their query is sent again, queries or answers get lost. Undefined:
 * none did, or the server is slow to answer all of them.
 */
async function lossOf(exchange: Exchange, question: Question, { signal, timeoutMs }: Limit): Promise<DnsFacts['lostQueries']> {
  const limit = { signal, timeoutMs: Math.min(LIMIT_MS, timeoutMs) };
  const sends = await Promise.all(Array.from({ length: QUERIES }, () => exchange(question, limit)));
  const lost = sends.filter(({ reply, sent = 1 }) => reply === undefined || sent > 1).length;
  return lost === 0 || lost === QUERIES ? undefined : { sent: QUERIES, lost };
}
