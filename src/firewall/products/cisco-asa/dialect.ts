import type { Dialect, Entry, ExportContext, Inspection, Limits, Words } from '../../dialect.ts';
import { isLetterDigitHyphen } from '../../limits.ts';
import { byHost, hostsOf, objectNames, PREFIX, portGroups } from '../../naming.ts';
import { note, plain } from '../../plain.ts';
import { ALL_BELOW_PARENT, belowParent, concreteHosts, domainAndBelow, said } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

const concrete = concreteHosts((host) => host);

/** FQDN network objects: exact names only. */
const objectWords: Words = { exact: ({ text }) => said(text), suffix: concrete, 'dotless-suffix': concrete, 'inside-label': concrete };

/** Distinguished-name conditions match the server name; `*` stands for one or more labels. */
const subjectWords: Words = {
  exact: ({ text }) => said(`CN=${text}`),
  suffix: ({ text }) => said(`CN=*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(`CN=${text}`, `CN=*.${text}`),
  'inside-label': belowParent(
    ALL_BELOW_PARENT,
    ({ text }) => said(`CN=${text}`),
    (parent) => `CN=*.${parent}`,
  ),
};

/** How distinguished names are written and what they may hold. */
export const subject: Pick<Inspection, 'decidedBy' | 'words'> & { readonly limits: Limits } = {
  decidedBy: 'TLS server name, or the names in the certificate',
  words: subjectWords,
  limits: { host: commonName },
};

const SERVER = `${PREFIX}-source`;

const remark = (text: string) => (text === '' ? '!' : `! ${text}`);

/**
 * Cisco ASA commands. A Threat Defense device (FTD) takes none of them: it is configured through its manager (`cisco-fmc`).
 * - Exact host: `object network N` / `fqdn v4 host.example`; the name may hold letters, digits, hyphens and dots.
 * - `*.suffix`, `*suffix`, inside a label: no wildcard at all. The concrete hosts that the catalog knows are written, marked incomplete; without any the entry
 *   is dropped.
 * - The base domain never matches its subdomains.
 * An ASA does not decrypt: the twin is for Threat Defense (FTD): distinguished names for a Do Not Decrypt rule, where `CN=*.example.com` is known (one or more labels, not the domain itself).
 * Sources: Cisco ASA command reference, `fqdn (network object)`; Secure Firewall Management Center, "Distinguished Name (DN) Rule Conditions".
 */
export const dialect: Dialect = {
  title: 'Cisco ASA commands with FQDN objects',
  extension: 'txt',
  reference: 'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H.html',
  decidedBy: 'addresses it resolves itself',
  ports: 'exact',
  addresses: 'none',
  comment: remark,
  notes: [
    'the device resolves the names itself (dns domain-lookup, dns server-group): it must use the resolvers of the server, or content networks give the two different addresses and connections are refused now and then',
    `merge access-list ${PREFIX}_out into the list that stands on your inside interface, above your deny; it is effective at once, write memory keeps it; to undo, run what --undo writes`,
    'for ASA only: a Threat Defense device (FTD) has no mode to paste this into; for one under a Management Center use --dialect cisco-fmc, which has wildcards too',
  ],
  words: objectWords,
  limits: {
    host: (name) =>
      isLetterDigitHyphen(name)
        ? undefined
        : 'an FQDN object may hold letters, digits, hyphens and dots only, and a label begins and ends with a letter or digit',
  },
  render: (entries, context) => commands(entries, context),
  undo: (entries, context) => removal(entries, context),
  addressRules: addressWriter(SERVER),
  inspection: {
    ...subject,
    notes: [
      'for FTD: distinguished names for a Do Not Decrypt rule of the decryption policy, one an object, above the rules that decrypt; then deploy; --dialect cisco-fmc --inspection makes the objects',
    ],
    render: (entries) => hostsOf(entries).join('\n'),
    undo: 'take the distinguished names out of the Do Not Decrypt rule, delete their objects, then deploy',
  },
};

/** Secure Firewall Management Center, "Distinguished Name" objects: attributes. */
function commonName(name: string, written: string): string | undefined {
  if (name.includes('_')) return 'a common name may hold letters, digits, hyphens and dots only';
  return written.length - 'CN='.length > 64 ? 'a common name has at most 64 characters' : undefined;
}

/** Names of the objects, and the line of the access list for each group. */
function plan(entries: readonly Entry[], { sources }: ExportContext) {
  const groups = portGroups(entries);
  const from = sources.length === 0 ? 'any' : `object-group ${SERVER}`;
  return {
    groups,
    names: objectNames(hostsOf(entries), 64, [SERVER, ...groups.map((group) => `${PREFIX}-${group.name}`)]),
    access: groups.map(
      (group) => `access-list ${PREFIX}_out extended permit tcp ${from} object-group ${PREFIX}-${group.name} eq ${group.port}`,
    ),
  };
}

function commands(entries: readonly Entry[], context: ExportContext): string {
  const { sources } = context;
  const { groups, names, access } = plan(entries, context);
  const objects = [...byHost(entries)].flatMap(([host, wanted]) => [
    `object network ${names.get(host)}`,
    ` fqdn v4 ${host}`,
    ` description ${plain(note(wanted), 200)}`,
  ]);
  return [
    ...objects,
    ...(sources.length === 0 ? [] : [`object-group network ${SERVER}`, ...sources.map((address) => ` network-object host ${address}`)]),
    ...groups.flatMap((group) => [
      `object-group network ${PREFIX}-${group.name}`,
      ...hostsOf(group.entries).map((host) => ` network-object object ${names.get(host)}`),
    ]),
    ...access,
  ].join('\n');
}

/** What refers to an object goes before it. */
function removal(entries: readonly Entry[], context: ExportContext): string {
  const { groups, names, access } = plan(entries, context);
  return [
    ...access.map((line) => `no ${line}`),
    ...groups.map((group) => `no object-group network ${PREFIX}-${group.name}`),
    ...(context.sources.length === 0 ? [] : [`no object-group network ${SERVER}`]),
    ...[...names.values()].map((name) => `no object network ${name}`),
  ].join('\n');
}
