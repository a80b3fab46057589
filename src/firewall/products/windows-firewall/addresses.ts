import type { AddressWriter } from '../../addresses/address-writer.ts';
import { PREFIX } from '../../naming.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Rules of the same group as those by name, so that its removal takes them back. Source: learn.microsoft.com, New-NetFirewallRule. */
export const addressWriter: AddressWriter = {
  families: 'all',
  render: (rules, sources) =>
    rules
      .flatMap(({ name, protocol, ports, ipv4, ipv6, why }) => [
        `New-NetFirewallRule -Name ${text(name)} -DisplayName ${text(name)} -Group ${text(PREFIX)} -Description ${text(why)} \``,
        `    -Direction Outbound -Action Allow -Protocol ${protocol.toUpperCase()} -RemotePort ${ports.map(text).join(', ')}${sources.length === 0 ? '' : ` -LocalAddress ${sources.map(text).join(', ')}`} \``,
        `    -RemoteAddress ${[...ipv4, ...ipv6].map(text).join(', ')} | Out-Null`,
      ])
      .join('\n'),
  undo: () => '',
};
