import type { Dialect, Entry, ExportContext, Limits, Words } from '../../dialect.ts';
import { hostsOf, objectNames, type PortGroup, PREFIX, portGroups } from '../../naming.ts';
import { note, plain } from '../../plain.ts';
import { belowParent, domainAndBelow, said } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

/**
 * Host notation of PAN-OS URL lists (custom URL categories and external dynamic lists of type URL). A `*` or `^` must be the only character of its
 * token; `.` and `/` separate tokens; the trailing slash keeps `example.com` from matching `example.com.evil.test`.
 * - Exact host: `host.example/`. - `*.suffix`: `*.example.com/`, one or more labels, the domain itself excluded.
 * - Inside a label: cannot be said, a hyphen separates nothing; `^.rest/` lets every name one label below the parent through: widened.
 * - `*suffix`: two lines, `example.com/` and `*.example.com/`.
 * Source: docs.paloaltonetworks.com, "Guidelines for URL Category Exceptions".
 */
export const urlWords: Words = {
  exact: ({ text }) => said(`${text}/`),
  suffix: ({ text }) => said(`*.${text}/`),
  'dotless-suffix': ({ text }) => domainAndBelow(`${text}/`, `*.${text}/`),
  'inside-label': belowParent(
    'no wildcard inside a label: every name one label below the parent domain is let through',
    ({ text }) => said(`${text}/`),
    (parent) => `^.${parent}/`,
  ),
};

/** "Guidelines for URL Category Exceptions": an entry has at most 255 characters. */
export const URL_LIMITS: Limits = {
  host: (_, written) => (written.length > 255 ? 'an entry of a URL list has at most 255 characters' : undefined),
};

export const isIpv4 = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);

/**
 * PAN-OS set commands: a custom URL category and a security rule for each scheme and port; what is neither HTTP nor HTTPS becomes FQDN address objects,
 * which know exact names only. Addresses become address objects whatever the scheme: no TLS server name is an address. Set commands have no comments; reasons stand in description fields.
 */
export const dialect: Dialect = {
  title: 'Palo Alto Networks PAN-OS set commands',
  extension: 'txt',
  reference:
    'https://docs.paloaltonetworks.com/advanced-url-filtering/administration/configuring-url-filtering/url-category-exceptions/guidelines-for-url-category-exceptions',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'exact',
  addresses: 'IPv4',
  notes: [
    'new rules stand at the end: move each above your deny (move rulebase security rules NAME top), then commit; to undo, run what --undo writes and commit',
    'on Panorama the commands go into a device group (set device-group NAME pre-rulebase security rules ...), then commit and push',
    'application any on purpose: with application-default the ports of a service object do not count',
  ],
  words: urlWords,
  limits: {
    ...URL_LIMITS,
    sizes: [
      {
        of: 'hosts',
        scheme: 'tcp',
        most: 2000,
        reason: 'smaller models take 2000 FQDN address objects: docs.paloaltonetworks.com, capacity of FQDN address objects',
        refused: false,
      },
    ],
  },
  refuses: ({ scheme, host }) =>
    scheme === 'tcp' && host.form !== 'exact'
      ? 'URL categories see HTTP and TLS only, and FQDN address objects know no wildcards'
      : undefined,
  render: (entries, context) => rules(entries, context),
  undo: (entries) => removal(entries),
  addressRules: addressWriter,
  inspection: {
    decidedBy: 'TLS server name',
    notes: [
      'a new rule stands at the end: move it above the rules that decrypt (move rulebase decryption rules NAME top), then commit; on Panorama it goes into a device group; to undo, run what --undo writes and commit',
    ],
    words: urlWords,
    render: (entries, context) => noDecrypt(entries, context),
    undo: () => [`delete rulebase decryption rules ${NO_DECRYPT}`, `delete profiles custom-url-category ${NO_DECRYPT}`].join('\n'),
  },
};

const NO_DECRYPT = `${PREFIX}-no-decrypt`;
const quoted = (text: string, max: number) => `"${plain(text, max)}"`;

/** `*.example.com/` for the device's list; a category's name has at most 31 characters. */
function category(name: string, entries: readonly Entry[], title: string): string[] {
  const base = `set profiles custom-url-category ${name}`;
  return [
    `${base} type "URL List"`,
    `${base} description ${quoted(title, 255)}`,
    ...hostsOf(entries).map((host) => `${base} list ${host}`),
  ];
}

/** An address group `name`; an FQDN object is filled by DNS, so an address literal is an object of its own type. */
function addressObjects(name: string, entries: readonly Entry[], names: ReadonlyMap<string, string>): string[] {
  return entries.flatMap((entry) =>
    entry.hosts.flatMap((host) => {
      const bare = host.slice(0, -1);
      const object = names.get(host);
      return [
        `set address ${object} ${isIpv4(bare) ? 'ip-netmask' : 'fqdn'} ${bare}`,
        `set address ${object} description ${quoted(note([entry]), 1023)}`,
        `set address-group ${name} static ${object}`,
      ];
    }),
  );
}

/** What one security rule is about: a URL category, or an address group. */
interface Part {
  readonly name: string;
  readonly group: PortGroup;
  readonly entries: readonly Entry[];
  readonly byAddress: boolean;
}

function partsOf(entries: readonly Entry[]): readonly Part[] {
  const isLiteral = ({ requirement }: Entry) => isIpv4(requirement.host.text);
  return portGroups(entries).flatMap((group): readonly Part[] => {
    const name = `${PREFIX}-${group.name}`;
    if (group.scheme === 'tcp') return [{ name, group, entries: group.entries, byAddress: true }];
    const parts = [
      { name, group, entries: group.entries.filter((entry) => !isLiteral(entry)), byAddress: false },
      { name: `${name}-address`, group, entries: group.entries.filter(isLiteral), byAddress: true },
    ];
    return parts.filter((part) => part.entries.length > 0);
  });
}

/** Names of address objects, by host: letters, digits, hyphens and underscores ("Objects > Addresses"), so a dot becomes an underscore. */
function addressNames(parts: readonly Part[]): ReadonlyMap<string, string> {
  const objects = hostsOf(parts.filter((part) => part.byAddress).flatMap((part) => part.entries));
  return objectNames(
    objects,
    63,
    parts.map((part) => part.name),
    (name) => name.replaceAll('.', '_'),
  );
}

/** Rules first: what they use cannot be deleted; then commit. */
function removal(entries: readonly Entry[]): string {
  const parts = partsOf(entries);
  const groups = parts.filter(({ byAddress }) => byAddress);
  return [
    ...parts.map(({ name }) => `delete rulebase security rules ${name}`),
    ...groups.map(({ name }) => `delete address-group ${name}`),
    ...[...addressNames(parts).values()].map((name) => `delete address ${name}`),
    ...parts.filter(({ byAddress }) => !byAddress).map(({ name }) => `delete profiles custom-url-category ${name}`),
    ...[...new Set(parts.map(({ group }) => `delete service ${PREFIX}-tcp-${group.port}`))],
  ].join('\n');
}

function rules(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const source = sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`;
  const parts = partsOf(entries);
  const names = addressNames(parts);
  return parts
    .flatMap(({ name, group, entries: wanted, byAddress }) => {
      const service = `${PREFIX}-tcp-${group.port}`;
      const rule = `set rulebase security rules ${name}`;
      return [
        `set service ${service} protocol tcp port ${group.port}`,
        ...(byAddress ? addressObjects(name, wanted, names) : category(name, wanted, title)),
        `${rule} from any to any source ${source} destination ${byAddress ? name : 'any'} source-user any`,
        `${rule} category ${byAddress ? 'any' : name} application any service ${service} action allow`,
        `${rule} description ${quoted(note(wanted), 1023)}`,
      ];
    })
    .join('\n');
}

function noDecrypt(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const name = NO_DECRYPT;
  const source = sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`;
  const rule = `set rulebase decryption rules ${name}`;
  return [
    ...category(name, entries, title),
    `${rule} from any to any source ${source} destination any source-user any service any`,
    `${rule} category ${name} type ssl-forward-proxy action no-decrypt`,
  ].join('\n');
}
