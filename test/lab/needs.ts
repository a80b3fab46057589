import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Programs of the lab and the Debian packages they are in. */
const PROGRAMS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  ip: 'iproute2',
  nft: 'nftables',
  'iptables-legacy': 'iptables',
  sysctl: 'procps',
  openssl: 'openssl',
  unbound: 'unbound',
  dnsmasq: 'dnsmasq',
  nginx: 'nginx-light',
  haproxy: 'haproxy',
  squid: 'squid-openssl',
  htpasswd: 'apache2-utils',
};
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Why a test of the lab cannot run here, for the `skip` of its options; false: it can. With `CI` set it must: then a lab that does not start fails. */
export function skipLab(): string | false {
  if (process.env.CI) return false;
  if (process.platform !== 'linux') return 'the lab is made of Linux namespaces';
  if (process.getuid?.() !== 0) return 'the lab is made by root';
  const missing = Object.entries(PROGRAMS).flatMap(([program, name]) => (isThere(program) ? [] : [name]));
  return missing.length === 0 ? false : `missing packages: ${missing.join(' ')} (npm run lab:install)`;
}

function isThere(program: string): boolean {
  return FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  });
}
