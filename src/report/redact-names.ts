import { FINDING_KINDS, FINDING_LAYERS, type Finding, OWNERS, STATUSES } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { ROUTE_KINDS } from '../model/route.ts';

/** What a report says about the inside of a network, found where it stands in a field of its own. */
export interface InternalNames {
  /** Host names, with or without domain, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Account and group names without their domain, in lower case. */
  readonly accounts: ReadonlySet<string>;
  /** NetBIOS names of domains, in lower case. */
  readonly netbiosDomains: ReadonlySet<string>;
  /** Addresses of the machine the run was made on, public ones too. */
  readonly addresses: ReadonlySet<string>;
  /** Proxy realms, names inside an intercepting certificate, and what the caller added: replaced as they stand. */
  readonly phrases: ReadonlySet<string>;
}

const HOST_KEY = /host|server|computer|domain|controller|machine|provider|^dc$|^from$|^to$|proxy|forest/i;
const ACCOUNT_KEY = /account|user|member|group|principal|identity|upn|samname|through|via/i;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/i;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$/i;
/** Words of reports themselves: a machine called "proxy" must not turn every sentence into nonsense. */
export const OWN_WORDS: ReadonlySet<string> = new Set<string>([
  ...STATUSES,
  ...OWNERS,
  ...FINDING_KINDS,
  ...FINDING_LAYERS,
  ...ROUTE_KINDS,
  ...[
    'localhost',
    'server',
    'client',
    'site',
    'system',
    'hosts',
    'literal',
    'online',
    'offline',
    'public',
    'administrators',
    'users',
    'root',
  ],
]);

/** Reads the internal names of a report; `also` are further words that must not be seen outside. */
export function internalNames(report: Report, also: readonly string[]): InternalNames {
  const names = {
    hosts: new Set<string>(),
    accounts: new Set<string>(),
    netbiosDomains: new Set<string>(),
    addresses: new Set<string>(report.run.vantage.addresses.filter((address) => ADDRESS.test(address))),
    phrases: new Set<string>(also.filter((word) => word.trim() !== '')),
  };
  addHost(names.hosts, report.run.vantage.hostname);
  if (report.run.vantage.account !== undefined) addAccount(names, report.run.vantage.account);
  for (const route of report.routes) {
    if (route.kind === 'direct') continue;
    addHost(names.hosts, hostOf(route.address));
    addHost(names.hosts, hostOf(route.name));
  }
  for (const finding of report.findings) addFinding(names, finding);
  return names;
}

type Collected = { readonly [Key in keyof InternalNames]: Set<string> };

function addFinding(names: Collected, finding: Finding): void {
  const { evidence } = finding;
  for (const key of ['proxy', 'otherProxy', 'resolver', 'dnsServer'] as const) addHost(names.hosts, hostOf(evidence[key]));
  // Of a log: a host that no catalog lists.
  if (evidence.unlisted === true) addHost(names.hosts, hostOf(evidence.host));
  if (typeof evidence.via === 'string') for (const name of viaNames(evidence.via)) addHost(names.hosts, name);
  if (typeof evidence.realm === 'string' && evidence.realm.length > 2) names.phrases.add(evidence.realm);
  if (finding.cause === 'tls.intercepted' || finding.cause === 'tls.untrusted' || finding.cause === 'proxy.tls') {
    for (const phrase of certificatePhrases(evidence)) names.phrases.add(phrase);
  }
  const root = evidence.privateRoot as { readonly subject?: unknown } | undefined;
  if (root !== undefined) for (const phrase of certificatePhrases({ issuer: root.subject })) names.phrases.add(phrase);
  if (finding.kind === 'endpoint' || finding.kind === 'route') return;
  walkStrings(finding.target, '', (key, value) => addByKey(names, key, value));
  walkStrings(evidence, '', (key, value) => addByKey(names, key, value));
}

function addByKey(names: Collected, key: string, value: string): void {
  if (HOST_KEY.test(key)) addHost(names.hosts, hostOf(value));
  else if (ACCOUNT_KEY.test(key)) addAccount(names, value);
}

function addHost(hosts: Set<string>, name: string): void {
  const lower = name.toLowerCase().replace(/\.$/, '');
  if (lower.length < 2 || lower.length > 253 || !HOST_NAME.test(lower) || ADDRESS.test(lower) || OWN_WORDS.has(lower)) return;
  hosts.add(lower);
}

function addAccount(names: Collected, text: string): void {
  const [, netbios, down] = /^([^\\@\s]{1,64})\\([^\\]{1,256})$/.exec(text) ?? [];
  const [, user, domain] = /^([^\\@\s]{1,256})@([^\\@\s]{1,253})$/.exec(text) ?? [];
  if (netbios !== undefined && !/^(?:nt authority|builtin)$/i.test(netbios)) names.netbiosDomains.add(netbios.toLowerCase());
  if (domain !== undefined) addHost(names.hosts, domain);
  const account = (down ?? user ?? text).trim().toLowerCase();
  if (account.length < 3 || account.length > 256 || OWN_WORDS.has(account) || /^(?:s-1-|cn=)/.test(account)) return;
  names.accounts.add(account);
}

/** The host of `host`, `host:port`, `[address]:port` or a URL; empty when there is none. */
function hostOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  const authority = value.replace(/^[a-z0-9+.-]+:\/\//i, '').replace(/[/?#].*$/, '');
  return authority
    .replace(/^.*@/, '')
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '');
}

/** RFC 9110 section 7.6.3: `received-protocol received-by (comment)`, joined by commas. */
function viaNames(via: string): readonly string[] {
  return via.split(/[,\n]/).flatMap((part) => part.trim().split(/\s+/).slice(1, 2).map(hostOf));
}

/** Organisation and common names of the issuers of certificates that an inner device made. */
function certificatePhrases(evidence: Readonly<Record<string, unknown>>): readonly string[] {
  const phrases: string[] = [];
  walkStrings(evidence, '', (key, value) => {
    if (key !== 'issuer') return;
    for (const match of value.matchAll(/(?:^|[,\n/+]\s*)(?:CN|O|OU)\s*=\s*("[^"]+"|[^,\n+/]+)/g)) {
      const phrase = (match[1] ?? '').replaceAll('"', '').trim();
      if (phrase.length > 3 && !/^name-\d+$/.test(phrase)) phrases.push(phrase);
    }
  });
  return phrases;
}

/** Calls back with each string inside a JSON value and the nearest object key above it. */
function walkStrings(value: unknown, key: string, visit: (key: string, value: string) => void): void {
  if (typeof value === 'string') visit(key, value);
  else if (Array.isArray(value)) for (const item of value) walkStrings(item, key, visit);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) walkStrings(item, name, visit);
  }
}
