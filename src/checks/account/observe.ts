import type { Context } from '../../model/context.ts';
import type { AccountFacts, AccountName, AccountTask, DirectoryPlace } from './facts.ts';
import { foreignMembers } from './sources/foreign-members.ts';
import { askController, lookUpAccount } from './sources/ldap.ts';
import * as powershell from './sources/powershell.ts';
import * as samr from './sources/samr.ts';

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
    case 'logon-rights':
      return isWindows ? powershell.logonRights(task.target, task.sids, context) : samr.logonRights(task.target, task.sids, context);
    case 'logon':
      return logonOnce(task.target, task.account, context);
  }
}

function lookUp(account: AccountName, place: DirectoryPlace, context: Context): Promise<AccountFacts> {
  if (account.localTo === undefined) return lookUpAccount(account, place, context);
  const localAccount = isWindows ? powershell.localAccount : samr.localAccount;
  return localAccount(account.localTo, account.name, context);
}

async function logonOnce(target: string, { name, localTo }: AccountName, context: Context): Promise<AccountFacts> {
  const { installation } = context;
  if (installation === undefined)
    return { question: 'logon', source: target, sourceKind: 'samr', failure: { code: 'NO_PASSWORD', message: 'no password was given' } };
  const username = localTo === undefined ? installation.username : `${netbiosNameOf(localTo)}\\${name}`;
  const logon = isWindows ? powershell.logon : samr.logon;
  return { ...(await logon(target, { ...installation, username }, context)), hasPercent: installation.password.reveal().includes('%') };
}

/** A computer's NetBIOS name: fifteen characters of its first label. */
function netbiosNameOf(host: string): string {
  return (host.split('.')[0] ?? host).slice(0, 15).toUpperCase();
}
