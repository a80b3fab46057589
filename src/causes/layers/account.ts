import type { AccountEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import type { CausesOf } from '../cause.ts';
import {
  addRecord,
  certificateRemedy,
  isAskersOwn,
  isShortName,
  isShutPort,
  isUnnamed,
  openPort,
  refusalOf,
  stepOf,
  wayIn,
} from '../phrasing/lookup-remedies.ts';
import { around, capitalised, day, inBrackets, listed, text } from '../phrasing/phrase.ts';
import { DOCS } from '../phrasing/references.ts';
import { ACCOUNT_RESTRICTIONS } from './account-restrictions.ts';

const MS = 'https://learn.microsoft.com/en-us/';
const USER_ACCOUNT_CONTROL = `User-Account-Control attribute: ${MS}windows/win32/adschema/a-useraccountcontrol`;
const COMPUTED = `msDS-User-Account-Control-Computed: ${MS}windows/win32/adschema/a-msds-user-account-control-computed`;
const NETWORK_LOGON = `Access this computer from the network: ${MS}previous-versions/windows/it-pro/windows-10/security/threat-protection/security-policy-settings/access-this-computer-from-the-network`;

const USES: Readonly<Record<string, string>> = {
  'site-server-computer': "the site server's computer account",
  installation: 'the site system installation account',
  proxy: 'the site system proxy server account',
};
const name = (e: AccountEvidence): string => text(e.account) ?? 'the account';
const use = (e: AccountEvidence): string | undefined => (typeof e.use === 'string' && Object.hasOwn(USES, e.use) ? USES[e.use] : undefined);
/** `the account CORP\svc (the site system installation account)`. */
const account = (e: AccountEvidence): string => `the account${around(' ', text(e.account)) ?? ''}${inBrackets(use(e))}`;
const target = (e: AccountEvidence): string => text(e.target) ?? 'the server';
const source = (e: AccountEvidence): string => text(e.source) ?? (askedHost(e) ? target(e) : 'the directory');
const askedHost = (e: AccountEvidence): boolean => e.sourceKind !== undefined && OF_HOST.has(e.sourceKind);
const OF_HOST: ReadonlySet<string> = new Set(['samr', 'windows', 'powershell']);
/** Whoever runs the check gave them, and nobody else can correct them. */
const OF_ASKER: ReadonlySet<string> = new Set(['ntlm', 'wrong', 'no-account']);
/** Clocks, trusts and service names are somebody's own; a name, a password and a form of log-on are the asker's. */
const lookupOwner = (e: AccountEvidence): Owner => {
  const refusal = refusalOf(e);
  if (refusal?.isOfAccount === false) return refusal.owner;
  if (refusal !== undefined && OF_ASKER.has(refusal.kind)) return 'configmgr';
  if (isAskersOwn(e)) return 'configmgr';
  if (isShutPort(e)) return 'firewall';
  if (isUnnamed(e)) return isShortName(e) ? 'configmgr' : 'dns';
  return askedHost(e) ? 'host' : 'directory';
};
/** Windows lets only administrators ask; of any other code nobody knows what stands in the way. */
const stepAtHost = (e: AccountEvidence): string =>
  /ACCESS_DENIED|^(?:UnauthorizedAccessException|WIN32_5)$/.test(text(e.code) ?? '')
    ? `let the account that runs this check ask ${source(e)} (remote calls to SAM are limited to administrators), or run the check there.`
    : `run the check again, or on ${source(e)} itself; if the result stays the same, look up ${text(e.code, 60) ?? 'the code'} in the event log of ${source(e)}.`;
const lookupRemedy = (e: AccountEvidence): string => {
  if (isShutPort(e)) return openPort(source(e));
  if (isShortName(e)) return `name ${source(e)} by its full DNS name (host.domain.fqdn), here and in the console.`;
  if (isUnnamed(e)) return addRecord(source(e));
  return (
    around('for this check, ', wayIn(e, source(e)) ?? certificateRemedy(e, source(e)), '.') ??
    `${askedHost(e) ? stepAtHost(e) : `let the account that runs this check ask ${source(e)}, or run the check there.`}`
  );
};
const logonOwner = (e: AccountEvidence): Owner => refusalOf(e)?.owner ?? 'configmgr';

/** Causes found about the accounts that install the role and talk to the proxy. */
export const ACCOUNT = {
  'account.not-found': {
    owner: 'directory',
    title: 'The account does not exist',
    meaning:
      'The directory knows no such account. The name or the domain is misspelt, or the account was deleted or never created. A computer account ends in $.',
    detection:
      'A search of the right domain, global catalog included, ended without a match and without an error. A question that failed is account.lookup-failed; a controller that lacks the account is account.not-replicated.',
    ask: 'Please create the account named below, or tell us its correct name.',
    references: [DOCS.accounts, DOCS.serviceConnectionPoint],
    message: (e) => capitalised(`${account(e)} does not exist in ${source(e)}.`),
    remedy: (e) => `create ${name(e)}, or correct its name where it is configured.`,
  },
  'account.disabled': {
    owner: 'directory',
    title: 'The account is disabled',
    meaning: 'The account exists but is disabled. Nobody can log on with it until it is enabled.',
    detection: 'Bit 0x2 (ACCOUNTDISABLE) of userAccountControl. A lock after failed logons is account.locked, an end date account.expired.',
    ask: 'Please enable the account named below.',
    references: [USER_ACCOUNT_CONTROL, DOCS.accounts],
    message: (e) => capitalised(`${account(e)} is disabled.`),
    remedy: (e) => `enable ${name(e)}.`,
  },
  'account.locked': {
    owner: 'directory',
    title: 'The account is locked out',
    meaning:
      'Too many failed logons locked the account. Something uses an old password; unlocking alone will not last. A locked proxy account can look like a 403 from the proxy.',
    detection:
      'Bit 0x10 of the constructed attribute msDS-User-Account-Control-Computed, read from the object itself. A lockoutTime alone does not mean that it is still locked.',
    ask: 'Please unlock the account named below and find what logs on with an old password.',
    references: [COMPUTED, DOCS.accounts],
    message: (e) => capitalised(`${account(e)} is locked out${around(' since ', day(e.lockedSince)) ?? ''}.`),
    remedy: (e) => `unlock ${name(e)}, and find what still uses its old password.`,
  },
  'account.expired': {
    owner: 'directory',
    title: 'The account has expired',
    meaning: 'The account has an end date and it is past. Nobody can log on with it any more.',
    detection:
      'accountExpires is neither 0 nor the largest value and lies before the time of the run. An old password is account.password-expired.',
    ask: 'Please extend or remove the end date of the account named below.',
    references: [`Account-Expires attribute: ${MS}windows/win32/adschema/a-accountexpires`, DOCS.accounts],
    message: (e) => capitalised(`${account(e)} expired${around(' on ', day(e.expiredAt)) ?? ''}.`),
    remedy: (e) => `extend or remove the end date of ${name(e)}.`,
  },
  'account.password-expired': {
    owner: 'directory',
    title: 'The password has expired',
    meaning: 'The password is older than the policy allows. Services cannot answer the demand for a new one.',
    detection:
      'Bit 0x800000 of msDS-User-Account-Control-Computed. A password that must be changed at the first logon is account.must-change-password.',
    ask: 'Please set a new password for the account named below and tell us, so that it can be entered in the console.',
    references: [COMPUTED, DOCS.accounts],
    message: (e) => capitalised(`the password of ${account(e)} expired${around(' on ', day(e.passwordExpiredAt)) ?? ''}.`),
    remedy: (e) => `set a new password for ${name(e)} and enter it in the console (a % in it does not work there).`,
  },
  'account.must-change-password': {
    owner: 'directory',
    title: 'The password must be changed first',
    meaning: 'The account is marked to change its password at the next logon. A service cannot do that, so its logons fail.',
    detection: 'pwdLastSet is 0. A password past its age is account.password-expired.',
    ask: 'Please set a password for the account named below without the mark to change it at the next logon.',
    references: [`Pwd-Last-Set attribute: ${MS}windows/win32/adschema/a-pwdlastset`, DOCS.accounts],
    message: (e) => capitalised(`${account(e)} must change its password at the next logon, which a service cannot do.`),
    remedy: (e) => `set a password for ${name(e)} and clear "User must change password at next logon".`,
  },
  'account.not-local-admin': {
    owner: 'host',
    title: 'The account is no local administrator',
    meaning:
      'The account is not in the local Administrators group of the server that is to carry the role, neither directly nor through a group. The current documentation wants one of two: the computer account of the site server or the installation account; texts before April 2021 were read as wanting both. A group policy (Restricted Groups, Local Users and Groups) may take a member out again.',
    detection:
      'The members of S-1-5-32-544 on the target were read by SID and nested domain groups were expanded; the account is not among them. A list that could not be read is account.lookup-failed.',
    ask: 'Please add the account named below to the local Administrators group of the server.',
    references: [DOCS.serviceConnectionPoint, DOCS.accounts],
    message: (e) =>
      capitalised(`${account(e)} is not in the local Administrators group of ${target(e)}, neither directly nor through a group.`),
    remedy: (e) =>
      `add ${name(e)} to the local Administrators group of ${target(e)}${/\$(?:, |$)/.test(name(e)) ? '; then restart the site server, or give it a new Kerberos ticket (klist -li 0x3e7 purge)' : ''}.`,
  },
  'account.no-network-logon': {
    owner: 'host',
    title: 'The account may not log on over the network',
    meaning:
      'Nothing grants the account the right to access the target from the network. Hardened servers remove the wide groups that usually hold that right.',
    detection:
      'SeNetworkLogonRight on the target lists neither the account nor one of its groups. An explicit denial is account.denied-network-logon.',
    ask: 'Please grant the account named below "Access this computer from the network" on the server.',
    references: [NETWORK_LOGON, DOCS.accounts],
    message: (e) =>
      capitalised(
        `${account(e)} has no right to log on to ${target(e)} over the network${inBrackets(around('granted to ', listed(e.grantedTo)))}.`,
      ),
    remedy: (e) => `grant ${name(e)} "Access this computer from the network" on ${target(e)}, in the local or group policy that sets it.`,
  },
  'account.denied-network-logon': {
    owner: 'host',
    title: 'Network logon is denied to the account',
    meaning:
      'A policy on the target denies network logon to the account or to a group it belongs to. A denial wins over every grant. Security baselines deny it to local administrators (S-1-5-114), tiering denies it to Domain Admins: such a denial is right and should stay, and another account is the first step.',
    detection: 'SeDenyNetworkLogonRight on the target lists the account or one of its groups. A missing grant is account.no-network-logon.',
    ask: 'Please give us an account for this use to which the policy does not deny network logon on the server: a local administrator of the site systems, in no privileged group. The denial itself can stay.',
    references: [NETWORK_LOGON, DOCS.accounts],
    message: (e) =>
      capitalised(`network logon to ${target(e)} is denied to ${account(e)}${inBrackets(around('by ', listed(e.deniedTo)))}.`),
    remedy: (e) =>
      `use ${e.use === 'site-server-computer' ? 'a site system installation account' : 'another account'} that is a local administrator of ${target(e)} and that this denial does not cover, and leave the denial as it is; only where it has to be ${name(e)}, have the owners of the policy decide on an exception for this one account.`,
  },
  'account.interactive-logon': {
    owner: 'directory',
    title: 'The account has more rights than it needs',
    meaning:
      'The account belongs to a privileged group, such as Domain Admins, or has rights on a server that its use does not need. The role works with it; good practice is an account of its own with only the rights it needs.',
    detection:
      'The account belongs to a privileged group of its domain; on the target SeInteractiveLogonRight then reaches it as well, and nothing denies it. For the account that talks to the proxy: it is a local administrator. It is a warning only. The right to log on interactively, which every administrator has, is no finding by itself.',
    ask: 'Please give us an account for this use alone that is in no privileged group.',
    references: [DOCS.accounts],
    message: (e) =>
      capitalised(
        `${account(e)} has more rights than it needs${inBrackets(around('through ', listed(e.grantedTo)), around('on ', text(e.target)))}.`,
      ),
    remedy: (e) =>
      e.use === 'proxy'
        ? `take ${name(e)} out of these groups: the account for the proxy needs no rights on any server.`
        : `use an account of its own instead of ${name(e)}, one that is a local administrator of the site systems and in no privileged group.`,
  },
  'account.netbios-name': {
    owner: 'configmgr',
    title: 'The account is given with a NetBIOS domain',
    meaning:
      'The account belongs to another domain than the target and is given with the short domain name. Logon then falls back to NTLM, which hardened domains refuse; with the full domain name Kerberos is used.',
    detection: 'The domain part of the given name has no dot while the target is in another domain or forest. It is a warning.',
    ask: 'Please enter the account with the full name of its domain in the console.',
    references: [DOCS.accounts],
    message: (e) =>
      capitalised(
        `${account(e)} is given with a NetBIOS domain name although ${target(e)} is in another domain, so Kerberos cannot be used.`,
      ),
    remedy: (e) => `enter the account as ${text(e.fqdnForm) ?? 'FULL.DOMAIN.NAME\\user'} in the properties of the site system.`,
  },
  'account.not-replicated': {
    owner: 'directory',
    title: 'Some domain controllers lack the account',
    meaning:
      'The account exists, but not on all domain controllers that were asked. Until replication is through, logons fail now and then.',
    detection:
      'The object was read from every controller found by DNS or given with `--dc`; some answered that it does not exist. Controllers that did not answer are listed apart.',
    ask: 'Please check replication to the domain controllers named below.',
    references: [DOCS.accounts],
    message: (e) =>
      capitalised(
        `${account(e)} is missing on ${listed(e.missingOn, 5) ?? 'some domain controllers'}${inBrackets(around('asked: ', listed(e.domainControllers, 5)))}.`,
      ),
    remedy: (e) =>
      `let replication to ${listed(e.missingOn, 5) ?? 'these domain controllers'} finish, or repair it, before the role is installed.`,
  },
  'account.orphaned-member': {
    owner: 'host',
    title: 'The group holds orphaned members',
    meaning:
      'The local Administrators group lists security identifiers that no longer belong to anybody. They do no harm to the role, but some tools fail on them.',
    detection: 'Members of S-1-5-32-544 whose SID resolves to no name while the directory answers. It is a warning.',
    ask: 'Please remove the orphaned members from the local Administrators group of the server.',
    references: ['Get-LocalGroupMember fails on orphaned SIDs: https://github.com/PowerShell/PowerShell/issues/2996', DOCS.accounts],
    message: (e) =>
      `The local Administrators group of ${target(e)} lists members that no longer exist${inBrackets(listed(e.orphanedSids))}.`,
    remedy: (e) => `remove ${listed(e.orphanedSids, 5) ?? 'the orphaned members'} from the local Administrators group of ${target(e)}.`,
  },
  'account.logon-refused': {
    owner: 'configmgr',
    ownerFor: logonOwner,
    title: 'The log-on is refused',
    meaning:
      'One log-on with the password that was given was refused for a reason that goes with the account: a wrong password, a restriction such as Protected Users or logon hours, NTLM that the domain does not allow. The role would meet the same refusal.',
    detection:
      'One SMB session with one scheme: Kerberos where the name holds a realm that can be reached, else NTLM. The NT status or what Kerberos said tells the reason; clocks, service names and trusts are account.lookup-failed. It is tried once in a run, and not where one more wrong password would lock the account.',
    ask: 'Please make the log-on of the account named below possible, for the reason named below.',
    references: [
      'NT status values: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55',
      DOCS.accounts,
    ],
    message: (e) =>
      capitalised(
        `${source(e)} refused the log-on of ${account(e)}: ${refusalOf(e)?.meaning ?? 'for a reason that is not known'}${inBrackets(text(e.code, 80))}. It was tried once.`,
      ),
    remedy: (e) => {
      const refusal = refusalOf(e);
      const step = refusal === undefined ? `find out why ${name(e)} may not log on` : stepOf(refusal, name(e), target(e));
      if (refusal?.kind === 'ntlm' && e.fqdnForm !== undefined)
        return `enter it as ${text(e.fqdnForm)} in the console, so that Kerberos is used.`;
      const percent = refusal?.password === 'refused' ? ' where it is kept (a % in a password does not work in the console)' : '';
      return `${step}${percent}.`;
    },
  },
  ...ACCOUNT_RESTRICTIONS,
  'account.lookup-failed': {
    owner: 'directory',
    ownerFor: lookupOwner,
    title: 'The account could not be looked up',
    meaning:
      'The question about the account got no answer that counts: the server was not reachable, refused, or the logon for the question failed. It says nothing about the account and is inconclusive.',
    detection:
      'The directory or the host could not be asked: connection, certificate, logon or rights. An answer "no such object" is account.not-found.',
    ask: 'Please let us read the account named below from the directory, and the local groups of the server.',
    references: [
      'Restrict clients allowed to make remote calls to SAM: https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/security-policy-settings/network-access-restrict-clients-allowed-to-make-remote-sam-calls',
      DOCS.accounts,
    ],
    message: (e) =>
      e.code === 'NO_DOMAIN'
        ? capitalised(`${account(e)} could not be checked: no domain was given.`)
        : capitalised(
            `${account(e)} could not be looked up at ${source(e)}${inBrackets(text(e.code, 80), refusalOf(e)?.meaning, text(e.rawMessage))}, so there is no result for it.`,
          ),
    remedy: (e) => lookupRemedy(e),
  },
} as const satisfies CausesOf<'account'>;
