import { createHash, verify, X509Certificate } from 'node:crypto';
import { bitsOf, type Element, elementsOf, expected, only, TAG } from './der.ts';

/** A certificate whose key may have signed something, with what a signed object names it by. */
export interface Signer {
  readonly certificate: X509Certificate;
  /** DER of the subject's Name. */
  readonly name: Buffer;
  /** SHA-1 of the public key's bits (RFC 6960 section 4.2.1, KeyHash). */
  readonly keyHash: Buffer;
}

/** Signature algorithms by their object identifiers, in hexadecimal (RFC 4055, 5758). SHA-1 proves nothing any more. */
const DIGESTS: Readonly<Record<string, string>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

/** Throws what Node says of bytes that are no certificate, or `RangeError`. */
export function signerOf(der: Buffer): Signer {
  const tbs = elementsOf(expected(elementsOf(only(der, TAG.sequence).content)[0], TAG.sequence).content);
  // The version is explicit, tag [0], in every certificate but those of version 1 (RFC 5280 section 4.1).
  const first = tbs[0]?.tag === 0xa0 ? 1 : 0;
  const key = elementsOf(expected(tbs[first + 5], TAG.sequence).content);
  return {
    certificate: new X509Certificate(der),
    name: expected(tbs[first + 4], TAG.sequence).whole,
    keyHash: createHash('sha1').update(bitsOf(key[1])).digest(),
  };
}

/** Did this key sign the bytes? False also for an algorithm that proves nothing or is not known. */
export function isSignedBy(
  { certificate }: Signer,
  signed: Element,
  algorithm: Element | undefined,
  signature: Element | undefined,
): boolean {
  const oid = expected(elementsOf(expected(algorithm, TAG.sequence).content)[0], TAG.oid).content.toString('hex');
  const digest = Object.hasOwn(DIGESTS, oid) ? DIGESTS[oid] : undefined;
  const { asymmetricKeyType } = certificate.publicKey;
  const fits = oid.startsWith('2a8648ce') ? asymmetricKeyType === 'ec' : asymmetricKeyType === 'rsa';
  return digest !== undefined && fits && verify(digest, signed.whole, certificate.publicKey, bitsOf(signature));
}

/** Root certificates (PEM) whose keys may have signed something; what cannot be read as a certificate is left out. */
export function rootSigners(rootsPem: readonly string[]): readonly Signer[] {
  return rootsPem.flatMap((pem) => readable(Buffer.from(pem.replace(/-----(?:BEGIN|END) CERTIFICATE-----|\s/g, ''), 'base64')));
}

/** None when the bytes are no certificate. */
export function readable(der: Buffer): readonly Signer[] {
  try {
    return [signerOf(der)];
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}
