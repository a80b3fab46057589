import type { AccountEvidence } from '../../../model/evidence.ts';
import type { NamedRuling, Ruling } from '../../../model/ruling.ts';
import type { ServerScope } from '../../../model/servers.ts';
import type { DirectoryFacts } from '../facts.ts';
import type { Known } from './known.ts';
import { isListed } from './listed.ts';

/** Words come from the cause unless they are given. */
export type AccountRuling = Ruling<AccountEvidence>;

/** Bits of userAccountControl (MS-ADTS section 2.2.16) and of its computed twin (section 3.1.1.4.5.17). */
const DISABLED = 0x2;
const LOCKED = 0x10;
const PASSWORD_NOT_REQUIRED = 0x20;
const SMARTCARD_REQUIRED = 0x40000;
const PASSWORD_EXPIRED = 0x800000;
/** Relative identifiers of Domain Admins, Schema Admins and Enterprise Admins. */
const PRIVILEGED = /^S-1-5-21-\d+-\d+-\d+-(?:512|518|519)$/;

/** Can anybody log on with the account? The first reason that forbids it decides; undefined: nothing does. */
export function stateOf({ account, directory, administrators }: Known, nowIso: string): AccountRuling | undefined {
  if (directory === undefined) return { status: 'inconclusive', cause: 'account.lookup-failed', evidence: { code: 'NOT_RUN' } };
  if (directory.failure !== undefined) return lookupFailed(directory);
  if (!directory.found) return notFound(account, directory, administrators);
  const { objectKind } = directory;
  if (objectKind !== undefined) return { status: 'fail', cause: 'account.not-a-user', evidence: { objectKind } };
  const { userAccountControl: flags, computed } = directory;
  if (flags === undefined) return notReadable(directory, 'userAccountControl');
  if ((flags & DISABLED) !== 0) return { status: 'fail', cause: 'account.disabled' };
  // It alone tells of locks and old passwords.
  if (computed === undefined) return notReadable(directory, 'msDS-User-Account-Control-Computed');
  if ((computed & LOCKED) !== 0) return { status: 'fail', cause: 'account.locked', evidence: when('lockedSince', directory.lockedSince) };
  const { accountExpires } = directory;
  if (accountExpires !== undefined && accountExpires <= nowIso)
    return { status: 'fail', cause: 'account.expired', evidence: { expiredAt: accountExpires } };
  // Computers change their own passwords.
  if (account.use === 'site-server-computer') return undefined;
  if (directory.mustChangePassword ?? directory.passwordLastSet === undefined)
    return { status: 'fail', cause: 'account.must-change-password' };
  if ((computed & PASSWORD_EXPIRED) !== 0)
    return { status: 'fail', cause: 'account.password-expired', evidence: when('passwordExpiredAt', directory.passwordExpires) };
  if ((flags & SMARTCARD_REQUIRED) !== 0)
    return {
      status: 'fail',
      cause: 'account.denied-network-logon',
      owner: 'directory',
      message: `The account ${account.given} can only log on with a smart card, so a service cannot use its password.`,
      remedy: `use an account that logs on with a password instead of ${account.given}.`,
    };
  return undefined;
}

/** Who asks sees only what he may: an account that the server itself lists exists, and of others nobody can be sure. */
function notFound(account: Known['account'], directory: DirectoryFacts, administrators: Known['administrators']): AccountRuling {
  const listed = administrators?.members.find(({ name }) => isListed(name, account, directory.domain));
  if (listed !== undefined)
    return lookupFailed({
      ...directory,
      failure: {
        code: 'NOT_VISIBLE',
        message: `the server lists ${listed.name} among its administrators, yet the directory does not show it`,
      },
    });
  const evidence = { source: directory.domain ?? directory.source };
  return { status: 'fail', cause: 'account.not-found', confidence: 'likely', evidence };
}

/** What may not be read is not taken for good. */
function notReadable(directory: DirectoryFacts, attribute: string): AccountRuling {
  return lookupFailed({ ...directory, failure: { code: 'NOT_READABLE', message: `the attribute ${attribute} may not be read` } });
}

/** What works but should not be so. */
export function doubtsOf(
  { account, directory }: Known,
  nowIso: string,
  { siteInitiates }: Pick<ServerScope, 'siteInitiates'>,
): readonly NamedRuling<AccountEvidence>[] {
  if (directory?.found !== true || account.use === 'site-server-computer') return [];
  const privileged = privilegedGroups(directory);
  const open = ((directory.userAccountControl ?? 0) & PASSWORD_NOT_REQUIRED) !== 0;
  return [
    ...(privileged.length === 0
      ? []
      : [{ id: 'privileged', status: 'warn' as const, cause: 'account.interactive-logon' as const, evidence: { grantedTo: privileged } }]),
    ...(open
      ? [
          {
            id: 'password-not-required',
            status: 'warn' as const,
            owner: 'directory' as const,
            message: `The account ${account.given} is marked so that it may have an empty password. Good practice, no requirement of the role.`,
            remedy: `clear the flag PASSWD_NOTREQD of ${account.given}.`,
          },
        ]
      : []),
    ...expiringSoon(account.given, directory, nowIso),
    ...(siteInitiates === true && account.use === 'installation' ? expiringOnce(account.given, directory, nowIso) : []),
  ];
}

/** Is it a user in a group that rules a domain or forest? */
export function isPrivileged({ account, directory }: Known): boolean {
  return account.use === 'installation' && directory !== undefined && privilegedGroups(directory).length > 0;
}

function privilegedGroups({ groups = [] }: DirectoryFacts): readonly string[] {
  return groups.filter(({ sid }) => PRIVILEGED.test(sid)).map(({ name }) => name);
}

/** The example of the documentation for a domain without trust sets the password of its installation account to never expire. */
function expiringOnce(name: string, { passwordExpires }: DirectoryFacts, nowIso: string): readonly NamedRuling<AccountEvidence>[] {
  if (passwordExpires === undefined || passwordExpires <= new Date(Date.parse(nowIso) + SOON_MS).toISOString()) return [];
  return [
    {
      id: 'password-age',
      status: 'warn',
      owner: 'directory',
      required: false,
      message: `The password of ${name} expires on ${passwordExpires.slice(0, 10)}. The documented example for a site system of an untrusted forest sets it to never expire.`,
      remedy: `let the password of ${name} never expire, or enter a new one in the console before that day.`,
      evidence: { expiresAt: passwordExpires },
    },
  ];
}

const SOON_MS = 14 * 24 * 3600 * 1000;

/** What works today and will not in two weeks: the cross-forest example of the documentation sets such a password to never expire. */
function expiringSoon(name: string, directory: DirectoryFacts, nowIso: string): readonly NamedRuling<AccountEvidence>[] {
  const limit = new Date(Date.parse(nowIso) + SOON_MS).toISOString();
  const isSoon = (time: string | undefined): time is string => time !== undefined && time > nowIso && time <= limit;
  const { passwordExpires, accountExpires } = directory;
  const said = (id: string, what: string, time: string, remedy: string) => ({
    id,
    status: 'warn' as const,
    owner: 'directory' as const,
    message: `${what} on ${time.slice(0, 10)}; from then on the role's work with it fails. Good practice, no requirement of the role.`,
    remedy: `${remedy}.`,
    evidence: { expiresAt: time },
  });
  const newPassword = `set a new password for ${name} and enter it in the console, or let it never expire`;
  return [
    ...(isSoon(passwordExpires) ? [said('password-age', `The password of ${name} expires`, passwordExpires, newPassword)] : []),
    ...(isSoon(accountExpires) ? [said('end-date', `The account ${name} expires`, accountExpires, `extend the end date of ${name}`)] : []),
  ];
}

/** `account.lookup-failed`, inconclusive, with the code and the words of the source that could not answer. */
export function lookupFailed({ source, sourceKind, failure }: Pick<DirectoryFacts, 'source' | 'sourceKind' | 'failure'>): AccountRuling {
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    evidence: { source, sourceKind, code: failure?.code ?? '', rawMessage: failure?.message ?? '' },
  };
}

function when(key: 'lockedSince' | 'passwordExpiredAt', time: string | undefined): AccountEvidence {
  return time === undefined ? {} : { [key]: time };
}
