import { captures, type Reader } from '../../reader.ts';
import { type PolicyRule, policyReader } from '../azure-firewall/reader.ts';

/** The words of a list, on one line or over several. It holds names and ports alone: nothing that needs a backslash. */
function listOf(rule: string, key: string): readonly string[] {
  const lines = rule.split('\n');
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${key} `));
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index >= start && line.includes(']'));
  return captures(lines.slice(start, end + 1).join('\n'), /"([^"\\]*)"/g);
}

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

export const reader: Reader = policyReader(rulesOf);
