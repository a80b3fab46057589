// The domain of this computer, and the clock of its domain controller (dsrole.h, winldap.h).
import { bytesAt, libraryOf, pointers, textAt, WindowsFailure, wide } from './ffi.ts';

const netapi32 = libraryOf('netapi32.dll', {
  DsRoleGetPrimaryDomainInformation: [['pointer', 'uint32', 'pointer'], 'uint32'],
  DsRoleFreeMemory: [['pointer'], 'void'],
});
const wldap32 = libraryOf('wldap32.dll', {
  ldap_initW: [['pointer', 'uint32'], 'pointer'],
  ldap_set_optionW: [['pointer', 'int32', 'pointer'], 'uint32'],
  ldap_search_ext_sW: [['pointer', 'pointer', 'uint32', 'pointer', 'pointer', 'uint32', ...pointers(3), 'uint32', 'pointer'], 'uint32'],
  ldap_first_entry: [pointers(2), 'pointer'],
  ldap_get_valuesW: [pointers(3), 'pointer'],
  ldap_value_freeW: [['pointer'], 'uint32'],
  ldap_msgfree: [['pointer'], 'uint32'],
  ldap_unbind: [['pointer'], 'uint32'],
});

/** DsRolePrimaryDomainInfoBasic: role, flags, then the addresses of the domain's short and DNS name. */
const BASIC = 1;
const [SHORT_NAME_AT, DNS_NAME_AT, ROLE_BYTES] = [8, 16, 32];
/** DsRole_RoleStandaloneWorkstation and DsRole_RoleStandaloneServer. */
const STANDALONE: ReadonlySet<number> = new Set([0, 2]);

/** Is this computer of a domain, and the DNS name of it, else of its workgroup. */
export function ownDomain(): { readonly partOfDomain: boolean; readonly domain: string } {
  const info = Buffer.alloc(8);
  const code = Number(netapi32('DsRoleGetPrimaryDomainInformation', null, BASIC, info));
  if (code !== 0) throw new WindowsFailure('DsRoleGetPrimaryDomainInformation', code);
  const address = info.readBigUInt64LE();
  try {
    const role = bytesAt(address, ROLE_BYTES);
    const [short, dns] = [SHORT_NAME_AT, DNS_NAME_AT].map((at) => textAt(role.readBigUInt64LE(at)));
    return { partOfDomain: !STANDALONE.has(role.readUInt32LE(0)), domain: dns || short || '' };
  } finally {
    netapi32('DsRoleFreeMemory', address);
  }
}

const LDAP_PORT = 389;
const VERSION_OPTION = 0x11;
const NO_SUCH_DOMAIN = 1355;
/** LDAP_SERVER_DOWN. */
const SERVER_DOWN = 81;
/** Seconds and microseconds. */
const LIMIT = [10, 0] as const;

/** How far this machine's clock is ahead of that of a domain controller, by its root DSE, which everybody may read; `domain`, else that of this computer. */
export function clock({ domain = homeDomain() }: { readonly domain?: string }): object {
  const session = wldap32('ldap_initW', wide(domain), LDAP_PORT);
  if (BigInt(session) === 0n) throw new WindowsFailure('ldap_init', SERVER_DOWN);
  try {
    const version = Buffer.alloc(4);
    version.writeUInt32LE(3);
    wldap32('ldap_set_optionW', session, VERSION_OPTION, version);
    const [time, reference] = rootEntry(session, ['currentTime', 'dnsHostName']);
    return { reference, skewSeconds: Math.round((Date.now() - timeOf(time ?? '')) / 1000) };
  } finally {
    wldap32('ldap_unbind', session);
  }
}

function homeDomain(): string {
  const { partOfDomain, domain } = ownDomain();
  if (!partOfDomain) throw new WindowsFailure('this computer is in no domain', NO_SUCH_DOMAIN);
  return domain;
}

/** The first value of each attribute of the root DSE. Throws where there is none. */
function rootEntry(session: number | bigint, attributes: readonly string[]): readonly string[] {
  const [result, limit] = [Buffer.alloc(8), Buffer.alloc(8)];
  for (const [index, part] of LIMIT.entries()) limit.writeUInt32LE(part, 4 * index);
  const code = Number(wldap32('ldap_search_ext_sW', session, wide(''), 0, wide('(objectClass=*)'), null, 0, null, null, limit, 0, result));
  if (code !== 0) throw new WindowsFailure('ldap_search of the root DSE', code);
  const message = result.readBigUInt64LE();
  try {
    const entry = wldap32('ldap_first_entry', session, message);
    return attributes.map((name) => {
      const values = BigInt(wldap32('ldap_get_valuesW', session, entry, wide(name)));
      if (values === 0n) throw new Error(`the root DSE has no ${name}`);
      const text = textAt(bytesAt(values, 8).readBigUInt64LE());
      wldap32('ldap_value_freeW', values);
      return text;
    });
  } finally {
    wldap32('ldap_msgfree', message);
  }
}

const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.0Z$/;

/** Of a GeneralizedTime as controllers write it (RFC 4517 section 3.3.13), in milliseconds since 1970. */
function timeOf(text: string): number {
  const parts = GENERALIZED_TIME.exec(text);
  if (parts === null) throw new Error(`the root DSE says the time is ${text}`);
  const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
