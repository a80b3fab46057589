import os from 'node:os';
import type { Vantage } from '../../model/report.ts';

/** Who is asking: the source that a firewall rule needs. */
export function vantage(): Vantage {
  const addresses = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && !entry.address.toLowerCase().startsWith('fe80:'))
    .map((entry) => entry.address);
  account ??= { name: whoRuns() };
  return {
    hostname: os.hostname(),
    platform: platformName(os.platform(), os.release(), os.version()),
    addresses: [...new Set(addresses)],
    ...(account.name === undefined ? {} : { account: account.name }),
  };
}

/** It does not change, and each question reads the account database. */
let account: { readonly name: string | undefined } | undefined;

/** `linux 6.1.0`; the release of Windows says nothing to an administrator, its name does: `win32 10.0.20348, Windows Server 2022 Standard`. */
export function platformName(platform: string, release: string, version: string): string {
  return platform === 'win32' && version !== '' ? `${platform} ${release}, ${version}` : `${platform} ${release}`;
}

/** Undefined where the system has no name for the identity of the process, as in containers. */
function whoRuns(): string | undefined {
  try {
    const { username, homedir } = os.userInfo();
    return isSystemHome(homedir) ? SYSTEM : username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  }
}

/** Local System, whatever Windows calls it in its language. */
export const SYSTEM = 'SYSTEM';

/** The name of Local System is localised (`Système`), its profile folder is not. */
export function isSystemHome(homedir: string): boolean {
  return /\\system32\\config\\systemprofile\\?$/i.test(homedir);
}

/** The role connects as Local System: what another account sees may be another way out. */
export function identityNotes(standpoint: string, platform: string, account: string | undefined): readonly string[] {
  if (platform !== 'win32' || standpoint !== 'scp' || account === undefined || account === SYSTEM) return [];
  return [
    `This run was made as ${account}; the role connects as System, which may have another proxy, other rights and other roots (--as-system runs it once as System, by a scheduled task).`,
  ];
}
