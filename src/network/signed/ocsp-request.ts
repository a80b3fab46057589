import { createHash } from 'node:crypto';
import { readable } from './authority.ts';
import { TAG } from './der.ts';

/** AlgorithmIdentifier of SHA-1, which names a certificate in every OCSP request and secures nothing there (RFC 6960 section 4.1.1). */
const SHA1 = Buffer.from('300906052b0e03021a0500', 'hex');

/**
 * DER of the OCSP request about one certificate, without nonce or signature as Windows sends it (RFC 6960 section 4.1, RFC 5019 section 2.1), in base64; undefined
 * when the issuer's bytes are no certificate. `serialNumber` in hexadecimal.
 */
export function ocspRequest(issuerDer: Buffer, serialNumber: string): string | undefined {
  const [issuer] = readable(issuerDer);
  if (issuer === undefined) return undefined;
  const nameHash = createHash('sha1').update(issuer.name).digest();
  const certId = sequence(SHA1, element(TAG.octetString, nameHash), element(TAG.octetString, issuer.keyHash), integer(serialNumber));
  return sequence(sequence(sequence(sequence(certId)))).toString('base64');
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(TAG.sequence, Buffer.concat(parts));
}

/** Positive, whatever its first bit (X.690 section 8.3). */
function integer(hexadecimal: string): Buffer {
  const even = hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`;
  const bytes = Buffer.from(even, 'hex');
  return element(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** Contents of less than 128 bytes, and up to 255: no request about one certificate is longer. */
function element(tag: number, content: Buffer): Buffer {
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
