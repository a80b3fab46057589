import {
  ADMINISTRATORS,
  domainSidOf,
  EVERYBODY,
  LOCAL_ACCOUNT,
  LOCAL_ADMINISTRATOR,
  type LocalAdministratorsFacts,
  type LogonRight,
  type LogonRightsFacts,
  mayHoldForeigners,
  type Principal,
} from '../facts.ts';
import { foreignMembershipOf } from './foreign.ts';
import type { Known } from './known.ts';
import { isListed } from './listed.ts';
import { type AccountRuling, lookupFailed } from './state.ts';

/** More members than these are not told. */
const MAX_LISTED = 50;

/** Local administrator on the server, directly or through which groups? Compared by SID; names only where the directory did not answer. */
export function membershipOf(known: Known, administrators: LocalAdministratorsFacts | undefined): AccountRuling {
  const { account, directory } = known;
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

/** Members that belong to nobody any more. Told only where the server could name another one of the same domain: else it could not ask that domain. */
export function orphansOf({ members, failure }: LocalAdministratorsFacts): readonly string[] {
  if (failure !== undefined) return [];
  const asked = new Set(members.filter(({ name }) => name !== undefined).map(({ sid }) => domainSidOf(sid)));
  return members
    .filter(({ sid, name }) => name === undefined && domainSidOf(sid) !== undefined && asked.has(domainSidOf(sid)))
    .map(({ sid }) => sid);
}

/** May the account log on over the network? A denial wins over every grant. `member` is the ruling on its place among the administrators. */
export function networkLogonOf(known: Known, member: AccountRuling): AccountRuling | undefined {
  const { rights, account } = known;
  if (rights === undefined) return undefined;
  if (rights.failure !== undefined) return lookupFailed(rights);
  const who = { isAdministrator: member.status === 'pass', isLocal: account.localTo !== undefined };
  const denied = holdersIn(rights, 'SeDenyNetworkLogonRight', who);
  if (denied.length > 0) return { status: 'fail', cause: 'account.denied-network-logon', evidence: { deniedTo: denied } };
  const open = groupsUnknown(known);
  if (open !== undefined) return open;
  const granted = holdersIn(rights, 'SeNetworkLogonRight', who);
  const dependsOn = granted.length > 0 ? 'SeDenyNetworkLogonRight' : 'SeNetworkLogonRight';
  // What hangs on a membership that nobody knows is not known either.
  if (
    member.status === 'inconclusive' &&
    (rights.holders[dependsOn] ?? []).some(({ sid }) => sid === ADMINISTRATORS || sid === LOCAL_ADMINISTRATOR)
  )
    return member;
  return granted.length > 0 ? { status: 'pass', evidence: { grantedTo: granted } } : { status: 'fail', cause: 'account.no-network-logon' };
}

/** Of an account of another domain the groups of the server's domain count too; a denial to one that nobody could see is a denial. */
function groupsUnknown({ isStranger, serversDomain }: Known): AccountRuling | undefined {
  if (!isStranger || (serversDomain !== undefined && serversDomain.failure === undefined && !serversDomain.isCut)) return undefined;
  if (serversDomain?.failure !== undefined) return lookupFailed(serversDomain);
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    owner: 'directory',
    evidence: { code: 'FOREIGN_GROUPS', rawMessage: 'which groups of the domain of the server hold the account is not known' },
  };
}

/**
 * The documentation asks for the right by name for the installation account only, but Windows refuses a computer as well that is denied it. Where
 * nothing grants it the grant may be one that was not asked about, so that is a warning; what cannot be read decides nothing.
 */
export function computersNetworkLogonOf(known: Known, member: AccountRuling): AccountRuling | undefined {
  const ruling = networkLogonOf(known, member);
  if (ruling?.status === 'inconclusive') return { ...ruling, required: false };
  return ruling?.cause === 'account.no-network-logon' ? { ...ruling, status: 'warn' } : ruling;
}

/** Every administrator may log on at the console; of a privileged account it is worth knowing. */
export function interactiveLogonOf({ rights, account }: Known, isAdministrator: boolean): AccountRuling | undefined {
  const who = { isAdministrator, isLocal: account.localTo !== undefined };
  if (rights === undefined || rights.failure !== undefined || holdersIn(rights, 'SeDenyInteractiveLogonRight', who).length > 0)
    return undefined;
  const granted = holdersIn(rights, 'SeInteractiveLogonRight', who);
  return granted.length === 0 ? undefined : { status: 'warn', cause: 'account.interactive-logon', evidence: { grantedTo: granted } };
}

interface Who {
  readonly isAdministrator: boolean;
  readonly isLocal: boolean;
}

/** Rights of Administrators count for administrators only, those of local accounts for no account of a domain. */
function holdersIn({ holders }: LogonRightsFacts, right: LogonRight, { isAdministrator, isLocal }: Who): readonly string[] {
  const counts = (sid: string): boolean => {
    if (sid === ADMINISTRATORS) return isAdministrator;
    if (sid === LOCAL_ADMINISTRATOR) return isLocal && isAdministrator;
    return sid !== LOCAL_ACCOUNT || isLocal;
  };
  return (holders[right] ?? []).filter(({ sid }) => counts(sid)).map((principal) => nameOf(principal));
}

function nameOf({ sid, name }: Principal): string {
  return name ?? (Object.hasOwn(EVERYBODY, sid) ? EVERYBODY[sid] : undefined) ?? sid;
}
