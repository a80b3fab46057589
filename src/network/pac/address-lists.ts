import ipaddr from 'ipaddr.js';

/** Microsoft's functions of both address families ("IPv6 Extensions to Navigator Auto-Config File Format"), with Chromium's answers where that is silent. */

/**
 * Is an address within a network such as `10.0.0.0/8` or `2001:db8::/32`? False for anything else. Across families IPv4 counts as IPv4-mapped IPv6
 * (RFC 4291 section 2.5.5.2), as in Chromium.
 */
export function isInNetEx(address: string, prefix: string): boolean {
  const [, networkText = '', bitsText = ''] = /^\s{0,10}([\d.]{7,15}|[\da-f:.]{2,45})\/0{0,10}(\d{1,3})\s{0,10}$/i.exec(prefix) ?? [];
  const own = parsed(address);
  const network = parsed(networkText);
  if (own === undefined || network === undefined) return false;
  const bits = Number(bitsText);
  if (bits > network.toByteArray().length * 8) return false;
  const isMixed = own.kind() !== network.kind();
  const bytes = bytesOf(own, isMixed);
  const wanted = bytesOf(network, isMixed);
  const wantedBits = bits + (wanted.length - network.toByteArray().length) * 8;
  return bytes.every((byte, index) => {
    const left = Math.min(8, Math.max(0, wantedBits - index * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((wanted[index] ?? 0) & mask);
  });
}

function bytesOf(address: ipaddr.IPv4 | ipaddr.IPv6, asMapped: boolean): readonly number[] {
  return asMapped && address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress().toByteArray() : address.toByteArray();
}

/** `a;b;c` in ascending order, IPv6 before IPv4, each as it was written; false when one of them is not an address. */
export function sortIpAddressList(list: string): string | false {
  const texts = list
    .replace(/[ \t]/g, '')
    .split(';')
    .filter((text) => text !== '');
  const entries = texts.map((text) => ({ text, bytes: parsed(text)?.toByteArray() ?? [] }));
  if (entries.length === 0 || entries.some(({ bytes }) => bytes.length === 0)) return false;
  return entries
    .toSorted((left, right) => right.bytes.length - left.bytes.length || compare(left.bytes, right.bytes))
    .map(({ text }) => text)
    .join(';');
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}
