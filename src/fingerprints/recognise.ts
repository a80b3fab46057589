import { isAtOrBelow } from '../model/catalog/host-pattern.ts';
import type { Confidence } from '../model/finding.ts';
import { compares, type RuleComparison } from './compare.ts';
import { type ProxyAnswer, type ProxyAnswerFacts, readProxyAnswer, refusesInWords } from './proxy-answer.ts';
import type { FingerprintSet, Marker, OriginRule, Rule } from './rules.ts';

/** Bodies are searched this far. */
const MAX_BODY = 65_536;

/** An HTTP answer as far as it can tell who sent it. Header names in lower case. */
export interface AnswerFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyExcerpt: string;
}

/** Whose device or software an answer shows, and by which rule. */
export interface RecognisedProduct {
  readonly product: string;
  readonly fingerprintId: string;
  /** Of software on this machine itself, not of a device on the path. */
  readonly runsOn?: 'host';
}

/** The page of a filter in place of an answer, with all that speaks for it. */
export interface BlockPage extends RecognisedProduct {
  /** All rules that matched, the deciding one first. */
  readonly fingerprintIds: readonly string[];
  readonly confidence: Confidence;
  /** Only a header that this product sends with all that it says: it may as well be an error page about the target. */
  readonly isSender?: true;
}

/** Who is in the way, and who is not: pure functions over the rules. */
export interface Recognisers {
  readonly blockPage: (answer: AnswerFacts & { readonly location: string }) => BlockPage | undefined;
  readonly interceptor: (chain: readonly { readonly subject: string; readonly issuer: string }[]) => RecognisedProduct | undefined;
  readonly proxyProduct: (headers: Readonly<Record<string, string>>) => string | undefined;
  readonly proxyAnswer: (answer: ProxyAnswerFacts) => ProxyAnswer;
  readonly refusesInWords: (bodyExcerpt: string) => boolean;
  readonly dnsFilter: (addressOrAlias: string) => RecognisedProduct | undefined;
  readonly originMarker: (host: string, answer: AnswerFacts & { readonly contentType: string }) => string | undefined;
}

/** The recognisers over a set of rules. */
export function recognisers(set: FingerprintSet): Recognisers {
  return {
    blockPage: (answer) => matchBlockPage(set, answer),
    interceptor: rememberedInterceptor(set),
    proxyProduct: (headers) => matchProxyProduct(set, headers),
    proxyAnswer: (answer) => readProxyAnswer(set.proxyAnswers, answer),
    refusesInWords: (bodyExcerpt) => refusesInWords(set.proxyAnswers, bodyExcerpt),
    dnsFilter: (addressOrAlias) => {
      // An IPv4-mapped address stands for the one in it (RFC 4291 section 2.5.5.2).
      const plain = addressOrAlias
        .toLowerCase()
        .replace(/^::ffff:(?=\d+\.)/, '')
        .replace(/\.$/, '');
      return recognised(set.dnsFilters.find((rule) => rule.pattern === plain));
    },
    originMarker: (host, answer) => originMarker(set, host, answer),
  };
}

/**
 * The product whose block page this is: one certain sign, or two weaker ones of the same product. Beside a marker of Microsoft's
 * own front ends nothing counts: content networks and error pages of the service must not be taken for a filter.
 */
export function matchBlockPage(set: FingerprintSet, answer: AnswerFacts & { readonly location: string }): BlockPage | undefined {
  if (carriesAnyMarker(set, answer)) return undefined;
  const signs = set.blockPages.filter((rule) => (rule.statuses?.includes(answer.status) ?? true) && holds(rule, answer));
  const sure = signs.find((rule) => rule.confidence === 'h');
  if (sure !== undefined) return blockPage(sure, signs, 'certain');
  const products = [...new Set(signs.map((rule) => rule.product))];
  const best = products
    .map((product) => signs.filter((rule) => rule.product === product))
    .filter((own) => own.length >= 2)
    .sort((a, b) => medium(b) - medium(a) || b.length - a.length)[0];
  const first = best?.toSorted((a, b) => medium([b]) - medium([a]))[0];
  return best === undefined || first === undefined ? undefined : blockPage(first, best, medium(best) > 0 ? 'likely' : 'possible');
}

function medium(rules: readonly Rule[]): number {
  return rules.filter((rule) => rule.confidence === 'm').length;
}

function blockPage(rule: Rule, signs: readonly Rule[], confidence: Confidence): BlockPage {
  const others = signs.filter((sign) => sign !== rule && sign.product === rule.product).map((sign) => sign.id);
  const isSender =
    rule.location === 'header' && rule.header === 'server' && signs.every((sign) => sign.location === 'header' || sign.confidence === 'l');
  return {
    product: rule.product,
    fingerprintId: rule.id,
    fingerprintIds: [rule.id, ...others],
    confidence,
    ...(isSender ? { isSender } : {}),
  };
}

/** The inspection product that signed, by the issuers of the chain; the subject of the leaf plays no part. */
export function matchInterceptor(
  set: FingerprintSet,
  chain: readonly { readonly subject: string; readonly issuer: string }[],
): RecognisedProduct | undefined {
  const issuers = chain.slice(0, 10).map((certificate) => attributesOf(certificate.issuer));
  return recognised(
    set.tlsInspection.find((rule) =>
      issuers.some((attributes) =>
        attributes.some(([name, value]) => (rule.attribute === 'any' || rule.attribute === name) && compares(rule, value)),
      ),
    ),
  );
}

/** The same chain comes again and again, and is held to hundreds of rules. */
const MAX_KNOWN_CHAINS = 500;
function rememberedInterceptor(set: FingerprintSet): Recognisers['interceptor'] {
  const known = new Map<string, RecognisedProduct | null>();
  return (chain) => {
    const key = JSON.stringify(chain.slice(0, 10).map(({ issuer }) => issuer));
    const before = known.get(key);
    if (before !== undefined) return before ?? undefined;
    const product = matchInterceptor(set, chain);
    if (known.size < MAX_KNOWN_CHAINS) known.set(key, product ?? null);
    return product;
  };
}

/** The attributes of a distinguished name in one line, `CN=..., O=...`. */
function attributesOf(name: string): readonly (readonly [string, string])[] {
  return name
    .slice(0, 2000)
    .split(/, (?=[A-Za-z0-9.]{1,40}=)/)
    .map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1).trim()] as const;
    });
}

/** The proxy product by the headers it adds; it names the device and judges nothing. */
export function matchProxyProduct(set: FingerprintSet, headers: Readonly<Record<string, string>>): string | undefined {
  const signs = set.proxies.filter((rule) => holds(rule, { status: 0, headers, bodyExcerpt: '', location: '' }));
  const order = { h: 0, m: 1, l: 2 } as const;
  return signs.sort((a, b) => order[a.confidence] - order[b.confidence])[0]?.product;
}

function recognised(rule: Rule | undefined): RecognisedProduct | undefined {
  if (rule === undefined) return undefined;
  return { product: rule.product, fingerprintId: rule.id, ...(rule.runsOn === 'host' ? { runsOn: 'host' } : {}) };
}

function holds(rule: Rule, answer: AnswerFacts & { readonly location: string }): boolean {
  switch (rule.location) {
    case 'header':
      return headerHolds({ ...rule, header: rule.header ?? '' }, answer.headers);
    case 'location-header':
      return answer.location !== '' && compares(rule, answer.location.slice(0, 4000));
    case 'body':
      return compares(rule, answer.bodyExcerpt.slice(0, MAX_BODY));
    default:
      return false;
  }
}

function headerHolds(rule: RuleComparison & { readonly header: string }, headers: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(headers, rule.header) ? headers[rule.header] : undefined;
  return value !== undefined && value !== '' && compares(rule, value.slice(0, 4000));
}

/** The name of the first marker that shows that this very host answered; undefined: nothing shows it. */
export function originMarker(
  set: FingerprintSet,
  host: string,
  answer: AnswerFacts & { readonly contentType: string },
): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const rules = set.origins.filter((rule) => rule.confidence !== 'l' && rule.hosts.some((pattern) => isAtOrBelow(pattern, name)));
  return firstMarker(rules, answer);
}

function firstMarker(rules: readonly OriginRule[], answer: AnswerFacts & { readonly contentType: string }): string | undefined {
  return rules.flatMap((rule) => rule.markers).find((marker) => carries(marker, answer))?.name;
}

function carriesAnyMarker(set: FingerprintSet, answer: AnswerFacts): boolean {
  const contentType = answer.headers['content-type'] ?? '';
  const rules = set.origins.filter((rule) => rule.confidence !== 'l');
  return firstMarker(rules, { ...answer, contentType }) !== undefined;
}

function carries(marker: Marker, { status, headers, contentType, bodyExcerpt }: AnswerFacts & { readonly contentType: string }): boolean {
  if (marker.status !== undefined && !marker.status.includes(status)) return false;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (marker.contentType !== undefined && !marker.contentType.includes(type)) return false;
  if (marker.headers?.every((rule) => headerHolds(rule, headers)) === false) return false;
  const text = (marker.text ?? '').toLowerCase();
  switch (marker.body) {
    case undefined:
      return true;
    case 'der':
      return DER_SEQUENCE.test(bodyExcerpt);
    case 'prefix':
      return bodyExcerpt.slice(0, text.length).toLowerCase() === text;
    case 'contains':
      return bodyExcerpt.slice(0, MAX_BODY).toLowerCase().includes(text);
  }
}

/** A DER SEQUENCE of more than 127 bytes (X.690 section 8.1.3.5), its length byte as UTF-8 decoding leaves it, or as Latin-1. */
const DER_SEQUENCE = /^0[\ufffd\u0081-\u0084]/;
