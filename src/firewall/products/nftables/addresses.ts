import type { AddressWriter } from '../../addresses/address-writer.ts';
import { PREFIX } from '../../naming.ts';

/** Rules by address in the chain of the names' rules, one a range, since ranges may overlap. The chain's removal takes them back. Source: nft(8), "PAYLOAD EXPRESSIONS". */
export const addressWriter = (table: string): AddressWriter => ({
  families: 'all',
  render: (rules, sources) =>
    rules
      .flatMap(({ protocol, ports, ipv4, ipv6 }) =>
        [...ipv4.map((range) => ['ip', range] as const), ...ipv6.map((range) => ['ip6', range] as const)].flatMap(([family, range]) => {
          const from = sources.filter((address) => address.includes(':') === (family === 'ip6'));
          if (sources.length > 0 && from.length === 0) return [];
          const source = from.length === 0 ? '' : `${family} saddr { ${from.join(', ')} } `;
          return [`add rule inet ${table} ${PREFIX} ${source}${family} daddr ${range} ${protocol} dport { ${ports.join(', ')} } accept`];
        }),
      )
      .join('\n'),
  undo: () => '',
});
