import { type Reader, starDot, unquoted } from '../../reader.ts';

type Objects = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** `config PATH` … `edit NAME` … `set KEY VALUES` … `next` … `end` → path → objects. Unnamed objects (`edit 0`) are kept apart by their place. */
function tables(text: string): ReadonlyMap<string, Objects> {
  const all = new Map<string, Map<string, Map<string, readonly string[]>>>();
  const path: string[] = [];
  let object: Map<string, readonly string[]> | undefined;
  text.split('\n').forEach((raw, place) => {
    const line = raw.trim();
    if (line.startsWith('config ')) path.push(line.slice(7));
    else if (line === 'end') path.pop();
    else if (line.startsWith('edit ')) {
      const table = all.get(path.join('/')) ?? new Map<string, Map<string, readonly string[]>>();
      const name = unquoted(line.slice(5));
      object = new Map();
      table.set(name === '0' ? `0@${place}` : name, object);
      all.set(path.join('/'), table);
    } else if (line.startsWith('set ')) {
      const [, key = '', value = ''] = /^set (\S+) (.*)$/.exec(line) ?? [];
      object?.set(key, value.startsWith('"') ? [...value.matchAll(/"([^"]*)"/g)].map((m) => m[1] ?? '') : value.split(' '));
    }
  });
  return all;
}

const first = (values: readonly string[] | undefined) => values?.[0] ?? '';

/** Policies allow the addresses of their groups on their service; wildcard objects hold what DNS answered for names below the domain. */
export const reader: Reader = {
  allows: (text) => {
    const all = tables(text);
    const at = (path: string, name: string) => all.get(path)?.get(name);
    return ({ host, port }) =>
      [...(all.get('firewall policy')?.values() ?? [])].some((policy) => {
        const service = at('firewall service custom', first(policy.get('service')));
        const members = (policy.get('dstaddr') ?? []).flatMap((group) => at('firewall addrgrp', group)?.get('member') ?? []);
        const fqdns = members.map((member) => first(at('firewall address', member)?.get('fqdn')));
        return (
          policy.get('action')?.[0] === 'accept' &&
          first(service?.get('tcp-portrange')) === String(port) &&
          fqdns.some((fqdn) => starDot(fqdn, host))
        );
      });
  },
  exempts: (text) => {
    const all = tables(text);
    const exempt = [...all].filter(([path]) => path.endsWith('/ssl-exempt')).flatMap(([, table]) => [...table.values()]);
    const names = exempt.flatMap((object) => object.get('wildcard-fqdn') ?? []);
    const patterns = names.map((name) => first(all.get('firewall wildcard-fqdn custom')?.get(name)?.get('wildcard-fqdn')));
    return (host) => patterns.some((pattern) => starDot(pattern, host));
  },
};
