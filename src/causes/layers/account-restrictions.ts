import type { Cause } from '../../model/cause-codes.ts';
import type { AccountEvidence } from '../../model/evidence.ts';
import type { CauseInfo } from '../cause.ts';
import { around, capitalised, day, inBrackets, listed, number, text } from '../phrasing/phrase.ts';
import { DOCS } from '../phrasing/references.ts';

const MS = 'https://learn.microsoft.com/en-us/';
const PROTECTED_USERS = `Protected Users security group: ${MS}windows-server/security/credentials-protection-and-management/protected-users-security-group`;
const LOG_ON_TO = `User-Workstations attribute: ${MS}windows/win32/adschema/a-userworkstations`;
const HOURS = `Logon-Hours attribute: ${MS}windows/win32/adschema/a-logonhours`;
const ENCRYPTION = `msDS-SupportedEncryptionTypes: ${MS}windows/win32/adschema/a-msds-supportedencryptiontypes`;
const TRUSTS = `Selective authentication: ${MS}previous-versions/windows/it-pro/windows-server-2008-r2-and-2008/cc755844(v=ws.10)`;

type Own = Extract<
  Cause,
  | 'account.kerberos-only'
  | 'account.restricted'
  | 'account.weak-encryption'
  | 'account.not-a-user'
  | 'account.not-trusted'
  | 'account.admin-share'
>;

const name = (e: AccountEvidence): string => text(e.account) ?? 'the account';
const target = (e: AccountEvidence): string => text(e.target) ?? 'the server';
const isComputer = (e: AccountEvidence): boolean => e.use === 'site-server-computer';

const hours = (e: AccountEvidence): string =>
  number(e.allowedHours) === undefined
    ? 'not log on at this time (logon hours)'
    : Number(e.allowedHours) === 0
      ? 'never log on: none of its logon hours is allowed'
      : `log on during ${e.allowedHours} of the 168 hours of a week only (logon hours)`;
const isByHours = (e: AccountEvidence): boolean => e.logOnFrom === undefined;

const onlyRc4 = (e: AccountEvidence): string =>
  e.passwordOlderThan === undefined
    ? `is limited to ${text(e.encryption, 20) ?? 'weak encryption'} for Kerberos`
    : `has a password from before ${day(e.passwordOlderThan)}, when this domain had no keys for AES yet, so that Kerberos has RC4 alone for it`;

/** Restrictions that a directory puts on an account or on who may come from another domain, and the share that proves the rest. */
export const ACCOUNT_RESTRICTIONS: { readonly [C in Own]: CauseInfo<C> } = {
  'account.kerberos-only': {
    owner: 'directory',
    title: 'The account is in Protected Users',
    meaning:
      'Members of Protected Users cannot use NTLM, and their tickets are short and not renewed. A name with the short domain may be tried by NTLM and is then refused. Microsoft says that accounts of services and computers should not be members.',
    detection:
      'The group with relative identifier 525 of its domain is among the groups of the account, directly or through others. A log-on that was refused for it ends with NT_STATUS_ACCOUNT_RESTRICTION.',
    ask: 'Please take the account named below out of Protected Users.',
    references: [PROTECTED_USERS, DOCS.accounts],
    message: (e) =>
      capitalised(
        `the account ${name(e)} is in Protected Users${inBrackets(around('through ', listed(e.memberThrough)), text(e.code, 80))}, ${isComputer(e) ? 'where no computer account belongs: its log-ons fail' : 'so NTLM is refused and it can log on by Kerberos only'}.`,
      ),
    remedy: (e) =>
      `take ${name(e)} out of Protected Users${isComputer(e) ? '' : `${around('; or enter it as ', text(e.fqdnForm), ' in the console, so that Kerberos is used') ?? ', or use an account that is in none of its groups'}`}.`,
  },
  'account.restricted': {
    owner: 'directory',
    title: 'Logon hours or "Log On To" restrict the account',
    meaning:
      'The directory limits from which computers ("Log On To") or at which hours ("Logon Hours") the account may log on. A service that logs on from another computer or at another hour is refused, with the right password.',
    detection:
      'userWorkstations and logonHours of the account, compared with the site servers of the run; a log-on that is refused for it ends with NT_STATUS_INVALID_WORKSTATION or NT_STATUS_INVALID_LOGON_HOURS. The password is not judged.',
    ask: 'Please lift the restriction named below from the account.',
    references: [LOG_ON_TO, HOURS, DOCS.accounts],
    message: (e) =>
      capitalised(
        isByHours(e)
          ? `the account ${name(e)} may ${hours(e)}${inBrackets(text(e.code, 80))}.`
          : `the account ${name(e)} may log on from certain computers only${inBrackets(around('Log On To: ', listed(e.logOnFrom, 5)), text(e.code, 80))}${around(', and not from ', listed(e.notLogOnFrom, 5)) ?? ''}.`,
      ),
    remedy: (e) =>
      isByHours(e)
        ? `allow all logon hours for ${name(e)}.`
        : `clear "Log On To" of ${name(e)}, or add ${listed(e.notLogOnFrom, 5) ?? 'the site servers'} to it.`,
  },
  'account.weak-encryption': {
    owner: 'directory',
    title: 'The account is limited to weak encryption',
    meaning:
      'The account is marked for Kerberos with DES or with RC4 alone. Windows has not offered DES by default for a long time, and domains stop issuing tickets with RC4; then the account gets no ticket.',
    detection:
      'The flag USE_DES_KEY_ONLY of userAccountControl, or msDS-SupportedEncryptionTypes with neither AES-128 nor AES-256, or a password that is older than the group Read-only Domain Controllers, which came with AES. RC4 alone is a failure where no domain controller supports it by the same attribute of its own account.',
    ask: 'Please let the account named below use AES, and set its password again.',
    references: [ENCRYPTION, DOCS.accounts],
    message: (e) =>
      capitalised(
        `the account ${name(e)} ${onlyRc4(e)}, which ${e.encryption !== 'RC4' ? 'Windows does not offer any more' : e.withoutEncryption === undefined ? 'domains stop supporting' : `these domain controllers do not support: ${listed(e.withoutEncryption, 5)}`}.`,
      ),
    remedy: (e) =>
      `${e.encryption === 'RC4' ? '' : 'clear "Use only Kerberos DES encryption types for this account", '}allow AES for ${name(e)} (msDS-SupportedEncryptionTypes 24), then set its password again, which makes the AES keys${isComputer(e) ? ' (Reset-ComputerMachinePassword)' : ' (and enter it in the console)'}.`,
  },
  'account.not-a-user': {
    owner: 'configmgr',
    title: 'This is not a user account',
    meaning:
      'The name belongs to something else: a group, a contact, a computer or a managed service account. The console asks for a name and a password, which only a user account has.',
    detection: 'objectClass of the object with this name. A name that nobody has is account.not-found.',
    ask: 'Please tell us the user account with a password that is meant here.',
    references: [DOCS.accounts],
    message: (e) => capitalised(`the account ${name(e)} is not a user account but a ${text(e.objectKind, 60) ?? 'something else'}.`),
    remedy: (e) =>
      /computer/.test(text(e.objectKind) ?? '')
        ? 'enter a user account with a password, or choose to use the computer account of the site server, which needs no name.'
        : 'enter a user account with a password.',
  },
  'account.not-trusted': {
    owner: 'directory',
    title: 'No trust lets the account in',
    meaning:
      'The account is of another domain. It can log on only where the domain of the server trusts that one, in that direction; with selective authentication it has to be allowed on the computer as well.',
    detection:
      'Direction and attributes of the trusts of the domain of the server and of the root of its forest (trustDirection, trustAttributes), and for selective authentication the right "Allowed to authenticate" on the computer object.',
    ask: 'Please let accounts of the domain named below log on to the server, or give us an account of its own domain.',
    references: [TRUSTS, DOCS.accounts],
    message: (e) => {
      const domain = text(e.accountDomain) ?? 'its domain';
      if (e.trust === 'selective')
        return `The trust in ${domain} uses selective authentication, and ${e.isDenied === undefined ? `nothing shows that ${name(e)} may authenticate to ${target(e)}` : `the computer object of ${target(e)} ${e.isDenied === true ? `denies ${name(e)} or one of its groups the right` : `does not give ${name(e)} or one of its groups the right`} "Allowed to authenticate"`}.`;
      return e.trust === 'wrong-direction'
        ? `The trust with ${domain} leads the other way only: the domain of ${target(e)} does not let ${name(e)} in.`
        : `The domain of ${target(e)} has no trust in ${domain}, so ${name(e)} cannot log on there.`;
    },
    remedy: (e) =>
      e.trust === 'selective'
        ? `grant ${name(e)} "Allowed to authenticate" on the computer object of ${target(e)}.`
        : `use an account of the domain of ${target(e)}, or make the trust so that it trusts ${text(e.accountDomain) ?? 'that domain'}.`,
  },
  'account.admin-share': {
    owner: 'host',
    title: 'ADMIN$ does not open',
    meaning:
      'The site server installs a site system through the administrative share ADMIN$. The log-on worked, but this share does not exist or does not let the account in.',
    detection:
      'The session of the one log-on opens ADMIN$: NT_STATUS_BAD_NETWORK_NAME says that there is none, NT_STATUS_ACCESS_DENIED that only administrators get in and this account is not one over the network.',
    ask: 'Please make ADMIN$ available on the server.',
    references: [DOCS.accounts],
    message: (e) =>
      capitalised(
        `the account ${name(e)} logged on to ${target(e)}, but ADMIN$ ${e.shareCode === 'NT_STATUS_ACCESS_DENIED' ? 'lets only administrators in, and it is not one over the network' : 'could not be opened'}${inBrackets(text(e.shareCode, 80))}.`,
      ),
    remedy: (e) =>
      e.shareCode === 'NT_STATUS_ACCESS_DENIED'
        ? `make ${name(e)} a local administrator of ${target(e)}; of an account of the server itself look at LocalAccountTokenFilterPolicy.`
        : `let ${target(e)} offer its administrative shares (AutoShareServer in HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters is absent or 1), then restart the service Server.`,
  },
};
