import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { byHost, hostsOf, objectName, PREFIX, portGroups } from '../../naming.ts';
import { note, plain } from '../../plain.ts';
import { ALL_BELOW_PARENT, concreteHosts, domainAndBelow, parentOf, said, widened } from '../../wording.ts';

const concrete = concreteHosts((host) => host);

/** FQDN network objects: exact names only. */
const objectWords: Words = { exact: ({ text }) => said(text), suffix: concrete, 'dotless-suffix': concrete, 'inside-label': concrete };

/** Distinguished-name conditions match the server name; `*` stands for one or more labels. */
const subjectWords: Words = {
  exact: ({ text }) => said(`CN=${text}`),
  suffix: ({ text }) => said(`CN=*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(`CN=${text}`, `CN=*.${text}`),
  'inside-label': ({ text }) => widened(ALL_BELOW_PARENT, `CN=*.${parentOf(text)}`),
};

const remark = (text: string) => (text === '' ? '!' : `! ${text}`);

/**
 * Cisco ASA commands; the objects are those of Secure Firewall (FTD) too.
 * - Exact host: `object network N` / `fqdn v4 host.example`; the name may hold letters, digits, hyphens and dots.
 * - `*.suffix`, `*suffix`, inside a label: no wildcard at all. The concrete hosts that the catalog knows are written, marked incomplete; without any the entry
 *   is dropped. FTD can cover subdomains by URL conditions in its access policy.
 * - The base domain never matches its subdomains.
 * The twin is for FTD: distinguished names for a Do Not Decrypt rule, where `CN=*.example.com` is known (one or more labels, not the domain itself).
 * Sources: Cisco ASA command reference, `fqdn (network object)`; Secure Firewall Management Center, "Distinguished Name (DN) Rule Conditions".
 */
export const dialect: Dialect = {
  title: 'Cisco ASA and Secure Firewall (FTD) FQDN objects',
  extension: 'txt',
  reference: 'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H.html',
  decidedBy: 'addresses it resolves itself',
  ports: 'exact',
  addresses: 'none',
  comment: remark,
  notes: [
    'the device resolves the names itself (dns domain-lookup, dns server-group): it must use the resolvers of the server, or content networks give the two different addresses and connections are refused now and then',
    `merge access-list ${PREFIX}_out into the list that stands on your inside interface; wildcards need URL conditions on FTD`,
  ],
  words: objectWords,
  refuses: ({ host }) =>
    host.form === 'exact' && host.text.includes('_') ? 'an FQDN object may hold letters, digits, hyphens and dots only' : undefined,
  render: (entries, context) => commands(entries, context),
  inspection: {
    decidedBy: 'TLS server name, or the names in the certificate',
    notes: ['for FTD: distinguished names for a Do Not Decrypt rule of the decryption policy, one an object'],
    words: subjectWords,
    render: (entries) => hostsOf(entries).join('\n'),
  },
};

function commands(entries: readonly Entry[], { sources }: ExportContext): string {
  const objects = [...byHost(entries)].flatMap(([host, wanted]) => [
    `object network ${objectName(host, 64)}`,
    ` fqdn v4 ${host}`,
    ` description ${plain(note(wanted), 200)}`,
  ]);
  const server = `${PREFIX}-source`;
  const groups = portGroups(entries);
  return [
    ...objects,
    ...(sources.length === 0 ? [] : [`object-group network ${server}`, ...sources.map((address) => ` network-object host ${address}`)]),
    ...groups.flatMap((group) => [
      `object-group network ${PREFIX}-${group.name}`,
      ...hostsOf(group.entries).map((host) => ` network-object object ${objectName(host, 64)}`),
    ]),
    ...groups.map((group) => {
      const from = sources.length === 0 ? 'any' : `object-group ${server}`;
      return `access-list ${PREFIX}_out extended permit tcp ${from} object-group ${PREFIX}-${group.name} eq ${group.port}`;
    }),
  ].join('\n');
}
