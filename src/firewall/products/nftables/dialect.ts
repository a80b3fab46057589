import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { byHost, PREFIX, wideHash } from '../../naming.ts';
import { hash } from '../../plain.ts';
import { publicSuffixKind } from '../../public-suffix.ts';
import { ALL_BELOW_PARENT, belowParent, domainAndBelow, dropped, widened } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

/** Family and name of the table that Debian's /etc/nftables.conf uses; chain and sets are added to it. */
export const TABLE = 'filter';

/** Every name below the host passes too, so a host that is a public suffix cannot be said. */
const exact: Words['exact'] = ({ text }) =>
  publicSuffixKind(text) === undefined
    ? widened('names below the host are let through too', text)
    : dropped('names below the host are let through too, and it is a public suffix');

/** dnsmasq's `/domain/` always means the domain and everything below it. */
export const domainWords: Words = {
  exact,
  suffix: ({ text }) => widened('the device matches the domain itself too', text),
  'dotless-suffix': ({ text }) => domainAndBelow(text),
  'inside-label': belowParent(ALL_BELOW_PARENT, exact, (parent) => parent),
};

/** A domain as dnsmasq sees it, and all ports that its addresses are wanted on. */
export interface DomainPorts {
  readonly domain: string;
  readonly ports: readonly number[];
  readonly entries: readonly Entry[];
}

/**
 * Every domain with the ports of itself and of all wider domains: dnsmasq fills only the sets of the longest domain that matches, so the narrower one must name
 * what the wider one names.
 */
export function domainPorts(entries: readonly Entry[]): readonly DomainPorts[] {
  const wanted = byHost(entries);
  return [...wanted].map(([domain, own]) => {
    const labels = domain.split('.');
    const covering = labels.flatMap((_, index) => wanted.get(labels.slice(index).join('.')) ?? []);
    const ports = [...new Set(covering.map(({ requirement }) => requirement.port))].sort((a, b) => a - b);
    return { domain, ports, entries: own };
  });
}

/** 443, 10124, 10125, 10126 → `443`, `10124-10126`. */
function portRanges(ports: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const port of ports) {
    const last = ranges.at(-1);
    if (last !== undefined && port === last[1] + 1) last[1] = port;
    else ranges.push([port, port]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}

/** Name of the set for destinations on these ports, without `_v4` or `_v6`: stable, and short enough for every kernel. */
export function setName(ports: readonly number[]): string {
  const readable = portRanges(ports).join('_').replaceAll('-', 'to');
  return `${PREFIX}_${readable.length <= 18 ? readable : wideHash(readable)}`;
}

/**
 * nftables sets and a chain that accepts what is in them; dnsmasq fills the sets (`dnsmasq-nftset`, made from the same selection).
 * nftables knows no names, so all host forms are as wide as dnsmasq makes them: exact hosts and `*.suffix` become the domain with everything below it, inside a label
 * every name below the parent domain. Ports are said. nftables does not decrypt, so there is no inspection twin.
 * Sources: nft(8), "SETS"; dnsmasq(8), `--nftset`.
 */
export const dialect: Dialect = {
  title: 'nftables sets and rules, filled by dnsmasq',
  extension: 'nft',
  reference: 'https://www.netfilter.org/projects/nftables/manpage.html',
  decidedBy: 'addresses that dnsmasq gave',
  ports: 'exact',
  addresses: 'none',
  limits: {},
  comment: hash,
  notes: [
    `jump ${PREFIX} from your forward or output chain of table inet ${TABLE}; it only accepts`,
    'nft -f FILE makes it effective until the restart; to undo, delete your jump, then nft -f what --undo writes',
    'give dnsmasq the export of --dialect dnsmasq-nftset with the same selection; the server must ask that dnsmasq, DNS over HTTPS does not work',
    'addresses of content networks are shared: other names on the same address pass too, on the same port',
  ],
  words: domainWords,
  render: (entries, context) => ruleset(entries, context),
  undo: (entries) => removal(entries),
  addressRules: addressWriter(TABLE),
  inspection: 'nftables does not decrypt: there is nothing to exempt',
};

const portListsOf = (entries: readonly Entry[]) => [...new Map(domainPorts(entries).map(({ ports }) => [ports.join(), ports])).values()];

/** What is not there cannot be deleted, so it is added first: the removal can run twice. A chain that something still jumps to stays. */
function removal(entries: readonly Entry[]): string {
  const sets = portListsOf(entries).flatMap((ports) => [
    [`${setName(ports)}_v4`, 'ipv4_addr'],
    [`${setName(ports)}_v6`, 'ipv6_addr'],
  ]);
  return [
    `add table inet ${TABLE}`,
    `add chain inet ${TABLE} ${PREFIX}`,
    `flush chain inet ${TABLE} ${PREFIX}`,
    `delete chain inet ${TABLE} ${PREFIX}`,
    ...sets.flatMap(([name, type]) => [
      `add set inet ${TABLE} ${name} { type ${type}; flags timeout; timeout 1d; }`,
      `delete set inet ${TABLE} ${name}`,
    ]),
  ].join('\n');
}

function ruleset(entries: readonly Entry[], { sources }: ExportContext): string {
  const portLists = portListsOf(entries);
  const set = (name: string, type: string) => [`  set ${name} {`, `    type ${type}`, '    flags timeout', '    timeout 1d', '  }'];
  const sets = portLists.flatMap((ports) => [...set(`${setName(ports)}_v4`, 'ipv4_addr'), ...set(`${setName(ports)}_v6`, 'ipv6_addr')]);
  const rules = portLists.flatMap((ports) => {
    const match = `tcp dport { ${portRanges(ports).join(', ')} }`;
    return (['ip', 'ip6'] as const).flatMap((family) => {
      const from = sources.filter((address) => address.includes(':') === (family === 'ip6'));
      if (sources.length > 0 && from.length === 0) return [];
      const source = from.length === 0 ? '' : `${family} saddr { ${from.join(', ')} } `;
      return [`    ${source}${family} daddr @${setName(ports)}_${family === 'ip' ? 'v4' : 'v6'} ${match} accept`];
    });
  });
  return [
    `add table inet ${TABLE}`,
    `add chain inet ${TABLE} ${PREFIX}`,
    `flush chain inet ${TABLE} ${PREFIX}`,
    `table inet ${TABLE} {`,
    ...sets,
    `  chain ${PREFIX} {`,
    ...rules,
    '  }',
    '}',
  ].join('\n');
}
