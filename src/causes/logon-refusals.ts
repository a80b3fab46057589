import { type LogonRefusalKind, type PasswordVerdict, passwordVerdict, refusalKindIn } from '../model/network/logon-refusal.ts';

/** What is said about one reason for which Windows refuses a log-on. */
export interface LogonRefusal {
  readonly kind: LogonRefusalKind;
  readonly password: PasswordVerdict;
  /** In words, to follow "refused the log-on of X:". */
  readonly meaning: string;
  /** It is the account's doing: whoever logs on with it, from wherever, meets it. Otherwise it may be this machine's, this server's or the moment's. */
  readonly isOfAccount: boolean;
  /** Who can change it. */
  readonly owner: 'directory' | 'configmgr' | 'host';
  /** The first step, with `NAME` in place of the account and `SERVER` in that of the server that was asked. */
  readonly firstStep: string;
}

const WORDS: Readonly<Record<LogonRefusalKind, Omit<LogonRefusal, 'kind' | 'password'>>> = {
  wrong: {
    meaning: 'the name or the password is wrong',
    isOfAccount: true,
    owner: 'configmgr',
    firstStep: 'correct the name or the password of NAME',
  },
  'no-account': {
    meaning: 'this domain knows no such account',
    isOfAccount: true,
    owner: 'configmgr',
    firstStep: 'correct the name of NAME, or write it with its full domain (user@domain.fqdn)',
  },
  hours: {
    meaning: 'the account may not log on at this time of day (logon hours)',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'allow NAME all logon hours',
  },
  workstation: {
    meaning: 'the account may log on from certain computers only (Log On To)',
    isOfAccount: false,
    owner: 'directory',
    firstStep: 'add the computers that log on with NAME to its "Log On To"',
  },
  policy: {
    meaning: 'a policy of the domain forbids this log-on, such as "Log On To", an authentication policy or a silo',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'look at "Log On To" and at the authentication policy of NAME',
  },
  'password-expired': {
    meaning: 'its password has expired',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'set a new password for NAME',
  },
  disabled: { isOfAccount: true, meaning: 'it is disabled', owner: 'directory', firstStep: 'enable NAME' },
  expired: {
    meaning: 'the account has expired',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'extend or remove the end date of NAME',
  },
  'must-change': {
    meaning: 'its password must be changed first',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'set a password for NAME and clear "User must change password at next logon"',
  },
  locked: {
    meaning: 'it is locked out',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'unlock NAME, and find what uses an old password of it',
  },
  restricted: {
    meaning: 'a restriction of the account forbids this kind of log-on, such as Protected Users, which excludes NTLM',
    isOfAccount: true,
    owner: 'directory',
    firstStep:
      'use Kerberos, for which the name has to hold the full domain (user@domain.fqdn); if that is refused as well, use another account than NAME',
  },
  'type-not-granted': {
    meaning: 'the account has no right to log on there over the network',
    isOfAccount: true,
    owner: 'host',
    firstStep: 'grant NAME "Access this computer from the network"',
  },
  'too-many-groups': {
    meaning: 'the account is in more groups than a token can hold',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'take NAME out of groups (a token holds 1,015)',
  },
  revoked: {
    meaning: 'Kerberos says that the account is disabled, locked out, expired or outside its logon hours',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'look at the state of NAME: enabled, not locked out, not expired, all logon hours',
  },
  ntlm: {
    meaning: 'NTLM is not allowed there',
    isOfAccount: true,
    owner: 'configmgr',
    firstStep: 'use Kerberos: give NAME as user@domain.fqdn or domain.fqdn\\user, or use a ticket (kinit) without a password',
  },
  selective: {
    meaning: 'the trust uses selective authentication, and the account is not allowed to authenticate to this computer',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'grant NAME "Allowed to authenticate" on the computer object',
  },
  trust: {
    meaning: 'the trust between the computer and its domain, or between the domains, does not work',
    isOfAccount: false,
    owner: 'directory',
    firstStep: 'repair the trust (nltest /sc_verify:DOMAIN), then try again',
  },
  'no-controller': {
    meaning: 'no domain controller could be reached for the log-on',
    isOfAccount: false,
    owner: 'directory',
    firstStep: 'let the computer reach a domain controller of the account (DNS, Kerberos 88, RPC)',
  },
  clock: {
    meaning: 'the clocks differ by more than Kerberos allows (five minutes)',
    isOfAccount: false,
    owner: 'host',
    firstStep: 'set the clock of this machine and its time source',
  },
  'smart-card': {
    meaning: 'the account may log on with a smart card only',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'use an account that logs on with a password instead of NAME',
  },
  'service-name': {
    meaning:
      'Kerberos gave a ticket that the computer could not read, or has no service of this name: the service principal name is on another account or missing',
    isOfAccount: false,
    owner: 'directory',
    firstStep:
      'find who has the name (setspn -Q host/SERVER) and register it on the computer account alone, or name the server by its real name',
  },
  computer: {
    meaning: 'it is the account of a computer or of a trust, with which nobody logs on by name and password',
    isOfAccount: true,
    owner: 'configmgr',
    firstStep: 'use a user account in place of NAME',
  },
  smb1: {
    meaning: 'the server takes version 1 of SMB only, which nothing here speaks',
    isOfAccount: false,
    owner: 'host',
    firstStep: 'turn on SMB 2 and 3 on SERVER (Set-SmbServerConfiguration -EnableSMB2Protocol $true)',
  },
  encryption: {
    meaning: 'the domain controller and the account have no type of encryption in common (DES, RC4 or AES)',
    isOfAccount: true,
    owner: 'directory',
    firstStep: 'allow AES for NAME and set its password again',
  },
  bindings: {
    meaning: 'the controller wants channel binding',
    isOfAccount: false,
    owner: 'directory',
    firstStep: 'name the account that asks with --user and its password, or run the check on Windows',
  },
};

/** All that is said about refusals. */
export function refusalWords(): readonly string[] {
  return Object.values(WORDS).flatMap(({ meaning, firstStep }) => [meaning, firstStep]);
}

/** Why a log-on was refused, in words. Undefined: the code and the message say nothing that is known. */
export function refusalIn(code: string, message: string): LogonRefusal | undefined {
  const kind = refusalKindIn(code, message);
  return kind === undefined ? undefined : { kind, password: passwordVerdict(code, message), ...WORDS[kind] };
}
