import type { Entry } from 'ldapts';
import type { AskedAccount, DirectoryFacts, ObjectKind } from '../facts.ts';
import { domainOf, sidOf, textOf, textsOf, timeOf } from './directory-values.ts';
import { ATTEMPT_ATTRIBUTES } from './password-attempts.ts';

/** Attributes of an account that `stateOf`, its groups and its attempts are read from, and those whose values are octets. */
export const ATTRIBUTES = [
  ...['sAMAccountName', 'objectSid', 'objectClass', 'userAccountControl', 'msDS-User-Account-Control-Computed', 'accountExpires'],
  ...['pwdLastSet', 'lockoutTime', 'msDS-UserPasswordExpiryTimeComputed', 'tokenGroups', 'memberOf', 'primaryGroupID'],
  ...['userWorkstations', 'logonHours', 'msDS-SupportedEncryptionTypes'],
  ...ATTEMPT_ATTRIBUTES,
];
export const BUFFERS = ['objectSid', 'tokenGroups', 'logonHours'];

/** What the entry of an account says of its state. */
export function stateOf(entry: Entry, { use }: Pick<AskedAccount, 'use'>): Partial<DirectoryFacts> {
  const sid = entry.objectSid instanceof Buffer ? sidOf(entry.objectSid) : undefined;
  const kind = objectKindOf(entry);
  return defined({
    distinguishedName: entry.dn,
    domain: domainOf(entry.dn),
    sid,
    samAccountName: textOf(entry, 'sAMAccountName'),
    objectKind: use === 'site-server-computer' && kind === 'computer account' ? undefined : kind,
    userAccountControl: integer(entry, 'userAccountControl'),
    computed: integer(entry, 'msDS-User-Account-Control-Computed'),
    accountExpires: timeOf(textOf(entry, 'accountExpires')),
    passwordLastSet: timeOf(textOf(entry, 'pwdLastSet')),
    passwordExpires: timeOf(textOf(entry, 'msDS-UserPasswordExpiryTimeComputed')),
    lockedSince: timeOf(textOf(entry, 'lockoutTime')),
    logOnFrom: logOnFrom(textOf(entry, 'userWorkstations')),
    allowedHours: allowedHours(entry.logonHours),
    encryptionTypes: integer(entry, 'msDS-SupportedEncryptionTypes'),
  });
}

/** What an object is by its classes, each of which stands beside those that it is made from. Undefined: a user account. */
export function objectKindOf(entry: Entry): ObjectKind | undefined {
  const classes = textsOf(entry, 'objectClass').map((one) => one.toLowerCase());
  if (classes.some((one) => /^msds-(?:group|delegated)?managedserviceaccount$/.test(one))) return 'managed service account';
  if (classes.includes('computer')) return 'computer account';
  if (classes.includes('group')) return 'group';
  return classes.includes('contact') ? 'contact' : undefined;
}

/** userWorkstations: names between commas. Undefined: no restriction. */
function logOnFrom(value: string | undefined): readonly string[] | undefined {
  const names = (value ?? '').split(',').map((name) => name.trim());
  const some = names.filter((name) => name !== '');
  return some.length === 0 ? undefined : some;
}

/** logonHours: a bit an hour of the week (MS-SAMR section 2.2.6.5). Undefined: no restriction, or none of that form. */
function allowedHours(value: unknown): number | undefined {
  if (!(value instanceof Buffer) || value.length !== 21) return undefined;
  return [...value].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}

function integer(entry: Entry, attribute: string): number | undefined {
  const value = Number(textOf(entry, attribute) ?? Number.NaN);
  return Number.isInteger(value) ? value : undefined;
}

function defined<T extends object>(values: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
