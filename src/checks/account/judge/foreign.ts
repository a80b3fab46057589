import type { ForeignMembers, Principal } from '../facts.ts';
import type { Known } from './known.ts';
import { lookupFailed, type Ruling } from './state.ts';

/**
 * Is the account in one of these groups, which are of another domain than it? Undefined: it is in none of them. Where its own domain is the server's,
 * no such group can hold it that its own domain would not tell of: global groups hold members of their own domain only, universal ones are told by
 * tokenGroups, and domain local ones mean something in their own domain only. Else the domain local groups of the server's domain decide.
 */
export function foreignMembershipOf(
  { directory, foreign, isOfServersDomain }: Known,
  candidates: readonly Principal[],
): Ruling | undefined {
  if (isOfServersDomain) return undefined;
  if (foreign === undefined || directory === undefined) return unknown(candidates.map(({ name, sid }) => name ?? sid));
  if (foreign.failure !== undefined) return lookupFailed(foreign);
  const asked = foreign.groups.filter(({ sid }) => candidates.some((candidate) => candidate.sid === sid));
  for (const group of asked) {
    const through = pathInto(group, directory);
    if (through !== undefined) return { status: 'pass', evidence: { memberThrough: [...through, group.name] } };
  }
  const open = asked.filter(({ elsewhere, isCut }) => isCut || elsewhere.length > 0).map(({ name }) => name);
  return open.length === 0 ? undefined : unknown(open, foreign.source);
}

/** The groups of its own domain by which the account is in the group; undefined: it is not, as far as is known. */
function pathInto(
  { sids, elsewhere }: ForeignMembers,
  { sid, distinguishedName, groups = [] }: NonNullable<Known['directory']>,
): readonly string[] | undefined {
  const isNamed = elsewhere.some((name) => name.toLowerCase() === distinguishedName?.toLowerCase());
  if (isNamed || (sid !== undefined && sids.includes(sid))) return [];
  return groups.find((group) => sids.includes(group.sid))?.through;
}

function unknown(groups: readonly string[], source?: string): Ruling {
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    owner: 'directory',
    evidence: {
      ...(source === undefined ? {} : { source, sourceKind: 'ldap' }),
      code: 'FOREIGN_GROUPS',
      rawMessage: `groups that may hold members of other domains: ${groups.slice(0, 5).join(', ')}`,
    },
  };
}
