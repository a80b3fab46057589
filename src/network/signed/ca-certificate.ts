import { X509Certificate } from 'node:crypto';
import { signerOf } from './authority.ts';
import type { Verified } from './verified.ts';

/** A certificate of an authority (RFC 5280 section 4.2.1.9) that is a root or that a root signed, as authorities publish it (`caIssuers`). Throws what Node says of other bytes. */
export function verifiedCertificate(der: Buffer, leadsToRoot: (chain: readonly Buffer[]) => boolean): Verified | undefined {
  const certificate = new X509Certificate(der);
  // Bytes after the certificate would be somebody else's.
  if (!certificate.ca || certificate.raw.length !== der.length || !leadsToRoot([der])) return undefined;
  return { signer: signerOf(der), thisUpdate: new Date(certificate.validFrom), nextUpdate: new Date(certificate.validTo) };
}
