import type { Context } from '../../../../model/network/context.ts';
import { smbClock } from '../../../../network/smb/clock.ts';
import type { ServerClockFacts } from '../../server-facts.ts';

/** How far the clock of this machine is ahead of a server's. Never rejects. */
export async function serverClock(target: string, context: Context, now: () => number = Date.now): Promise<ServerClockFacts> {
  const about = { question: 'server-clock', source: target, sourceKind: 'smb' } as const;
  const told = await smbClock(target, context);
  return typeof told === 'number' ? { ...about, clockAheadSeconds: Math.round((now() - told) / 1000) } : { ...about, failure: told };
}
