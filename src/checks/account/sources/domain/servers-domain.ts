import type { Context } from '../../../../model/network/context.ts';
import { codeOf, type Directory, escapedFilter, MAX_ENTRIES } from '../../../../network/ldap/index.ts';
import type { DirectoryPlace, Principal, ServersDomainFacts, Stranger } from '../../facts.ts';
import { computerAccount } from '../../plan.ts';
import { baseOf, sidOf, textOf } from '../directory-values.ts';
import { distinguishedNameOf } from '../find-account.ts';
import { ALLOWED_TO_AUTHENTICATE, holdersOfRight, type RightHolders } from './access-list.ts';
import { openDomain } from './open-domain.ts';
import { trustOf } from './trusts.ts';

/** Terms of one filter. */
const MAX_TERMS = 40;
const MAX_GROUPS = 500;
/** "Well-known SIDs": who comes over a trust with selective authentication. */
const OTHER_ORGANIZATION = 'S-1-5-1000';
/** groupType of a group that counts for rights (MS-ADTS section 2.2.12, GROUP_TYPE_SECURITY_ENABLED), written as a signed number. */
const IS_SECURITY_GROUP = (groupType: number): boolean => groupType < 0;

/**
 * Which groups of the server's domain hold an account of another one, directly, through a group of its own domain or through each other, and how the
 * server's domain trusts that one. An account of another forest is a member by an object that bears its SID. Never rejects.
 */
export async function serversDomain(
  { place, stranger, server }: { readonly place: DirectoryPlace; readonly stranger: Stranger; readonly server?: string },
  context: Context,
): Promise<ServersDomainFacts> {
  const about = { question: 'servers-domain', sourceKind: 'ldap' } as const;
  const { domain = '' } = place;
  const nothing = { groups: [], isCut: false };
  const opened = await openDomain(domain, place, context);
  if (!('directory' in opened)) return { ...about, ...nothing, source: opened.source, failure: opened.failure };
  const { directory } = opened;
  try {
    const trust = await trustOf(stranger.domain, directory, domain, context).catch(() => undefined);
    const members = [...(await foreignPrincipals(stranger.sids, directory, domain)), ...stranger.distinguishedNames];
    const held = await groupsHolding(members, directory, domain);
    const authenticate =
      trust !== 'selective' || server === undefined ? undefined : await allowedTo(server, directory, domain).catch(() => undefined);
    return {
      ...about,
      ...held,
      source: directory.server,
      ...(trust === undefined ? {} : { trust }),
      ...(authenticate === undefined
        ? {}
        : { authenticate: among(authenticate, [...stranger.sids.filter(isOfToken), ...held.groups.map(({ sid }) => sid)]) }),
    };
  } catch (error) {
    return { ...about, ...nothing, source: directory.server, failure: codeOf(error) };
  } finally {
    await directory.close();
  }
}

/** Who may authenticate to a server where the trust is selective: the right stands on its computer object. Undefined: it may not be read. */
async function allowedTo(server: string, directory: Directory, domain: string): Promise<RightHolders | undefined> {
  const name = await distinguishedNameOf(computerAccount(server), directory, domain);
  if (name === undefined) return undefined;
  const attributes = ['nTSecurityDescriptor'];
  const options = { scope: 'base', attributes, explicitBufferAttributes: attributes, accessListOnly: true } as const;
  const [entry] = await directory.search(name, options);
  const descriptor = entry?.nTSecurityDescriptor;
  return descriptor instanceof Buffer ? holdersOfRight(descriptor, ALLOWED_TO_AUTHENTICATE) : undefined;
}

/** Those of a list who are the account or one of its groups; over such a trust everybody is "Other Organization" as well. */
function among({ allowed, denied }: RightHolders, sids: readonly string[]): RightHolders {
  const token = new Set([...sids, OTHER_ORGANIZATION]);
  return { allowed: allowed.filter((sid) => token.has(sid)), denied: denied.filter((sid) => token.has(sid)) };
}

/** Groups of BUILTIN are those of the machine that decides, here the controller: what the server's own are does not count. */
function isOfToken(sid: string): boolean {
  return !sid.startsWith('S-1-5-32-');
}

/** The objects that stand for these SIDs (MS-ADTS section 6.1.1.4.10): each is named by the SID. */
async function foreignPrincipals(sids: readonly string[], directory: Directory, domain: string): Promise<readonly string[]> {
  const base = `CN=ForeignSecurityPrincipals,${baseOf(domain)}`;
  const found: string[] = [];
  for (const some of inParts(sids)) {
    const filter = `(|${some.map((sid) => `(cn=${escapedFilter(sid)})`).join('')})`;
    const entries = await directory.search(base, { scope: 'one', filter, attributes: ['cn'] });
    found.push(...entries.map(({ dn }) => dn));
  }
  return found;
}

/** Walks up from members to groups, each group once, so that circles end. */
async function groupsHolding(
  members: readonly string[],
  directory: Directory,
  domain: string,
): Promise<Pick<ServersDomainFacts, 'groups' | 'isCut'>> {
  const groups = new Map<string, Principal>();
  let isCut = false;
  for (let names = members; names.length > 0 && !isCut; ) {
    const next: string[] = [];
    for (const some of inParts(names)) {
      const filter = `(&(objectClass=group)(|${some.map((name) => `(member=${escapedFilter(name)})`).join('')}))`;
      const attributes = ['objectSid', 'sAMAccountName', 'groupType'];
      const found = await directory.search(baseOf(domain), { scope: 'sub', filter, attributes, explicitBufferAttributes: ['objectSid'] });
      for (const entry of found) {
        const sid = entry.objectSid instanceof Buffer ? sidOf(entry.objectSid) : undefined;
        if (sid === undefined || groups.has(sid) || !IS_SECURITY_GROUP(Number(textOf(entry, 'groupType') ?? 0))) continue;
        groups.set(sid, { sid, name: textOf(entry, 'sAMAccountName') ?? sid });
        next.push(entry.dn);
      }
      isCut ||= found.length >= MAX_ENTRIES || groups.size > MAX_GROUPS;
    }
    names = next;
  }
  return { groups: [...groups.values()], isCut };
}

function inParts(values: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(values.length / MAX_TERMS) }, (_, part) => values.slice(part * MAX_TERMS, (part + 1) * MAX_TERMS));
}
