import { leadingDots, type Reader } from '../../reader.ts';

interface Group {
  readonly Properties: {
    readonly RuleGroup: {
      readonly RulesSource: {
        readonly RulesSourceList?: { readonly Targets: readonly string[]; readonly TargetTypes: readonly string[] };
        readonly RulesString?: string;
      };
    };
  };
}

/** The rule groups of a template of ours. */
export function ruleGroups(text: string): readonly Group['Properties']['RuleGroup']['RulesSource'][] {
  const { Resources } = JSON.parse(text) as { readonly Resources: Readonly<Record<string, Group>> };
  return Object.values(Resources).map((group) => group.Properties.RuleGroup.RulesSource);
}

/** `.example.com` matches the domain and its subdomains; TLS by server name, HTTP by host, on every port. */
export const reader: Reader = {
  allows: (text) => {
    const lists = ruleGroups(text)
      .flatMap(({ RulesSourceList }) => (RulesSourceList === undefined ? [] : [RulesSourceList]))
      .map(({ Targets, TargetTypes }) => ({ TargetTypes, contains: leadingDots(Targets) }));
    return ({ host, scheme }) => {
      const type = { https: 'TLS_SNI', http: 'HTTP_HOST', tcp: '' }[scheme];
      return lists.some((list) => list.TargetTypes.includes(type) && list.contains(host));
    };
  },
};
