import type { Entry } from 'ldapts';
import { type Directory, escapedFilter } from '../../../network/ldap/index.ts';
import type { AskedAccount, DirectoryFacts } from '../facts.ts';
import { objectKindOf, stateOf } from './account-entry.ts';
import { baseOf, textOf, textsOf } from './directory-values.ts';

/** The distinguished name of an account in this domain. Undefined: it has none that the asker may see. */
export async function distinguishedNameOf(account: AskedAccount, directory: Directory, domain: string): Promise<string | undefined> {
  if (account.host !== undefined) return computerOf(account, account.host, directory, domain);
  const filter = filterFor(account, domain);
  const matches = await directory.search(baseOf(domain), { scope: 'sub', filter, attributes: ['distinguishedName'] });
  return matches.find(({ dn }) => dn !== '')?.dn;
}

/** Of a computer: by its full name, which it keeps up to date itself, or one of its service principal names; else by what its account would be called. */
async function computerOf(account: AskedAccount, host: string, directory: Directory, domain: string): Promise<string | undefined> {
  const isOwnSuffix = account.domain === undefined || account.domain.toLowerCase() === domain.toLowerCase();
  const byName = isOwnSuffix ? `(sAMAccountName=${escapedFilter(account.name)})` : '';
  const filter = `(&(objectClass=computer)(|${computerTerms(host)}${byName}))`;
  const attributes = ['dNSHostName', 'servicePrincipalName', 'sAMAccountName'];
  const found = (await directory.search(baseOf(domain), { scope: 'sub', filter, attributes })).filter(({ dn }) => dn !== '');
  return computerAmong(found, account.name, host)?.dn;
}

/** The terms of a filter that find the computer with this full name. */
export function computerTerms(host: string): string {
  const name = escapedFilter(host);
  return `(dNSHostName=${name})(servicePrincipalName=HOST/${name})`;
}

/** An account of that name that says that it is another machine is not it: names are cut to fifteen characters. */
export function computerAmong(entries: readonly Entry[], name: string, host: string): Entry | undefined {
  const [full, spn] = [host.toLowerCase(), `host/${host.toLowerCase()}`];
  const dnsOf = (entry: Entry): string | undefined => textOf(entry, 'dNSHostName')?.toLowerCase();
  return (
    entries.find((entry) => dnsOf(entry) === full) ??
    entries.find((entry) => textsOf(entry, 'servicePrincipalName').some((one) => one.toLowerCase() === spn)) ??
    entries.find((entry) => {
      const isNamed = textOf(entry, 'sAMAccountName')?.toLowerCase() === name.toLowerCase();
      return isNamed && (dnsOf(entry)?.split('.')[0] ?? full.split('.')[0]) === full.split('.')[0];
    })
  );
}

/** sAMAccountName, or the principal name where one was given; in its own domain a principal of the default form is found by its first part too. */
function filterFor({ name, domain }: AskedAccount, searched: string): string {
  const escaped = escapedFilter(name);
  if (!name.includes('@')) return `(&(objectClass=user)(sAMAccountName=${escaped}))`;
  if (domain?.toLowerCase() !== searched.toLowerCase()) return `(&(objectClass=user)(userPrincipalName=${escaped}))`;
  const user = escapedFilter(name.slice(0, name.lastIndexOf('@')));
  return `(&(objectClass=user)(|(userPrincipalName=${escaped})(sAMAccountName=${user})))`;
}

/** What bears the name where no user account does: a group, a contact, a computer or a managed service account, whose names end in $. */
export async function otherObjectOf(
  account: AskedAccount,
  directory: Directory,
  domain: string,
): Promise<Partial<DirectoryFacts> | undefined> {
  if (account.use === 'site-server-computer') return undefined;
  const user = escapedFilter(account.name.includes('@') ? account.name.slice(0, account.name.lastIndexOf('@')) : account.name);
  const filter = `(&(|(objectClass=group)(objectClass=contact)(objectClass=computer))(|(sAMAccountName=${user})(sAMAccountName=${user}$)(cn=${user})))`;
  const attributes = ['objectClass', 'objectSid', 'sAMAccountName'];
  const found = (
    await directory.search(baseOf(domain), { scope: 'sub', filter, attributes, explicitBufferAttributes: ['objectSid'] })
  ).filter((entry) => entry.dn !== '' && objectKindOf(entry) !== undefined);
  const named = found.find((entry) => textOf(entry, 'sAMAccountName') !== undefined) ?? found[0];
  return named === undefined ? undefined : stateOf(named, account);
}
