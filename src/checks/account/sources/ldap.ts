import type { Entry } from 'ldapts';
import type { Context } from '../../../model/network/context.ts';
import type { Controller } from '../../../model/network/controller.ts';
import type { Failure } from '../../../model/network/observation.ts';
import { codeOf, connectDirectory, type Directory, isDirectory } from '../../../network/ldap/index.ts';
import type { AskedAccount, ControllerFacts, DirectoryFacts, DirectoryPlace } from '../facts.ts';
import { ATTRIBUTES, BUFFERS, stateOf } from './account-entry.ts';
import { clockAhead } from './controller-clock.ts';
import { dnsNameOf, domainOfComputer, domainOfPrincipal } from './domain/forest.ts';
import { notADomain } from './domain/no-domain.ts';
import { givenFor, type OpenedDomain, openDomain } from './domain/open-domain.ts';
import { isTrusted } from './domain/trusts.ts';
import { encryptionOf } from './encryption.ts';
import { distinguishedNameOf, otherObjectOf } from './find-account.ts';
import { groupsOf } from './ldap-groups.ts';
import { attemptsOf } from './password-attempts.ts';

/** From the home domain to the account's, and on to where its forest says that it is. */
const MAX_HOPS = 2;

/** One account in its domain's directory. Read-only; at most a few hundred small questions. Never rejects. */
export async function lookUpAccount(account: AskedAccount, place: DirectoryPlace, context: Context, hops = 0): Promise<DirectoryFacts> {
  const home = place.domain ?? (account.domain?.includes('.') === true ? account.domain : undefined);
  if (home === undefined) return failed('the directory', { code: 'NO_DOMAIN', message: 'no domain is known: give --domain' });
  const foreign = foreignDomainOf(account, home);
  // A password goes to another domain only where the home domain names it; a ticket, or controllers given by hand, need no such leave.
  const isDirect = foreign !== undefined && (context.user === undefined || givenFor(foreign, place).length > 0);
  const first = await openDomain(isDirect ? foreign : home, place, context);
  if (!('directory' in first)) {
    const noDomain = isDirect && NO_SUCH_DOMAIN.has(first.failure.code) ? await atHome(foreign, home, place, context) : undefined;
    return noDomain ?? failed(first.source, first.failure);
  }
  try {
    if (foreign !== undefined && !isDirect) return await inFurtherDomain(account, foreign, first, { place, context, hops });
    return await inDomain(account, first, { place, context, hops });
  } catch (error) {
    return failed(first.directory.server, codeOf(error));
  } finally {
    await first.directory.close();
  }
}

/** What follows the @ of a principal name may be a suffix that is no domain: it is looked for at home first. */
function foreignDomainOf(account: AskedAccount, home: string): string | undefined {
  const { domain } = account;
  // What follows the first label of a computer need not be the name of its domain: it is looked for at home first, too.
  if (account.host !== undefined) return undefined;
  return !isPrincipal(account) && domain?.includes('.') === true && !isSame(domain, home) ? domain : undefined;
}

/** What the servers' own domain says of a name for which DNS has no controllers. Undefined: nothing that helps. */
async function atHome(name: string, home: string, place: DirectoryPlace, context: Context): Promise<DirectoryFacts | undefined> {
  const opened = await openDomain(home, place, context);
  if (!('directory' in opened)) return undefined;
  const { directory } = opened;
  const noDomain = await notADomain(name, directory, home, context)
    .catch(() => undefined)
    .finally(() => directory.close());
  return noDomain === undefined ? undefined : failed(directory.server, noDomain);
}

interface Journey {
  readonly place: DirectoryPlace;
  readonly context: Context;
  /** Domains that were left behind. */
  readonly hops: number;
}

/** In a domain that the one of this connection told of, or that the account's name names. */
async function inFurtherDomain(
  account: AskedAccount,
  domain: string,
  { directory, domain: home }: OpenedDomain,
  { place, context, hops }: Journey,
): Promise<DirectoryFacts> {
  const given = givenFor(domain, place);
  const isLeft = context.user !== undefined && given.length === 0;
  // Whom a trusted domain trusts is not trusted for that.
  const isAllowed = isLeft ? hops === 0 && (await isTrusted(domain, directory, home, context)) : hops < MAX_HOPS;
  const noDomain = account.host === undefined && given.length === 0 ? await notADomain(domain, directory, home, context) : undefined;
  if (noDomain !== undefined) return failed(directory.server, noDomain);
  if (!isAllowed)
    return failed(directory.server, {
      code: 'NOT_TRUSTED',
      message: `${home} names no trust in ${domain}, so the password of the account that asks was not sent to a controller of ${domain}`,
    });
  // A principal name keeps its ending: its namesake is another account.
  const there = isPrincipal(account) ? account : { ...account, domain };
  return lookUpAccount(there, { domain, domainControllers: given, otherDomains: [] }, context, hops + 1);
}

async function inDomain(account: AskedAccount, opened: OpenedDomain, journey: Journey): Promise<DirectoryFacts> {
  const { directory, domain, controllers } = opened;
  const elsewhere = await dnsNameOf(account.domain, directory, domain);
  // A name of the same spelling in the servers' own domain would be another account.
  if (elsewhere === undefined && account.domain !== undefined && !account.domain.includes('.'))
    return failed(directory.server, {
      code: 'NO_SUCH_DOMAIN',
      message: `neither the forest nor a trust has a domain with the short name ${account.domain}`,
    });
  if (elsewhere !== undefined && !isSame(elsewhere, domain)) return inFurtherDomain(account, elsewhere, opened, journey);
  const clockAheadSeconds = await clockAhead(directory);
  const clock = clockAheadSeconds === undefined ? {} : { clockAheadSeconds };
  const about = { question: 'directory', source: directory.server, sourceKind: 'ldap', controllers, ...clock } as const;
  const match = await distinguishedNameOf(account, directory, domain);
  if (match === undefined) {
    const elsewhere = await inOtherDomain(account, opened, journey);
    if (elsewhere !== undefined) return elsewhere;
    const other = await otherObjectOf(account, directory, domain);
    return other === undefined ? { ...about, found: false, domain } : { ...about, found: true, ...other };
  }
  const options = { scope: 'base', attributes: ATTRIBUTES, explicitBufferAttributes: BUFFERS } as const;
  const [entry] = await directory.search(match, options);
  if (entry === undefined) return { ...about, found: false, domain };
  return { ...about, found: true, ...(await detailsOf(account, entry, directory, domain)) };
}

/** State, groups, encryption and attempts of the account of this entry. */
async function detailsOf(account: AskedAccount, entry: Entry, directory: Directory, domain: string): Promise<Partial<DirectoryFacts>> {
  const state = stateOf(entry, account);
  const groups = await groupsOf(entry, directory);
  const encryption = state.objectKind === undefined ? await encryptionOf(state, directory, domain) : {};
  const attempts = account.use === 'installation' ? await attemptsOf(entry, directory, domain) : undefined;
  return {
    ...state,
    ...encryption,
    ...(groups === undefined ? {} : { groups }),
    ...(attempts === undefined ? {} : { attempts }),
  };
}

/** A principal name that the home domain does not know may belong to another domain of the forest, or to another forest. Undefined: to nobody. */
async function inOtherDomain(account: AskedAccount, opened: OpenedDomain, journey: Journey): Promise<DirectoryFacts | undefined> {
  const { directory, domain: home } = opened;
  if (account.host !== undefined) return computerElsewhere(account, account.host, opened, journey);
  if (!isPrincipal(account)) return undefined;
  const holder = await domainOfPrincipal(account.name, directory, home, journey.context);
  if (holder === undefined) return undefined;
  if ('code' in holder) return failed(directory.server, holder);
  if (isSame(holder.domain, home)) return undefined;
  return inFurtherDomain(account, holder.domain, opened, journey);
}

/**
 * A computer whose suffix is not the home domain's name and which home does not know by its full name: of another domain of the forest, of the domain
 * that its suffix names, or, where there is no such domain, of home after all (disjoint namespace). Undefined: of none of them.
 */
async function computerElsewhere(
  account: AskedAccount,
  host: string,
  opened: OpenedDomain,
  journey: Journey,
): Promise<DirectoryFacts | undefined> {
  const { directory, domain: home } = opened;
  const { domain: suffix } = account;
  if (suffix === undefined || isSame(suffix, home) || journey.hops > 0) return undefined;
  const holder = await domainOfComputer(host, directory, home, journey.context);
  if (holder !== undefined) {
    if ('code' in holder) return failed(directory.server, holder);
    if (!isSame(holder.domain, home)) return inFurtherDomain({ ...account, domain: holder.domain }, holder.domain, opened, journey);
  }
  const there = await inFurtherDomain(account, suffix, opened, journey);
  if (there.failure === undefined || !NO_SUCH_DOMAIN.has(there.failure.code)) return there;
  const byLabel = await distinguishedNameOf({ ...account, domain: home }, directory, home);
  return byLabel === undefined ? undefined : lookUpAccount({ ...account, domain: home }, journey.place, journey.context, journey.hops + 1);
}

/** What is said of a suffix that is the name of no domain. */
const NO_SUCH_DOMAIN: ReadonlySet<string> = new Set(['NOT_TRUSTED', 'NO_CONTROLLER', 'ENOTFOUND', 'ENODATA']);

/** Does this controller have the object? */
export async function askController(controller: Controller, distinguishedName: string, context: Context): Promise<ControllerFacts> {
  const about = { question: 'controller', source: controller.host, sourceKind: 'ldap' } as const;
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

function isPrincipal({ name }: AskedAccount): boolean {
  return name.includes('@');
}

function isSame(domain: string | undefined, other: string): boolean {
  return domain?.toLowerCase() === other.toLowerCase();
}
