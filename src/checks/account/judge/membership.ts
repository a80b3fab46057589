import { domainSidOf, EVERYBODY, type ForeignMembers, type LocalAdministratorsFacts, mayHoldForeigners, type Principal } from '../facts.ts';
import type { Known } from './known.ts';
import { isListed } from './listed.ts';
import { type AccountRuling, lookupFailed } from './state.ts';

/** More members than these are not told. */
const MAX_LISTED = 50;

/** Local administrator on the server, directly or through which groups? Compared by SID; names only where the directory did not answer. */
export function membershipOf(known: Known): AccountRuling {
  const { account, directory, administrators } = known;
  if (administrators === undefined) return { status: 'inconclusive', cause: 'account.lookup-failed', evidence: { code: 'NOT_RUN' } };
  if (administrators.failure !== undefined) return lookupFailed(administrators);
  const { members } = administrators;
  // Windows lets nobody take the built-in account out of the group.
  if (members.length === 0)
    return lookupFailed({ ...administrators, failure: { code: 'NO_MEMBERS', message: 'the server lists no member at all' } });
  const listed = { administrators: members.slice(0, MAX_LISTED).map(nameOf) };
  const direct = members.some(
    ({ sid, name }) => sid === directory?.sid || (directory?.sid === undefined && isListed(name, account, directory?.domain)),
  );
  if (direct) return { status: 'pass', evidence: { memberThrough: [], ...listed } };
  const wide = members.find(({ sid }) => Object.hasOwn(EVERYBODY, sid));
  if (wide !== undefined) return { status: 'pass', evidence: { memberThrough: [nameOf(wide)], ...listed } };
  const via = (directory?.groups ?? []).find(({ sid }) => members.some((member) => member.sid === sid));
  if (via !== undefined)
    return { status: 'pass', evidence: { memberThrough: via.through.map((group) => namedIn(members, group)), ...listed } };
  if (directory?.failure !== undefined) return lookupFailed(directory);
  if (directory?.found === true && directory.groups === undefined)
    return lookupFailed({ ...directory, failure: { code: 'NOT_READABLE', message: 'the attribute tokenGroups may not be read' } });
  // No group of a domain holds an account of a server.
  const candidates = account.localTo === undefined ? foreignGroups(administrators, directory?.sid) : [];
  const through = candidates.length === 0 ? undefined : foreignMembershipOf(known, candidates);
  if (through !== undefined) return through.status === 'pass' ? { ...through, evidence: { ...through.evidence, ...listed } } : through;
  return {
    status: 'fail',
    cause: 'account.not-local-admin',
    evidence: { source: administrators.source, sourceKind: administrators.sourceKind, ...listed },
  };
}

/** A group of another domain may be known to the directory by its SID only; the server names it. */
function namedIn(members: readonly Principal[], group: string): string {
  return members.find(({ sid }) => sid === group)?.name ?? group;
}

/** Members of another domain than the account's that may be groups with foreign members: the account's own directory does not tell these. */
function foreignGroups({ members, source }: LocalAdministratorsFacts, sid = ''): readonly Principal[] {
  const own = domainSidOf(sid);
  // Accounts of the server itself are no groups of a domain.
  const local = `${source.split('.')[0]}\\`.toLowerCase();
  return members.filter((member) => {
    const domain = domainSidOf(member.sid);
    return domain !== own && mayHoldForeigners(member.sid) && member.name?.toLowerCase().startsWith(local) === false;
  });
}

/**
 * Is the account in one of these groups, which are of another domain than it? Undefined: it is in none of them. Where its own domain is the server's,
 * no such group can hold it that its own domain would not tell of: global groups hold members of their own domain only, universal ones are told by
 * tokenGroups, and domain local ones mean something in their own domain only. Else the domain local and the universal groups of the server's domain decide.
 */
function foreignMembershipOf(
  { directory, foreign, isOfServersDomain }: Known,
  candidates: readonly Principal[],
): AccountRuling | undefined {
  if (isOfServersDomain) return undefined;
  if (foreign === undefined || directory === undefined) return undecided(candidates.map(({ name, sid }) => name ?? sid));
  if (foreign.failure !== undefined) return lookupFailed(foreign);
  const asked = foreign.groups.filter(({ sid }) => candidates.some((candidate) => candidate.sid === sid));
  for (const group of asked) {
    const through = pathInto(group, directory);
    if (through !== undefined) return { status: 'pass', evidence: { memberThrough: [...through, group.name] } };
  }
  const open = asked
    .filter(({ elsewhere, isCut }) => isCut || elsewhere.some((name) => !isDecided(name, directory)))
    .map(({ name }) => name);
  return open.length === 0 ? undefined : undecided(open, foreign.source);
}

/** The groups of its own domain by which the account is in the group; undefined: it is not, as far as is known. */
function pathInto({ sids, elsewhere }: ForeignMembers, { sid, distinguishedName, groups = [] }: Directory): readonly string[] | undefined {
  const isNamed = (name: string | undefined): boolean =>
    name !== undefined && elsewhere.some((one) => one.toLowerCase() === name.toLowerCase());
  if (isNamed(distinguishedName) || (sid !== undefined && sids.includes(sid))) return [];
  return groups.find((group) => sids.includes(group.sid) || isNamed(group.distinguishedName))?.through;
}

/**
 * Is it known that the account is not in the group by this member? Another account is none of its groups, a global group holds members of its own domain
 * only, and a domain local one is a member of nothing outside its domain ("Active Directory security groups", group scope). What is left are groups of
 * its own domain and universal ones of any: tokenGroups tells of all of them, asking a global catalog (MS-ADTS section 3.1.1.4.5.19), but by SID. So
 * it hangs on whether the names of its groups, those of its own domain or those of others, are known to compare the member's with.
 */
function isDecided(member: string, { distinguishedName, sid, groups }: Directory): boolean {
  const own = domainPart(distinguishedName ?? '');
  if (own === '' || sid === undefined || groups === undefined) return false;
  const isOwn = domainPart(member) === own;
  // Groups of the system, such as BUILTIN\Users, are members of nothing elsewhere.
  const named = groups.filter((group) => domainSidOf(group.sid) !== undefined && (domainSidOf(group.sid) === domainSidOf(sid)) === isOwn);
  return named.every((group) => group.distinguishedName !== undefined);
}

/** `CN=a,OU=b,DC=corp,DC=example` → `dc=corp,dc=example`. */
function domainPart(distinguishedName: string): string {
  return /(?:^|(?<!\\),)(dc=.*)$/.exec(distinguishedName.toLowerCase())?.[1] ?? '';
}

type Directory = NonNullable<Known['directory']>;

function undecided(groups: readonly string[], source?: string): AccountRuling {
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

/** As it is called; else by its SID. */
export function nameOf({ sid, name }: Principal): string {
  return name ?? (Object.hasOwn(EVERYBODY, sid) ? EVERYBODY[sid] : undefined) ?? sid;
}
