import { type Flow, type Reader, starDot } from '../../reader.ts';

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
        objects.map(({ id }) => values.get(named(id))),
      ]),
    );
    const meets = (rule: Rule, { host, scheme }: Flow) =>
      (rule.destinationNetworks?.objects ?? []).some(({ id }) => groups.get(named(id))?.includes(host)) ||
      (scheme !== 'tcp' && (rule.urls?.literals ?? []).some(({ url }) => `.${host}`.endsWith(`.${url}`)));
    const rules = bodies<Rule>(text, 'accessrules');
    return (flow) => rules.some((rule) => rule.destinationPorts.literals[0]?.port === String(flow.port) && meets(rule, flow));
  },
  exempts: (text) => {
    const names = bodies<{ dn: string }>(text, 'distinguishednames').map(({ dn }) => dn.replace(/^CN=/, ''));
    return (host) => names.some((name) => starDot(name, host));
  },
};
