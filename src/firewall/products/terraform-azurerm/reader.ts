import { captures, type Reader } from '../../reader.ts';
import { type PolicyRule, policyAllows, policyExempts } from '../azure-firewall/reader.ts';

const strings = (text: string | undefined): readonly string[] => captures(text ?? '', /"((?:\\.|[^"\\])*)"/g);
const listOf = (rule: string, key: string): readonly string[] => strings(new RegExp(`^ +${key} += \\[([^\\]]*)\\]`, 'm').exec(rule)?.[1]);

/** The rules of our own Terraform files: one block each, one setting a line. */
function rulesOf(text: string): readonly PolicyRule[] {
  const collections = [...text.matchAll(/^ {2}(network|application)_rule_collection \{\n([\s\S]*?)^ {2}\}$/gm)];
  return collections.flatMap(([, kind, body = '']) =>
    body
      .split('    rule {\n')
      .slice(1)
      .map((rule) => policyRule(rule, kind === 'network')),
  );
}

function policyRule(rule: string, isNetwork: boolean): PolicyRule {
  const fqdns = listOf(rule, 'destination_fqdns');
  if (isNetwork) return { ruleType: 'NetworkRule', destinationFqdns: fqdns, destinationPorts: listOf(rule, 'destination_ports') };
  const protocols = [...rule.matchAll(/^ +type = "(\w+)"\n +port = (\d+)$/gm)].map(([, type = '', port]) => ({
    protocolType: type,
    port: Number(port),
  }));
  return { ruleType: 'ApplicationRule', protocols, targetFqdns: fqdns, terminateTLS: !/^ +terminate_tls += false$/m.test(rule) };
}

export const reader: Reader = {
  allows: (text) => {
    const rules = rulesOf(text);
    return (flow) => policyAllows(rules, flow);
  },
  exempts: (text) => {
    const rules = rulesOf(text);
    return (host, port = 443) => policyExempts(rules, host, port);
  },
};
