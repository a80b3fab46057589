import net from 'node:net';
import type { Context } from '../model/network/context.ts';
import type { Slot } from '../model/network/run-state.ts';
import { accountName } from './account/name.ts';
import { serviceHosts } from './domain-controllers.ts';
import { tcpFailure } from './tcp-open.ts';

const KERBEROS_PORT = 88;
/** Of a realm's key distribution centres so many are tried. */
const MAX_CENTRES = 3;

const CENTRES: Slot<Map<string, Promise<string | undefined>>> = { create: () => new Map() };

/**
 * May a log-on under this name to this server be made by Kerberos? Its realm has to stand in the name (`user@domain.fqdn`, `domain.fqdn\user`), a key
 * distribution centre of it has to be reachable, and the server has to be given by its full name, which is what a ticket is for.
 */
export async function canUseKerberos(username: string, server: string, context: Context): Promise<boolean> {
  const realm = realmIn(username);
  return realm !== undefined && isFullName(server) && (await keyCentreOf(realm, context)) !== undefined;
}

/** A name with its domain, for which there can be a ticket; neither a short name nor an address. */
export function isFullName(server: string): boolean {
  return net.isIP(server) === 0 && server.replace(/\.$/, '').includes('.');
}

/** The DNS domain in a name, in lower case. Undefined: there is none, or a NetBIOS name. */
function realmIn(username: string): string | undefined {
  const { domain } = accountName(username);
  return domain.includes('.') ? domain : undefined;
}

/** The first key distribution centre of a realm that DNS names and that takes connections. It is looked for once a run. */
export function keyCentreOf(realm: string, context: Context): Promise<string | undefined> {
  const known = context.run.of(CENTRES);
  const found = known.get(realm) ?? firstReachable(realm, context);
  known.set(realm, found);
  return found;
}

async function firstReachable(realm: string, context: Context): Promise<string | undefined> {
  const hosts = await serviceHosts(`_kerberos._tcp.${realm}`, context);
  if ('code' in hosts) return undefined;
  for (const host of hosts.slice(0, MAX_CENTRES)) if ((await tcpFailure(host, KERBEROS_PORT, context)) === undefined) return host;
  return undefined;
}
