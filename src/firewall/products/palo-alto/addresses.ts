import type { AddressRule, AddressWriter } from '../../addresses/address-writer.ts';

const objects = ({ name, ipv4, ipv6 }: AddressRule) =>
  [...ipv4, ...ipv6].map((range, index) => ({ range, object: `${name}-${index + 1}` }));

/** Address objects, a group of them, a service and a rule each. Source: PAN-OS CLI quick start, `set address`, `set service`, `set rulebase security rules`. */
export const addressWriter: AddressWriter = {
  families: 'all',
  render: (rules, sources) =>
    rules
      .flatMap((rule) => {
        const { name, protocol, ports, why } = rule;
        const line = `set rulebase security rules ${name}`;
        return [
          ...objects(rule).flatMap(({ range, object }) => [
            `set address ${object} ip-netmask ${range}`,
            `set address-group ${name} static ${object}`,
          ]),
          `set service ${name} protocol ${protocol} port ${ports.join(',')}`,
          `${line} from any to any source ${sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`} destination ${name} source-user any`,
          `${line} category any application any service ${name} action allow`,
          `${line} description "${why}"`,
        ];
      })
      .join('\n'),
  undo: (rules) =>
    rules
      .flatMap((rule) => [
        `delete rulebase security rules ${rule.name}`,
        `delete service ${rule.name}`,
        `delete address-group ${rule.name}`,
        ...objects(rule).map(({ object }) => `delete address ${object}`),
      ])
      .join('\n'),
};
