import type { Dialect, Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, objectNames, PREFIX, portGroups } from '../../naming.ts';
import { hash, note } from '../../plain.ts';
import { STAR_DOT } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

/** More members than this stand in several groups. */
const GROUP_MEMBERS = 300;

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
    'replace the interfaces any/any by yours; edit 0 adds a policy at the end each time the script runs: move it above your deny (config firewall policy, move ID before ID)',
    'it is effective at once, in the VDOM that it is run in; to undo, delete the policies, then run what --undo writes',
  ],
  words: STAR_DOT,
  limits: {
    sizes: [
      {
        of: 'hosts',
        most: GROUP_MEMBERS,
        reason:
          'written as groups of 300; how many members and addresses there may be depends on the model: docs.fortinet.com/max-value-table',
        refused: false,
      },
    ],
  },
  render: (entries, context) => script(entries, context),
  undo: (entries, context) => removal(entries, context),
  addressRules: addressWriter,
  inspection: {
    decidedBy: 'TLS server name',
    notes: [
      `replace the profile ${PREFIX}-inspection by the one your policies use; effective at once; each run adds the entries again`,
      'to undo, delete the entries of ssl-exempt, then run what --undo writes',
    ],
    words: STAR_DOT,
    render: (entries) => exemptions(entries),
    undo: (entries) => exemptionsRemoval(entries),
  },
};

/** `config ... end` around objects; each object is its name and its `set` lines. */
function table(path: string, objects: readonly { readonly name: string; readonly set: readonly string[] }[]): string[] {
  const body = objects.flatMap(({ name, set }) => [`    edit ${name}`, ...set.map((line) => `        set ${line}`), '    next']);
  return objects.length === 0 ? [] : [`config ${path}`, ...body, 'end'];
}

const text = (value: string) => `"${value}"`;
/** What one export makes: addresses and their groups share one name space. */
function plan(entries: readonly Entry[], sources: readonly string[]) {
  const groups = portGroups(entries).map((group) => {
    const hosts = hostsOf(group.entries);
    const parts = Array.from({ length: Math.ceil(hosts.length / GROUP_MEMBERS) }, (_, index) => ({
      name: `${PREFIX}-${group.name}${index === 0 ? '' : `-${index + 1}`}`,
      hosts: hosts.slice(index * GROUP_MEMBERS, (index + 1) * GROUP_MEMBERS),
    }));
    return { ...group, parts };
  });
  const servers = sources.map((address) => `${PREFIX}-source-${address}`);
  const parts = groups.flatMap((group) => group.parts);
  const services = [...new Set(groups.map(({ port }) => port))].map((port) => ({ port, name: `${PREFIX}-tcp-${port}` }));
  const names = objectNames(hostsOf(entries), 79, [...parts.map(({ name }) => name), ...servers]);
  return { groups, parts, servers, services, addressName: (host: string) => text(names.get(host) ?? ''), addresses: [...names.values()] };
}
/** FortiOS keeps `'` from text strings, too ("Text strings", administration guide). */
const comment = (wanted: readonly Entry[]) => text(note(wanted, 255).replaceAll("'", ''));

function script(entries: readonly Entry[], { sources }: ExportContext): string {
  const { groups, parts, services, addressName } = plan(entries, sources);
  const hosts = [...byHost(entries)].map(([host, wanted]) => ({
    name: addressName(host),
    set: ['type fqdn', `fqdn ${text(host)}`, `comment ${comment(wanted)}`],
  }));
  const servers = sources.map((address) => ({ name: text(`${PREFIX}-source-${address}`), set: ['type ipmask', `subnet ${address}/32`] }));
  return [
    ...table('firewall address', [...servers, ...hosts]),
    ...table(
      'firewall addrgrp',
      parts.map((part) => ({ name: text(part.name), set: [`member ${part.hosts.map(addressName).join(' ')}`] })),
    ),
    ...table(
      'firewall service custom',
      services.map(({ name, port }) => ({ name: text(name), set: [`tcp-portrange ${port}`] })),
    ),
    ...table(
      'firewall policy',
      groups.map((group) => ({
        name: '0',
        set: policy(
          `${PREFIX}-${group.name}`,
          group.parts.map(({ name }) => name),
          `${PREFIX}-tcp-${group.port}`,
          sources,
        ),
      })),
    ),
  ].join('\n');
}

function policy(name: string, destinations: readonly string[], service: string, sources: readonly string[]): string[] {
  const from = sources.length === 0 ? text('all') : sources.map((address) => text(`${PREFIX}-source-${address}`)).join(' ');
  return [
    `name ${text(name)}`,
    'srcintf "any"',
    'dstintf "any"',
    `srcaddr ${from}`,
    `dstaddr ${destinations.map(text).join(' ')}`,
    'action accept',
    'schedule "always"',
    `service ${text(service)}`,
    'logtraffic all',
  ];
}

const deleted = (path: string, names: readonly string[]) =>
  names.length === 0 ? [] : [`config ${path}`, ...names.map((name) => `    delete ${text(name)}`), 'end'];

/** Policies are deleted by numbers that the device gave them, so they come first and by hand: what they use cannot be deleted. */
function removal(entries: readonly Entry[], { sources }: ExportContext): string {
  const { groups, parts, servers, services, addresses } = plan(entries, sources);
  return [
    hash(`First delete the policies (show firewall policy, then config firewall policy, delete ID): their names are`),
    ...groups.map((group) => hash(`  ${PREFIX}-${group.name}`)),
    ...deleted(
      'firewall addrgrp',
      parts.map(({ name }) => name),
    ),
    ...deleted('firewall address', [...addresses, ...servers]),
    ...deleted(
      'firewall service custom',
      services.map(({ name }) => name),
    ),
  ].join('\n');
}

function exemptions(entries: readonly Entry[]): string {
  const hosts = hostsOf(entries);
  const names = objectNames(hosts, 79);
  const name = (host: string) => text(names.get(host) ?? '');
  const exempt = hosts.flatMap((host) => [
    '            edit 0',
    '                set type wildcard-fqdn',
    `                set wildcard-fqdn ${name(host)}`,
    '            next',
  ]);
  return [
    ...table(
      'firewall wildcard-fqdn custom',
      hosts.map((host) => ({ name: name(host), set: [`wildcard-fqdn ${text(host)}`] })),
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

function exemptionsRemoval(entries: readonly Entry[]): string {
  return [
    hash('First delete the entries of ssl-exempt in your profile that name these objects (show firewall ssl-ssh-profile, then delete ID)'),
    ...deleted('firewall wildcard-fqdn custom', [...objectNames(hostsOf(entries), 79).values()]),
  ].join('\n');
}
