import type { Context } from '../../model/context.ts';
import type { AccountFacts, AccountTask } from './facts.ts';
import { askController, lookUpAccount } from './sources/ldap.ts';
import * as powershell from './sources/powershell.ts';
import * as samr from './sources/samr.ts';

/** Windows asks by its own means, every other system by Samba's. */
const isWindows = process.platform === 'win32';

/** Answers one question by the source that can. */
export function observe(task: AccountTask, context: Context): Promise<AccountFacts> {
  switch (task.question) {
    case 'directory':
      return lookUpAccount(task.account, task.place, context);
    case 'controller':
      return askController(task.controller, task.distinguishedName, context);
    case 'local-administrators':
      return isWindows ? powershell.localAdministrators(task.target, context) : samr.localAdministrators(task.target, context);
    case 'logon-rights':
      return isWindows ? powershell.logonRights(task.target, task.sids, context) : samr.logonRights(task.target, task.sids, context);
    case 'logon':
      return logonOnce(task.target, context);
  }
}

async function logonOnce(target: string, context: Context): Promise<AccountFacts> {
  const { installation } = context;
  if (installation === undefined) return notTried(target);
  const logon = isWindows ? powershell.logon : samr.logon;
  return { ...(await logon(target, installation, context)), hasPercent: installation.password.reveal().includes('%') };
}

function notTried(target: string): AccountFacts {
  return { question: 'logon', source: target, sourceKind: 'samr', failure: { code: 'NO_PASSWORD', message: 'no password was given' } };
}
