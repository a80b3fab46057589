import type { Evidence, Finding } from '../../model/finding.ts';
import { CERTIFICATE_NAME } from './patterns.ts';
import type { Published } from './published.ts';

/** What stands in place of foreign text that may name anything of the inside. */
export const LEFT_OUT = '(left out of the redacted report)';

/** Text of pages, entries of logs and people's own words: what was understood of them stands beside them. */
const FOREIGN = /^(?:body\w*Excerpt|bodyExcerpt|excerpt|body|firstBytes|title|policy|user|details)$/;
const CERTIFICATE = /^(?:subject|issuer)$/;
/** Reasons of RFC 9110 and of the common proxies; a reason of another wording is somebody's own. */
export const REASONS =
  /^(?:ok|connection established|unauthorized|forbidden|not found|method not allowed|proxy authentication required|authentication required|request timeout|internal server error|not implemented|bad gateway|bad request|service unavailable|gateway time-?out|access denied|blocked)$/i;

/** The number of a name of one kind, always the same for the same name. */
export type Numbered = (kind: string, original: string) => string;

/** Evidence as it may leave, before names in its texts are replaced. */
export function withoutForeign(finding: Finding, published: Published, word: Numbered): Evidence {
  const isOwn = !isPublishedEntry(finding, published);
  const kept = Object.entries(finding.evidence).filter(([key]) => !(isOwn && (key === 'why' || key === 'documentation')));
  return Object.fromEntries(kept.map(([key, value]) => [key, field(key, value, { finding, published, word })]));
}

interface Field {
  readonly finding: Finding;
  readonly published: Published;
  readonly word: Numbered;
}

function field(key: string, value: unknown, at: Field): unknown {
  if (Array.isArray(value)) return value.map((one) => field(key, one, at));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, field(name, one, at)]));
  if (typeof value !== 'string') return value;
  if (FOREIGN.test(key)) return LEFT_OUT;
  if (key === 'proxyReason' || key === 'reason') return REASONS.test(value.trim()) ? value : LEFT_OUT;
  if (key === 'realm') return value.length > 2 ? at.word('name', value.slice(0, 200).toLowerCase()) : value;
  if (key === 'file') return value.replace(/^.*[\\/]/, '');
  if (key === 'location' || key === 'url') return value.replace(/[?#].*$/s, '?left-out');
  if (hasPublicChain(at.finding)) return value;
  if (CERTIFICATE.test(key)) return certificateName(value, at);
  if (key === 'subjectAltName') return alternativeNames(value, at.published);
  return value;
}

/** A chain that passed ends in a public root, unless it is said that it does not. */
export function hasPublicChain({ status, evidence }: Finding): boolean {
  return status === 'pass' && evidence.privateRoot === undefined;
}

function certificateName(name: string, { published, word }: Field): string {
  return name.replace(CERTIFICATE_NAME, (whole, attribute: string, written: string) => {
    const value = written.replaceAll('"', '').trim().toLowerCase();
    if (value.length <= 3 || published.isHost(value) || /^name-\d+$/.test(value)) return whole;
    return `${attribute}=${word('name', value)}`;
  });
}

function alternativeNames(names: string, published: Published): string {
  const all = names.split(/,\s?/);
  const kept = all.filter((name) => published.isHost(name.replace(/^DNS:(?:\*\.)?/, '').toLowerCase()));
  const before = Number(/^(\d{1,6}) left out$/.exec(all.at(-1) ?? '')?.[1] ?? 1);
  const left = all.length - kept.length;
  return [...kept, ...(left > 0 ? [`${left - 1 + before} left out`] : [])].join(', ');
}

/** Is the entry that the finding is about one of the shipped catalogs? What the program adds by itself counts as such. */
export function isPublishedEntry(finding: Finding, published: Published): boolean {
  return finding.kind !== 'endpoint' || isPublishedKey(keyOf(finding.id) ?? '', published);
}

/** Keys that the program gives itself. */
const OWN_KEYS = /^(?:$|journey\/|logs\/|derived\/|redirect\/|revocation\/)/;

function isPublishedKey(key: string, published: Published): boolean {
  return OWN_KEYS.test(key) || published.isEntry(key);
}

function keyOf(id: string): string | undefined {
  return /^endpoint:([^@]{1,1000}?)(?::\d{1,5})?@/.exec(id)?.[1];
}

/** The id with the key of an entry of one's own replaced. */
export function idWithoutKey(id: string, published: Published, word: Numbered): string {
  const key = keyOf(id);
  if (key === undefined || isPublishedKey(key, published)) return id;
  return `endpoint:${word('entry', key)}${id.slice('endpoint:'.length + key.length)}`;
}
