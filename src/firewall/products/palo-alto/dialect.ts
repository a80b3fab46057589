import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { hostsOf, objectName, type PortGroup, PREFIX, portGroups } from '../../naming.ts';
import { note, plain } from '../../plain.ts';
import { domainAndBelow, parentOf, said, widened } from '../../wording.ts';

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
  'inside-label': ({ text }) =>
    widened('no wildcard inside a label: every name one label below the parent domain is let through', `^.${parentOf(text)}/`),
};

/**
 * PAN-OS set commands: a custom URL category and a security rule for each scheme and port; what is neither HTTP nor HTTPS becomes FQDN address objects,
 * which know exact names only. Set commands have no comments; reasons stand in description fields.
 */
export const dialect: Dialect = {
  title: 'Palo Alto Networks PAN-OS set commands',
  extension: 'txt',
  reference:
    'https://docs.paloaltonetworks.com/advanced-url-filtering/administration/configuring-url-filtering/url-category-exceptions/guidelines-for-url-category-exceptions',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'exact',
  addresses: 'IPv4',
  notes: [],
  words: urlWords,
  refuses: ({ scheme, host }) =>
    scheme === 'tcp' && host.form !== 'exact'
      ? 'URL categories see HTTP and TLS only, and FQDN address objects know no wildcards'
      : undefined,
  render: (entries, context) => rules(entries, context),
  inspection: {
    decidedBy: 'TLS server name',
    notes: [],
    words: urlWords,
    render: (entries, context) => noDecrypt(entries, context),
  },
};

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

function addressObjects(group: PortGroup): string[] {
  const name = `${PREFIX}-${group.name}`;
  return group.entries.flatMap((entry) =>
    entry.hosts.flatMap((host) => {
      const fqdn = host.slice(0, -1);
      const object = objectName(fqdn, 63);
      return [
        `set address ${object} fqdn ${fqdn}`,
        `set address ${object} description ${quoted(note([entry]), 1023)}`,
        `set address-group ${name} static ${object}`,
      ];
    }),
  );
}

function rules(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const source = sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`;
  return portGroups(entries)
    .flatMap((group) => {
      const name = `${PREFIX}-${group.name}`;
      const service = `${PREFIX}-tcp-${group.port}`;
      const web = group.scheme !== 'tcp';
      const rule = `set rulebase security rules ${name}`;
      return [
        `set service ${service} protocol tcp port ${group.port}`,
        ...(web ? category(name, group.entries, title) : addressObjects(group)),
        `${rule} from any to any source ${source} destination ${web ? 'any' : name} source-user any`,
        `${rule} category ${web ? name : 'any'} application any service ${service} action allow`,
        `${rule} description ${quoted(note(group.entries), 1023)}`,
      ];
    })
    .join('\n');
}

function noDecrypt(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const name = `${PREFIX}-no-decrypt`;
  const source = sources.length === 0 ? 'any' : `[ ${sources.join(' ')} ]`;
  const rule = `set rulebase decryption rules ${name}`;
  return [
    ...category(name, entries, title),
    `${rule} from any to any source ${source} destination any source-user any service any`,
    `${rule} category ${name} type ssl-forward-proxy action no-decrypt`,
  ].join('\n');
}
