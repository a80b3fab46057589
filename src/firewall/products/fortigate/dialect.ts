import type { Dialect, Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, objectNames, PREFIX, portGroups } from '../../naming.ts';
import { hash, note } from '../../plain.ts';
import { STAR_DOT } from '../../wording.ts';

/**
 * FortiOS configuration script.
 * - Exact host: address of type fqdn, `set fqdn "host.example"`. - `*.suffix`: `set fqdn "*.example.com"` (FortiOS 6.2.2 and later).
 * - Inside a label: not documented; every name below the parent domain is let through: widened. - `*suffix`: the domain and `*.domain`, two objects.
 * The twin fills `firewall wildcard-fqdn custom`, the table that SSL inspection profiles exempt by; the two tables cannot stand for each other.
 * Source: docs.fortinet.com, FortiGate administration guide, "Using wildcard FQDN addresses in firewall policies".
 */
export const dialect: Dialect = {
  title: 'Fortinet FortiGate configuration script',
  extension: 'conf',
  reference:
    'https://docs.fortinet.com/document/fortigate/7.0.1/administration-guide/217973/using-wildcard-fqdn-addresses-in-firewall-policies',
  decidedBy: 'addresses in DNS answers it sees',
  ports: 'exact',
  addresses: 'none',
  comment: hash,
  notes: [
    'wildcard objects start empty and are filled from DNS answers that pass through the FortiGate: server and FortiGate must use the same resolvers, DNS over HTTPS does not work',
    'the first connection to a new name may be refused, and content networks change their addresses: set cache-ttl on an object keeps addresses longer',
    'replace the interfaces any/any by yours; edit 0 adds a policy at the end each time the script runs: move it above your deny',
  ],
  words: STAR_DOT,
  limits: {
    sizes: [
      {
        of: 'hosts',
        most: 300,
        reason: 'how many members an address group may have depends on the model: docs.fortinet.com/max-value-table',
        refused: false,
      },
    ],
  },
  render: (entries, context) => script(entries, context),
  inspection: {
    decidedBy: 'TLS server name',
    notes: [`replace the profile ${PREFIX}-inspection by the one your policies use`],
    words: STAR_DOT,
    render: (entries) => exemptions(entries),
  },
};

/** `config ... end` around objects; each object is its name and its `set` lines. */
function table(path: string, objects: readonly { readonly name: string; readonly set: readonly string[] }[]): string[] {
  const body = objects.flatMap(({ name, set }) => [`    edit ${name}`, ...set.map((line) => `        set ${line}`), '    next']);
  return objects.length === 0 ? [] : [`config ${path}`, ...body, 'end'];
}

const text = (value: string) => `"${value}"`;
/** Addresses and their groups share one name space. */
const addressNames = (entries: readonly Entry[], reserved: readonly string[]) => {
  const names = objectNames(hostsOf(entries), 79, reserved);
  return (host: string) => text(names.get(host) ?? '');
};
/** FortiOS keeps `'` from text strings, too ("Text strings", administration guide). */
const comment = (wanted: readonly Entry[]) => text(note(wanted, 255).replaceAll("'", ''));

function script(entries: readonly Entry[], { sources }: ExportContext): string {
  const groups = portGroups(entries);
  const reserved = [...groups.map((group) => `${PREFIX}-${group.name}`), ...sources.map((address) => `${PREFIX}-source-${address}`)];
  const addressName = addressNames(entries, reserved);
  const hosts = [...byHost(entries)].map(([host, wanted]) => ({
    name: addressName(host),
    set: ['type fqdn', `fqdn ${text(host)}`, `comment ${comment(wanted)}`],
  }));
  const servers = sources.map((address) => ({ name: text(`${PREFIX}-source-${address}`), set: ['type ipmask', `subnet ${address}/32`] }));
  const ports = [...new Set(groups.map((group) => group.port))];
  return [
    ...table('firewall address', [...servers, ...hosts]),
    ...table(
      'firewall addrgrp',
      groups.map((group) => ({
        name: text(`${PREFIX}-${group.name}`),
        set: [`member ${hostsOf(group.entries).map(addressName).join(' ')}`],
      })),
    ),
    ...table(
      'firewall service custom',
      ports.map((port) => ({ name: text(`${PREFIX}-tcp-${port}`), set: [`tcp-portrange ${port}`] })),
    ),
    ...table(
      'firewall policy',
      groups.map((group) => ({ name: '0', set: policy(`${PREFIX}-${group.name}`, `${PREFIX}-tcp-${group.port}`, sources) })),
    ),
  ].join('\n');
}

function policy(name: string, service: string, sources: readonly string[]): string[] {
  const from = sources.length === 0 ? text('all') : sources.map((address) => text(`${PREFIX}-source-${address}`)).join(' ');
  return [
    `name ${text(name)}`,
    'srcintf "any"',
    'dstintf "any"',
    `srcaddr ${from}`,
    `dstaddr ${text(name)}`,
    'action accept',
    'schedule "always"',
    `service ${text(service)}`,
    'logtraffic all',
  ];
}

function exemptions(entries: readonly Entry[]): string {
  const hosts = hostsOf(entries);
  const addressName = addressNames(entries, []);
  const exempt = hosts.flatMap((host) => [
    '            edit 0',
    '                set type wildcard-fqdn',
    `                set wildcard-fqdn ${addressName(host)}`,
    '            next',
  ]);
  return [
    ...table(
      'firewall wildcard-fqdn custom',
      hosts.map((host) => ({ name: addressName(host), set: [`wildcard-fqdn ${text(host)}`] })),
    ),
    'config firewall ssl-ssh-profile',
    `    edit ${text(`${PREFIX}-inspection`)}`,
    '        config ssl-exempt',
    ...exempt,
    '        end',
    '    next',
    'end',
  ].join('\n');
}
