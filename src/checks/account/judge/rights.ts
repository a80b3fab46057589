import { ADMINISTRATORS, LOCAL_ACCOUNT, LOCAL_ADMINISTRATOR, type LogonRight, type LogonRightsFacts } from '../facts.ts';
import type { Known } from './known.ts';
import { nameOf } from './membership.ts';
import { type AccountRuling, lookupFailed } from './state.ts';

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
