import { existsSync } from 'node:fs';

const PROGRAMS = {
  ip: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'],
  nft: ['/usr/sbin/nft'],
  nginx: ['/usr/sbin/nginx'],
  squid: ['/usr/sbin/squid'],
  'squid-openssl': ['/usr/lib/squid/security_file_certgen'],
  dnsmasq: ['/usr/sbin/dnsmasq'],
  openssl: ['/usr/bin/openssl'],
} as const;

/** What this machine lacks for the lab, as words; empty when it has everything. */
export async function missingForLab(): Promise<string> {
  const lacking = Object.entries(PROGRAMS).filter(([, paths]) => !paths.some((path) => existsSync(path)));
  const root = process.getuid?.() === 0 ? [] : ['root'];
  return [...root, ...lacking.map(([name]) => name)].join(', ');
}
