import { z } from 'zod';
import { UsageError } from '../model/usage-error.ts';
import { fit } from '../yaml/fit.ts';
import type { YamlDocument } from '../yaml/parsed.ts';

/** The fingerprint files, by what they recognise. */
export const FINGERPRINT_FILES = ['block-pages', 'tls-inspection', 'proxies', 'dns-filters', 'origins', 'proxy-answers'] as const;
/** Name of a shipped file of rules, without its extension. */
export type FingerprintFile = (typeof FINGERPRINT_FILES)[number];

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const header = z.string().regex(/^[a-z0-9-]+$/, 'must be a header name in lower case');
const confidence = z.enum(['h', 'm', 'l']);
const statuses = z.array(z.int().min(100).max(599)).min(1);
const pattern = z.string().min(2).max(300);

const comparison = z.strictObject({
  match: z.enum(['contains', 'prefix', 'exact', 'regexp', 'exists']).default('exists'),
  pattern: pattern.optional(),
}).shape;

const ruleSchema = z
  .strictObject({
    id,
    product: z.string().min(2).max(80),
    location: z.enum(['header', 'location-header', 'body', 'issuer', 'address', 'alias']),
    header: header.optional(),
    attribute: z.enum(['CN', 'O', 'OU', 'emailAddress', 'any']).optional(),
    ...comparison,
    statuses: statuses.optional(),
    runsOn: z.enum(['path', 'host']).default('path'),
    confidence,
    source: z.string(),
  })
  .refine((rule) => (rule.location === 'header') === (rule.header !== undefined), 'header: belongs to location header, and only there')
  .refine(
    (rule) => (rule.location === 'issuer') === (rule.attribute !== undefined),
    'attribute: belongs to location issuer, and only there',
  )
  .refine((rule) => (rule.match === 'exists') === (rule.pattern === undefined), 'pattern: is needed unless match is exists')
  .refine(
    (rule) => rule.match !== 'regexp' || isLinear(rule.pattern ?? ''),
    'pattern: must be a valid expression without nested repetition',
  );

const markerSchema = z
  .strictObject({
    name: z.string().min(3).max(100),
    status: statuses.optional(),
    contentType: z.array(z.string().regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/)).optional(),
    headers: z.array(z.strictObject({ header, ...comparison })).optional(),
    body: z.enum(['prefix', 'contains', 'der']).optional(),
    text: pattern.optional(),
  })
  .refine((marker) => (marker.contentType ?? marker.headers ?? marker.body) !== undefined, 'a marker needs more than a status')
  .refine(
    (marker) => (marker.text !== undefined) === (marker.body === 'prefix' || marker.body === 'contains'),
    'text: belongs to body prefix or contains',
  );

const originSchema = z.strictObject({
  id,
  hosts: z.array(z.string().regex(/^(\*\.)?[a-z0-9.-]+$/)).min(1),
  markers: z.array(markerSchema).min(1),
  confidence,
  source: z.string(),
});

/** What an answer of a proxy in its own name comes to. */
export const PROXY_MEANINGS = [
  'denied',
  'auth-required',
  'upstream-dns',
  'upstream-refused',
  'upstream-timeout',
  'upstream-failed',
  'protocol',
  'log-on',
] as const;
/** What a proxy means by its words; the judge has a cause for each. */
export type ProxyMeaning = (typeof PROXY_MEANINGS)[number];

const proxyAnswerSchema = z
  .strictObject({
    id,
    product: z.string().min(2).max(80),
    location: z.enum(['reason', 'body', 'answer', 'headline', 'location-header', 'header']),
    header: header.optional(),
    match: comparison.match.unwrap(),
    pattern: z.string().min(2).max(900),
    and: z.array(z.string().min(2).max(100)).optional(),
    statuses: statuses.optional(),
    means: z.enum(PROXY_MEANINGS).optional(),
    source: z.string(),
  })
  .refine((rule) => (rule.location === 'header') === (rule.header !== undefined), 'header: belongs to location header, and only there')
  .refine((rule) => (rule.location === 'header') === (rule.means === undefined), 'means: belongs to every location but header')
  .refine((rule) => rule.match !== 'regexp' || isLinear(rule.pattern), 'pattern: must be a valid expression without nested repetition');

const head = {
  title: z.string().min(3),
  revision: z.string(),
  sources: z.record(z.string(), z.strictObject({ title: z.string(), url: z.url(), licence: z.string(), date: z.string() })),
};
const rulesSchema = z.strictObject({ ...head, rules: z.array(ruleSchema).min(1) });
const originsSchema = z.strictObject({ ...head, rules: z.array(originSchema).min(1) });
const proxyAnswersSchema = z.strictObject({ ...head, rules: z.array(proxyAnswerSchema).min(1) });

/** One sign of one product. */
export type Rule = z.infer<typeof ruleSchema>;
/** What proves that one of some hosts answered. */
export type OriginRule = z.infer<typeof originSchema>;
/** A header or phrase that the genuine service alone sends. */
export type Marker = z.infer<typeof markerSchema>;
/** Words, codes or addresses by which a proxy says why it did not do what it was asked for; of `header` only who it is. */
export type ProxyAnswerRule = z.infer<typeof proxyAnswerSchema>;

/** All rules, as `recognisers` takes them. */
export interface FingerprintSet {
  readonly blockPages: readonly Rule[];
  readonly tlsInspection: readonly Rule[];
  readonly proxies: readonly Rule[];
  readonly dnsFilters: readonly Rule[];
  readonly origins: readonly OriginRule[];
  /** In order: the first that fits decides. */
  readonly proxyAnswers: readonly ProxyAnswerRule[];
}

/** What the fingerprint files say → rules; throws `UsageError` with file, line and field. */
export function fingerprintsOf(documents: Readonly<Record<FingerprintFile, YamlDocument>>): FingerprintSet {
  const rules = (file: FingerprintFile): readonly Rule[] => parsed(`${file}.yaml`, documents[file], rulesSchema).rules;
  return {
    blockPages: rules('block-pages'),
    tlsInspection: rules('tls-inspection'),
    proxies: rules('proxies'),
    dnsFilters: rules('dns-filters'),
    origins: parsed('origins.yaml', documents.origins, originsSchema).rules,
    proxyAnswers: parsed('proxy-answers.yaml', documents['proxy-answers'], proxyAnswersSchema).rules,
  };
}

interface File {
  readonly sources: Readonly<Record<string, unknown>>;
  readonly rules: readonly { readonly id: string; readonly source: string }[];
}

function parsed<T extends File>(file: string, document: YamlDocument, schema: z.ZodType<T>): T {
  const content = fit(document, file, schema);
  const seen = new Set<string>();
  for (const rule of content.rules) {
    if (!Object.hasOwn(content.sources, rule.source)) throw new UsageError(`no source ${rule.source}`, { file, field: rule.id });
    if (seen.has(rule.id)) throw new UsageError(`the id ${rule.id} appears twice`, { file, field: rule.id });
    seen.add(rule.id);
  }
  return content;
}

/** A valid expression in which nothing that repeats is repeated: it cannot take more than linear time for its length. */
function isLinear(source: string): boolean {
  if (/\)(?:[*+]|\{\d+,)/.test(source) || (source.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0) > 3) return false;
  try {
    return new RegExp(source, 'iu') !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
