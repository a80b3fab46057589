import { lines, type Reader, starDots } from '../../reader.ts';

/** `object-group network G` / ` network-object object O` and `object network O` / ` fqdn v4 HOST`. */
function groups(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const fqdns = new Map<string, string>();
  const members = new Map<string, string[]>();
  let object = '';
  for (const line of lines(text, '!')) {
    const [, kind, name] = /^(object|object-group) network (\S+)$/.exec(line) ?? [];
    if (kind !== undefined && name !== undefined) object = name;
    const fqdn = /^fqdn v4 (\S+)$/.exec(line)?.[1];
    if (fqdn !== undefined) fqdns.set(object, fqdn);
    const member = /^network-object object (\S+)$/.exec(line)?.[1];
    if (member !== undefined) {
      const own = members.get(object) ?? [];
      own.push(member);
      members.set(object, own);
    }
  }
  return new Map([...members].map(([name, objects]) => [name, new Set(objects.map((member) => fqdns.get(member) ?? ''))]));
}

/** FQDN objects match their own name only; a Do Not Decrypt rule compares the server name with `CN=`. */
export const reader: Reader = {
  allows: (text) => {
    const known = groups(text);
    const rules = [...text.matchAll(/^access-list \S+ extended permit tcp .*object-group (\S+) eq (\d+)$/gm)];
    return ({ host, port }) => rules.some((rule) => Number(rule[2]) === port && known.get(rule[1] ?? '')?.has(host) === true);
  },
  exempts: (text) => {
    return starDots(lines(text, '!').map((line) => line.replace(/^CN=/, '')));
  },
};
