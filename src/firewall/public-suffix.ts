import { parse } from 'tldts';

/** `registry`: a registry hands out the names below it (`com`, `co.uk`, an unknown top-level domain). `shared`: an operator lets its customers have them. */
export type PublicSuffix = 'registry' | 'shared';

/**
 * What kind of public suffix a domain is; undefined when it is none. A wildcard right below one lets strangers through.
 * Source: publicsuffix.org, both sections of the list; a top-level domain that it does not know counts as a registry's.
 */
export function publicSuffixKind(domain: string): PublicSuffix | undefined {
  const { publicSuffix, isPrivate, isIp } = parse(domain, { allowPrivateDomains: true, validateHostname: false });
  if (isIp === true || publicSuffix !== domain) return undefined;
  return isPrivate === true ? 'shared' : 'registry';
}
