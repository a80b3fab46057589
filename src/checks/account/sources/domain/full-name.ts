import type { Context } from '../../../../model/network/context.ts';
import { accountName } from '../../../../network/account/name.ts';
import type { DirectoryPlace } from '../../facts.ts';
import { dnsNameOf } from './forest.ts';
import { openDomain, openedDomains } from './open-domain.ts';

/**
 * An account by the full name of its domain, for Kerberos: `CORP\svc` and `svc` → `corp.example\svc`. What its domain is called is asked of the directories that the
 * run has opened, else of that of the server's domain. Undefined: the name has it already, or nobody tells.
 */
export async function withFullDomain(username: string, server: string, context: Context): Promise<string | undefined> {
  const { form, domain } = accountName(username);
  if (form === 'principal' || domain.includes('.')) return undefined;
  const user = username.slice(username.indexOf('\\') + 1);
  for (const [home, place] of placesFor(server, context)) {
    const full = form === 'bare' ? home : await askedOf(home, place, domain, context);
    if (full !== undefined) return `${full}\\${user}`;
  }
  return undefined;
}

function placesFor(server: string, context: Context): readonly (readonly [string, DirectoryPlace])[] {
  const known = [...openedDomains(context)];
  const dot = server.indexOf('.');
  if (known.length > 0 || dot < 1) return known;
  const domain = server.slice(dot + 1).replace(/\.$/, '');
  return [[domain, { domain, domainControllers: [], otherDomains: [] }]];
}

async function askedOf(home: string, place: DirectoryPlace, shortName: string, context: Context): Promise<string | undefined> {
  const opened = await openDomain(home, place, context);
  if (!('directory' in opened)) return undefined;
  try {
    return await dnsNameOf(shortName, opened.directory, home);
  } catch {
    // A directory that does not tell leaves the name as it is.
    return undefined;
  } finally {
    await opened.directory.close();
  }
}
