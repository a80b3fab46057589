import type { Dialect, Entry, ExportContext } from '../../dialect.ts';
import { PREFIX } from '../../naming.ts';
import { AZURE, type AzureRule, azureCollections, targetWords } from '../azure-firewall/dialect.ts';

/** A quoted template of HCL without any template in it (developer.hashicorp.com/terraform/language/expressions/strings). */
const text = (value: string): string =>
  `"${value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

const list = (values: readonly string[], indent: string): string =>
  values.length === 0 ? '[]' : `[\n${values.map((value) => `${indent}  ${text(value)},\n`).join('')}${indent}]`;

/** One rule, by the names of the provider's schema, whose blocks are those of the ARM schema in other letters. */
function rule({ name, description, protocols, targetFqdns, destinationFqdns, ...network }: AzureRule): readonly string[] {
  const { destinationAddresses, destinationPorts, ipProtocols = ['TCP'] } = network;
  const fqdns = targetFqdns ?? destinationFqdns ?? [];
  return [
    '    rule {',
    `      name              = ${text(name)}`,
    `      description       = ${text(description)}`,
    '      source_addresses  = var.source_addresses',
    destinationAddresses === undefined
      ? `      destination_fqdns = ${list(fqdns, '      ')}`
      : `      destination_addresses = ${list(destinationAddresses, '      ')}`,
    ...(destinationPorts === undefined
      ? ['      terminate_tls     = false']
      : [`      protocols         = ["${ipProtocols[0]}"]`, `      destination_ports = ${list(destinationPorts, '      ')}`]),
    ...(protocols ?? []).flatMap(({ protocolType, port }) => [
      '      protocols {',
      `        type = ${text(protocolType)}`,
      `        port = ${port}`,
      '      }',
    ]),
    '    }',
  ];
}

const variable = (name: string, type: string, more: readonly string[] = []): readonly string[] => [
  `variable "${name}" {`,
  `  type = ${type}`,
  ...more,
  '}',
  '',
];

function file(entries: readonly Entry[], { sources, addressRules }: ExportContext, name: string, priority: number): string {
  const collections = azureCollections(entries, addressRules).flatMap((collection) => [
    '',
    `  ${collection.rules[0]?.ruleType === 'NetworkRule' ? 'network' : 'application'}_rule_collection {`,
    `    name     = ${text(collection.name)}`,
    `    priority = ${collection.priority}`,
    '    action   = "Allow"',
    ...collection.rules.flatMap(rule),
    '  }',
  ]);
  const label = name.replaceAll('-', '_');
  return [
    ...variable('firewall_policy_id', 'string'),
    ...variable('priority', 'number', [`  default = ${priority}`]),
    ...variable('source_addresses', 'list(string)', [`  default = ${list(sources.length === 0 ? ['*'] : sources, '  ')}`]),
    `resource "azurerm_firewall_policy_rule_collection_group" "${label}" {`,
    `  name               = ${text(name)}`,
    '  firewall_policy_id = var.firewall_policy_id',
    '  priority           = var.priority',
    ...collections,
    '}',
  ].join('\n');
}

const UNDO = 'take the file away and run terraform apply, or terraform destroy with -target on its resource';
const APPLY = `terraform plan, then terraform apply, makes it effective; to undo, ${UNDO}`;
const MODULE =
  'a file of its own in a folder of its own, as a module: its variables are the id of the firewall policy, the source addresses and the priority';

/**
 * Azure Firewall policy as a Terraform file for the provider hashicorp/azurerm; words and rules are those of the ARM dialect.
 * Source: registry.terraform.io/providers/hashicorp/azurerm, "azurerm_firewall_policy_rule_collection_group".
 */
export const dialect: Dialect = {
  ...AZURE,
  title: 'Azure Firewall policy (Terraform, provider azurerm)',
  extension: 'tf',
  reference: 'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_policy_rule_collection_group',
  notes: [`${MODULE}: a lower number than the groups that deny`, APPLY, ...AZURE.notes.slice(2)],
  comment: (line) => (line === '' ? '#' : `# ${line}`),
  render: (entries, context) => file(entries, context, PREFIX, 300),
  undo: UNDO,
  inspection: {
    decidedBy: AZURE.decidedBy,
    notes: [
      'inspection is switched on rule by rule: these rules, which do not terminate TLS, must come before those that do: a lower priority number than their group',
      MODULE,
      APPLY,
    ],
    words: targetWords,
    render: (entries, context) => file(entries, context, `${PREFIX}-no-inspection`, 200),
    undo: UNDO,
  },
};
