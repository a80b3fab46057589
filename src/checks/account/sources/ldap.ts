import type { Entry } from 'ldapts';
import type { Context } from '../../../model/context.ts';
import type { Failure } from '../../../model/observation.ts';
import { codeOf, connectDirectory, type Directory, escapedFilter, isDirectory } from '../../../network/ldap/index.ts';
import type { AccountName, ControllerFacts, DirectoryFacts, DirectoryPlace } from '../facts.ts';
import { baseOf, domainOf, sidOf, textOf, timeOf } from './directory-values.ts';
import { dnsNameOf, domainOfPrincipal } from './forest.ts';
import { groupsOf } from './ldap-groups.ts';
import { type Opened, openDomain } from './open-domain.ts';

const ATTRIBUTES = [
  ...['sAMAccountName', 'objectSid', 'userAccountControl', 'msDS-User-Account-Control-Computed', 'accountExpires', 'pwdLastSet'],
  ...['lockoutTime', 'msDS-UserPasswordExpiryTimeComputed', 'tokenGroups', 'memberOf', 'primaryGroupID'],
];

/** One account in its domain's directory. Read-only; at most a few hundred small questions. Never rejects. */
export async function lookUpAccount(account: AccountName, place: DirectoryPlace, context: Context): Promise<DirectoryFacts> {
  const home = place.domain ?? (account.domain?.includes('.') === true ? account.domain : undefined);
  if (home === undefined) return failed('the directory', { code: 'NO_DOMAIN', message: 'no domain is known: give --domain' });
  // What follows the @ of a principal name may be a suffix that is no domain: it is looked for at home first.
  const foreign = !isPrincipal(account) && account.domain?.includes('.') === true && !isSame(account.domain, home);
  const first = await openDomain(foreign ? (account.domain ?? home) : home, foreign ? [] : place.domainControllers, context);
  if (!('directory' in first)) return failed(first.source, first.failure);
  try {
    return await inDomain(account, first, context);
  } catch (error) {
    return failed(first.directory.server, codeOf(error));
  } finally {
    await first.directory.close();
  }
}

async function inDomain(account: AccountName, { directory, domain, controllers }: Opened, context: Context): Promise<DirectoryFacts> {
  const elsewhere = await dnsNameOf(account.domain, directory, domain);
  // A name of the same spelling in the servers' own domain would be another account.
  if (elsewhere === undefined && account.domain !== undefined && !account.domain.includes('.'))
    return failed(directory.server, {
      code: 'NO_SUCH_DOMAIN',
      message: `neither the forest nor a trust has a domain with the short name ${account.domain}`,
    });
  if (elsewhere !== undefined && !isSame(elsewhere, domain))
    return lookUpAccount({ ...account, domain: elsewhere }, { domain: elsewhere, domainControllers: [] }, context);
  const about = { question: 'directory', source: directory.server, sourceKind: 'ldap', controllers } as const;
  const matches = await directory.search(baseOf(domain), {
    scope: 'sub',
    filter: filterFor(account, domain),
    attributes: ['distinguishedName'],
  });
  const [match] = matches.filter(({ dn }) => dn !== '');
  if (match === undefined) return (await inOtherDomain(account, directory, domain, context)) ?? { ...about, found: false, domain };
  const buffers = ['objectSid', 'tokenGroups'];
  const [entry] = await directory.search(match.dn, { scope: 'base', attributes: ATTRIBUTES, explicitBufferAttributes: buffers });
  if (entry === undefined) return { ...about, found: false, domain };
  const groups = await groupsOf(entry, directory);
  return { ...about, found: true, ...stateOf(entry), ...(groups === undefined ? {} : { groups }) };
}

/** A principal name that the home domain does not know may belong to another domain of the forest, or to another forest. Undefined: to nobody. */
async function inOtherDomain(
  account: AccountName,
  directory: Directory,
  home: string,
  context: Context,
): Promise<DirectoryFacts | undefined> {
  if (!isPrincipal(account)) return undefined;
  const holder = await domainOfPrincipal(account.name, directory, home, context);
  if (holder === undefined) return undefined;
  if ('code' in holder) return failed(directory.server, holder);
  return isSame(holder.domain, home) ? undefined : lookUpAccount(account, { domain: holder.domain, domainControllers: [] }, context);
}

/** sAMAccountName, or the principal name where one was given; in its own domain a principal of the default form is found by its first part too. */
function filterFor({ name, domain }: AccountName, searched: string): string {
  const escaped = escapedFilter(name);
  if (!name.includes('@')) return `(&(objectClass=user)(sAMAccountName=${escaped}))`;
  if (!isSame(domain, searched)) return `(&(objectClass=user)(userPrincipalName=${escaped}))`;
  const user = escapedFilter(name.slice(0, name.lastIndexOf('@')));
  return `(&(objectClass=user)(|(userPrincipalName=${escaped})(sAMAccountName=${user})))`;
}

function isPrincipal({ name }: AccountName): boolean {
  return name.includes('@');
}

function isSame(domain: string | undefined, other: string): boolean {
  return domain?.toLowerCase() === other.toLowerCase();
}

function stateOf(entry: Entry): Partial<DirectoryFacts> {
  const sid = entry.objectSid instanceof Buffer ? sidOf(entry.objectSid) : undefined;
  return defined({
    distinguishedName: entry.dn,
    domain: domainOf(entry.dn),
    sid,
    samAccountName: textOf(entry, 'sAMAccountName'),
    userAccountControl: integer(entry, 'userAccountControl'),
    computed: integer(entry, 'msDS-User-Account-Control-Computed'),
    accountExpires: timeOf(textOf(entry, 'accountExpires')),
    passwordLastSet: timeOf(textOf(entry, 'pwdLastSet')),
    passwordExpires: timeOf(textOf(entry, 'msDS-UserPasswordExpiryTimeComputed')),
    lockedSince: timeOf(textOf(entry, 'lockoutTime')),
  });
}

/** Does this controller have the object? */
export async function askController(controller: string, distinguishedName: string, context: Context): Promise<ControllerFacts> {
  const about = { question: 'controller', source: controller, sourceKind: 'ldap' } as const;
  const directory = await connectDirectory(controller, context);
  if (!isDirectory(directory)) return { ...about, found: false, failure: directory };
  try {
    const found = await directory.search(distinguishedName, { scope: 'base', attributes: ['objectSid'] });
    return { ...about, found: found.length > 0 };
  } catch (error) {
    const failure = codeOf(error);
    // noSuchObject (RFC 4511 section 4.1.9) is the answer to the question.
    return failure.code === 'LDAP_32' ? { ...about, found: false } : { ...about, found: false, failure };
  } finally {
    await directory.close();
  }
}

function failed(source: string, failure: Failure): DirectoryFacts {
  return { question: 'directory', source, sourceKind: 'ldap', found: false, failure };
}

function integer(entry: Entry, attribute: string): number | undefined {
  const value = Number(textOf(entry, attribute) ?? Number.NaN);
  return Number.isInteger(value) ? value : undefined;
}

function defined<T extends object>(values: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
