import type { Catalog, Networks } from '../../model/catalog/catalog.ts';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { fnv1a, PREFIX } from '../naming.ts';
import { plain } from '../plain.ts';
import type { AddressRule, AddressWriter } from './address-writer.ts';

/** The address rules of the catalogs: of `networks` with ports that an entry of the selection refers to, or none does. */
export function addressRulesOf(catalogs: readonly Catalog[], endpoints: readonly ScopedEndpoint[]): readonly AddressRule[] {
  return catalogs.flatMap((catalog) => {
    const isOfCatalog = ({ catalogId }: ScopedEndpoint): boolean => catalogId === catalog.id;
    const selected = new Set(endpoints.filter(isOfCatalog).map(({ endpoint }) => endpoint.networks));
    const referred = new Set(catalog.endpoints.map(({ networks }) => networks));
    return Object.entries(catalog.networks)
      .filter(([key]) => selected.has(key) || !referred.has(key))
      .flatMap(([key, networks]) => [...ruleOf(key, networks, 'udp'), ...ruleOf(key, networks, 'tcp')]);
  });
}

function ruleOf(key: string, networks: Networks, protocol: 'udp' | 'tcp'): readonly AddressRule[] {
  const { [protocol]: ports = [], ranges, asOf, note = '', required = true } = networks;
  if (ports.length === 0) return [];
  return [
    {
      name: nameOf(protocol, key),
      protocol,
      ports: ports.map(String),
      ipv4: ranges.filter((range) => !range.includes(':')),
      ipv6: ranges.filter((range) => range.includes(':')),
      required,
      why: plain(`${key}, ranges of ${asOf}${note === '' ? '' : `: ${note}`}`, 200),
    },
  ];
}

/** At most 31 characters, the shortest limit of the devices; a name that had to be changed carries a check sum of the key. */
function nameOf(protocol: string, key: string): string {
  const name = `${PREFIX}-${protocol}-${key}`;
  if (name.length <= 31 && /^[a-z0-9-]+$/.test(key)) return name;
  return `${name
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 22)}-${fnv1a(key).toString(16).padStart(8, '0')}`;
}

/** What a device cannot be told of these rules, for people: a heading for each reason, below it one line a rule. */
export function unwrittenRules(writer: AddressWriter | string, rules: readonly AddressRule[]): readonly string[] {
  if (rules.length === 0) return [];
  const told = ({ name, protocol, ports, required }: AddressRule, ranges: readonly string[]): string =>
    `  ${name}: ${protocol.toUpperCase()} ${ports.join(', ')} to ${ranges.slice(0, 3).join(', ')}${ranges.length > 3 ? ` and ${ranges.length - 3} more` : ''}${required ? '' : ' optional'}`;
  if (typeof writer === 'string') return [`NOT SAID: ${writer}:`, ...rules.map((rule) => told(rule, [...rule.ipv4, ...rule.ipv6]))];
  const lost = writer.families === 'all' ? [] : rules.filter(({ ipv6 }) => ipv6.length > 0);
  return lost.length === 0 ? [] : ['NOT SAID: these rules are written for IPv4 only:', ...lost.map((rule) => told(rule, rule.ipv6))];
}

/** `255.255.255.0` of `192.0.2.0/24`, behind the address. */
export function withMask(range: string): string {
  const [address = '', bits = '32'] = range.split('/');
  const mask = [0, 1, 2, 3].map((index) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(bits) - 8 * index))));
  return `${address} ${mask.join('.')}`;
}
