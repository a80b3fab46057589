import ipaddr from 'ipaddr.js';

/** Microsoft's functions of both address families ("IPv6 Extensions to Navigator Auto-Config File Format"), with Chromium's answers where that is silent. */

/** Is an address within a network such as `10.0.0.0/8` or `2001:db8::/32`? False for anything else, and across families. */
export function isInNetEx(address: string, prefix: string): boolean {
  const own = parsed(address);
  if (own === undefined || !/^[\d.]+\/\d{1,3}$|^[\da-f:.]+\/\d{1,3}$/i.test(prefix) || !ipaddr.isValidCIDR(prefix)) return false;
  const [network, bits] = ipaddr.parseCIDR(prefix);
  const wanted = network.toByteArray();
  const bytes = own.toByteArray();
  if (wanted.length !== bytes.length) return false;
  return bytes.every((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((wanted[index] ?? 0) & mask);
  });
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
