import { captures, type Reader, starDots } from '../../reader.ts';

const list = (line: string, key: string) => captures(line, new RegExp(` ${key}\\.\\d+ '([^']*)'`, 'g'));
const value = (line: string, key: string) => new RegExp(` ${key} '?([^' ]*)'?`).exec(line)?.[1] ?? '';
/** Commands that an empty device gets: each stands on a line of its own. */
const commands = (text: string, verb: string) =>
  text.split('\n').filter((line) => line.startsWith('mgmt_cli') && line.includes(` ${verb} `));

/** FQDN mode: the name after the leading dot alone; with subdomains: the domain and everything below it. Reverse look-ups are taken to answer truly. */
export const reader: Reader = {
  allows: (text) => {
    const domains = new Map(commands(text, 'add dns-domain').map((line) => [value(line, 'name'), value(line, 'is-sub-domain') === 'true']));
    const ports = new Map(commands(text, 'add service-tcp').map((line) => [value(line, 'name'), Number(value(line, 'port'))]));
    const rules = commands(text, 'add access-rule').map((line) => ({
      port: ports.get(value(line, 'service')),
      destinations: new Set(list(line, 'destination')),
    }));
    const above = (host: string) => host.split('.').map((_, index, labels) => `.${labels.slice(index).join('.')}`);
    return ({ host, port }) => {
      const covering = above(host).filter((name) => (name === `.${host}` ? domains.has(name) : domains.get(name) === true));
      return rules.some((rule) => rule.port === port && covering.some((name) => rule.destinations.has(name)));
    };
  },
  exempts: (text) => {
    const urls = commands(text, 'add application-site').flatMap((line) => list(line, 'url-list'));
    return starDots(urls.filter((url) => url.endsWith('/')).map((url) => url.slice(0, -1)));
  },
};
