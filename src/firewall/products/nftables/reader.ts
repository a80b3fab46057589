import type { Reader } from '../../reader.ts';

/** Ports on which the addresses in a set are accepted. */
export function portsOf(text: string): ReadonlyMap<string, (port: number) => boolean> {
  const rules = [...text.matchAll(/^[ \t]+(?:ip6? saddr \{[^}]*\} )?ip6? daddr @(\S+) tcp dport \{ ([^}]*) \} accept$/gm)];
  return new Map(
    rules.map((rule) => {
      const ranges = (rule[2] ?? '').split(', ').map((range) => range.split('-').map(Number));
      return [rule[1] ?? '', (port: number) => ranges.some(([from = 0, to = from]) => port >= from && port <= to)];
    }),
  );
}

/** nftables sees addresses and ports; which names they belong to stands in the dnsmasq export. */
export const reader: Reader = {
  allows: (text) => {
    const sets = [...portsOf(text).values()];
    return ({ port }) => sets.some((accepts) => accepts(port));
  },
};
