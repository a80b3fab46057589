import { existsSync } from 'node:fs';

const PROGRAMS = {
  ip: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'],
  nft: ['/usr/sbin/nft'],
  nginx: ['/usr/sbin/nginx'],
  squid: ['/usr/sbin/squid'],
  'squid-openssl': ['/usr/lib/squid/security_file_certgen'],
  haproxy: ['/usr/sbin/haproxy'],
  dnsmasq: ['/usr/sbin/dnsmasq'],
  openssl: ['/usr/bin/openssl'],
  mitmproxy: ['/usr/bin/mitmdump'],
} as const;

/** Beside these, of a real Active Directory. */
const DOMAIN_PROGRAMS = {
  samba: ['/usr/sbin/samba'],
  'samba-ad-provision': ['/usr/share/samba/setup/provision.ldif'],
  winbind: ['/usr/sbin/winbindd'],
  'libnss-winbind': [`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/libnss_winbind.so.2`],
  smbclient: ['/usr/bin/rpcclient'],
  'ldap-utils': ['/usr/bin/ldapwhoami'],
  'krb5-user': ['/usr/bin/kinit'],
  strace: ['/usr/bin/strace'],
} as const;

/** What this machine lacks for the lab, as words; empty when it has everything. */
export async function missingForLab(): Promise<string> {
  return missingOf(PROGRAMS);
}

/** The same for a lab with a domain. */
export async function missingForDomain(): Promise<string> {
  return missingOf({ ...PROGRAMS, ...DOMAIN_PROGRAMS });
}

function missingOf(programs: Readonly<Record<string, readonly string[]>>): string {
  const lacking = Object.entries(programs).filter(([, paths]) => !paths.some((path) => existsSync(path)));
  const root = process.getuid?.() === 0 ? [] : ['root'];
  return [...root, ...lacking.map(([name]) => name)].join(', ');
}
