import { classifyAddress } from '../model/network/address.ts';
import type { Vantage } from '../model/report.ts';

const MAX_NAME = 255;
const MAX_ADDRESSES = 64;

/**
 * What makes two runs those of one machine: the name with its domain, and the addresses. Names alone recur: clones, machines of two domains, and whoever writes
 * another's name into a file. IPv4 addresses where there are any, because those of IPv6 change by the day (RFC 8981). `scp01.corp.example (192.0.2.7)`.
 */
export function identityOf({ hostname, addresses }: Vantage): string {
  const own = addresses.slice(0, MAX_ADDRESSES).filter((address) => {
    const kind = classifyAddress(address);
    // In a redacted report placeholders stand for addresses: they tell machines apart as well.
    return kind !== 'loopback' && kind !== 'link-local';
  });
  const v4 = own.filter((address) => !address.includes(':'));
  const shown = [...new Set(v4.length > 0 ? v4 : own)].sort();
  const name = hostname.slice(0, MAX_NAME).toLowerCase();
  return shown.length === 0 ? name : `${name} (${shown.join(', ')})`;
}
