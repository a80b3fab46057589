import { X509Certificate } from 'node:crypto';
import type tls from 'node:tls';
import type { Certificate } from '../../model/network/observation.ts';
import { cut } from '../../text/cut.ts';
import { ocspRequest } from '../signed/ocsp-request.ts';

/** Chains longer than this are not followed. */
const MAX_CHAIN = 10;
/** Reading a chain is a fifth of a probe's CPU time, and the same chain comes again and again. */
const MAX_KNOWN_CHAINS = 2000;

/** One certificate of a chain: its bytes, and what is read from them. */
export interface Link {
  readonly facts: Certificate;
  readonly der: Buffer;
}

const knownChains = new Map<string, readonly Link[]>();

/**
 * The peer's chain as OpenSSL linked it, leaf first. Only `getPeerCertificate` may be used: on Node 20, 22 and 24 one call of
 * `getPeerX509Certificate()` empties every later answer about the peer's chain (nodejs/node#65579).
 */
export function peerChain(socket: tls.TLSSocket, leaf: tls.PeerCertificate, authorizationError: string): readonly Link[] {
  const key = `${leaf.fingerprint256} ${authorizationError}`;
  const known = knownChains.get(key);
  if (known !== undefined) return known;
  const links: Link[] = [];
  const seen = new Set<string>();
  let at: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (at?.raw !== undefined && links.length < MAX_CHAIN && !seen.has(at.fingerprint256)) {
    seen.add(at.fingerprint256);
    links.push({ facts: certificateFacts(at.raw), der: at.raw });
    at = at.issuerCertificate;
  }
  const chain = withOcspRequests(links);
  if (knownChains.size < MAX_KNOWN_CHAINS) knownChains.set(key, chain);
  return chain;
}

/** Each certificate with the question about it, where its issuer comes next. */
export function withOcspRequests(links: readonly Link[]): readonly Link[] {
  return links.map((link, index) => withOcspRequest(link, links[index + 1]));
}

/** Only who knows the issuer can ask its responder. */
function withOcspRequest({ facts, der }: Link, issuer: Link | undefined): Link {
  const request = issuer === undefined || facts.ocspUrls.length === 0 ? undefined : ocspRequest(issuer.der, facts.serialNumber);
  return request === undefined ? { facts, der } : { facts: { ...facts, ocspRequest: request }, der };
}

/** The facts of one DER certificate. */
export function certificateFacts(der: Buffer): Certificate {
  const certificate = new X509Certificate(der);
  const access = certificate.infoAccess ?? '';
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    subjectAltName: cut(certificate.subjectAltName ?? '', 2000),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    serialNumber: certificate.serialNumber.toLowerCase(),
    notBefore: isoOf(certificate.validFrom),
    notAfter: isoOf(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer && certificate.checkIssued(certificate),
    ocspUrls: urlsIn(access, /^OCSP - URI:(.+)$/gm),
    issuerUrls: urlsIn(access, /^CA Issuers - URI:(.+)$/gm),
    crlUrls: crlUrlsOf(der),
  };
}

/** Distinguished names come one attribute a line, most general first; people read them the other way round (RFC 4514). */
function oneLine(distinguishedName: string | undefined): string {
  return cut((distinguishedName ?? '').split('\n').reverse().join(', '), 1000);
}

function isoOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}

/** Node writes a value with a comma or a control character as a JSON text (CVE-2021-44532). */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

function urlsIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => unquoted((match[1] ?? '').trim()).slice(0, 500)).slice(0, 10);
}

/** Object identifier 2.5.29.31, CRL distribution points. */
const CRL_DISTRIBUTION_POINTS = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x1f]);
/** Context-specific tag 6: uniformResourceIdentifier. */
const URI_TAG = 0x86;

/** The http URLs of the CRL distribution points extension (RFC 5280 section 4.2.1.13), which Node does not expose. */
function crlUrlsOf(der: Buffer): readonly string[] {
  const at = der.indexOf(CRL_DISTRIBUTION_POINTS);
  const value = at < 0 ? undefined : octetString(der, at + CRL_DISTRIBUTION_POINTS.length);
  const urls: string[] = [];
  for (let i = 0; value !== undefined && i + 2 < value.length && urls.length < 10; i += 1) {
    const length = value[i + 1] ?? 0;
    if (value[i] !== URI_TAG || length > 0x7f || i + 2 + length > value.length) continue;
    const text = value.toString('latin1', i + 2, i + 2 + length);
    if (/^http:\/\/[\x21-\x7e]+$/.test(text)) urls.push(text);
  }
  return urls;
}

/** The OCTET STRING at the offset, after an optional critical flag; undefined when the bytes are something else. */
function octetString(der: Buffer, offset: number): Buffer | undefined {
  const at = der[offset] === 0x01 ? offset + 3 : offset;
  if (der[at] !== 0x04) return undefined;
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return der.subarray(at + 2, at + 2 + first);
  if (first === 0x81) return der.subarray(at + 3, at + 3 + (der[at + 2] ?? 0));
  if (first === 0x82 && at + 4 < der.length) return der.subarray(at + 4, at + 4 + der.readUInt16BE(at + 2));
  return undefined;
}
