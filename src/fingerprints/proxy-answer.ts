import { cut } from '../text/cut.ts';
import { compares, found } from './compare.ts';
import type { ProxyAnswerRule, ProxyMeaning } from './rules.ts';

/** The product of rules whose words are anybody's. */
export const UNKNOWN_PRODUCT = 'proxy of an unknown product';

const MAX_BODY = 65_536;
/** A page of that many visible characters is one sentence or two, and about what happened. */
const SHORT_PAGE = 400;
const MAX_WORDS = 120;

/** An answer in the proxy's own name, as far as it tells why. Header names in lower case. */
export interface ProxyAnswerFacts {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly location: string;
  readonly bodyExcerpt: string;
  /** It answers a forwarded request: the service itself may have sent it, so that everybody's words in everyday refusals say nothing. */
  readonly isForwarded: boolean;
}

/** What a proxy's own words come to; all absent where they say nothing that is known. */
export interface ProxyAnswer {
  readonly means?: ProxyMeaning;
  readonly fingerprintId?: string;
  /** The words that the rule found, as they were sent. */
  readonly words?: string;
  readonly product?: string;
  /** The words are those of anybody's proxy, not of one product. */
  readonly isGeneric?: true;
}

/** The first rule that an answer fits, and who sent it: by that rule, else by a header that only counts because the proxy itself answered. */
export function readProxyAnswer(rules: readonly ProxyAnswerRule[], answer: ProxyAnswerFacts): ProxyAnswer {
  const texts = textsOf(answer);
  const fitting = rules.find((rule) => rule.means !== undefined && mayCount(rule, answer) && fits(rule, texts));
  const byHeader = rules.find((rule) => rule.header !== undefined && compares(rule, headerOf(answer, rule.header)))?.product;
  const isGeneric = fitting?.product === UNKNOWN_PRODUCT;
  const product = fitting === undefined || isGeneric ? byHeader : fitting.product;
  return {
    ...(fitting?.means === undefined ? {} : { means: fitting.means, fingerprintId: fitting.id, ...saidWith(fitting, texts) }),
    ...(product === undefined ? {} : { product }),
    ...(isGeneric ? { isGeneric } : {}),
  };
}

/** Not of the phrase: that is told whole. */
function saidWith(rule: ProxyAnswerRule, texts: Texts): Pick<ProxyAnswer, 'words'> {
  if (rule.location === 'header' || rule.location === 'location-header') return {};
  const words = found(rule, texts[rule.location])
    .replace(/<[^<>]{0,200}>/g, ' ')
    .trim();
  return words === '' || texts.reason.includes(words) ? {} : { words: cut(words, MAX_WORDS) };
}

/** Does a page refuse in anybody's words, in its title, its first heading or in one sentence? */
export function refusesInWords(rules: readonly ProxyAnswerRule[], bodyExcerpt: string): boolean {
  const texts = textsOf({ reason: '', location: '', bodyExcerpt });
  return rules.some((rule) => rule.product === UNKNOWN_PRODUCT && rule.means === 'denied' && fits(rule, texts));
}

function headerOf({ headers }: ProxyAnswerFacts, name: string): string {
  return Object.hasOwn(headers, name) ? (headers[name] ?? '').slice(0, 4000) : '';
}

function mayCount({ statuses, product, location }: ProxyAnswerRule, { status, isForwarded }: ProxyAnswerFacts): boolean {
  if (location === 'location-header') return status >= 300 && status < 400;
  if (status < 400 || statuses?.includes(status) === false) return false;
  return !isForwarded || product !== UNKNOWN_PRODUCT || status >= 500 || isRefusal(status);
}

const REFUSALS: ReadonlySet<number> = new Set([402, 403, 450, 451]);

/** Is this a status that refuses a destination, not one that tells of a fault? */
export function isRefusal(status: number): boolean {
  return REFUSALS.has(status);
}

type Texts = Readonly<Record<Exclude<ProxyAnswerRule['location'], 'header'>, string>>;

function textsOf({ reason, bodyExcerpt, location }: Pick<ProxyAnswerFacts, 'reason' | 'bodyExcerpt' | 'location'>): Texts {
  const body = bodyExcerpt.slice(0, MAX_BODY);
  const phrase = reason.slice(0, 1000);
  return {
    reason: phrase,
    body,
    answer: `${phrase}\n${body}`,
    headline: headline(phrase, body),
    'location-header': location.slice(0, 4000),
  };
}

function fits({ location, and = [], ...rule }: ProxyAnswerRule, texts: Texts): boolean {
  if (location === 'header') return false;
  const text = texts[location];
  return text !== '' && compares(rule, text) && and.every((words) => text.toLowerCase().includes(words));
}

/** What an answer says first: longer pages also list what may have gone wrong, and what to try. */
function headline(reason: string, body: string): string {
  const title = /<title[^>]{0,100}>([^<]{0,300})/i.exec(body)?.[1] ?? '';
  const heading = /<h[1-3][^>]{0,200}>([^<]{0,300})/i.exec(body)?.[1] ?? '';
  const visible = visibleText(body);
  return [reason, title, heading, visible.length <= SHORT_PAGE ? visible : ''].filter((part) => part !== '').join('\n');
}

/** The text of a page without its tags, styles and scripts. */
function visibleText(body: string): string {
  const lower = body.toLowerCase();
  let text = '';
  let at = 0;
  while (at < body.length) {
    const open = body.indexOf('<', at);
    text += `${body.slice(at, open < 0 ? undefined : open)} `;
    if (open < 0) break;
    const hidden = /^<(style|script|title)\b/i.exec(body.slice(open, open + 8))?.[1]?.toLowerCase();
    const from = hidden === undefined ? open : lower.indexOf(`</${hidden}`, open);
    const close = from < 0 ? -1 : body.indexOf('>', from);
    if (close < 0) break;
    at = close + 1;
  }
  return text.replace(/\s+/g, ' ').trim();
}
