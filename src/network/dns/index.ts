import dns from 'node:dns';
import net from 'node:net';
import type { ResolverSpec } from '../../model/context.ts';
import type { DnsFacts, Failure } from '../../model/observation.ts';
export async function resolve(
  name: string,
  _f: readonly (4 | 6)[],
  _s: ResolverSpec,
  _o: { timeoutMs: number; signal: AbortSignal; now: () => number },
): Promise<{ facts: Partial<DnsFacts>; failure?: Failure }> {
  if (net.isIP(name)) return { facts: { name, addresses: [name], resolver: 'literal' } };
  try {
    const a = await dns.promises.lookup(name, { all: true, order: 'verbatim' } as never);
    return { facts: { name, addresses: (a as unknown as { address: string }[]).map((x) => x.address), resolver: 'system' } };
  } catch (e) {
    return { facts: { name }, failure: { code: (e as { code: string }).code, message: String(e) } };
  }
}
