import { createHash } from 'node:crypto';
import type { SignedFacts } from '../../model/network/observation.ts';
import { certificateFacts } from '../tls/certificate.ts';
import type { Roots } from '../tls/roots.ts';
import { isPublicRoot, signaturesOf } from '../tls/trust.ts';
import { rootSigners, type Signer } from './authority.ts';
import { verifiedCertificate } from './ca-certificate.ts';
import { verifiedList } from './crl.ts';
import { verifiedResponse } from './ocsp.ts';
import type { Verified } from './verified.ts';

/** The clock of the authority may be a little ahead of ours. */
const TOLERANCE_MS = 5 * 60_000;

/** Reads what the signature of a body proves. Undefined: it is something else than a signed list or response, or nothing proves it. */
export type SignedReader = (body: Buffer) => SignedFacts | undefined;

/** A reader for one set of roots, which are read as signers when the first body may be signed. */
export function signedReader(roots: Roots): SignedReader {
  let signers: readonly Signer[] | undefined;
  return (body) => {
    if (body[0] !== 0x30) return undefined;
    signers ??= rootSigners(roots.pem);
    return signedFacts(body, roots, signers);
  };
}

/**
 * What a body is that authorities serve on port 80, when it bears a signature that leads to one of the roots and is in force: a list of revoked
 * certificates, an OCSP response, or the certificate of an authority. Undefined: it is something else, or nothing proves it. Node has no reader of either, and those of npm bring a megabyte
 * of ASN.1 and WebCrypto for these two structures.
 */
function signedFacts(body: Buffer, roots: Roots, signers: readonly Signer[]): SignedFacts | undefined {
  const leadsToRoot = (chain: readonly Buffer[]): boolean => signaturesOf(chain, roots).root !== undefined;
  const list = attempt(() => verifiedList(body, signers));
  const response = list === undefined ? attempt(() => verifiedResponse(body, signers, leadsToRoot)) : undefined;
  const verified = list ?? response ?? attempt(() => verifiedCertificate(body, leadsToRoot));
  if (verified === undefined || !isInForce(verified)) return undefined;
  const { signer, thisUpdate, nextUpdate } = verified;
  const root = signaturesOf([signer.certificate.raw], roots).root ?? signer.certificate;
  return {
    kind: list !== undefined ? 'crl' : response !== undefined ? 'ocsp' : 'certificate',
    signer: certificateFacts(signer.certificate.raw).subject,
    thisUpdate: thisUpdate.toISOString(),
    nextUpdate: nextUpdate?.toISOString() ?? '',
    isPublic: isPublicRoot(createHash('sha256').update(root.raw).digest('hex')),
  };
}

function isInForce({ thisUpdate, nextUpdate }: Verified): boolean {
  const nowMs = Date.now();
  return thisUpdate.getTime() <= nowMs + TOLERANCE_MS && (nextUpdate === undefined || nextUpdate.getTime() >= nowMs - TOLERANCE_MS);
}

/** Bytes of a peer that are no such structure prove nothing, whatever is wrong with them. */
function attempt(read: () => Verified | undefined): Verified | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
