import type { Flow, Reader } from '../../reader.ts';

/** A rule as far as the decision needs it, from ARM, Bicep or Terraform. */
export interface PolicyRule {
  readonly ruleType: string;
  readonly protocols?: readonly { readonly protocolType: string; readonly port: number }[];
  readonly targetFqdns?: readonly string[];
  readonly destinationFqdns?: readonly string[];
  readonly destinationPorts?: readonly string[];
  readonly terminateTLS?: boolean;
}

/** A star at the far left stands for anything to the left, one character or more. */
function target(entry: string, host: string): boolean {
  return entry.startsWith('*') ? host.endsWith(entry.slice(1)) && host.length >= entry.length : host === entry;
}

/** Application rules see HTTP and TLS; network rules see addresses of exact names. */
function policyAllows(rules: readonly PolicyRule[], { host, port, scheme }: Flow): boolean {
  return rules.some((rule) => {
    if (rule.ruleType === 'NetworkRule')
      return (rule.destinationPorts ?? []).includes(String(port)) && (rule.destinationFqdns ?? []).includes(host);
    const protocol = { https: 'Https', http: 'Http', tcp: '' }[scheme];
    return (
      (rule.protocols ?? []).some((p) => p.protocolType === protocol && p.port === port) &&
      (rule.targetFqdns ?? []).some((entry) => target(entry, host))
    );
  });
}

/** Network rules are asked first and never look into TLS; application rules do where they say so. */
function policyExempts(rules: readonly PolicyRule[], host: string, port: number): boolean {
  const unopened = rules.filter((rule) => rule.ruleType === 'NetworkRule' || rule.terminateTLS === false);
  return policyAllows(unopened, { host, port, scheme: 'https' });
}

/** The reader of an export whose text holds these rules, whatever its notation. */
export function policyReader(rulesOf: (text: string) => readonly PolicyRule[]): Reader {
  return {
    allows: (text) => {
      const rules = rulesOf(text);
      return (flow) => policyAllows(rules, flow);
    },
    exempts: (text) => {
      const rules = rulesOf(text);
      return (host, port = 443) => policyExempts(rules, host, port);
    },
  };
}

interface Template {
  readonly resources: readonly {
    readonly properties: { readonly ruleCollections: readonly { readonly rules: readonly PolicyRule[] }[] };
  }[];
}

const rulesOf = (text: string) =>
  (JSON.parse(text) as Template).resources.flatMap(({ properties }) =>
    properties.ruleCollections.flatMap((collection) => collection.rules),
  );

export const reader: Reader = policyReader(rulesOf);
