import { lines, type Reader } from '../../reader.ts';

/** The sets that dnsmasq fills for a name: those of the longest domain that is the name or above it; none when no domain is. */
export function setsOf(text: string): (host: string) => readonly string[] {
  const domains = new Map(
    lines(text, '#').map((line) => {
      const [, domain = '', sets = ''] = line.split('/');
      return [domain, sets.split(',').map((set) => set.split('#').at(-1) ?? '')];
    }),
  );
  return (host) => {
    const labels = host.split('.');
    const longest = labels.map((_, index) => labels.slice(index).join('.')).find((name) => domains.has(name));
    return longest === undefined ? [] : (domains.get(longest) ?? []);
  };
}

/** Ports stand in the nftables export. */
export const reader: Reader = {
  allows: (text) => {
    const sets = setsOf(text);
    return ({ host }) => sets(host).length > 0;
  },
};
