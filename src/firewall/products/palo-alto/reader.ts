import { type Flow, type Reader, unquoted } from '../../reader.ts';

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

/** Any of many entries: those with at most one token for labels, at the front, are found by the labels of the host. */
export function urlEntries(entries: readonly string[]): (host: string) => boolean {
  const written = entries.map((entry) => entry.replace(/\/$/, ''));
  const listed = new Set(written);
  const others = written.filter((entry) => /[*^]/.test(entry.replace(/^[*^]\./, '')));
  return (host) => {
    const labels = host.split('.');
    const below = labels.some((_, index) => index > 0 && listed.has(`*.${labels.slice(index).join('.')}`));
    return listed.has(host) || below || listed.has(`^.${labels.slice(1).join('.')}`) || others.some((entry) => urlEntry(entry, host));
  };
}

const NOTHING = (): boolean => false;

/** `set PATH NAME KEY VALUE...` of one path → names → values of a key, in order. */
function grouped(text: string, pattern: RegExp): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const [, name = '', value = ''] of text.matchAll(pattern)) {
    const values = all.get(name) ?? [];
    values.push(value);
    all.set(name, values);
  }
  return all;
}

const categories = (text: string): ReadonlyMap<string, (host: string) => boolean> =>
  new Map(
    [...grouped(text, /^set profiles custom-url-category (\S+) list (\S+)$/gm)].map(([name, entries]) => [name, urlEntries(entries)]),
  );

/** A URL category is looked at for HTTP and TLS only; an address group compares the addresses of its FQDN objects. */
function securityRules(text: string): readonly ((flow: Flow) => boolean)[] {
  const ports = grouped(text, /^set service (\S+) protocol tcp port (\d+)$/gm);
  const urls = categories(text);
  const fqdns = grouped(text, /^set address (\S+) (?:fqdn|ip-netmask) (\S+)$/gm);
  const groups = grouped(text, /^set address-group (\S+) static (\S+)$/gm);
  return [...grouped(text, /^set rulebase security rules (\S+)( .*)$/gm).values()].map((settings) => {
    const own = settings.join(' ');
    const field = (key: string): string => new RegExp(` ${key} (\\S+)`).exec(own)?.[1] ?? 'any';
    const port = Number(ports.get(field('service'))?.[0] ?? -1);
    const category = field('category');
    if (category !== 'any') return (flow) => flow.port === port && flow.scheme !== 'tcp' && (urls.get(category) ?? NOTHING)(flow.host);
    const members = new Set((groups.get(field('destination')) ?? []).map((member) => unquoted(fqdns.get(member)?.[0] ?? '')));
    return (flow) => flow.port === port && members.has(flow.host);
  });
}

export const reader: Reader = {
  allows: (text) => {
    const rules = securityRules(text);
    return (flow) => rules.some((rule) => rule(flow));
  },
  exempts: (text) => {
    const urls = categories(text);
    const names = [...text.matchAll(/^set rulebase decryption rules \S+ category (\S+) .*action no-decrypt$/gm)].map(
      ([, name]) => name ?? '',
    );
    const lists = names.map((name) => urls.get(name) ?? NOTHING);
    return (host) => lists.some((covers) => covers(host));
  },
};
