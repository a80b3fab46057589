import type { Signer } from './authority.ts';
import { isSignedBy, readable } from './authority.ts';
import { type Element, elementsOf, expected, only, TAG, timeOf } from './der.ts';
import type { Verified } from './verified.ts';

/** id-kp-OCSPSigning: without it no certificate but the authority's own may answer (RFC 6960 section 4.2.2.2). */
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const SUCCESSFUL = 0;
const MAX_CERTIFICATES = 8;

/** Is this the certificate of an authority, seen from its own: does its path lead to a root that counts? */
type LeadsToRoot = (chain: readonly Buffer[]) => boolean;

/**
 * An OCSP response (RFC 6960 section 4.2.1) signed by the authority that issued the certificate in question, or by a responder that this authority
 * delegated. Throws `RangeError` for other bytes; undefined for a response that bears no signature (an error) or a wrong one.
 */
export function verifiedResponse(der: Buffer, roots: readonly Signer[], leadsToRoot: LeadsToRoot): Verified | undefined {
  const [status, bytes] = elementsOf(only(der, TAG.sequence).content);
  if (expected(status, TAG.enumerated).content[0] !== SUCCESSFUL || bytes === undefined) return undefined;
  const [, basic] = elementsOf(only(expected(bytes, 0xa0).content, TAG.sequence).content);
  const [data, algorithm, signature, sent] = elementsOf(only(expected(basic, TAG.octetString).content, TAG.sequence).content);
  const { responder, issuerKeyHash, thisUpdate, nextUpdate } = answerOf(expected(data, TAG.sequence));
  const embedded = certificatesIn(sent).filter(({ certificate }) =>
    leadsToRoot([certificate.raw, ...certificatesIn(sent).map((one) => one.certificate.raw)]),
  );
  const authorities = [...roots, ...embedded.filter(({ certificate }) => certificate.ca)].filter(({ keyHash }) =>
    keyHash.equals(issuerKeyHash),
  );
  const delegated = embedded.filter(
    ({ certificate }) =>
      certificate.keyUsage?.includes(OCSP_SIGNING) === true && isValid(certificate) && authorities.some((one) => issued(one, certificate)),
  );
  const signer = [...authorities, ...delegated].find(
    (one) => isNamed(one, responder) && isSignedBy(one, expected(data, TAG.sequence), algorithm, signature),
  );
  return signer === undefined ? undefined : { signer, thisUpdate, nextUpdate };
}

function certificatesIn(sent: Element | undefined): readonly Signer[] {
  if (sent?.tag !== 0xa0) return [];
  return elementsOf(only(sent.content, TAG.sequence).content)
    .slice(0, MAX_CERTIFICATES)
    .flatMap(({ whole }) => readable(whole));
}

function isValid({ validFrom, validTo }: Signer['certificate']): boolean {
  return Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo);
}

function issued({ certificate }: Signer, by: Signer['certificate']): boolean {
  return by.checkIssued(certificate) && by.verify(certificate.publicKey);
}

/** ResponderID: [1] the subject's name, [2] the hash of the key. */
function isNamed({ name, keyHash }: Signer, responder: Element): boolean {
  if (responder.tag === 0xa1) return name.equals(responder.content);
  return responder.tag === 0xa2 && keyHash.equals(only(responder.content, TAG.octetString).content);
}

interface Answer {
  readonly responder: Element;
  readonly issuerKeyHash: Buffer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

/** ResponseData and its first SingleResponse. */
function answerOf(data: Element): Answer {
  const fields = elementsOf(data.content);
  const first = fields[0]?.tag === 0xa0 ? 1 : 0;
  const responder = fields[first];
  if (responder === undefined) throw new RangeError('no responder');
  const [single] = elementsOf(expected(fields[first + 2], TAG.sequence).content);
  const [certId, , thisUpdate, next] = elementsOf(expected(single, TAG.sequence).content);
  const issuerKeyHash = expected(elementsOf(expected(certId, TAG.sequence).content)[2], TAG.octetString).content;
  return {
    responder,
    issuerKeyHash,
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: next?.tag === 0xa0 ? timeOf(elementsOf(next.content)[0]) : undefined,
  };
}
