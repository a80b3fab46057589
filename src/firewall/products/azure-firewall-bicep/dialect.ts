import type { Dialect, Entry, ExportContext } from '../../dialect.ts';
import { PREFIX } from '../../naming.ts';
import { AZURE, azureCollections, targetWords, twinNotes, undo } from '../azure-firewall/dialect.ts';

/** A Bicep string literal (learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings). */
const text = (value: string) =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${').replace(CONTROL, coded)}'`;

/** What ends a line, and what nobody sees. */
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

function coded(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}

/** A value in Bicep's own notation: objects and arrays one member a line, names without quotes. */
function literal(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[\n${value.map((item) => `${inner}${literal(item, inner)}\n`).join('')}${indent}]`;
  if (typeof value === 'object' && value !== null) {
    return `{\n${Object.entries(value)
      .map(([key, item]) => `${inner}${key}: ${literal(item, inner)}\n`)
      .join('')}${indent}}`;
  }
  return typeof value === 'string' ? text(value) : String(value);
}

function file(entries: readonly Entry[], { sources, addressRules }: ExportContext, name: string, priority: number): string {
  const collections = azureCollections(entries, addressRules).map((collection) => ({
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    name: collection.name,
    priority: collection.priority,
    action: { type: 'Allow' },
    rules: collection.rules.map((rule) => ({ ...rule, sourceAddresses: SOURCES })),
  }));
  return [
    'param firewallPolicyName string',
    `param priority int = ${priority}`,
    `param sourceAddresses array = ${literal(sources.length === 0 ? ['*'] : sources, '')}`,
    '',
    "resource policy 'Microsoft.Network/firewallPolicies@2024-05-01' existing = {",
    '  name: firewallPolicyName',
    '}',
    '',
    "resource preflight 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {",
    '  parent: policy',
    `  name: ${text(name)}`,
    '  properties: {',
    '    priority: priority',
    `    ruleCollections: ${literal(collections, '    ').replaceAll(text(SOURCES), 'sourceAddresses')}`,
    '  }',
    '}',
  ].join('\n');
}

/** Stands for the parameter until the literal is complete; cannot be a host, a reason or a name. */
const SOURCES = '\u0000sourceAddresses';

/** Azure Firewall policy as a Bicep file; words, rules and twin are those of `azure-firewall.ts`. */
export const dialect: Dialect = {
  ...AZURE,
  title: 'Azure Firewall policy (Bicep)',
  extension: 'bicep',
  comment: (line) => (line === '' ? '//' : `// ${line}`),
  render: (entries, context) => file(entries, context, PREFIX, 300),
  undo: undo(PREFIX),
  inspection: {
    decidedBy: AZURE.decidedBy,
    notes: twinNotes,
    words: targetWords,
    render: (entries, context) => file(entries, context, `${PREFIX}-no-inspection`, 200),
    undo: undo(`${PREFIX}-no-inspection`),
  },
};
