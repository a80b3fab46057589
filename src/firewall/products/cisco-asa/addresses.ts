import { withMask } from '../../addresses/address-rules.ts';
import type { AddressRule, AddressWriter } from '../../addresses/address-writer.ts';
import { PREFIX } from '../../naming.ts';

/** A group of the ranges, and a line of the access list for each port. Source: Cisco ASA command reference, `object-group network`, `access-list extended`. */
export const addressWriter = (server: string): AddressWriter => ({
  families: 'all',
  render: (rules, sources) =>
    rules
      .flatMap((rule) => [
        `object-group network ${rule.name}`,
        ` description ${rule.why}`,
        ...rule.ipv4.map((range) => ` network-object ${withMask(range)}`),
        ...rule.ipv6.map((range) => ` network-object ${range}`),
        ...lines(rule, sources.length === 0 ? 'any' : `object-group ${server}`),
      ])
      .join('\n'),
  undo: (rules) =>
    rules
      .flatMap((rule) => [
        `! delete the lines of access-list ${PREFIX}_out that name ${rule.name} (show access-list ${PREFIX}_out), then`,
        `no object-group network ${rule.name}`,
      ])
      .join('\n'),
});

function lines({ name, protocol, ports }: AddressRule, from: string): readonly string[] {
  return ports.map((port) => {
    const [first, last] = port.split('-');
    const match = last === undefined ? `eq ${first}` : `range ${first} ${last}`;
    return `access-list ${PREFIX}_out extended permit ${protocol} ${from} object-group ${name} ${match}`;
  });
}
