import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { inBrackets, listed, pathOwner, pluck, text } from './phrase.ts';

/** What OpenSSL says of a chain whose signatures lead to a public root, what that means, and what whoever runs the service has to do. By its words (X509_verify_cert_error_string). */
const REASONS: readonly (readonly [pattern: RegExp, meaning: string, step: string])[] = [
  [
    /digest algorithm too weak|md too weak/i,
    'a certificate of its chain is signed with a hash that is too weak (SHA-1 or MD5)',
    'a chain that is signed with SHA-256 or better',
  ],
  [/key too (?:small|weak)/i, 'a key of its chain is too short', 'a chain with RSA keys of at least 2048 bits'],
  [
    /(?:permitted|excluded) subtree|name constraint/i,
    'its name lies outside of those that an authority of its chain may issue for (name constraints)',
    'a certificate of an authority that may issue for this name',
  ],
  [/unhandled critical extension/i, 'it has a critical extension that clients do not know', 'a certificate without that extension'],
  [
    /path length/i,
    'its chain is longer than an authority in it allows (path length)',
    'a chain that keeps to the path length of its authorities',
  ],
  [
    /purpose/i,
    'a certificate of its chain is not meant for what it is used for (extended key usage, basic constraints)',
    'a certificate for server authentication below authorities that may issue it',
  ],
  [
    /invalid (?:non-)?CA certificate|INVALID_CA/i,
    'a certificate of its chain is none of an authority (basic constraints)',
    'a chain of certificates that may issue others',
  ],
];

/** Undefined where nothing more is known than OpenSSL's words. */
export function reasonMeaning(e: EndpointEvidence): { readonly meaning: string; readonly step: string } | undefined {
  const said = `${text(e.authorizationReason) ?? ''} ${CODE_WORDS[text(e.authorizationError) ?? ''] ?? text(e.authorizationError) ?? ''}`;
  const [, meaning, step] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
  return meaning === undefined || step === undefined ? undefined : { meaning, step };
}

const CODE_WORDS: Readonly<Record<string, string>> = { INVALID_PURPOSE: 'purpose', PATH_LENGTH_EXCEEDED: 'path length' };

/** The chain is good but for a rule: nobody answers in place of the service. */
export function isRuleBroken(e: EndpointEvidence): boolean {
  return !/SELF_SIGNED|UNABLE_TO/.test(text(e.authorizationError) ?? '') && text(e.authorizationError) !== undefined;
}

/** What was sent where an issuer was looked for, and did not come; codes of steps as causes where they are known. */
export function failedFetches(e: EndpointEvidence): readonly { readonly url: string; readonly cause: string }[] {
  const urls = pluck(e.issuerFetches, 'url');
  return pluck(e.issuerFetches, 'cause').flatMap((cause, index) => {
    const url = text(urls[index], 200);
    return typeof cause === 'string' && cause !== '' && url !== undefined ? [{ url, cause }] : [];
  });
}

/** `http://a/i.cer (tcp.timeout)` */
export function fetchesTold(e: EndpointEvidence): string | undefined {
  return listed(
    failedFetches(e).map(({ url, cause }) => `${url}${inBrackets(FETCH_CODES[cause] ?? text(cause, 60))}`),
    3,
  );
}

const FETCH_CODES: Readonly<Record<string, string>> = {
  NO_CERTIFICATE: 'no certificate came',
  NOT_THE_ISSUER: 'another certificate came',
  NOT_FETCHED: 'not asked: no public http address',
};

/** Something came, only not the issuer: the path is open. */
const ANSWERED = /^(?:NO_CERTIFICATE|NOT_THE_ISSUER|NOT_FETCHED|HTTP_\d+|http\.status)$/;

/** Whose affair a chain is that could not be completed: of whoever keeps the address shut, else of whoever sends half a chain. */
export function incompleteOwner(e: EndpointEvidence): Owner {
  const shut = failedFetches(e).find(({ cause }) => !ANSWERED.test(cause));
  if (shut === undefined) return 'security';
  if (/^dns\./.test(shut.cause) || shut.cause === 'NXDOMAIN') return pathOwner(e) === 'proxy' ? 'proxy' : 'dns';
  return pathOwner(e);
}

/** The addresses that somebody on the path keeps shut. */
export function shutFetches(e: EndpointEvidence): readonly string[] {
  return failedFetches(e)
    .filter(({ cause }) => !ANSWERED.test(cause))
    .map(({ url }) => url);
}
