import { withMask } from '../../addresses/address-rules.ts';
import type { AddressRule, AddressWriter } from '../../addresses/address-writer.ts';
import { PREFIX } from '../../naming.ts';

const block = (path: string, name: string, set: readonly string[]): readonly string[] => [
  `config ${path}`,
  `    edit ${name}`,
  ...set.map((line) => `        set ${line}`),
  '    next',
  'end',
];
const objects = ({ name, ipv4 }: AddressRule) => ipv4.map((range, index) => ({ range, object: `"${name}-${index + 1}"` }));

/** Addresses, a group of them, a service and a policy each; IPv6 has tables of its own, which these leave out. Source: docs.fortinet.com, FortiOS CLI reference, firewall address, service custom, policy. */
export const addressWriter: AddressWriter = {
  families: 'IPv4',
  render: (rules, sources) =>
    rules
      .filter(({ ipv4 }) => ipv4.length > 0)
      .flatMap((rule) => [
        ...objects(rule).flatMap(({ range, object }) => block('firewall address', object, ['type ipmask', `subnet ${withMask(range)}`])),
        ...block('firewall addrgrp', `"${rule.name}"`, [
          `member ${objects(rule)
            .map(({ object }) => object)
            .join(' ')}`,
        ]),
        ...block('firewall service custom', `"${rule.name}"`, [`${rule.protocol}-portrange ${rule.ports.join(' ')}`]),
        ...block('firewall policy', '0', policy(rule, sources)),
      ])
      .join('\n'),
  undo: (rules) =>
    rules
      .filter(({ ipv4 }) => ipv4.length > 0)
      .flatMap((rule) => [
        `# First delete the policy ${rule.name} (show firewall policy, then config firewall policy, delete ID)`,
        ...[
          'config firewall addrgrp',
          `    delete "${rule.name}"`,
          'end',
          'config firewall service custom',
          `    delete "${rule.name}"`,
          'end',
        ],
        ...['config firewall address', ...objects(rule).map(({ object }) => `    delete ${object}`), 'end'],
      ])
      .join('\n'),
};

function policy({ name }: AddressRule, sources: readonly string[]): readonly string[] {
  const from = sources.length === 0 ? '"all"' : sources.map((address) => `"${PREFIX}-source-${address}"`).join(' ');
  const ends = ['srcintf "any"', 'dstintf "any"', `srcaddr ${from}`, `dstaddr "${name}"`];
  return [`name "${name}"`, ...ends, 'action accept', 'schedule "always"', `service "${name}"`, 'logtraffic all'];
}
