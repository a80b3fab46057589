import type { Finding } from '../../model/finding.ts';
import type { Report, RunInfo } from '../../model/report.ts';
import { cut } from '../../text/cut.ts';
import { wordTrie } from '../../text/word-trie.ts';
import { idWithoutKey, LEFT_OUT, type Numbered, withoutForeign } from './fields.ts';
import { type InternalNames, namesOfFinding, namesOfReport, noNames, OWN_WORDS } from './names.ts';
import {
  DISTINGUISHED_NAME,
  DOWN_LEVEL,
  INNER_END,
  INNER_NAME,
  PRINCIPAL,
  PRIVATE_IPV4,
  PRIVATE_IPV6,
  SID,
  UNC,
  WEB_ADDRESS,
} from './patterns.ts';
import { type Published, parentsOf } from './published.ts';

/**
 * Replaces internal names, addresses and accounts, each by the same word wherever it stands, so that what is left can be shown to others and still be
 * read. It knows the names that it was shown so far: whole reports first show all of theirs.
 */
export interface Redactor {
  /** Learns the names of the report, then redacts it. A finding that was redacted before and would come out the same is the same object. */
  readonly report: (report: Report) => Report;
  /** Learns the names of one finding, then redacts it: for what is printed while a run goes on. */
  readonly finding: (finding: Finding) => Finding;
  /** A line for people, such as a warning. */
  readonly text: (text: string) => string;
  /** Learns names without redacting anything. */
  readonly learn: (report: Pick<Report, 'routes' | 'findings'> & { readonly run: Pick<RunInfo, 'vantage'> }) => void;
}

/** What stays readable in a redacted report, and what has to go besides names and addresses. */
export interface RedactOptions {
  readonly published: Published;
  /** Further words to hide, such as the company's name. */
  readonly words?: readonly string[];
}

/** Longer texts are cut before they are read: no message and no evidence of ours is as long. */
const MAX_TEXT = 16_384;

/** One redactor for all that leaves together: several reports, or a report and the lines on standard error. */
export function createRedactor({ published, words = [] }: RedactOptions): Redactor {
  const word = numbered();
  const names = noNames(words);
  const rename = renamer(names, published, word);
  const early = new WeakMap<Finding, Finding>();
  const learnFinding = (finding: Finding): void => rename.learn(namesOfFinding(finding, published));
  const learn: Redactor['learn'] = (report) => {
    rename.learn(namesOfReport(report));
    for (const finding of report.findings) learnFinding(finding);
  };
  const redacted = (finding: Finding): Finding => {
    const late = redactFinding(finding, { text: rename.text, published, word });
    const before = early.get(finding);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(late)) return before;
    early.set(finding, late);
    return late;
  };
  return {
    text: (text) => rename.text(withoutWaiver(text)),
    learn,
    finding: (finding) => {
      learnFinding(finding);
      return redacted(finding);
    },
    report: (report) => {
      learn(report);
      return { ...redactHead(report, { text: rename.text, published, word }), findings: report.findings.map(redacted) };
    },
  };
}

/** One report, redacted by a redactor of its own. */
export function redactReport(report: Report, options: RedactOptions): Report {
  return createRedactor(options).report(report);
}

interface Means {
  readonly text: (value: string) => string;
  readonly published: Published;
  readonly word: Numbered;
}

function redactHead(report: Report, { text, published, word }: Means): Report {
  const { run } = report;
  const feature = (name: string): string => (published.isFeature(name) ? name : word('feature', name));
  return {
    ...report,
    run: {
      ...run,
      features: run.features.map(feature),
      ...(run.configFile === undefined ? {} : { configFile: text(run.configFile.replace(/^.*[/\\]/s, '')) }),
      notes: run.notes.map((note) => text(withoutWaiver(note))),
      vantage: {
        ...run.vantage,
        hostname: text(run.vantage.hostname),
        ...(run.vantage.account === undefined ? {} : { account: text(run.vantage.account) }),
        addresses: run.vantage.addresses.map(text),
      },
    },
    catalogs: report.catalogs.map((catalog) => {
      const title = published.titleOf(catalog.id);
      return title === undefined
        ? { ...catalog, id: word('catalog', catalog.id), title: LEFT_OUT, revision: text(catalog.revision) }
        : { ...catalog, title, revision: text(catalog.revision) };
    }),
    routes: report.routes.map((route) => ({ ...route, name: text(route.name), address: text(route.address) })),
  };
}

function redactFinding(finding: Finding, { text, published, word }: Means): Finding {
  const id = (value: string): string => text(idWithoutKey(value, published, word));
  const deep = <T>(value: T): T => mapStrings(value, text) as T;
  const evidence = withoutForeign(finding, published, word);
  const feature = finding.feature === null || published.isFeature(finding.feature) ? finding.feature : word('feature', finding.feature);
  return {
    ...finding,
    id: id(finding.id),
    title: text(finding.title),
    feature,
    route: finding.route === null ? null : text(finding.route),
    target: deep(finding.target),
    message: text(finding.message),
    remedy: text(finding.remedy),
    reproduce: finding.reproduce === null ? null : text(finding.reproduce),
    evidence: deep(
      Array.isArray(evidence.neededBy)
        ? { ...evidence, neededBy: evidence.neededBy.map((key) => (published.isEntry(String(key)) ? key : word('entry', String(key)))) }
        : evidence,
    ),
    waiver: finding.waiver === null ? null : { pattern: LEFT_OUT, reason: LEFT_OUT, until: text(finding.waiver.until) },
    ...(finding.children === undefined ? {} : { children: finding.children.map(id) }),
  };
}

/** A note on a waiver quotes its pattern and its reason. */
function withoutWaiver(note: string): string {
  const begin = note.indexOf('Waiver "');
  const at = begin < 0 ? -1 : Math.max(note.indexOf('" expired on ', begin), note.indexOf('" matched nothing', begin));
  if (at < 0) return note;
  const said = note.slice(at + 1);
  const [from, to] = [said.indexOf(' ('), said.lastIndexOf(')')];
  return `${note.slice(0, begin)}Waiver "${LEFT_OUT}"${from < 0 || to < from ? said : said.slice(0, from) + said.slice(to + 1)}`;
}

/** A name of ours: redacting again changes nothing. */
const REDACTED = /^(?:host-\d+(?:\.domain-\d+\.example)?|host-\d+\..+|domain-\d+\.example)$/i;

type Replace = (found: string) => string;

interface Renamer {
  readonly text: (text: string) => string;
  readonly learn: (names: InternalNames) => void;
}

/** Names of ours for the names of each kind. */
function pseudonyms(published: Published, word: Numbered) {
  const domainName: Replace = (name) => {
    const lower = name.toLowerCase();
    return REDACTED.test(lower) || published.isDomain(lower) ? name : `${word('domain', lower)}.example`;
  };
  const hostName: Replace = (name) => {
    if (REDACTED.test(name)) return name;
    const [label = '', ...parent] = name.toLowerCase().split('.');
    return parent.length === 0 ? word('host', label) : `${word('host', label)}.${domainName(parent.join('.'))}`;
  };
  const account: Replace = (name) => word('account', name.toLowerCase());
  const netbios: Replace = (name) => (/^domain-\d+$/i.test(name) ? name : word('DOMAIN', name.toLowerCase()));
  const phrase: Replace = (name) => word('name', name.slice(0, 200).toLowerCase());
  return { domainName, hostName, account, netbios, phrase };
}

function renamer(first: InternalNames, published: Published, word: Numbered): Renamer {
  const domains = new Set<string>();
  const phrases = wordTrie<Replace>();
  const addresses = wordTrie<Replace>();
  const words = wordTrie<Replace>();
  const names = pseudonyms(published, word);
  const { hostName, account, netbios, phrase } = names;
  const isInner = (name: string): boolean => {
    const lower = name.toLowerCase();
    return !published.isHost(lower) && (INNER_END.test(lower) || parentsOf(lower).some((parent) => domains.has(parent)));
  };
  const learn = (found: InternalNames): void => {
    for (const one of found.phrases) if (one !== LEFT_OUT && !published.isHost(one.toLowerCase())) phrases.add(one, phrase);
    for (const one of found.addresses) addresses.add(one, (address) => word('own-address', address.toLowerCase()));
    for (const one of found.hosts) learnHost(one, { words, domains, published, names });
    for (const one of found.netbiosDomains) if (!/^domain-\d+$/i.test(one)) words.add(one, netbios);
    for (const one of found.accounts) words.add(one, account);
  };
  learn(first);
  const patterns = patternRules(names, published, word);
  const rules: readonly ((text: string) => string)[] = [
    (text) => phrases.replace(text, (replace, found) => replace(found)),
    ...patterns.beforeAddresses,
    (text) => addresses.replace(text, (replace, found) => replace(found)),
    ...patterns.ofAddresses,
    (text) => text.replace(INNER_NAME, (name) => (isInner(name) ? hostName(name) : name)),
    (text) => words.replace(text, (replace, found) => replace(found)),
  ];
  return {
    learn,
    text: (text) => rules.reduce((done, rule) => rule(done), text.length > MAX_TEXT ? `${cut(text, MAX_TEXT)} (cut)` : text),
  };
}

interface Learnt {
  readonly words: ReturnType<typeof wordTrie<Replace>>;
  readonly domains: Set<string>;
  readonly published: Published;
  readonly names: ReturnType<typeof pseudonyms>;
}

function learnHost(name: string, { words, domains, published, names: { hostName, domainName } }: Learnt): void {
  if (published.isHost(name) || REDACTED.test(name)) return;
  words.add(name, hostName);
  // People write the short name too.
  const short = shortName(name);
  if (short !== '') words.add(short, hostName);
  const domain = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '';
  if (!domain.includes('.') || published.isDomain(domain)) return;
  domains.add(domain);
  words.add(domain, domainName);
}

/** What is known by its form, whatever names the run has met. */
function patternRules({ hostName, domainName, account, netbios }: ReturnType<typeof pseudonyms>, published: Published, word: Numbered) {
  const beforeAddresses: readonly ((text: string) => string)[] = [
    (text) => text.replace(WEB_ADDRESS, (...parts) => webAddress(parts.slice(1, 5), published, word)),
    (text) => text.replace(DISTINGUISHED_NAME, (name) => (/DC=/i.test(name) ? word('distinguished-name', name.toLowerCase()) : name)),
    (text) => text.replace(SID, (sid) => word('sid', sid)),
    (text) =>
      text.replace(
        UNC,
        (_all, host, share) => `\\\\${hostName(host ?? '')}${share === undefined ? '' : `\\${word('share', share.toLowerCase())}`}`,
      ),
    (text) => text.replace(DOWN_LEVEL, (_all, domain, user) => `${netbios(domain ?? '')}\\${account(user ?? '')}`),
    (text) => text.replace(PRINCIPAL, (_all, user, domain) => `${account(user ?? '')}@${domainName(domain ?? '')}`),
  ];
  const ofAddresses: readonly ((text: string) => string)[] = [
    (text) => text.replace(PRIVATE_IPV4, (address) => word('private-ipv4', address)),
    (text) => text.replace(PRIVATE_IPV6, (address) => word('private-ipv6', address.toLowerCase())),
  ];
  return { beforeAddresses, ofAddresses };
}

/** Without user, query and fragment; the path only at a published host. What ends a sentence is no part of it. */
function webAddress(parts: readonly unknown[], published: Published, word: Numbered): string {
  const [scheme = '', authority = '', path = '', query = ''] = parts.map((part) => (typeof part === 'string' ? part : ''));
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const host = place.replace(/:\d*$/, '').toLowerCase();
  const whole = path + query;
  const end = /(?<![.,;:)\]])[.,;:)\]]+$/.exec(whole)?.[0] ?? '';
  const asked = whole.slice(0, whole.length - end.length);
  if (published.isHost(host) && published.isPath(asked)) return `${scheme}${place}${whole}`;
  const kept = published.isHost(host) || path === '' || path === '/' ? path : /^\/path-\d+$/.test(path) ? path : `/${word('path', path)}`;
  return `${scheme}${place}${query === '' ? (kept === path ? path : kept + end) : `${kept}?left-out${end}`}`;
}

/** Numbers things by order of appearance, per kind of thing: `host-1`, `host-2`, `account-1`. */
function numbered(): Numbered {
  const seen = new Map<string, Map<string, string>>();
  return (kind, original) => {
    const known = seen.get(kind) ?? new Map<string, string>();
    seen.set(kind, known);
    if (original.startsWith(`${kind}-`) && /^\d+$/.test(original.slice(kind.length + 1))) return original;
    const name = known.get(original) ?? `${kind}-${known.size + 1}`;
    known.set(original, name);
    return name;
  };
}

function shortName(name: string): string {
  const label = name.split('.')[0] ?? '';
  return label.length > 2 && !OWN_WORDS.has(label) ? label : '';
}

/** The same JSON value with each string mapped, keys of objects included. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [PLAIN_KEY.test(key) ? key : map(key), mapStrings(item, map)]));
}
/** Keys of evidence as this program writes them. */
const PLAIN_KEY = /^(?:[a-z]{1,12}|[a-z]+(?:[A-Z0-9][a-z0-9]*)+)$/;
