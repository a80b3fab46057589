import type { X509Certificate } from 'node:crypto';
import type { TlsFacts } from '../../model/network/observation.ts';
import { certificateFacts, type Link, withOcspRequests } from './certificate.ts';
import { parsed, type Roots } from './roots.ts';
import { chainTrustedBy, issued, type Signatures } from './trust.ts';

/** What came from the address of an issuer: its certificates in DER, or why none did (a code of Node, DNS or the proxy, `HTTP_404`, `NOT_FETCHED`). */
export interface FetchedIssuer {
  readonly code: string;
  readonly certificates: readonly Buffer[];
}
/** Never rejects. */
export type FetchIssuer = (url: string) => Promise<FetchedIssuer>;

/** A chain with the issuers that the server should have sent. */
export interface CompletedChain {
  readonly chain: readonly Link[];
  /** What OpenSSL would say of the completed chain; absent: it could not be completed. */
  readonly error?: string;
  readonly completion?: TlsFacts['completion'];
}

interface Anchors {
  readonly roots: Roots;
  readonly signaturesOf: (chain: readonly Link[]) => Signatures;
}

/** So many certificates above what was sent, and so many addresses of each. */
const MAX_STEPS = 4;
const MAX_URLS = 3;

/**
 * A chain that breaks off below a root, completed by the addresses that its last certificate names (caIssuers, RFC 5280 section 4.2.2.1), as Windows does. Undefined: nothing is
 * missing, or nothing says where it is. Whatever comes counts only by its signature: who answers there does not matter.
 */
export async function completedChain(
  sent: readonly Link[],
  anchors: Anchors,
  fetchIssuer: FetchIssuer | undefined,
): Promise<CompletedChain | undefined> {
  if (fetchIssuer === undefined || !breaksOff(sent, anchors)) return undefined;
  let chain = sent;
  const fetches: { url: string; code: string }[] = [];
  for (let step = 0; step < MAX_STEPS && breaksOff(chain, anchors); step += 1) {
    const issuer = await issuerOf(chain.at(-1), fetchIssuer, fetches);
    if (issuer === undefined) break;
    chain = [...chain, { facts: certificateFacts(issuer.raw), der: issuer.raw }];
  }
  if (fetches.length === 0) return undefined;
  const completion = { sent: sent.length, fetches };
  if (anchors.signaturesOf(chain).root === undefined) return { chain, completion };
  return { chain: withOcspRequests(chain), completion, error: errorOf(chain, anchors.roots, new Date()) };
}

function breaksOff(chain: readonly Link[], { signaturesOf }: Anchors): boolean {
  const last = chain.at(-1);
  if (last === undefined || last.facts.selfSigned) return false;
  const { root, mismatch } = signaturesOf(chain);
  return root === undefined && mismatch === undefined;
}

async function issuerOf(
  last: Link | undefined,
  fetchIssuer: FetchIssuer,
  fetches: { url: string; code: string }[],
): Promise<X509Certificate | undefined> {
  const [certificate] = last === undefined ? [] : parsed(last.der);
  if (last === undefined || certificate === undefined) return undefined;
  for (const url of last.facts.issuerUrls.slice(0, MAX_URLS)) {
    const { code, certificates } = await fetchIssuer(url);
    const issuer = certificates.flatMap(parsed).find((candidate) => issued(candidate, certificate));
    fetches.push({ url, code: code === '' && issuer === undefined ? 'NOT_THE_ISSUER' : code });
    if (issuer !== undefined) return issuer;
  }
  return undefined;
}

/** OpenSSL's words, for a chain whose signatures lead to a root. */
function errorOf(chain: readonly Link[], roots: Roots, now: Date): string {
  const ders = chain.map(({ der }) => der);
  if (chainTrustedBy(ders, roots, now)) return '';
  const at = now.toISOString();
  if (chain.some(({ facts }) => facts.notAfter !== '' && facts.notAfter < at)) return 'CERT_HAS_EXPIRED';
  return chain.some(({ facts }) => facts.notBefore > at) ? 'CERT_NOT_YET_VALID' : 'INVALID_CA';
}
