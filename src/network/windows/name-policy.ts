import { z } from 'zod';
import { askWindows } from './functions/ask.ts';

/** A rule of the name resolution policy (NRPT) that sends lookups of some names to DNS servers of its own. */
export interface NamePolicyRule {
  /** `.corp.test`: all names below; `host.corp.test`: that name; `host`: a first label; `.`: every name. */
  readonly namespace: string;
  /** Where such names are looked up. */
  readonly servers: readonly string[];
}

const texts = z.array(z.string().max(2000)).max(1000);
const schema = z.object({
  rules: z.array(z.object({ names: texts, options: z.number(), servers: texts, directAccess: texts })).max(10_000),
});
type Told = z.infer<typeof schema>['rules'][number];

/** ConfigOptions: which settings of a rule are in force. */
const [DIRECT_ACCESS, GENERIC] = [4, 8];

/** What Windows told, a rule for each namespace; rules that name no server leave a name to the servers of the connection. */
export function rulesIn(told: readonly Told[]): readonly NamePolicyRule[] {
  return told.flatMap(({ names, options, servers, directAccess }) => {
    const lists = [...((options & GENERIC) === 0 ? [] : servers), ...((options & DIRECT_ACCESS) === 0 ? [] : directAccess)];
    const all = lists.flatMap((list) => list.split(/[;,\s]+/)).filter((server) => server !== '');
    return names.map((namespace) => ({ namespace, servers: all }));
  });
}

/** The rule that a name goes by: its own, that of its first label, the longest suffix, the one for every name (DirectAccess: name resolution policy table). Undefined: none names servers for it. */
export function ruleFor(name: string, rules: readonly NamePolicyRule[]): NamePolicyRule | undefined {
  const asked = name.toLowerCase().replace(/\.$/, '');
  const rank = ({ namespace }: NamePolicyRule): number => {
    const own = namespace.toLowerCase();
    if (own === '.') return 1;
    if (own.startsWith('.')) return asked.endsWith(own) ? 1 + own.length : 0;
    if (own === asked) return 2000;
    return own === asked.split('.')[0] ? 1000 : 0;
  };
  const [best] = rules.filter((rule) => rank(rule) > 0).sort((a, b) => rank(b) - rank(a));
  return best !== undefined && best.servers.length > 0 ? best : undefined;
}

const LIMIT_MS = 5000;
let once: Promise<readonly NamePolicyRule[]> | undefined;

/** The rule of this Windows that a name goes by; asked once a run. Undefined: none, or it could not be read. */
export async function namePolicyOf(name: string): Promise<NamePolicyRule | undefined> {
  const { signal } = new AbortController();
  once ??= askWindows('name-policy', {}, schema, { signal, timeoutMs: LIMIT_MS }).then((answer) =>
    'value' in answer ? rulesIn(answer.value.rules) : [],
  );
  return ruleFor(name, await once);
}
