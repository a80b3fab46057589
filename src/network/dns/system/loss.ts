import type { DnsFacts } from '../../../model/network/observation.ts';
import type { Limit } from '../../timing/limit.ts';
import type { Exchange } from '../exchange.ts';
import type { Question } from '../message.ts';

const QUERIES = 8;
const LIMIT_MS = 2000;

/**
 * Sends the same question some times at once: where some answers come at once and others only when their query is sent again, queries or answers get lost. Undefined:
 * none did, or the server is slow to answer all of them.
 */
export async function lossOf(exchange: Exchange, question: Question, { signal, timeoutMs }: Limit): Promise<DnsFacts['lostQueries']> {
  const limit = { signal, timeoutMs: Math.min(LIMIT_MS, timeoutMs) };
  const sends = await Promise.all(Array.from({ length: QUERIES }, () => exchange(question, limit)));
  const lost = sends.filter(({ reply, sent = 1 }) => reply === undefined || sent > 1).length;
  return lost === 0 || lost === QUERIES ? undefined : { sent: QUERIES, lost };
}
