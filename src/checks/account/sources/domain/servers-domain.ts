import type { Context } from '../../../../model/network/context.ts';
import { codeOf, type Directory, escapedFilter, MAX_ENTRIES } from '../../../../network/ldap/index.ts';
import type { DirectoryPlace, Principal, ServersDomainFacts, Stranger } from '../../facts.ts';
import { baseOf, sidOf, textOf } from '../directory-values.ts';
import { openDomain } from './open-domain.ts';
import { trustOf } from './trusts.ts';

/** Terms of one filter. */
const MAX_TERMS = 40;
const MAX_GROUPS = 500;
/** groupType of a group that counts for rights (MS-ADTS section 2.2.12, GROUP_TYPE_SECURITY_ENABLED), written as a signed number. */
const IS_SECURITY_GROUP = (groupType: number): boolean => groupType < 0;

/**
 * Which groups of the server's domain hold an account of another one, directly, through a group of its own domain or through each other, and how the
 * server's domain trusts that one. An account of another forest is a member by an object that bears its SID. Never rejects.
 */
export async function serversDomain(place: DirectoryPlace, stranger: Stranger, context: Context): Promise<ServersDomainFacts> {
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
    return { ...about, ...held, source: directory.server, ...(trust === undefined ? {} : { trust }) };
  } catch (error) {
    return { ...about, ...nothing, source: directory.server, failure: codeOf(error) };
  } finally {
    await directory.close();
  }
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
