import type { Reader } from '../../reader.ts';
import { published } from '../fqdn-list/reader.ts';

interface Destination {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly scheme: string;
}

const destinations = (text: string) => (JSON.parse(text) as { readonly destinations: readonly Destination[] }).destinations;

/** Hosts mean what they mean in the plain list. */
export const reader: Reader = {
  allows: (text) => {
    const all = destinations(text);
    return ({ host, port, scheme }) =>
      all.some((d) => d.port === port && d.scheme === scheme && d.hosts.some((entry) => published(entry, host)));
  },
  exempts: (text) => {
    const all = destinations(text);
    return (host) => all.some((d) => d.hosts.some((entry) => published(entry, host)));
  },
};
