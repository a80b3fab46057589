import type { Context } from '../../model/network/context.ts';
import type { Failure } from '../../model/network/observation.ts';
import { PLACE, verdictOn } from '../../network/account/asking-account.ts';
import { logOn, type Refusal } from '../../network/account/gate.ts';
import { failureOf } from '../../network/trace.ts';
import type { AccountFacts, AccountTask, AskedAccount, DirectoryPlace, PasswordAttempts } from './facts.ts';
import { type InterfaceFacts, type InterfaceName, NOT_FROM_HERE } from './server-facts.ts';
import { foreignMembers } from './sources/domain/foreign-members.ts';
import { serversDomain } from './sources/domain/servers-domain.ts';
import { askController, lookUpAccount } from './sources/ldap.ts';
import * as powershell from './sources/powershell.ts';
import { remoteRegistry } from './sources/samba/named-pipe.ts';
import * as samr from './sources/samba/samr.ts';
import { serverClock } from './sources/server/clock.ts';
import { powershellInterface } from './sources/server/interface.ts';
import { serverName } from './sources/server/name.ts';

/** Windows asks by its own means, every other system by Samba's. */
const isWindows = process.platform === 'win32';

/** Answers one question by the source that can. */
export function observe(task: AccountTask, context: Context): Promise<AccountFacts> {
  switch (task.question) {
    case 'directory':
      return lookUp(task.account, task.place, context);
    case 'controller':
      return askController(task.controller, task.distinguishedName, context);
    case 'local-administrators':
      return isWindows ? powershell.localAdministrators(task.target, context) : samr.localAdministrators(task.target, context);
    case 'foreign-members':
      return foreignMembers(task.place, task.sids, context);
    case 'servers-domain':
      return serversDomain(task, context);
    case 'logon-rights':
      return isWindows ? powershell.logonRights(task.target, task.sids, context) : samr.logonRights(task.target, task.sids, context);
    case 'logon':
      return logonOnce(task, context);
    case 'server-name':
      return serverName(task.target, context);
    case 'server-clock':
      return serverClock(task.target, context);
    case 'interface':
      return answersAt(task.interface, task.target, context);
  }
}

function lookUp(account: AskedAccount, place: DirectoryPlace, context: Context): Promise<AccountFacts> {
  if (account.localTo === undefined) return lookUpAccount(account, place, context);
  const localAccount = isWindows ? powershell.localAccount : samr.localAccount;
  return localAccount(account.localTo, account.name, context);
}

/** WMI is spoken by Windows alone. */
function answersAt(name: InterfaceName, target: string, context: Context): Promise<InterfaceFacts> {
  if (isWindows) return powershellInterface(name, target, context);
  if (name === 'remote-registry') return remoteRegistry(target, context);
  const failure = { code: NOT_FROM_HERE, message: 'WMI is asked from Windows only' };
  return Promise.resolve({ question: 'interface', source: target, sourceKind: 'samr', failure });
}

type LogonTask = Extract<AccountTask, { readonly question: 'logon' }>;

/** Never where one more wrong password would lock the account, nor where the run knows that it would be refused. */
async function logonOnce({ target, account, as, attempts }: LogonTask, context: Context): Promise<AccountFacts> {
  const about = { question: 'logon', source: target, sourceKind: isWindows ? 'powershell' : 'samr' } as const;
  const { installation, run, signal } = context;
  if (installation === undefined) return { ...about, failure: { code: 'NO_PASSWORD', message: 'no password was given' } };
  const { localTo, name } = account;
  const username = localTo === undefined ? (as ?? installation.username) : `${netbiosNameOf(localTo)}\\${name}`;
  const lock = attempts === undefined ? undefined : wouldLock(attempts);
  if (lock !== undefined) return { ...about, failure: lock };
  const logon = isWindows ? powershell.logon : samr.logon;
  const credentials = { ...installation, username };
  const made = await logOn({
    run,
    signal,
    credentials,
    place: localTo === undefined ? PLACE : target,
    attempt: (offering) => logon(target, credentials, context, offering),
    verdictOn: ({ failure }) => verdictOn(failure),
  }).catch((error: unknown) => {
    if (signal.aborted) return { ended: failureOf(error) };
    throw error;
  });
  if ('ended' in made) return { ...about, failure: made.ended };
  if ('notTried' in made) return { ...about, failure: refusedBefore(made.notTried) };
  return { ...made.outcome, hasPercent: installation.password.reveal().includes('%') };
}

/** A threshold of 0 never locks. */
function wouldLock({ wrong, threshold }: PasswordAttempts): Failure | undefined {
  if (threshold === 0 || wrong + 1 < threshold) return undefined;
  return {
    code: 'WOULD_LOCK',
    message: `${wrong} wrong passwords count against the account already, and ${threshold} lock it`,
  };
}

function refusedBefore({ failure }: Refusal): Failure {
  return { code: 'REFUSED_BEFORE', message: failure.message };
}

/** A computer's NetBIOS name: fifteen characters of its first label. */
function netbiosNameOf(host: string): string {
  return (host.split('.')[0] ?? host).slice(0, 15).toUpperCase();
}
