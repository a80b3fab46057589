import type { AddressWriter } from '../../addresses/address-writer.ts';
import { PREFIX, stableNumbers } from '../../naming.ts';

/** A pass rule each, with a number of its own range. Source: docs.suricata.io, "Rules Format". */
export const addressWriter: AddressWriter = {
  families: 'all',
  render: (rules, sources) => {
    const sids = stableNumbers(
      rules.map(({ name }) => name),
      1_950_000,
      40_000,
    );
    const from = sources.length === 0 ? '$HOME_NET' : `[${sources.join(',')}]`;
    return rules
      .flatMap(({ name, protocol, ports, ipv4, ipv6, why }) => [
        `# ${why}`,
        `pass ${protocol} ${from} any -> [${[...ipv4, ...ipv6].join(',')}] [${ports.map((port) => port.replace('-', ':')).join(',')}] (msg:"${PREFIX} ${name}"; sid:${sids.get(name)}; rev:1;)`,
      ])
      .join('\n');
  },
  undo: () => '',
};
