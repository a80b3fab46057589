import type { Entry } from 'ldapts';
import pLimit from 'p-limit';
import type { Context } from '../../../../model/network/context.ts';
import { codeOf, type Directory, escapedFilter, MAX_ENTRIES } from '../../../../network/ldap/index.ts';
import type { DirectoryPlace, ForeignMembers, ForeignMembersFacts } from '../../facts.ts';
import { baseOf, domainOf, textOf } from '../directory-values.ts';
import { allValues } from '../ranged-values.ts';
import { openDomain } from './open-domain.ts';

/** Bits of groupType (MS-ADTS section 2.2.12): domain local and universal scope, which may hold members of other domains. */
const MAY_HOLD_FOREIGNERS = 0x4 | 0x8;
/** LDAP_MATCHING_RULE_TRANSITIVE_EVAL (MS-ADTS section 3.1.1.3.4.4.3). */
const IN_CHAIN = '1.2.840.113556.1.4.1941';
const MAX_GROUPS = 50;
/** At a time: a controller runs twenty searches for all of its clients where its policy says so (MaxActiveQueries, MS-ADTS section 3.1.1.3.4.6). */
const MOST_SEARCHES = 4;

/** Who of other domains is in these groups, as the directory of the server's domain tells it. Groups that it does not know are left out. Never rejects. */
export async function foreignMembers(place: DirectoryPlace, sids: readonly string[], context: Context): Promise<ForeignMembersFacts> {
  const about = { question: 'foreign-members', sourceKind: 'ldap' } as const;
  const { domain = '' } = place;
  const opened = await openDomain(domain, place, context);
  if (!('directory' in opened)) return { ...about, source: opened.source, groups: [], failure: opened.failure };
  const { directory } = opened;
  try {
    const groups: ForeignMembers[] = [];
    for (const sid of sids.slice(0, MAX_GROUPS)) groups.push(...(await membersOf(sid, directory, domain)));
    return { ...about, source: directory.server, groups };
  } catch (error) {
    return { ...about, source: directory.server, groups: [], failure: codeOf(error) };
  } finally {
    await directory.close();
  }
}

async function membersOf(sid: string, directory: Directory, domain: string): Promise<readonly ForeignMembers[]> {
  const group = await groupOf(sid, directory);
  if (group === undefined || (Number(textOf(group, 'groupType') ?? 0) & MAY_HOLD_FOREIGNERS) === 0) return [];
  const filter = `(&(objectClass=group)(memberOf:${IN_CHAIN}:=${escapedFilter(group.dn)}))`;
  const nested = await directory.search(baseOf(domain), { scope: 'sub', filter, attributes: ['member'] });
  const groups = [group, ...nested];
  const read = await pLimit(MOST_SEARCHES).map(groups, (one) => allValues(one, 'member', directory));
  const members = read.flatMap(({ values }) => values);
  return [
    {
      sid,
      name: textOf(group, 'sAMAccountName') ?? sid,
      sids: members.flatMap((dn) => FOREIGN.exec(dn)?.[1] ?? []),
      elsewhere: members.filter((dn) => domainOf(dn).toLowerCase() !== domain.toLowerCase()),
      isCut: nested.length >= MAX_ENTRIES || read.some(({ isCut }) => isCut),
    },
  ];
}

/** A foreign security principal is named by its SID (MS-ADTS section 6.1.1.4.10). The links back from it are not relied on: not every server keeps them. */
const FOREIGN = /^CN=(S-1-[\d-]+),CN=ForeignSecurityPrincipals,/i;

/** Undefined: this directory knows no such object (noSuchObject, RFC 4511 section 4.1.9), so it is of another domain. */
async function groupOf(sid: string, directory: Directory): Promise<Entry | undefined> {
  try {
    const [group] = await directory.search(`<SID=${sid}>`, { scope: 'base', attributes: ['groupType', 'sAMAccountName', 'member'] });
    return group;
  } catch (error) {
    if (codeOf(error).code === 'LDAP_32') return undefined;
    throw error;
  }
}
