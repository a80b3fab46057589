import { type Flow, type Reader, starDots, unquoted } from '../../reader.ts';

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

/** What a policy lets through: the addresses of its groups on its service. */
function allowedBy(all: ReadonlyMap<string, Objects>, policy: ReadonlyMap<string, readonly string[]>): (flow: Flow) => boolean {
  const at = (path: string, name: string) => all.get(path)?.get(name);
  const members = (policy.get('dstaddr') ?? []).flatMap((group) => at('firewall addrgrp', group)?.get('member') ?? []);
  const covers = starDots(members.map((member) => first(at('firewall address', member)?.get('fqdn'))));
  const port = first(at('firewall service custom', first(policy.get('service')))?.get('tcp-portrange'));
  const accepts = policy.get('action')?.[0] === 'accept';
  return (flow) => accepts && port === String(flow.port) && covers(flow.host);
}

/** Policies allow the addresses of their groups on their service; wildcard objects hold what DNS answered for names below the domain. */
export const reader: Reader = {
  allows: (text) => {
    const all = tables(text);
    const policies = [...(all.get('firewall policy')?.values() ?? [])].map((policy) => allowedBy(all, policy));
    return (flow) => policies.some((allows) => allows(flow));
  },
  exempts: (text) => {
    const all = tables(text);
    const exempt = [...all].filter(([path]) => path.endsWith('/ssl-exempt')).flatMap(([, table]) => [...table.values()]);
    const names = exempt.flatMap((object) => object.get('wildcard-fqdn') ?? []);
    return starDots(names.map((name) => first(all.get('firewall wildcard-fqdn custom')?.get(name)?.get('wildcard-fqdn'))));
  },
};
