import type { Dialect, ExportContext, Limits } from '../../dialect.ts';
import { hostsOf } from '../../naming.ts';
import { plain } from '../../plain.ts';
import { ALL_BELOW_PARENT, belowParent, LEADING_DOT } from '../../wording.ts';
import { asciiJson } from '../json/dialect.ts';

export const DELETE_STACK =
  'a template deletes nothing: take the reference to the rule group out of the firewall policy, then aws cloudformation delete-stack --stack-name NAME';

export const NO_TWIN =
  'TLS inspection configurations of AWS Network Firewall are scoped by address and port, not by name: name exemptions cannot be said';

/** AWS::NetworkFirewall::RuleGroup and CloudFormation quotas, "Template body size": 51,200 bytes in a request, 1 MB in a bucket. */
export const TEMPLATE_LIMITS: Limits = {
  sizes: [
    {
      of: 'bytes',
      most: 1_000_000,
      reason:
        'CloudFormation takes templates of at most 1 MB (CloudFormation quotas): export the features in parts, each for a stack with a NamePrefix of its own',
      refused: true,
    },
    {
      of: 'bytes',
      most: 51_200,
      reason: 'a template of this size must be put into an S3 bucket first (CloudFormation quotas)',
      refused: false,
    },
  ],
};

/**
 * AWS Network Firewall domain lists as a CloudFormation template: one stateful rule group for TLS server names, one for HTTP hosts.
 * - Exact host: `abc.example.com`. - `*.suffix`: `.example.com`, which matches the domain itself too: widened. There is no `*`.
 * - Inside a label: every name below the parent domain: widened; the Suricata variant says it exactly. - `*suffix`: the leading dot.
 * - Ports cannot be said; what is neither TLS nor HTTP is dropped. Names are compared as sent by the client, no look-up is made.
 * Sources: AWS Network Firewall developer guide, "Stateful domain list rule groups"; CloudFormation, AWS::NetworkFirewall::RuleGroup RulesSourceList.
 */
export const dialect: Dialect = {
  title: 'AWS Network Firewall domain lists (CloudFormation)',
  extension: 'json',
  reference: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'elsewhere',
  limits: TEMPLATE_LIMITS,
  addresses: 'none',
  notes: [
    'an allow list drops all other TLS or HTTP traffic of HOME_NET: give HomeNet the address of the server alone unless that is meant for all',
    'a rule group does nothing by itself: refer to it in the firewall policy; to undo, remove that reference, then delete the stack',
    'HomeNet must hold sources outside the VPC of the firewall',
  ],
  words: { ...LEADING_DOT, 'inside-label': belowParent(ALL_BELOW_PARENT, LEADING_DOT.exact, (parent) => `.${parent}`) },
  refuses: ({ scheme }) => (scheme === 'tcp' ? 'domain lists see TLS and HTTP only' : undefined),
  render: (entries, context) => {
    const lists = [
      { id: 'Tls', type: 'TLS_SNI', entries: entries.filter(({ requirement }) => requirement.scheme === 'https') },
      { id: 'Http', type: 'HTTP_HOST', entries: entries.filter(({ requirement }) => requirement.scheme === 'http') },
    ].filter((group) => group.entries.length > 0);
    return template(
      context,
      lists.map(({ id, type, entries: wanted }) => {
        const targets = withoutCovered(hostsOf(wanted));
        const source = { RulesSourceList: { Targets: targets, TargetTypes: [type], GeneratedRulesType: 'ALLOWLIST' } };
        return { id, capacity: targets.length * 2 + 10, rules: { RulesSource: source } };
      }),
    );
  },
  undo: DELETE_STACK,
  addressRules:
    'this domain list holds names only: add a stateful rule group with these destinations, or use --dialect aws-network-firewall-suricata with rules of your own',
  inspection: NO_TWIN,
};

/** `.example.com` makes `www.example.com` superfluous. */
function withoutCovered(hosts: readonly string[]): readonly string[] {
  const wide = new Set(hosts.filter((host) => host.startsWith('.')));
  return hosts.filter((host) => {
    const labels = host.replace(/^\./, '').split('.');
    const above = labels.map((_, index) => `.${labels.slice(index).join('.')}`);
    return !above.some((domain) => domain !== host && wide.has(domain));
  });
}

/** A template whose rule groups take the network of the server as a parameter. */
export function template(
  { title, remarks, sources }: ExportContext,
  groups: readonly { readonly id: string; readonly capacity: number; readonly rules: Readonly<Record<string, unknown>> }[],
): string {
  const homeNet = { IPSets: { HOME_NET: { Definition: { Ref: 'HomeNet' } } } };
  const resource = ({ id, capacity, rules }: (typeof groups)[number]) => ({
    Type: 'AWS::NetworkFirewall::RuleGroup',
    Properties: {
      RuleGroupName: { 'Fn::Sub': `\${NamePrefix}${id}` },
      Type: 'STATEFUL',
      Capacity: capacity,
      Description: plain(title, 512),
      RuleGroup: { RuleVariables: homeNet, ...rules },
    },
  });
  const parameter = { Type: 'CommaDelimitedList', Description: 'Addresses or networks of the server that connects' };
  // An account has one rule group of a name; a second stack needs another.
  const prefix = {
    Type: 'String',
    Default: 'Preflight',
    AllowedPattern: '^[A-Za-z0-9-]{1,100}$',
    Description: 'Begins the names of the rule groups',
  };
  const known = sources.map((address) => (address.includes('/') ? address : `${address}/32`)).join(',');
  return `${asciiJson({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: title,
    Metadata: { Remarks: remarks },
    Parameters: { HomeNet: known === '' ? parameter : { ...parameter, Default: known }, NamePrefix: prefix },
    Resources: Object.fromEntries(groups.map((group) => [`Preflight${group.id}`, resource(group)])),
  })}\n`;
}
