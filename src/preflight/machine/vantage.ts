import os from 'node:os';
import type { Vantage } from '../../model/report.ts';

/** Who is asking: the source that a firewall rule needs. */
export function vantage(): Vantage {
  const addresses = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && !entry.address.toLowerCase().startsWith('fe80:'))
    .map((entry) => entry.address);
  const account = whoRuns();
  return {
    hostname: os.hostname(),
    platform: `${os.platform()} ${os.release()}`,
    addresses: [...new Set(addresses)],
    ...(account === undefined ? {} : { account }),
  };
}

/** Undefined where the system has no name for the identity of the process, as in containers. */
function whoRuns(): string | undefined {
  try {
    return os.userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  }
}

/** The role connects as Local System: what another account sees may be another way out. */
export function identityNotes(standpoint: string, platform: string, account: string | undefined): readonly string[] {
  if (platform !== 'win32' || standpoint !== 'scp' || account === undefined || account === 'SYSTEM') return [];
  return [
    `This run was made as ${account}; the role connects as System, which may have another proxy, other rights and other roots (PsExec -s).`,
  ];
}
