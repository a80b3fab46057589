import type { LogEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { type InternalNames, internalNames, OWN_WORDS } from './redact-names.ts';

/**
 * The same report with internal names, addresses and accounts replaced, each by the same word wherever it stands, so that the report can be shown
 * to others and still be read. Names of the published endpoints stay. `also` are further words to hide, such as the company's name.
 */
export function redactReport(report: Report, also: readonly string[] = []): Report {
  return createRedactor(also)(report);
}

/** Redacts several reports alike: the same machine has the same word in all of them. */
export function createRedactor(also: readonly string[] = []): (report: Report) => Report {
  const word = numbered();
  return (report) => redactWith(report, renamer(internalNames(report, also), publicHosts(report), word));
}

function redactWith(report: Report, text: (value: string) => string): Report {
  const { run } = report;
  return {
    ...report,
    run: {
      ...run,
      features: run.features.map(text),
      ...(run.configFile === undefined ? {} : { configFile: run.configFile.replace(/^.*[/\\]/s, '') }),
      notes: run.notes.map(text),
      vantage: {
        ...run.vantage,
        hostname: text(run.vantage.hostname),
        ...(run.vantage.account === undefined ? {} : { account: text(run.vantage.account) }),
        addresses: run.vantage.addresses.map(text),
      },
    },
    catalogs: report.catalogs.map((catalog) => ({ ...catalog, id: text(catalog.id), title: text(catalog.title) })),
    routes: report.routes.map((route) => ({ ...route, name: text(route.name), address: text(route.address) })),
    findings: report.findings.map((finding) => redactFinding(finding, text)),
  };
}

function redactFinding(finding: Finding, text: (value: string) => string): Finding {
  const deep = <T>(value: T): T => mapStrings(value, text) as T;
  return {
    ...finding,
    id: text(finding.id),
    title: text(finding.title),
    feature: finding.feature === null ? null : text(finding.feature),
    route: finding.route === null ? null : text(finding.route),
    target: deep(finding.target),
    message: text(finding.message),
    remedy: text(finding.remedy),
    reproduce: finding.reproduce === null ? null : text(finding.reproduce),
    evidence: deep(withoutExcerpt(finding.evidence)),
    waiver: deep(finding.waiver),
    ...(finding.children === undefined ? {} : { children: finding.children.map(text) }),
  };
}

/** An entry of a log may name anything of the inside; what was understood of it stands beside it. File names go without their folders. */
function withoutExcerpt(evidence: LogEvidence): LogEvidence {
  const { excerpt, logs, ...rest } = evidence;
  if (excerpt === undefined && !Array.isArray(logs)) return evidence;
  // Saved reports may hold anything.
  const files = (Array.isArray(logs) ? logs : []).map((log) =>
    typeof log?.file === 'string' ? { ...log, file: log.file.replace(/^.*[\\/]/, '') } : log,
  );
  return { ...rest, ...(excerpt === undefined ? {} : { excerpt: REDACTED_EXCERPT }), logs: files };
}
const REDACTED_EXCERPT = '(left out of the redacted report)';

function publicHosts(report: Report): readonly string[] {
  return report.findings
    .filter((finding) => finding.kind === 'endpoint' && finding.evidence.unlisted !== true)
    .flatMap((finding) => {
      const { pattern, host } = finding.target as Readonly<Record<string, unknown>>;
      return [pattern, host].filter((name) => typeof name === 'string').map((name) => name.toLowerCase().replace(/^\*\.?/, ''));
    });
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** RFC 1918, RFC 6598, RFC 3927, and RFC 1122 loopback but for 127.0.0.0/24, which says nothing about a network. */
const PRIVATE_IPV4 = new RegExp(
  `(?<![\\d.])(?:(?:10|127(?!\\.0\\.0\\.))\\.${OCTET}|169\\.254|192\\.168|172\\.(?:1[6-9]|2\\d|3[01])|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))\\.${OCTET}\\.${OCTET}(?!\\.?\\d)`,
  'g',
);
/** RFC 4193 and RFC 4291 link-local. */
const PRIVATE_IPV6 = /(?<![0-9a-z:])f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):[0-9a-f:]*[0-9a-f:](?:%\w+)?(?![0-9a-z])/gi;
const SID = /S-1-5-21-\d+-\d+-\d+(?:-\d+)?/g;
const DOWN_LEVEL = /(?<![\w\\:.])(?!(?:HK\w*|SOFTWARE|NT AUTHORITY|BUILTIN)\\)([a-z0-9][a-z0-9._-]{0,62})\\(?!\\)([^\\\s"'<>|:;,/]+)/gi;
const UNC = /\\\\([^\\\s"'<>|]+)(?:\\([^\\\s"'<>|]+))?/g;
const PRINCIPAL = /(?<![\w:.])([a-z][\w.+-]*\$?)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;
const DISTINGUISHED_NAME = /(?:CN|OU|DC)=[^,"=\n]+(?:,(?:CN|OU|DC|O)=[^,"=\n]+)*,DC=[^,"=\s]+/gi;
const INNER_NAME =
  /(?<![\w.-])[a-z0-9_][\w-]*(?:\.[\w-]+)*\.(?:local|lan|corp|internal|intranet|localdomain|private|home\.arpa)(?![\w-])/gi;

/** A name of ours: redacting again changes nothing. */
const REDACTED = /^(?:host-\d+(?:\.domain-\d+\.example)?|domain-\d+\.example)$/i;

function renamer(names: InternalNames, published: readonly string[], word: Numbered): (text: string) => string {
  const hostName = (name: string): string => {
    if (REDACTED.test(name)) return name;
    const [label = '', ...parent] = name.toLowerCase().split('.');
    return parent.length === 0 ? word('host', label) : `${word('host', label)}.${word('domain', parent.join('.'))}.example`;
  };
  const domainName = (name: string): string => (REDACTED.test(name) ? name : `${word('domain', name.toLowerCase())}.example`);
  const account = (name: string): string => word('account', name.toLowerCase());
  const isPublished = (name: string): boolean => published.some((host) => host === name || host.endsWith(`.${name}`));
  const full = [...names.hosts].filter((name) => !isPublished(name) && !REDACTED.test(name));
  // People write the short name too.
  const hosts = [...new Set(full.flatMap((name) => [name, shortName(name)]))].filter((name) => name !== '');
  const domains = new Set(full.map(parentOf).filter((domain) => domain.includes('.') && !isPublished(domain)));
  const rules: readonly (readonly [RegExp | null, (...groups: string[]) => string])[] = [
    [
      literal(new Set([...names.phrases].filter((phrase) => !isPublished(phrase.toLowerCase())))),
      (phrase) => word('name', phrase.toLowerCase()),
    ],
    [DISTINGUISHED_NAME, (name) => word('distinguished-name', name.toLowerCase())],
    [SID, (sid) => word('sid', sid)],
    [UNC, (_all, host, share) => `\\\\${hostName(host ?? '')}${share === undefined ? '' : `\\${word('share', share.toLowerCase())}`}`],
    [DOWN_LEVEL, (_all, domain, user) => `${word('DOMAIN', (domain ?? '').toLowerCase())}\\${account(user ?? '')}`],
    [PRINCIPAL, (_all, user, domain) => `${account(user ?? '')}@${domainName(domain ?? '')}`],
    [literal(names.addresses), (address) => word('own-address', address.toLowerCase())],
    [PRIVATE_IPV4, (address) => word('private-ipv4', address)],
    [PRIVATE_IPV6, (address) => word('private-ipv6', address.toLowerCase())],
    [below(domains), hostName],
    [literal(new Set([...domains])), domainName],
    [INNER_NAME, hostName],
    [literal(new Set(hosts)), hostName],
    [literal(names.netbiosDomains), (domain) => word('DOMAIN', domain.toLowerCase())],
    [literal(names.accounts), account],
  ];
  return (text) => rules.reduce((done, [pattern, replace]) => (pattern === null ? done : done.replace(pattern, replace)), text);
}

/** Numbers things by order of appearance, per kind of thing: `host-1`, `host-2`, `account-1`. */
type Numbered = (kind: string, original: string) => string;
function numbered(): Numbered {
  const seen = new Map<string, Map<string, string>>();
  return (kind, original) => {
    const known = seen.get(kind) ?? new Map<string, string>();
    seen.set(kind, known);
    if (new RegExp(`^${kind}-\\d+$`, 'i').test(original)) return original;
    const word = known.get(original) ?? `${kind}-${known.size + 1}`;
    known.set(original, word);
    return word;
  };
}

function parentOf(name: string): string {
  return name.includes('.') ? name.slice(name.indexOf('.') + 1) : '';
}

function shortName(name: string): string {
  const label = name.split('.')[0] ?? '';
  return label.length > 2 && !OWN_WORDS.has(label) ? label : '';
}

/** Any of the words, longest first, not inside a longer word. */
function literal(words: ReadonlySet<string>): RegExp | null {
  if (words.size === 0) return null;
  const sorted = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${sorted.map(escaped).join('|')})(?![\\p{L}\\p{N}_-])`, 'giu');
}

/** Any name below one of the domains. */
function below(domains: ReadonlySet<string>): RegExp | null {
  if (domains.size === 0) return null;
  return new RegExp(`(?<![\\w.-])[\\w-]+(?:\\.[\\w-]+)*?\\.(?:${[...domains].map(escaped).join('|')})(?![\\w-])`, 'gi');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The same JSON value with each string mapped, keys of objects included. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]));
}
