import { FINDING_KINDS, FINDING_LAYERS, type Finding, OWNERS, STATUSES } from '../../model/finding.ts';
import { ROUTE_KINDS } from '../../model/network/route.ts';
import type { Report, RunInfo } from '../../model/report.ts';
import { hasPublicChain, REASONS as REASON } from './fields.ts';
import { CERTIFICATE_NAME } from './patterns.ts';
import type { Published } from './published.ts';

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
  /** Proxy realms, names inside certificates that are not public, people's own words, and what the caller added: replaced as they stand. */
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

/** No names yet, but the words that the caller wants hidden. */
export function noNames(words: readonly string[]): InternalNames {
  return { ...empty(), phrases: new Set(words.filter((word) => word.trim() !== '')) };
}

/** Names of the machine and of its ways out. */
export function namesOfReport({
  run,
  routes,
}: {
  readonly run: Pick<RunInfo, 'vantage'>;
  readonly routes: Report['routes'];
}): InternalNames {
  const names = empty();
  for (const address of run.vantage.addresses) if (ADDRESS.test(address)) names.addresses.add(address);
  addHost(names.hosts, run.vantage.hostname);
  if (run.vantage.account !== undefined) addAccount(names, run.vantage.account);
  for (const route of routes) {
    if (route.kind === 'direct') continue;
    addHost(names.hosts, hostOf(route.address));
    addHost(names.hosts, hostOf(route.name.replace(/^pac:/, '')));
  }
  return names;
}

/** What one finding says of the inside. */
export function namesOfFinding(finding: Finding, published: Published): InternalNames {
  const names = empty();
  const { evidence } = finding;
  for (const key of ['proxy', 'otherProxy', 'resolver'] as const) addHost(names.hosts, hostOf(evidence[key]));
  if (typeof evidence.via === 'string') for (const name of viaNames(evidence.via)) addHost(names.hosts, name);
  if (typeof evidence.proxyUser === 'string') addAccount(names, evidence.proxyUser);
  for (const key of ['realm', 'proxyReason'] as const) addPhrase(names.phrases, evidence[key]);
  addPhrase(names.phrases, finding.waiver?.reason);
  if (finding.feature !== null && !published.isFeature(finding.feature) && !OWN_WORDS.has(finding.feature))
    addPhrase(names.phrases, finding.feature);
  if (!hasPublicChain(finding)) for (const phrase of certificatePhrases(evidence, published)) addPhrase(names.phrases, phrase);
  if (finding.kind === 'endpoint' || finding.kind === 'route') {
    const { pattern, host } = finding.target;
    for (const name of [pattern, host, evidence.host]) if (typeof name === 'string') addHost(names.hosts, name.replace(/^\*\.?/, ''));
    addNamesFromPeers(names.hosts, evidence);
  } else {
    walkStrings(finding.target, '', (key, value) => addByKey(names, key, value));
    walkStrings(evidence, '', (key, value) => addByKey(names, key, value));
  }
  return names;
}

type Collected = { readonly [Key in keyof InternalNames]: Set<string> };

function empty(): Collected {
  return { hosts: new Set(), accounts: new Set(), netbiosDomains: new Set(), addresses: new Set(), phrases: new Set() };
}

/** Shorter ones occur in any text. */
const MIN_PHRASE = 3;

function addPhrase(phrases: Set<string>, phrase: unknown): void {
  if (typeof phrase === 'string' && phrase.trim().length >= MIN_PHRASE && !/^name-\d+$/.test(phrase) && !REASON.test(phrase))
    phrases.add(phrase);
}

/** Where a peer names hosts: they are names of the inside unless a shipped catalog lists them. */
const FROM_PEERS = /^(?:via|server|location|url|redirectHost|cnames|subjectAltName|pac\w*|transparentProxy|controlName)$/;
const DOTTED = /(?<![\w.-])(?:[a-z0-9_][\w-]{0,62}\.){1,20}[a-z][a-z0-9-]{1,62}(?![\w-])/gi;
const MAX_FROM_PEER = 50;

function addNamesFromPeers(hosts: Set<string>, evidence: Finding['evidence']): void {
  walkStrings(evidence, '', (key, value) => {
    if (!FROM_PEERS.test(key)) return;
    // `squid/5.7`, `ASP.NET` and other products are no hosts.
    for (const name of value.slice(0, MAX_VALUE).match(DOTTED)?.slice(0, MAX_FROM_PEER) ?? [])
      if (!(key === 'server' && /\.(?:net|io|js)$/i.test(name) && name.split('.').length === 2)) addHost(hosts, name);
  });
}
const MAX_VALUE = 16_384;

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

/** The values in subjects and issuers of certificates, in a chain of which nobody knows that it is a public one. */
function certificatePhrases(evidence: Readonly<Record<string, unknown>>, published: Published): readonly string[] {
  const phrases: string[] = [];
  walkStrings(evidence, '', (key, value) => {
    if (key !== 'issuer' && key !== 'subject') return;
    for (const match of value.slice(0, MAX_VALUE).matchAll(CERTIFICATE_NAME)) {
      const phrase = (match[2] ?? '').replaceAll('"', '').trim();
      if (phrase.length > 3 && !published.isHost(phrase.toLowerCase())) phrases.push(phrase);
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
