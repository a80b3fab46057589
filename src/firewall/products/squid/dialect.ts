import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { byHost, PREFIX, portGroups } from '../../naming.ts';
import { escapeRegex, hash, note } from '../../plain.ts';
import { LEADING_DOT, said } from '../../wording.ts';

const UNDO = 'take the include line out of squid.conf, then squid -k reconfigure';

/**
 * Squid access lists.
 * - Exact host: `acl N dstdomain host.example`.
 * - `*.suffix`: `acl N dstdomain .example.com`, which matches example.com itself too: widened.
 * - Inside a label: `acl N dstdom_regex -i ^[^.]+-inside\.example\.com$`, exactly as asked. `*` has no meaning in dstdomain.
 * - `*suffix`: the leading dot again; look-alikes are left out on purpose.
 * - Nothing is left unsaid. The path of a URL is not looked at: for CONNECT Squid sees only host and port.
 * `-n` keeps Squid from looking up the name of an address literal: whoever controls reverse DNS could otherwise pass.
 * Sources: squid-cache.org, `acl` (dstdomain, dstdom_regex, ssl::server_name), `http_access`, `ssl_bump`.
 */
export const dialect: Dialect = {
  title: 'Squid access lists',
  extension: 'conf',
  reference: 'http://www.squid-cache.org/Doc/config/acl/',
  decidedBy: 'host of the CONNECT request or URL',
  ports: 'exact',
  addresses: 'IPv4',
  limits: { host: (_, written) => (written.startsWith('-') ? 'a value that begins with a hyphen would be read as an option' : undefined) },
  comment: hash,
  notes: [
    'include this file in squid.conf before the first http_access deny; it only allows, your own http_access deny all stays last',
    'then squid -k parse and squid -k reconfigure; to undo, take the include line out and reconfigure',
    'CONNECT to ports other than 443 needs those ports in your SSL_ports list where http_access deny CONNECT !SSL_ports stands above',
  ],
  words: words(),
  render: (entries, context) => allow(entries, context),
  undo: UNDO,
  addressRules: 'an HTTP proxy forwards no UDP and is asked for names: the firewall has to let these pass',
  inspection: {
    decidedBy: 'TLS server name',
    notes: [
      'include this file in squid.conf before your own ssl_bump bump line: the name is read in step 1, then the connection is passed on unopened',
      'then squid -k parse and squid -k reconfigure; to undo, take the include line out and reconfigure',
    ],
    words: words(),
    render: (entries) => splice(entries),
    undo: UNDO,
  },
};

function words(): Words {
  return { ...LEADING_DOT, 'inside-label': ({ text }) => said(`^[^.]+${escapeRegex(text)}$`) };
}

const isRegex = (host: string) => host.startsWith('^');

/** Squid refuses a list in which one value lies below another: the broader one alone is written. */
export function coveredBy(host: string, all: Iterable<string>): string | undefined {
  for (const other of all) {
    if (other !== host && other.startsWith('.') && (host === other.slice(1) || (!isRegex(host) && host.endsWith(other)))) return other;
  }
  return undefined;
}

function lists(entries: readonly Entry[], name: string, types: { readonly names: string; readonly patterns: string }): string[] {
  const hosts = byHost(entries);
  return [...hosts].flatMap(([host, wanted]) => {
    const broader = coveredBy(host, hosts.keys());
    if (broader !== undefined) return [hash(`${note(wanted)} (${host}: covered by ${broader})`)];
    const type = isRegex(host) ? types.patterns : types.names;
    return [hash(note(wanted)), `acl ${name}_${isRegex(host) ? 'patterns' : 'names'} ${type} ${host}`];
  });
}

/** Which of the two lists a group of entries fills. */
function kinds(entries: readonly Entry[]): readonly string[] {
  const hosts = entries.flatMap((entry) => entry.hosts);
  return [...(hosts.some((host) => !isRegex(host)) ? ['names'] : []), ...(hosts.some(isRegex) ? ['patterns'] : [])];
}

function allow(entries: readonly Entry[], { sources }: ExportContext): string {
  const from = sources.length === 0 ? '' : `${PREFIX}_source `;
  const groups = portGroups(entries).flatMap((group) => {
    const name = `${PREFIX}_${group.scheme}_${group.port}`;
    const method = group.scheme === 'http' ? `!${PREFIX}_connect` : `${PREFIX}_connect`;
    return [
      `acl ${name}_port port ${group.port}`,
      ...lists(group.entries, name, { names: 'dstdomain -n', patterns: 'dstdom_regex -n -i' }),
      ...kinds(group.entries).map((kind) => `http_access allow ${from}${method} ${name}_port ${name}_${kind}`),
      '',
    ];
  });
  return [
    `acl ${PREFIX}_connect method CONNECT`,
    ...(sources.length === 0 ? [] : [`acl ${PREFIX}_source src ${sources.join(' ')}`]),
    '',
    ...groups,
  ].join('\n');
}

function splice(entries: readonly Entry[]): string {
  const name = `${PREFIX}_no_decrypt`;
  return [
    `acl ${PREFIX}_step1 at_step SslBump1`,
    ...lists(entries, name, { names: 'ssl::server_name', patterns: 'ssl::server_name_regex -i' }),
    `ssl_bump peek ${PREFIX}_step1`,
    ...kinds(entries).map((kind) => `ssl_bump splice ${name}_${kind}`),
  ].join('\n');
}
