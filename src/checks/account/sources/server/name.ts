import { isIP } from 'node:net';
import type { Context } from '../../../../model/network/context.ts';
import { resolve } from '../../../../network/dns/index.ts';
import { namesOfAddress } from '../../../../network/domain-controllers.ts';
import type { ServerNameFacts } from '../../server-facts.ts';

/** A server's addresses, what an alias ends at, and the names that DNS gives for the first address. Never rejects. */
export async function serverName(target: string, context: Context): Promise<ServerNameFacts> {
  const about = { question: 'server-name', source: target, sourceKind: 'dns' } as const;
  const options = { signal: context.signal, timeoutMs: context.layerTimeoutMs, now: context.now };
  const { facts, failure } = await resolve(target, [4, 6], context.resolver, { ...options, extraRootsPem: context.trust.extraRootsPem });
  const addresses = facts.addresses ?? [];
  const [first] = addresses;
  if (first === undefined) return { ...about, addresses, ...(failure === undefined ? {} : { failure }) };
  const aliasOf = facts.cnames?.at(-1);
  const reverse = isIP(first) === 0 ? [] : await namesOfAddress(first, context);
  return {
    ...about,
    addresses,
    ...(aliasOf === undefined ? {} : { aliasOf: aliasOf.replace(/\.$/, '') }),
    ...(reverse.length === 0 ? {} : { reverse }),
  };
}
