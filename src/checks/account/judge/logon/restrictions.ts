import type { AccountEvidence } from '../../../../model/evidence.ts';
import type { NamedRuling } from '../../../../model/ruling.ts';
import { isSameHost, type ServerScope } from '../../../../model/servers.ts';
import { type AskedAccount, type DirectoryFacts, domainSidOf } from '../../facts.ts';
import type { Known } from '../known.ts';

type Named = NamedRuling<AccountEvidence>;

/** USE_DES_KEY_ONLY of userAccountControl (MS-ADTS section 2.2.16). */
const DES_ONLY = 0x200000;
/** Bits of msDS-SupportedEncryptionTypes (MS-KILE section 2.2.7). */
const DES = 0x3;
const RC4 = 0x4;
const AES = 0x18;
/** Relative identifier of Protected Users ("Well-known SIDs"). */
const PROTECTED_USERS = 525;
const HOURS_OF_WEEK = 168;

/** What the directory limits an account to, though nothing is wrong with its state: groups, computers, hours, encryption. */
export function restrictionsOf(known: Known, servers: ServerScope): readonly Named[] {
  const { account, directory } = known;
  if (directory?.found !== true) return [];
  const ofUsers = account.use === 'site-server-computer' ? [] : [...logOnFrom(account, directory, servers), ...hours(directory)];
  return [...protectedUsers(account, directory), ...ofUsers, ...encryption(directory)];
}

/** A name with its full domain makes Kerberos possible; anything else may be tried by NTLM. */
function protectedUsers(account: AskedAccount, directory: DirectoryFacts): readonly Named[] {
  const group = protectedUsersOf(directory);
  if (group === undefined) return [];
  const evidence = { ...(group.through.length > 1 ? { memberThrough: group.through } : {}), ...fullForm(account, directory) };
  const isFull = account.domain?.includes('.') === true;
  const isComputer = account.use === 'site-server-computer';
  const fails = isComputer || (account.use === 'installation' && !isFull);
  return [
    {
      id: 'protected-users',
      status: fails ? 'fail' : 'warn',
      cause: 'account.kerberos-only',
      // Within one forest Windows may find Kerberos for a short name, too.
      ...(fails && !isComputer ? { confidence: 'likely' } : {}),
      evidence,
    },
  ];
}

/** Its membership in Protected Users. Undefined: it is no member, or nobody knows. */
export function protectedUsersOf({ sid = '', groups = [] }: DirectoryFacts): NonNullable<DirectoryFacts['groups']>[number] | undefined {
  const domain = domainSidOf(sid);
  return domain === undefined ? undefined : groups.find((group) => group.sid === `${domain}-${PROTECTED_USERS}`);
}

/** The name with its full domain, where it was given otherwise. */
export function fullForm({ domain: given }: AskedAccount, { domain, samAccountName }: DirectoryFacts): Pick<AccountEvidence, 'fqdnForm'> {
  if (given?.includes('.') === true || domain === undefined || samAccountName === undefined) return {};
  return { fqdnForm: `${domain}\\${samAccountName}` };
}

function logOnFrom(account: AskedAccount, { logOnFrom: allowed = [] }: DirectoryFacts, servers: ServerScope): readonly Named[] {
  if (allowed.length === 0) return [];
  const users = whoLogOn(account, servers);
  const missing = users.filter((host) => !isAmong(host, allowed));
  if (users.length > 0 && missing.length === 0) return [];
  return [
    {
      id: 'log-on-to',
      status: missing.length > 0 ? 'fail' : 'warn',
      cause: 'account.restricted',
      evidence: { logOnFrom: allowed, ...(missing.length === 0 ? {} : { notLogOnFrom: missing }) },
    },
  ];
}

/** The machines that log on with the account: the site servers, of the account for the proxy the server with the role. */
export function whoLogOn({ use }: AskedAccount, { siteServers, scp }: ServerScope): readonly string[] {
  if (use === 'installation') return siteServers;
  return scp === undefined ? [] : [scp];
}

/** The list holds NetBIOS names, of fifteen characters, or DNS names. */
export function isAmong(host: string, allowed: readonly string[]): boolean {
  const short = (host.split('.')[0] ?? host).slice(0, 15).toLowerCase();
  return allowed.some((one) => (one.includes('.') ? isSameHost(host, one) : one.slice(0, 15).toLowerCase() === short));
}

function hours({ allowedHours = HOURS_OF_WEEK }: DirectoryFacts): readonly Named[] {
  if (allowedHours >= HOURS_OF_WEEK) return [];
  return [{ id: 'logon-hours', status: allowedHours === 0 ? 'fail' : 'warn', cause: 'account.restricted', evidence: { allowedHours } }];
}

/**
 * DES is refused everywhere. RC4 alone fails where no controller supports it any more; where some do, or none says, it works for now. An account whose password is older than
 * the domain's keys for AES has keys for RC4 alone, whatever its attribute says.
 */
function encryption({
  userAccountControl = 0,
  encryptionTypes = 0,
  controllerEncryption = [],
  ...times
}: DirectoryFacts): readonly Named[] {
  const isDes = (userAccountControl & DES_ONLY) !== 0 || ((encryptionTypes & DES) !== 0 && (encryptionTypes & (RC4 | AES)) === 0);
  if (isDes) return [{ id: 'encryption', status: 'fail', cause: 'account.weak-encryption', evidence: { encryption: 'DES' } }];
  const { aesSince, passwordLastSet } = times;
  const isLimited = (encryptionTypes & RC4) !== 0 && (encryptionTypes & AES) === 0;
  const isOld = aesSince !== undefined && passwordLastSet !== undefined && passwordLastSet < aesSince;
  if (!isLimited && !isOld) return [];
  const without = controllerEncryption.filter(({ types }) => (types & RC4) === 0 && (types & AES) !== 0).map(({ host }) => host);
  const fails = without.length > 0 && without.length === controllerEncryption.length;
  const evidence = {
    encryption: 'RC4',
    ...(without.length === 0 ? {} : { withoutEncryption: without }),
    ...(isLimited ? {} : { passwordOlderThan: aesSince ?? '' }),
  };
  return [{ id: 'encryption', status: fails ? 'fail' : 'warn', cause: 'account.weak-encryption', evidence }];
}
