import { Resolver } from 'node:dns/promises';
import type { Context } from '../model/network/context.ts';
import type { Failure } from '../model/network/observation.ts';
import { authority } from '../model/network/route.ts';
import { failureOf } from './trace.ts';

const MAX_CONTROLLERS = 64;
const MAX_NAMES = 8;

/**
 * The domain controllers that DNS names for a domain, those of highest priority first (`_ldap._tcp.dc._msdcs.DOMAIN`, MS-ADTS section 6.3.2.3,
 * RFC 2782). A failure keeps Node's code (`ENOTFOUND`, `ETIMEOUT`, ...).
 */
export async function domainControllers(domain: string, context: Context): Promise<readonly string[] | Failure> {
  return serviceHosts(`_ldap._tcp.dc._msdcs.${domain}`, context);
}

/** The hosts of a service that DNS names (SRV, RFC 2782), those of highest priority first. A failure keeps Node's code. */
export async function serviceHosts(service: string, context: Context): Promise<readonly string[] | Failure> {
  return asked(context, failureOf, async (resolver) => {
    const records = await resolver.resolveSrv(service);
    const sorted = [...records].sort((a, b) => a.priority - b.priority || b.weight - a.weight || a.name.localeCompare(b.name));
    return sorted.map(({ name }) => name.replace(/\.$/, '')).slice(0, MAX_CONTROLLERS);
  });
}

/** Names that DNS gives for an address (PTR, RFC 1035 section 3.5); none where it has none or does not answer. */
export async function namesOfAddress(address: string, context: Context): Promise<readonly string[]> {
  return asked(
    context,
    () => [],
    async (resolver) => (await resolver.reverse(address)).slice(0, MAX_NAMES).map((name) => name.replace(/\.$/, '')),
  );
}

/** The run's resolver, or the configured servers, as long as the run lasts. */
async function asked<T, F>(context: Context, failed: (error: unknown) => F, ask: (resolver: Resolver) => Promise<T>): Promise<T | F> {
  const resolver = new Resolver({ timeout: context.layerTimeoutMs, tries: 1 });
  const { resolver: spec } = context;
  if (spec.kind === 'udp' || spec.kind === 'tcp') resolver.setServers([authority({ host: spec.address, port: spec.port })]);
  const onAbort = (): void => resolver.cancel();
  context.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await ask(resolver);
  } catch (error) {
    return failed(error);
  } finally {
    context.signal.removeEventListener('abort', onAbort);
  }
}
