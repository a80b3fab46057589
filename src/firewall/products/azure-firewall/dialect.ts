import type { AddressRule } from '../../addresses/address-writer.ts';
import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { hostsOf, PREFIX, portGroups, wideHash } from '../../naming.ts';
import { note } from '../../plain.ts';
import { domainAndBelow, said, widened } from '../../wording.ts';
import { asciiJson } from '../json/dialect.ts';

/**
 * Target FQDNs of application rules: `*` only at the far left, standing for anything to the left, any number of labels.
 * - Exact host: as it is. - `*.suffix`: `*.example.com`, the domain itself excluded.
 * - Inside a label: `*-inside.example.com`; the star does not stop at a dot, so deeper names that end so are let through as well: widened.
 * - `*suffix` could be said, look-alikes included; it is written as the domain and `*.domain` instead.
 * Source: learn.microsoft.com/azure/firewall/firewall-faq, "How do wildcards work in target URLs and target FQDNs in application rules?".
 */
export const targetWords: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => said(`*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(text, `*.${text}`),
  'inside-label': ({ text }) =>
    widened('the star stands for anything to the left, dots included: deeper names with the same end are let through', `*${text}`),
};

/** Neither a template nor a Bicep file deletes what stands in the policy. */
export const undo = (group: string): string =>
  `delete the rule collection group: az network firewall policy rule-collection-group delete --resource-group GROUP --policy-name POLICY --name ${group}`;

export const twinNotes = [
  'inspection is switched on rule by rule: these rules, which do not terminate TLS, must come before those that do: a lower priority number than their group',
  `deploying makes it effective; to undo, ${undo(`${PREFIX}-no-inspection`)}`,
];

/** Facts that the ARM and the Bicep dialect share. */
export const AZURE: Pick<
  Dialect,
  'reference' | 'decidedBy' | 'ports' | 'addresses' | 'limits' | 'notes' | 'words' | 'refuses' | 'addressRules'
> = {
  reference: 'https://learn.microsoft.com/azure/firewall/firewall-faq',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'exact',
  addresses: 'none',
  limits: {
    sizes: [
      {
        of: 'bytes',
        most: 1_000_000,
        reason:
          'a rule collection group holds 1 MB of rules (2 MB in policies made since July 2022): learn.microsoft.com, Azure Firewall limits',
        refused: false,
      },
    ],
  },
  notes: [
    'parameters: the name of your firewall policy, the source addresses, and the priority of the rule collection group: a lower number than the groups that deny',
    `deploying makes it effective (az deployment group create, or New-AzResourceGroupDeployment); to undo, ${undo(PREFIX)}`,
    'what is neither HTTP nor HTTPS becomes a network rule with exact names, which needs the DNS proxy of the firewall',
  ],
  words: targetWords,
  // They stand among the network rules, which are written with the others. Azure Firewall is for IPv4 (learn.microsoft.com/azure/firewall/firewall-known-issues).
  addressRules: { families: 'IPv4', render: () => '', undo: () => '' },
  refuses: ({ scheme, host, port }) => {
    if (scheme !== 'tcp') return port > 64_000 ? 'application rules end at port 64000' : undefined;
    return host.form === 'exact' ? undefined : 'network rules know no wildcards, application rules no protocol but HTTP and TLS';
  },
};

/** A rule of a firewall policy, by the names of the ARM schema. */
export interface AzureRule {
  readonly ruleType: 'ApplicationRule' | 'NetworkRule';
  readonly name: string;
  readonly description: string;
  readonly protocols?: readonly { readonly protocolType: 'Https' | 'Http'; readonly port: number }[];
  readonly ipProtocols?: readonly ['TCP' | 'UDP'];
  readonly targetFqdns?: readonly string[];
  readonly destinationFqdns?: readonly string[];
  readonly destinationAddresses?: readonly string[];
  readonly destinationPorts?: readonly string[];
  readonly terminateTLS?: false;
}

/** Names of rules have at most 80 characters; features may be as long themselves. */
function uniqueName(name: string, taken: Set<string>): string {
  let cut = name.length <= 80 ? name : `${name.slice(0, 71)}-${wideHash(name).slice(0, 8)}`;
  for (let turn = 2; taken.has(cut); turn++) cut = `${name.slice(0, 71)}-${wideHash(`${turn}:${name}`).slice(0, 8)}`;
  taken.add(cut);
  return cut;
}

/** One rule for each scheme, port and feature; names are stable. Descriptions hold catalog ids and reasons. */
function azureRules(entries: readonly Entry[]): readonly AzureRule[] {
  const taken = new Set<string>();
  return portGroups(entries).flatMap((group) =>
    [...new Set(group.entries.map(({ requirement }) => requirement.features[0] ?? 'other'))].map((feature): AzureRule => {
      const wanted = group.entries.filter(({ requirement }) => (requirement.features[0] ?? 'other') === feature);
      const head = { name: uniqueName(`${PREFIX}-${group.name}-${feature}`, taken), description: note(wanted, 1000) };
      if (group.scheme === 'tcp') {
        return {
          ruleType: 'NetworkRule',
          ...head,
          ipProtocols: ['TCP'],
          destinationFqdns: hostsOf(wanted),
          destinationPorts: [String(group.port)],
        };
      }
      const protocolType = group.scheme === 'http' ? 'Http' : 'Https';
      return {
        ruleType: 'ApplicationRule',
        ...head,
        protocols: [{ protocolType, port: group.port }],
        targetFqdns: hostsOf(wanted),
        terminateTLS: false,
      };
    }),
  );
}

/**
 * Network rules of addresses, ranges of ports as they are written (learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups, NetworkRule).
 */
function networkRule({ name, protocol, ports, ipv4, why }: AddressRule): readonly AzureRule[] {
  if (ipv4.length === 0) return [];
  return [
    {
      ruleType: 'NetworkRule',
      name,
      description: why,
      ipProtocols: [protocol === 'udp' ? 'UDP' : 'TCP'],
      destinationAddresses: ipv4,
      destinationPorts: ports,
    },
  ];
}

/** Application rules and network rules may not share a collection. */
export function azureCollections(
  entries: readonly Entry[],
  addressRules: readonly AddressRule[],
): readonly { readonly name: string; readonly priority: number; readonly rules: readonly AzureRule[] }[] {
  const rules = [...azureRules(entries), ...addressRules.flatMap(networkRule)];
  return [
    { name: `${PREFIX}-network`, priority: 100, rules: rules.filter(({ ruleType }) => ruleType === 'NetworkRule') },
    { name: `${PREFIX}-application`, priority: 200, rules: rules.filter(({ ruleType }) => ruleType === 'ApplicationRule') },
  ].filter((collection) => collection.rules.length > 0);
}

/** A template string that begins with a bracket is an expression; doubled, it is text. */
const literal = (text: string) => (text.startsWith('[') ? `[${text}` : text);

function template(entries: readonly Entry[], { remarks, sources, addressRules }: ExportContext, name: string, priority: number): string {
  const sourceAddresses = "[parameters('sourceAddresses')]";
  const ruleCollections = azureCollections(entries, addressRules).map((collection) => ({
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    name: collection.name,
    priority: collection.priority,
    action: { type: 'Allow' },
    rules: collection.rules.map((rule) => ({ ...rule, description: literal(rule.description), sourceAddresses })),
  }));
  return `${asciiJson({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: { remarks: remarks.map(literal) },
    parameters: {
      firewallPolicyName: { type: 'string' },
      priority: { type: 'int', defaultValue: priority },
      sourceAddresses: { type: 'array', defaultValue: sources.length === 0 ? ['*'] : sources },
    },
    resources: [
      {
        type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
        apiVersion: '2024-05-01',
        name: `[concat(parameters('firewallPolicyName'), '/${name}')]`,
        properties: { priority: "[parameters('priority')]", ruleCollections },
      },
    ],
  })}\n`;
}

/**
 * Azure Firewall policy as an ARM template. The twin is a rule collection group of higher precedence whose rules do not terminate TLS: inspection is
 * switched on rule by rule in this product.
 */
export const dialect: Dialect = {
  ...AZURE,
  title: 'Azure Firewall policy (ARM template)',
  extension: 'json',
  render: (entries, context) => template(entries, context, PREFIX, 300),
  undo: undo(PREFIX),
  inspection: {
    decidedBy: AZURE.decidedBy,
    notes: twinNotes,
    words: targetWords,
    render: (entries, context) => template(entries, context, `${PREFIX}-no-inspection`, 200),
    undo: undo(`${PREFIX}-no-inspection`),
  },
};
