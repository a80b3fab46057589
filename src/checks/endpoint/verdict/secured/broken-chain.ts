import { isInsideName } from '../../../../model/network/address.ts';
import type { Certificate, TlsFacts } from '../../../../model/network/observation.ts';
import { hostOfUrl } from '../../../../model/network/web-url.ts';
import type { StepRuling } from '../verdict.ts';

/**
 * A chain that breaks off below a root, and that could not be completed by the addresses which its last certificate names. Public authorities publish the issuer's certificate by
 * http (CA/Browser Forum Baseline Requirements, 7.1.2.7.7), never by ldap and never inside.
 */
export function judgeBrokenChain({ chain = [], completion }: Partial<TlsFacts>): StepRuling | undefined {
  const last = chain.at(-1);
  if (last === undefined || last.selfSigned) return undefined;
  const fetches = completion?.fetches ?? [];
  if (isPrivate(last)) return { cause: 'tls.intercepted', confidence: 'certain' };
  if (last.issuerUrls.some((url) => isInsideName(hostOfUrl(url) ?? '') || !(hostOfUrl(url) ?? '').includes('.')))
    return { cause: 'tls.intercepted', confidence: 'likely' };
  const failed = fetches.filter(({ code }) => code !== '').map(({ url, code }) => ({ url, cause: code }));
  if (last.issuerUrls.length > 0)
    return { cause: 'tls.incomplete-chain', confidence: 'likely', evidence: failed.length === 0 ? {} : { issuerFetches: failed } };
  // Nothing says where the issuer is. Of what names a public way to check it for revocation, more likely than not somebody left it out.
  if (chain.length > 1) return undefined;
  return { cause: [...last.ocspUrls, ...last.crlUrls].length > 0 ? 'tls.incomplete-chain' : 'tls.intercepted', confidence: 'possible' };
}

/** As a directory of the inside publishes it: the default of Active Directory Certificate Services. */
function isPrivate({ issuerUrls }: Certificate): boolean {
  return issuerUrls.some((url) => /^ldaps?:/i.test(url));
}
