import type { Dialect, ExportContext } from '../../dialect.ts';
import { DELETE_STACK, NO_TWIN, TEMPLATE_LIMITS, template } from '../aws-network-firewall/dialect.ts';
import { addressWriter } from '../suricata/addresses.ts';
import { nameWords, rules } from '../suricata/dialect.ts';

/**
 * AWS Network Firewall with Suricata compatible rules as a CloudFormation template; the words and rules are those of `suricata.ts`, so every host form and the
 * ports are said exactly. Strict order: the policy's default action refuses the rest.
 * Source: AWS Network Firewall developer guide, "Working with stateful rule groups", "Examples of stateful rules".
 */
export const dialect: Dialect = {
  title: 'AWS Network Firewall Suricata rules (CloudFormation)',
  extension: 'json',
  reference: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-examples.html',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'exact',
  limits: TEMPLATE_LIMITS,
  addresses: 'none',
  notes: [
    'the firewall policy must use strict order with the default action drop established',
    'a rule group does nothing by itself: refer to it in the firewall policy, before groups that drop; to undo, remove that reference, then delete the stack',
    'HomeNet must hold sources outside the VPC of the firewall',
  ],
  words: nameWords,
  refuses: ({ scheme }) => (scheme === 'tcp' ? 'only TLS and HTTP carry a host name that rules can see' : undefined),
  render: (entries, context) =>
    template(context, [
      {
        id: 'Rules',
        capacity: entries.length * 2 + context.addressRules.length + 10,
        rules: {
          RulesSource: {
            RulesString: [...rules(entries, '$HOME_NET', false), ...addressLines(context)].join('\n'),
          },
          StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
        },
      },
    ]),
  undo: DELETE_STACK,
  // Suricata's own rules, in the same text: IPv6 as well (AWS Network Firewall developer guide, "Limitations and caveats for stateful rules").
  addressRules: { families: 'all', render: () => '', undo: () => '' },
  inspection: NO_TWIN,
};

function addressLines({ addressRules }: ExportContext): readonly string[] {
  return addressWriter
    .render(addressRules, [])
    .split('\n')
    .filter((line) => line.startsWith('pass '));
}
