import type { Dialect, Entry } from '../../dialect.ts';
import { hash, note } from '../../plain.ts';
import { domainPorts, domainWords, dialect as nftables, setName, TABLE } from '../nftables/dialect.ts';

/**
 * dnsmasq options that put the addresses of names into the sets of the `nftables` dialect.
 * - `nftset=/example.com/4#inet#filter#SET_v4,6#inet#filter#SET_v6`: the domain and everything below it, so every host form but `*suffix` is widened.
 * - The longest matching domain alone decides, so each line names a set for all ports of the domains above it.
 * Source: dnsmasq(8), `--nftset`.
 */
export const dialect: Dialect = {
  title: 'dnsmasq options that fill the nftables sets',
  extension: 'conf',
  reference: 'https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html',
  decidedBy: 'name in the DNS question',
  ports: 'elsewhere',
  addresses: 'none',
  limits: {},
  comment: hash,
  notes: [
    'load the export of --dialect nftables with the same selection first: the sets must exist',
    'put the file into the folder of conf-dir and restart dnsmasq: a reload does not read it; to undo, delete it and restart',
    'needs dnsmasq 2.87 or later, built with nftset (dnsmasq --version names it)',
  ],
  words: domainWords,
  render: (entries) => lines(entries).join('\n'),
  undo: 'delete the file and restart dnsmasq, before the sets are removed (--dialect nftables --undo)',
  addressRules: 'dnsmasq fills sets by name; --dialect nftables writes these rules',
  inspection: nftables.inspection,
};

function lines(entries: readonly Entry[]): readonly string[] {
  return domainPorts(entries).flatMap(({ domain, ports, entries: wanted }) => {
    const set = setName(ports);
    return [hash(note(wanted)), `nftset=/${domain}/4#inet#${TABLE}#${set}_v4,6#inet#${TABLE}#${set}_v6`];
  });
}
