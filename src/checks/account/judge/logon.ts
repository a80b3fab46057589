import type { Cause } from '../../../causes/index.ts';
import type { Known } from './known.ts';
import type { Ruling } from './state.ts';

/** What an NT status of a log-on says (MS-ERREF section 2.3). */
const STATUSES: Readonly<Record<string, Cause>> = {
  NT_STATUS_NO_SUCH_USER: 'account.not-found',
  NT_STATUS_ACCOUNT_DISABLED: 'account.disabled',
  NT_STATUS_ACCOUNT_LOCKED_OUT: 'account.locked',
  NT_STATUS_ACCOUNT_EXPIRED: 'account.expired',
  NT_STATUS_PASSWORD_EXPIRED: 'account.password-expired',
  NT_STATUS_PASSWORD_MUST_CHANGE: 'account.must-change-password',
  NT_STATUS_LOGON_TYPE_NOT_GRANTED: 'account.no-network-logon',
};

/** One log-on with the password that was given. Undefined: none was. */
export function logonOf({ account, logon }: Known): Ruling | undefined {
  if (logon === undefined || logon.failure?.code === 'NO_PASSWORD') return undefined;
  const { failure, source, sourceKind } = logon;
  if (failure === undefined) return logon.hasPercent === true ? percent(account.given) : { status: 'pass' };
  const evidence = { source, sourceKind, code: failure.code, rawMessage: failure.message };
  const cause = Object.hasOwn(STATUSES, failure.code) ? STATUSES[failure.code] : undefined;
  if (cause !== undefined) return { status: 'fail', cause, evidence };
  if (failure.code === 'NT_STATUS_LOGON_FAILURE')
    return {
      status: 'fail',
      cause: 'account.lookup-failed',
      owner: 'configmgr',
      evidence,
      message: `${source} refused the log-on of ${account.given}: the name or the password that was given is wrong (${failure.code}). It was tried once.`,
      remedy: `ConfigMgr: correct the password of ${account.given} where it is kept (a % in it does not work in the console).`,
    };
  return { status: 'inconclusive', cause: 'account.lookup-failed', evidence };
}

/** The accounts page of the documentation: an account whose password holds % fails to authenticate when it is entered in the console. */
function percent(name: string): Ruling {
  return {
    status: 'warn',
    owner: 'configmgr',
    message: `${name} logged on, but its password holds a %, with which an account entered in the console fails to authenticate.`,
    remedy: `ConfigMgr: give ${name} a password without % and enter that in the console.`,
  };
}
