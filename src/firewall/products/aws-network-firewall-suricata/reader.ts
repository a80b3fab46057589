import type { Reader } from '../../reader.ts';
import { ruleGroups } from '../aws-network-firewall/reader.ts';
import { reader as suricataReader } from '../suricata/reader.ts';

export const reader: Reader = {
  allows: (text) =>
    suricataReader.allows(
      ruleGroups(text)
        .map(({ RulesString }) => RulesString ?? '')
        .join('\n'),
    ),
};
