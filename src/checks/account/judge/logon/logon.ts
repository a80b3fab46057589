import type { Cause } from '../../../../causes/index.ts';
import { refusalIn } from '../../../../causes/logon-refusals.ts';
import type { AccountEvidence } from '../../../../model/evidence.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import type { ServerScope } from '../../../../model/servers.ts';
import type { Known } from '../known.ts';
import type { AccountRuling } from '../state.ts';
import { fullForm, isAmong, protectedUsersOf, whoLogOn } from './restrictions.ts';

/** What an NT status of a log-on says (MS-ERREF section 2.3). */
const STATUSES: Readonly<Record<string, Cause>> = {
  NT_STATUS_NO_SUCH_USER: 'account.not-found',
  KERBEROS_NO_ACCOUNT: 'account.not-found',
  NT_STATUS_ACCOUNT_DISABLED: 'account.disabled',
  NT_STATUS_ACCOUNT_LOCKED_OUT: 'account.locked',
  NT_STATUS_ACCOUNT_EXPIRED: 'account.expired',
  NT_STATUS_PASSWORD_EXPIRED: 'account.password-expired',
  NT_STATUS_PASSWORD_MUST_CHANGE: 'account.must-change-password',
  NT_STATUS_LOGON_TYPE_NOT_GRANTED: 'account.no-network-logon',
};

/** One log-on with the password that was given. Undefined: none was. */
export function logonOf(known: Known, servers: ServerScope): AccountRuling | undefined {
  const { account, logon } = known;
  if (logon === undefined || logon.failure?.code === 'NO_PASSWORD') return undefined;
  const { failure, source, sourceKind } = logon;
  if (failure === undefined) return logon.hasPercent === true ? percent(account.given) : { status: 'pass' };
  const evidence = { source, sourceKind, code: failure.code, rawMessage: failure.message };
  const cause = Object.hasOwn(STATUSES, failure.code) ? STATUSES[failure.code] : undefined;
  if (cause !== undefined) return { status: 'fail', cause, evidence };
  if (failure.code === 'WOULD_LOCK' || failure.code === 'REFUSED_BEFORE') return notTried(account.given, failure, evidence);
  return restrictedLogon(known, failure, evidence, servers) ?? refusedLogon(known, failure, evidence);
}

function refusedLogon({ account, directory, logon }: Known, failure: Failure, evidence: AccountEvidence): AccountRuling {
  const refusal = refusalIn(failure.code, failure.message);
  const form = directory?.found === true ? fullForm(account, directory) : {};
  if (refusal?.isOfAccount === true) return { status: 'fail', cause: 'account.logon-refused', evidence: { ...evidence, ...form } };
  if (refusal === undefined) return { status: 'inconclusive', cause: 'account.lookup-failed', evidence };
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    owner: refusal.owner,
    evidence,
    message: `The log-on of ${account.given} at ${logon?.source} says nothing of its password: ${refusal.meaning} (${failure.code}).`,
  };
}

/** A refusal by what the directory tells of the account as well. It says nothing of the password. Undefined: another refusal. */
function restrictedLogon(
  { account, directory }: Known,
  { code, message }: Failure,
  evidence: AccountEvidence,
  servers: ServerScope,
): AccountRuling | undefined {
  const kind = refusalIn(code, message)?.kind;
  const { logOnFrom, allowedHours } = directory ?? {};
  if (kind === 'hours' || (kind === 'revoked' && allowedHours !== undefined))
    return {
      status: 'fail',
      cause: 'account.restricted',
      evidence: { ...evidence, ...(allowedHours === undefined ? {} : { allowedHours }) },
    };
  if (kind === 'restricted' && directory !== undefined && protectedUsersOf(directory) !== undefined)
    return { status: 'fail', cause: 'account.kerberos-only', evidence: { ...evidence, ...fullForm(account, directory) } };
  if (kind !== 'workstation' && (kind !== 'policy' || logOnFrom === undefined)) return undefined;
  const users = whoLogOn(account, servers);
  const ruling = { cause: 'account.restricted', evidence: { ...evidence, logOnFrom: logOnFrom ?? [] } } as const;
  if (users.length === 0 || logOnFrom === undefined || users.some((host) => !isAmong(host, logOnFrom)))
    return { status: 'fail', ...ruling };
  return {
    status: 'inconclusive',
    required: false,
    ...ruling,
    message: `${account.given} may log on from certain computers only, ${users.join(' and ')} among them, but not from this one (${code}), so the password was not checked.`,
    remedy: `run this on ${users[0]}.`,
  };
}

/** No log-on was made: what it would have cost is said instead. */
function notTried(name: string, { code, message }: Failure, evidence: AccountEvidence): AccountRuling {
  const isClose = code === 'WOULD_LOCK';
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    owner: isClose ? 'directory' : 'configmgr',
    evidence,
    message: isClose
      ? `The log-on of ${name} was not tried: ${message}, so that one more would have locked it.`
      : `The log-on of ${name} was not tried: a log-on with what may be the same account was refused before in this run, and a second one would count towards its lock-out (${message}).`,
    remedy: isClose
      ? `find what uses an old password of ${name}, and let the count go back to 0 (a right log-on sets it), then run this again.`
      : `correct the password of ${name}, here and where it is kept, then run this again.`,
  };
}

/** The accounts page of the documentation: an account whose password holds % fails to authenticate when it is entered in the console. */
function percent(name: string): AccountRuling {
  return {
    status: 'warn',
    owner: 'configmgr',
    message: `${name} logged on, but its password holds a %, with which an account entered in the console fails to authenticate.`,
    remedy: `give ${name} a password without % and enter that in the console.`,
  };
}
