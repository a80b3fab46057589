import { elementsOf, expected, only, TAG } from './der.ts';

/** id-signedData (RFC 5652 section 5.1). */
const SIGNED_DATA = '2a864886f70d010702';
const MAX_CERTIFICATES = 10;
const PEM = /-----BEGIN (CERTIFICATE|PKCS7|CMS)-----([A-Za-z0-9+/=\s]{1,90000})-----END \1-----/g;

/** The certificates in what a caIssuers address brings, in DER: one certificate or a PKCS #7 bundle of them (RFC 5280 section 4.2.2.1), also in PEM. None in anything else. */
export function certificatesIn(bytes: Buffer): readonly Buffer[] {
  const texts = bytes[0] === TAG.sequence ? [] : [...bytes.toString('latin1').matchAll(PEM)];
  const ders = texts.length === 0 ? [bytes] : texts.map(([, , base64 = '']) => Buffer.from(base64, 'base64'));
  return ders.flatMap(ofDer).slice(0, MAX_CERTIFICATES);
}

function ofDer(der: Buffer): readonly Buffer[] {
  try {
    const [first, second] = elementsOf(only(der, TAG.sequence).content);
    if (first?.tag !== TAG.oid) return [der];
    if (first.content.toString('hex') !== SIGNED_DATA || second === undefined) return [];
    const parts = elementsOf(only(expected(second, 0xa0).content, TAG.sequence).content);
    const bundle = parts.find(({ tag }) => tag === 0xa0);
    return bundle === undefined ? [] : elementsOf(bundle.content).map(({ whole }) => whole);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
