import { ruleGroups } from './aws-network-firewall.ts';
import type { Matcher } from './matcher.ts';
import { suricataMatcher } from './suricata.ts';

export const awsNetworkFirewallSuricataMatcher: Matcher = {
  allows: (text) =>
    suricataMatcher.allows(
      ruleGroups(text)
        .map(({ RulesString }) => RulesString ?? '')
        .join('\n'),
    ),
};
