import type { Context } from '../../../../model/network/context.ts';
import type { Controller } from '../../../../model/network/controller.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import { codeOf, connectDirectory, type Directory, escapedFilter, isDirectory } from '../../../../network/ldap/index.ts';
import { baseOf, domainOf, textOf, textsOf } from '../directory-values.ts';
import { computerTerms } from '../find-account.ts';

interface Forest {
  /** DNS names of its domains, by their NetBIOS names in upper case. */
  readonly domains: ReadonlyMap<string, string>;
  /** Endings of principal names that are no domains. */
  readonly suffixes: readonly string[];
  /** DNS name of its root domain; absent: not told. */
  readonly root?: string;
}

/** Domains and principal name suffixes of the forest that a directory belongs to (MS-ADTS sections 6.1.1.2.1.1.5, crossRef, and 6.1.1.2.1.1, uPNSuffixes). */
export async function forestOf(directory: Directory, home: string): Promise<Forest> {
  const [root] = await directory.search('', { scope: 'base', attributes: ['configurationNamingContext', 'rootDomainNamingContext'] });
  const partitions = `CN=Partitions,${textOf(root, 'configurationNamingContext') ?? `CN=Configuration,${baseOf(home)}`}`;
  const filter = '(&(objectClass=crossRef)(nETBIOSName=*))';
  const found = await directory.search(partitions, { scope: 'one', filter, attributes: ['nETBIOSName', 'dnsRoot'] });
  const [own] = await directory.search(partitions, { scope: 'base', attributes: ['uPNSuffixes'] });
  const domains = found.flatMap((entry) => {
    const [short, dns] = [textOf(entry, 'nETBIOSName'), textOf(entry, 'dnsRoot')];
    return short === undefined || dns === undefined ? [] : [[short.toUpperCase(), dns] as const];
  });
  const rootContext = textOf(root, 'rootDomainNamingContext');
  return {
    domains: new Map(domains),
    suffixes: textsOf(own, 'uPNSuffixes'),
    ...(rootContext === undefined ? {} : { root: domainOf(rootContext) }),
  };
}

/**
 * The DNS name of the domain with this NetBIOS name: of the forest, else one that the home domain trusts (trustedDomain, MS-ADTS section 6.1.6.7).
 * Undefined: there is none, or the name is no NetBIOS name.
 */
export async function dnsNameOf(shortName: string | undefined, directory: Directory, home: string): Promise<string | undefined> {
  if (shortName === undefined || shortName.includes('.')) return undefined;
  const own = (await forestOf(directory, home)).domains.get(shortName.toUpperCase());
  if (own !== undefined) return own;
  const filter = `(&(objectClass=trustedDomain)(flatName=${escapedFilter(shortName)}))`;
  const [trusted] = await directory.search(`CN=System,${baseOf(home)}`, { scope: 'one', filter, attributes: ['trustPartner'] });
  return textOf(trusted, 'trustPartner');
}

/**
 * The domain that holds a principal name which `home` does not hold: another one of the forest, by its global catalog, else the domain that the name
 * ends in, which may be of another forest. Undefined: nobody of the forest holds it. A failure where that could not be found out.
 */
export async function domainOfPrincipal(
  name: string,
  directory: Directory,
  home: string,
  context: Context,
): Promise<{ readonly domain: string } | Failure | undefined> {
  const { domains, suffixes } = await forestOf(directory, home);
  const suffix = name.slice(name.lastIndexOf('@') + 1).toLowerCase();
  const own = [...domains.values(), ...suffixes, home].map((one) => one.toLowerCase());
  // A forest of one domain has told all it knows.
  const filter = `(&(objectClass=user)(userPrincipalName=${escapedFilter(name)}))`;
  const elsewhere = domains.size > 1 ? await inGlobalCatalog(filter, directory.controller, context) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  return own.includes(suffix) ? undefined : { domain: suffix };
}

/** The domain of the forest that holds the computer with this full name, by the global catalog. Undefined: none. */
export async function domainOfComputer(
  host: string,
  directory: Directory,
  home: string,
  context: Context,
): Promise<{ readonly domain: string } | Failure | undefined> {
  const { domains } = await forestOf(directory, home);
  const filter = `(&(objectClass=computer)(|${computerTerms(host)}))`;
  return domains.size > 1 ? inGlobalCatalog(filter, directory.controller, context) : undefined;
}

async function inGlobalCatalog(
  filter: string,
  controller: Controller,
  context: Context,
): Promise<{ readonly domain: string } | Failure | undefined> {
  const catalog = await connectDirectory(controller, context, 'global-catalog');
  if (!isDirectory(catalog)) return { ...catalog, message: `the global catalog of the forest: ${catalog.message}` };
  try {
    const [found] = await catalog.search('', { scope: 'sub', filter, attributes: ['distinguishedName'] });
    return found === undefined ? undefined : { domain: domainOf(found.dn) };
  } catch (error) {
    return codeOf(error);
  } finally {
    await catalog.close();
  }
}
