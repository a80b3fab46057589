import { type Flow, leadingDot, lines, type Reader } from '../../reader.ts';

type Test = (flow: Flow) => boolean;

/** Values of one access list are alternatives; all lists of one http_access line must match, `!` negates; the first line that matches decides. */
function accessLists(text: string): ReadonlyMap<string, Test> {
  const lists = new Map<string, Test>();
  for (const line of lines(text, '#')) {
    const [word, name, type, ...values] = line.split(/\s+/);
    if (word !== 'acl' || name === undefined || type === undefined) continue;
    const test = testOf(
      type,
      values.filter((value) => !value.startsWith('-')),
    );
    const before = lists.get(name);
    lists.set(name, before === undefined ? test : (flow) => before(flow) || test(flow));
  }
  return lists;
}

function testOf(type: string, values: readonly string[]): Test {
  switch (type) {
    case 'port':
      return (flow) => values.includes(String(flow.port));
    case 'method':
      return (flow) => flow.scheme !== 'http';
    case 'dstdomain':
    case 'ssl::server_name':
      return (flow) => values.some((value) => leadingDot(value, flow.host));
    case 'dstdom_regex':
    case 'ssl::server_name_regex':
      return (flow) => values.some((value) => new RegExp(value, 'i').test(flow.host));
    default:
      return () => true;
  }
}

function rule(text: string, prefix: string): Test {
  const lists = accessLists(text);
  const rules = lines(text, '#')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim().split(/\s+/));
  const holds = (flow: Flow, name: string): boolean =>
    name.startsWith('!') ? !holds(flow, name.slice(1)) : (lists.get(name)?.(flow) ?? false);
  return (flow) => rules.some((names) => names.every((name) => holds(flow, name)));
}

/** squid-cache.org: acl, http_access, ssl_bump. */
export const reader: Reader = {
  allows: (text) => rule(text, 'http_access allow'),
  exempts: (text) => {
    const splice = rule(text, 'ssl_bump splice');
    return (host) => splice({ host, port: 443, scheme: 'https' });
  },
};
