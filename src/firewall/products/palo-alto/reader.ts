import { captures, type Flow, type Reader, unquoted } from '../../reader.ts';

/**
 * Does a PAN-OS URL list entry match a host? Both sides are tokens; `*` stands for one or more tokens, `^` for exactly one; the trailing slash ends the host.
 * docs.paloaltonetworks.com, "Guidelines for URL Category Exceptions".
 */
export function urlEntry(entry: string, host: string): boolean {
  const pattern = entry.replace(/\/$/, '').split('.');
  const match = (tokens: readonly string[], labels: readonly string[]): boolean => {
    const [token, ...rest] = tokens;
    if (token === undefined) return labels.length === 0;
    if (labels.length === 0) return false;
    if (token === '*') return match(rest, labels.slice(1)) || match(tokens, labels.slice(1));
    return (token === '^' || token === labels[0]) && match(rest, labels.slice(1));
  };
  return match(pattern, host.split('.'));
}

interface Rule {
  readonly port: number;
  readonly category: string;
  readonly destination: string;
}

function securityRules(text: string): readonly Rule[] {
  const ports = new Map([...text.matchAll(/^set service (\S+) protocol tcp port (\d+)$/gm)].map((m) => [m[1], Number(m[2])]));
  const names = [...new Set(captures(text, /^set rulebase security rules (\S+) /gm))];
  return names.map((name) => {
    const own = text
      .split('\n')
      .filter((line) => line.startsWith(`set rulebase security rules ${name} `))
      .join(' ');
    const field = (key: string) => new RegExp(` ${key} (\\S+)`).exec(own)?.[1] ?? 'any';
    return { port: ports.get(field('service')) ?? -1, category: field('category'), destination: field('destination') };
  });
}

const categoryEntries = (text: string, name: string) =>
  [...text.matchAll(/^set profiles custom-url-category (\S+) list (\S+)$/gm)].filter((m) => m[1] === name).map((m) => m[2] ?? '');

/** A URL category is looked at for HTTP and TLS only; an address group compares the addresses of its FQDN objects. */
function applies(text: string, rule: Rule, flow: Flow): boolean {
  if (rule.port !== flow.port) return false;
  if (rule.category !== 'any')
    return flow.scheme !== 'tcp' && categoryEntries(text, rule.category).some((entry) => urlEntry(entry, flow.host));
  const members = [...text.matchAll(/^set address-group (\S+) static (\S+)$/gm)].filter((m) => m[1] === rule.destination).map((m) => m[2]);
  const fqdns = new Map([...text.matchAll(/^set address (\S+) (?:fqdn|ip-netmask) (\S+)$/gm)].map((m) => [m[1], unquoted(m[2] ?? '')]));
  return members.some((member) => fqdns.get(member) === flow.host);
}

export const reader: Reader = {
  allows: (text) => {
    const rules = securityRules(text);
    return (flow) => rules.some((rule) => applies(text, rule, flow));
  },
  exempts: (text) => {
    const names = captures(text, /^set rulebase decryption rules \S+ category (\S+) .*action no-decrypt$/gm);
    const entries = names.flatMap((name) => categoryEntries(text, name));
    return (host) => entries.some((entry) => urlEntry(entry, host));
  },
};
