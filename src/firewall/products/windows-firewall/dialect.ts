import type { Dialect, Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, PREFIX, portGroups, stableGuid } from '../../naming.ts';
import { hash, note, plain } from '../../plain.ts';
import { STAR_DOT } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

/**
 * PowerShell for Windows Firewall with dynamic keywords, outbound, on the server itself.
 * - Exact host: keyword `host.example`. - `*.suffix`: keyword `*.example.com`.
 * - Inside a label: not documented; every name below the parent domain is let through: widened. - `*suffix`: the domain and `*.domain`, two keywords.
 * Keywords have stable identifiers, so that a second run replaces the first. The file is ASCII: Windows PowerShell 5.1 reads files without a byte order mark as ANSI.
 * Windows Firewall does not decrypt, so there is no inspection twin.
 * Source: learn.microsoft.com, "Windows Firewall dynamic keywords".
 */
export const dialect: Dialect = {
  title: 'Windows Firewall with dynamic keywords (PowerShell)',
  extension: 'ps1',
  reference: 'https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/dynamic-keywords',
  decidedBy: 'addresses in DNS answers it sees',
  ports: 'exact',
  addresses: 'none',
  limits: {},
  comment: hash,
  notes: [
    'run elevated on the server; only needed where its outbound default action is Block',
    'needs Microsoft Defender Antivirus (platform 4.18.2209.7 or later) with network protection in block or audit mode; DNS over HTTPS must be off',
    'keywords are filled from observed DNS answers and emptied at restart: the first connection may be refused for a moment; traffic through a proxy is not seen',
    'it is effective at once; to undo, run what --undo writes',
    'check with: Get-NetFirewallDynamicKeywordAddress -AllAutoResolve',
  ],
  words: STAR_DOT,
  render: (entries, context) => script(entries, context),
  undo: (entries) => removal(entries),
  addressRules: addressWriter,
  inspection: 'Windows Firewall does not decrypt: there is nothing to exempt',
};

/** A PowerShell string without expansion. */
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const keyword = (host: string) => text(`{${stableGuid(host)}}`);

const STOP = "$ErrorActionPreference = 'Stop'";
const NO_RULES = [
  hash('Rules first: a keyword that a rule uses cannot be removed.'),
  `Get-NetFirewallRule -Group ${text(PREFIX)} -ErrorAction SilentlyContinue | Remove-NetFirewallRule`,
];
const noKeyword = (host: string) => `Remove-NetFirewallDynamicKeywordAddress -Id ${keyword(host)} -ErrorAction SilentlyContinue`;

const removal = (entries: readonly Entry[]) => [STOP, ...NO_RULES, '', ...hostsOf(entries).map(noKeyword)].join('\n');

function script(entries: readonly Entry[], { sources }: ExportContext): string {
  const keywords = [...byHost(entries)].flatMap(([host, wanted]) => [
    hash(note(wanted)),
    noKeyword(host),
    `New-NetFirewallDynamicKeywordAddress -Id ${keyword(host)} -Keyword ${text(host)} -AutoResolve $true | Out-Null`,
  ]);
  const rules = portGroups(entries).flatMap((group) => {
    const name = text(`${PREFIX}-${group.name}`);
    const ids = hostsOf(group.entries).map(keyword);
    return [
      `$keywords = @(\n    ${ids.join(',\n    ')}\n)`,
      `New-NetFirewallRule -Name ${name} -DisplayName ${name} -Group ${text(PREFIX)} -Description ${text(plain(note(group.entries), 1000))} \``,
      `    -Direction Outbound -Action Allow -Protocol TCP -RemotePort ${group.port}${local(sources)} -RemoteDynamicKeywordAddresses $keywords | Out-Null`,
    ];
  });
  return [STOP, ...NO_RULES, '', ...keywords, '', ...rules].join('\n');
}

const local = (sources: readonly string[]) => (sources.length === 0 ? '' : ` -LocalAddress ${sources.map(text).join(', ')}`);
