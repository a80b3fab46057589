import os from 'node:os';
import type { Vantage } from '../model/report.ts';

/** Who is asking: the source that a firewall rule needs. */
export function vantage(): Vantage {
  const addresses = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && !entry.address.toLowerCase().startsWith('fe80:'))
    .map((entry) => entry.address);
  return { hostname: os.hostname(), platform: `${os.platform()} ${os.release()}`, addresses: [...new Set(addresses)] };
}
