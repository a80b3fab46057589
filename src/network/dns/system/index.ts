import type { LookupAddress } from 'node:dns';
import type { Failure } from '../../../model/network/observation.ts';
import { follower, type Limit, unanswered, within } from '../../timing/limit.ts';
import { failureOf } from '../../trace.ts';
import type { Server } from '../exchange.ts';
import { type DnsOutcome, type Family, resolveFamilies } from '../families.ts';
import { askConfigured, configuredServers } from './configured.ts';
import { type Hosts, hostsPath, readHosts } from './hosts.ts';
import { lookUpApart } from './lookup-process.ts';

/** What this machine knows about names. Replaceable, so that tests bring their own hosts file, lookup and servers. */
export interface SystemNames {
  readonly hosts: () => Promise<Hosts>;
  /** Node's callback lookup with `all: true`. */
  readonly lookup: (name: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;
  readonly servers: () => readonly Server[];
}

let hostsOnce: Promise<Hosts> | undefined;

/** The operating system's own names: its hosts file (read once), its lookup, its configured DNS servers. */
export const thisMachine: SystemNames = {
  hosts: () => {
    hostsOnce ??= readHosts(hostsPath());
    return hostsOnce;
  },
  lookup: lookUpApart,
  servers: configuredServers,
};

interface Lookup {
  readonly addresses: readonly string[];
  readonly failure?: Failure;
}

/** When the lookup has answered, the servers get this long to tell the CNAME chain and the TTL. */
const CHAIN_GRACE_MS = 500;

/**
 * What the operating system answers. Its lookup (hosts file, name resolution policy) decides the addresses; the configured servers, asked
 * directly at the same time, supply what the lookup does not tell: chain, TTL, resolver, and why there is no address.
 */
export async function resolveBySystem(
  name: string,
  families: readonly Family[],
  limit: Limit,
  system: SystemNames = thisMachine,
): Promise<DnsOutcome> {
  const inHosts = (await system.hosts()).get(name.toLowerCase()) ?? [];
  const enough = follower(limit.signal);
  const looking = lookUp(name, families, limit, system);
  let timer: NodeJS.Timeout | undefined;
  const asking =
    inHosts.length > 0 ? undefined : resolveFamilies(askConfigured(system.servers()), name, families, { ...limit, signal: enough.signal });
  const found = await looking;
  if (found.failure === undefined) timer = setTimeout(() => enough.abort('TIMEOUT'), CHAIN_GRACE_MS);
  const told = await asking;
  clearTimeout(timer);
  enough.release();
  if (found.failure === undefined) return byLookup(name, found.addresses, inHosts, told);
  return told === undefined ? { facts: { ...unknown(name), hostsFile: true }, failure: found.failure } : byServer(found.failure, told);
}

const unknown = (name: string) =>
  ({
    name,
    addresses: [],
    cnames: [],
    resolver: 'system',
    ttlSeconds: 0,
    transport: 'system',
    hostsFile: false,
    localFault: false,
  }) as const;

function byLookup(name: string, addresses: readonly string[], inHosts: readonly string[], told: DnsOutcome | undefined): DnsOutcome {
  if (inHosts.length > 0) {
    const resolver = addresses.every((address) => inHosts.includes(address)) ? 'hosts' : 'system';
    return { facts: { ...unknown(name), addresses, resolver, hostsFile: true } };
  }
  if (told?.failure !== undefined) return { facts: { ...unknown(name), addresses, serverFailure: told.failure } };
  return { facts: { ...unknown(name), ...told?.facts, addresses } };
}

/** The lookup gave nothing. It folds many causes into one code, so what the servers said goes first. */
function byServer(lookup: Failure, told: DnsOutcome): DnsOutcome {
  if (told.failure === undefined) return { facts: { ...told.facts, systemFailure: lookup } };
  if (lookup.code === 'ABORTED' || lookup.code === 'DEADLINE') return { facts: told.facts, failure: lookup };
  const message = `${told.failure.message} (the operating system's lookup: ${lookup.code})`;
  return { facts: told.facts, failure: { ...told.failure, message } };
}

/** The operating system's lookup. It cannot be cancelled: at the limit its answer is left behind. */
function lookUp(name: string, families: readonly Family[], limit: Limit, system: SystemNames): Promise<Lookup> {
  const started = performance.now();
  const onLimit = (code: string): Lookup => ({ addresses: [], failure: { code, message: unanswered(code, started) } });
  return within(limit, onLimit, (finish) => {
    system.lookup(name, (error, found) => {
      if (error !== null) return finish({ addresses: [], failure: failureOf(error) });
      const addresses = [
        ...new Set(found.filter(({ family }) => families.some((asked) => asked === family)).map(({ address }) => address)),
      ];
      const failure = { code: 'NODATA', message: 'the operating system knows the name, but no address of this kind' };
      finish(addresses.length > 0 ? { addresses } : { addresses, failure });
    });
    return () => undefined;
  });
}
