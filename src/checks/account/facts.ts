import type { Controller } from '../../model/network/controller.ts';
import type { Failure } from '../../model/network/observation.ts';
import type { ServerFacts, ServerTask } from './server-facts.ts';

/** What Configuration Manager uses an account for, which decides what it needs. */
export type AccountUse = 'site-server-computer' | 'installation' | 'proxy';

/** An account as it was given, and what can be read from that without asking anybody. */
export interface AskedAccount {
  /** As given; of a computer `HOST$`. */
  readonly given: string;
  readonly use: AccountUse;
  /** The part that the directory knows as sAMAccountName, or a userPrincipalName when it holds an `@`. */
  readonly name: string;
  /** DNS or NetBIOS name of its domain; absent: that of the servers. */
  readonly domain?: string;
  /** Set: an account of this very server, not of the domain. */
  readonly localTo?: string;
  /** Of a computer account: the machine whose account it is, as it was given. Its name is only what Windows would call it. */
  readonly host?: string;
}

/** Where to look: the servers' domain, and controllers given by hand. */
export interface DirectoryPlace {
  readonly domain?: string;
  /** Of all domains of the run. */
  readonly domainControllers: readonly string[];
  /** DNS names of other domains that the accounts of the run name. */
  readonly otherDomains: readonly string[];
}

/** One question of the check. The key ends loops and is the same from run to run. */
export type AccountTask = ServerTask | QuestionOfAccounts;
type QuestionOfAccounts = { readonly key: string } & (
  | { readonly question: 'directory'; readonly account: AskedAccount; readonly place: DirectoryPlace }
  | { readonly question: 'controller'; readonly account: AskedAccount; readonly distinguishedName: string; readonly controller: Controller }
  | { readonly question: 'local-administrators'; readonly target: string }
  | { readonly question: 'foreign-members'; readonly place: DirectoryPlace; readonly sids: readonly string[] }
  | {
      readonly question: 'servers-domain';
      readonly account: AskedAccount;
      readonly place: DirectoryPlace;
      readonly stranger: Stranger;
      /** Whose computer object may let the account authenticate. */
      readonly server?: string;
    }
  | { readonly question: 'logon-rights'; readonly target: string; readonly account: AskedAccount; readonly sids: readonly string[] }
  | {
      readonly question: 'logon';
      readonly target: string;
      readonly account: AskedAccount;
      /** Of an account that was given without its domain, the name to log on with, as the directory told it. */
      readonly as?: string;
      /** Absent: not told. */
      readonly attempts?: PasswordAttempts;
    }
);

/** An account of another domain than the server's, as its own directory told of it. */
export interface Stranger {
  /** DNS name of its domain. */
  readonly domain: string;
  /** Of the account, its groups, and what everybody is. */
  readonly sids: readonly string[];
  /** Of the account and its groups, as far as they are known. */
  readonly distinguishedNames: readonly string[];
}

/** How close an account is to its lock, as its directory told before the log-on. */
export interface PasswordAttempts {
  /** Wrong passwords that still count: badPwdCount, none when the last one is older than the observation window. */
  readonly wrong: number;
  /** Wrong passwords that lock it: of the account's own policy, else of the domain. 0: never. */
  readonly threshold: number;
}

/** Who was asked, how, and why there is no answer, when there is none. */
interface Asked {
  readonly source: string;
  /** `windows`: by its own functions. */
  readonly sourceKind: 'ldap' | 'samr' | 'windows' | 'powershell';
  readonly failure?: Failure;
}

/** Objects of a directory that are not user accounts. */
export const OBJECT_KINDS = ['group', 'contact', 'computer account', 'managed service account'] as const;
/** What sort of directory object a name belongs to. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** A group of which the account is a member, directly or through others. */
export interface GroupMembership {
  readonly sid: string;
  readonly name: string;
  /** Absent: the directory did not tell its name. */
  readonly distinguishedName?: string;
  /** Names of the groups from the account to this one, itself last; only itself for the primary group. */
  readonly through: readonly string[];
}

/** What the directory says of an account. Times are ISO 8601 in UTC. */
export interface DirectoryFacts extends Asked {
  readonly question: 'directory';
  /** False only when every server that could know answered without an error. */
  readonly found: boolean;
  readonly distinguishedName?: string;
  readonly sid?: string;
  readonly samAccountName?: string;
  /** What the object of this name is. Absent: a user account, or of a computer asked for as such, a computer account. */
  readonly objectKind?: ObjectKind;
  /** DNS name of the domain in which it was found. */
  readonly domain?: string;
  readonly userAccountControl?: number;
  /** msDS-User-Account-Control-Computed. */
  readonly computed?: number;
  /** ISO 8601; absent: never. */
  readonly accountExpires?: string;
  readonly passwordExpires?: string;
  /** ISO 8601. Absent: must be changed at the next logon, unless `mustChangePassword` says so itself. */
  readonly passwordLastSet?: string;
  /** Of a local account, which tells no time: whether the password has to be changed at the next logon. */
  readonly mustChangePassword?: boolean;
  readonly lockedSince?: string;
  /** userWorkstations: names of the computers that it may log on from. Absent: from all. */
  readonly logOnFrom?: readonly string[];
  /** Hours of a week that logonHours allows. Absent: all 168. */
  readonly allowedHours?: number;
  /** msDS-SupportedEncryptionTypes (MS-KILE section 2.2.7). Absent: not limited. */
  readonly encryptionTypes?: number;
  /** What the controllers of its domain support, the same attribute of their own accounts. Absent: not read. */
  readonly controllerEncryption?: readonly { readonly host: string; readonly types: number }[];
  /** ISO 8601: passwords that are older have no keys for AES. Absent: not read. */
  readonly aesSince?: string;
  /** Absent: not told. */
  readonly attempts?: PasswordAttempts;
  /** All of them; absent: not told. */
  readonly groups?: readonly GroupMembership[];
  /** Controllers of the domain: given ones, or those that DNS names. */
  readonly controllers?: readonly Controller[];
  /** How far the clock of this machine is ahead of the controller's, in seconds, as its root entry told. Absent: not told. */
  readonly clockAheadSeconds?: number;
  /** Of a local account: LocalAccountTokenFilterPolicy of its server; false: local administrators have no such rights over the network. Absent: not read. */
  readonly isRemoteAdministrationAllowed?: boolean;
}

/** Whether one more domain controller knows the account already: replication takes time. */
export interface ControllerFacts extends Asked {
  readonly question: 'controller';
  readonly found: boolean;
}

/** A user, computer or group, by its security identifier. */
export interface Principal {
  readonly sid: string;
  /** `DOMAIN\name`; absent where the server knows none. */
  readonly name?: string;
}

/** Who is in the local Administrators group of the server. */
export interface LocalAdministratorsFacts extends Asked {
  readonly question: 'local-administrators';
  readonly members: readonly Principal[];
}
/** A group of the server's domain, and who of other domains is in it, directly or through groups of that domain. */
export interface ForeignMembers {
  readonly sid: string;
  readonly name: string;
  /** Of foreign security principals: accounts and groups of other forests. */
  readonly sids: readonly string[];
  /** Distinguished names in other domains of the forest. */
  readonly elsewhere: readonly string[];
  /** There are more members than the directory told. */
  readonly isCut: boolean;
}

/** Members from other domains in those groups of the server's domain that are local administrators. */
export interface ForeignMembersFacts extends Asked {
  readonly question: 'foreign-members';
  readonly groups: readonly ForeignMembers[];
}
/** What lets accounts of one domain log on in another: the same forest, or a trust, with selective authentication or without. */
export const TRUST_KINDS = ['same-forest', 'trusted', 'selective', 'wrong-direction', 'none'] as const;
/** How two domains trust each other, as far as it decides who can log on. */
export type TrustKind = (typeof TRUST_KINDS)[number];

/** What the domain of the server makes of an account of another one: only here its domain local groups are told. */
export interface ServersDomainFacts extends Asked {
  readonly question: 'servers-domain';
  readonly groups: readonly Principal[];
  /** There are more groups than were asked for. */
  readonly isCut: boolean;
  /** Absent: the trusts may not be read. */
  readonly trust?: TrustKind;
  /**
   * Of selective authentication: the SIDs of the account and its groups that have the right "Allowed to authenticate" on the server's computer object, and to which it is
   * denied. Absent: not read.
   */
  readonly authenticate?: { readonly allowed: readonly string[]; readonly denied: readonly string[] };
}

/** Who may, and who may not, log on to the server over the network or locally. */
export interface LogonRightsFacts extends Asked {
  readonly question: 'logon-rights';
  /** Who of those asked about holds a right. */
  readonly holders: Readonly<Record<string, readonly Principal[]>>;
}

/** What came of logging on with the password that was given: offered once. */
export interface LogonFacts extends Asked {
  readonly question: 'logon';
  /** What opening ADMIN$ in the same session came to; absent: it was not tried. `open`, or its NT status. */
  readonly adminShare?: string;
  /** The password holds a character that the product's console does not take. */
  readonly hasPercent?: boolean;
}

/** An answer about an account, told apart by its question. */
export type AccountFacts =
  | DirectoryFacts
  | ControllerFacts
  | LocalAdministratorsFacts
  | ForeignMembersFacts
  | ServersDomainFacts
  | LogonRightsFacts
  | LogonFacts
  | ServerFacts;

/** The group Administrators of any Windows computer, whatever its language calls it. */
export const ADMINISTRATORS = 'S-1-5-32-544';
export const LOGON_RIGHTS = [
  'SeNetworkLogonRight',
  'SeDenyNetworkLogonRight',
  'SeInteractiveLogonRight',
  'SeDenyInteractiveLogonRight',
] as const;
/** A user right of Windows by its constant name, such as `SeNetworkLogonRight`. */
export type LogonRight = (typeof LOGON_RIGHTS)[number];
/** What everybody who logs on over the network is beside his groups: Everyone, NETWORK, Authenticated Users, Users. */
export const EVERYBODY: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone',
  'S-1-5-2': 'NETWORK',
  'S-1-5-11': 'Authenticated Users',
  'S-1-5-32-545': 'Users',
};
/** "Local account" and "Local account and member of Administrators group". */
export const LOCAL_ACCOUNT = 'S-1-5-113';
export const LOCAL_ADMINISTRATOR = 'S-1-5-114';

/** Domain and relative identifier of a SID that a domain, or a server for its own accounts, gave out. */
const SID_OF_DOMAIN = /^(S-1-5-21-\d+-\d+-\d+)-(\d+)$/;
/** The domain's part of such a SID. Undefined: one that is the same on every machine, such as that of BUILTIN\Users. */
export function domainSidOf(sid: string): string | undefined {
  return SID_OF_DOMAIN.exec(sid)?.[1];
}

/**
 * Relative identifiers of the accounts and groups that a domain is made with and that can hold nobody whom his own domain does not tell of: they are
 * accounts, global or universal ("Well-known SIDs"). Cert Publishers (517) and RAS and IAS Servers (553) are domain local.
 */
const TOLD_ELSEWHERE: ReadonlySet<number> = new Set([500, 501, 502, 503, 512, 513, 514, 515, 516, 518, 519, 520, 521, 522, 525, 526, 527]);

/** May this be a group of a domain that holds somebody of another one of whom that one does not tell? */
export function mayHoldForeigners(sid: string): boolean {
  const rid = SID_OF_DOMAIN.exec(sid)?.[2];
  return rid !== undefined && !TOLD_ELSEWHERE.has(Number(rid));
}
