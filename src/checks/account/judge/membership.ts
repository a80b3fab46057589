import {
  ADMINISTRATORS,
  EVERYBODY,
  type LocalAdministratorsFacts,
  type LogonRight,
  type LogonRightsFacts,
  type Principal,
} from '../facts.ts';
import type { Known } from './known.ts';
import { lookupFailed, type Ruling } from './state.ts';

/** Local administrator on the server, directly or through which groups? Compared by SID; names only where the directory did not answer. */
export function membershipOf({ account, directory }: Known, administrators: LocalAdministratorsFacts | undefined): Ruling {
  if (administrators === undefined) return { status: 'inconclusive', cause: 'account.lookup-failed', evidence: { code: 'NOT_RUN' } };
  if (administrators.failure !== undefined) return lookupFailed(administrators);
  const { members } = administrators;
  const direct = members.some(({ sid, name }) => sid === directory?.sid || (directory?.sid === undefined && isNamed(name, account.name)));
  if (direct) return { status: 'pass', evidence: { memberThrough: [] } };
  const via = (directory?.groups ?? []).find(({ sid }) => members.some((member) => member.sid === sid));
  if (via !== undefined) return { status: 'pass', evidence: { memberThrough: via.through } };
  if (directory?.failure !== undefined) return lookupFailed(directory);
  return {
    status: 'fail',
    cause: 'account.not-local-admin',
    evidence: { source: administrators.source, sourceKind: administrators.sourceKind },
  };
}

/** `DOMAIN\name` of the server against the name that was given. */
function isNamed(listed: string | undefined, name: string): boolean {
  const user = name.includes('@') ? name.slice(0, name.lastIndexOf('@')) : name;
  return listed !== undefined && listed.toLowerCase().endsWith(`\\${user.toLowerCase()}`);
}

/** Members that belong to nobody any more. Told only where the server could name others: else it could not ask its domain. */
export function orphansOf({ members, failure }: LocalAdministratorsFacts): readonly string[] {
  if (failure !== undefined || !members.some(({ name }) => name !== undefined)) return [];
  return members.filter(({ sid, name }) => name === undefined && sid.startsWith('S-1-5-21-')).map(({ sid }) => sid);
}

/** May the account log on over the network? A denial wins over every grant. */
export function networkLogonOf(known: Known, isAdministrator: boolean): Ruling | undefined {
  const { rights } = known;
  if (rights === undefined) return undefined;
  if (rights.failure !== undefined) return lookupFailed(rights);
  const denied = holdersIn(rights, 'SeDenyNetworkLogonRight', isAdministrator);
  if (denied.length > 0) return { status: 'fail', cause: 'account.denied-network-logon', evidence: { deniedTo: denied } };
  const granted = holdersIn(rights, 'SeNetworkLogonRight', isAdministrator);
  return granted.length > 0 ? { status: 'pass', evidence: { grantedTo: granted } } : { status: 'fail', cause: 'account.no-network-logon' };
}

/** Good practice: an account for services does not need to log on at the console. */
export function interactiveLogonOf({ rights }: Known, isAdministrator: boolean): Ruling | undefined {
  if (rights === undefined || rights.failure !== undefined || holdersIn(rights, 'SeDenyInteractiveLogonRight', isAdministrator).length > 0)
    return undefined;
  const granted = holdersIn(rights, 'SeInteractiveLogonRight', isAdministrator);
  return granted.length === 0 ? undefined : { status: 'warn', cause: 'account.interactive-logon', evidence: { grantedTo: granted } };
}

/** Rights of Administrators count for administrators only; S-1-5-114 stands for local accounts, which a domain account is not. */
function holdersIn({ holders }: LogonRightsFacts, right: LogonRight, isAdministrator: boolean): readonly string[] {
  return (holders[right] ?? [])
    .filter(({ sid }) => sid !== 'S-1-5-114' && (sid !== ADMINISTRATORS || isAdministrator))
    .map((principal) => nameOf(principal));
}

function nameOf({ sid, name }: Principal): string {
  return name ?? EVERYBODY[sid] ?? sid;
}
