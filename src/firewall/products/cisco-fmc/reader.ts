import { type Flow, leadingDots, type Reader, starDots } from '../../reader.ts';

interface Rule {
  readonly destinationPorts: { readonly literals: readonly { readonly port: string }[] };
  readonly destinationNetworks?: { readonly objects: readonly { readonly id: string }[] };
  readonly urls?: { readonly literals: readonly { readonly url: string }[] };
}

interface Request {
  readonly path: string;
  readonly body: unknown;
}

const bodies = <T>(text: string, collection: string): readonly T[] => {
  const { requests } = JSON.parse(text) as { readonly requests: readonly Request[] };
  return requests.filter(({ path }) => path.includes(`/${collection}`)).flatMap(({ body }) => body as T | readonly T[]);
};

const named = (id: string) => id.replace(/^\{id of (.*)\}$/, '$1');

/** FQDN objects compare addresses, URL conditions the host name of HTTP and TLS: the text itself, or what ends in a dot and the text. */
export const reader: Reader = {
  allows: (text) => {
    const values = new Map(bodies<{ name: string; value: string }>(text, 'fqdns').map(({ name, value }) => [name, value]));
    const groups = new Map(
      bodies<{ name: string; objects: readonly { id: string }[] }>(text, 'networkgroups').map(({ name, objects }) => [
        name,
        new Set(objects.map(({ id }) => values.get(named(id)))),
      ]),
    );
    const rules = bodies<Rule>(text, 'accessrules').map((rule) => ({
      rule,
      covers: leadingDots((rule.urls?.literals ?? []).map(({ url }) => `.${url}`)),
    }));
    const meets = ({ rule, covers }: (typeof rules)[number], { host, scheme }: Flow) =>
      (rule.destinationNetworks?.objects ?? []).some(({ id }) => groups.get(named(id))?.has(host)) || (scheme !== 'tcp' && covers(host));
    return (flow) => rules.some((one) => one.rule.destinationPorts.literals[0]?.port === String(flow.port) && meets(one, flow));
  },
  exempts: (text) => {
    return starDots(bodies<{ dn: string }>(text, 'distinguishednames').map(({ dn }) => dn.replace(/^CN=/, '')));
  },
};
