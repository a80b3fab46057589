import { createHash, type X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import tls from 'node:tls';
import { derOf, parsed, type RootStore, type Roots, rootsOf } from './roots.ts';
import { WINDOWS_ROOTS } from './windows-roots.ts';

/** Where Linux and BSD distributions keep their trust store as one file of PEM texts. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
];
const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** Longer chains are not looked at; public ones have two to four certificates. */
const MAX_CHAIN = 32;

let once: Promise<readonly string[] | null> | undefined;

/** PEM texts of this machine's own trust store, read once; null where it cannot be read (Windows and macOS before Node 22.15). */
export function systemRoots(): Promise<readonly string[] | null> {
  once ??= readSystemRoots(process.platform === 'win32' ? undefined : process.env.SSL_CERT_FILE);
  return once;
}

/** `tls.getCACertificates` is there from Node 22.15 on. `ownFile` is what `SSL_CERT_FILE` names: it takes the place of the distribution's. */
export async function readSystemRoots(
  ownFile: string | undefined,
  bundles: readonly string[] = BUNDLES,
): Promise<readonly string[] | null> {
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'system') => readonly string[] };
  const fromNode = ownFile === undefined ? (getCACertificates?.('system') ?? []) : [];
  if (fromNode.length > 0) return fromNode;
  if (ownFile === undefined && (process.platform === 'win32' || process.platform === 'darwin')) return null;
  for (const path of ownFile === undefined ? bundles : [ownFile]) {
    const pems = await pemsIn(path);
    if (pems.length > 0) return pems;
  }
  return null;
}

/** Certificates of a PEM file; none when the file is not there, cannot be read or is absurdly large. */
async function pemsIn(path: string): Promise<readonly string[]> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (size === 0 || size > MAX_BUNDLE_BYTES) return [];
  const text = await readFile(path, 'latin1').catch(() => '');
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

let machineStore: Promise<Roots | null> | undefined;

/** The roots of `systemRoots`, parsed once in the process. */
export function parsedSystemRoots(): Promise<Roots | null> {
  machineStore ??= systemRoots().then((pem) => (pem === null ? null : rootsOf(pem)));
  return machineStore;
}

/**
 * Does a path lead from the leaf to one of the roots, every certificate valid at the given time and every signature right? A certificate
 * of the chain that is itself in the store ends the path too. Names, purposes and revocation are not looked at (RFC 5280 section 6 has more).
 */
export function chainTrustedBy(chainDer: readonly Buffer[], roots: Roots, at: Date): boolean {
  const chain = chainDer.slice(0, MAX_CHAIN).flatMap(parsed);
  const [leaf] = chain;
  if (leaf === undefined || chain.length !== chainDer.length) return false;
  return [roots.quick, roots.store].some((store) => leadsToRoot(leaf, chain, store(), at, new Set()));
}

/** What the signatures of a chain say, dates, names and purposes aside. */
export interface Signatures {
  /** The root that they lead to from the leaf; undefined: none of ours. */
  readonly root?: X509Certificate;
  /**
   * Without a root: the certificate at which the path ends names an issuer that is at hand, whose key did not make its signature. `key`: the issuer's key
   * identifier fits too, so the certificate is forged; `name`: only its name does, which another key of the same authority could explain.
   */
  readonly mismatch?: 'key' | 'name';
}

/** Follows the signatures from the leaf upwards. OpenSSL keeps only the last of its errors: an expired certificate that nobody signed is `expired` to it. */
export function signaturesOf(chainDer: readonly Buffer[], roots: Roots): Signatures {
  const chain = chainDer.slice(0, MAX_CHAIN).flatMap(parsed);
  const quick = followed(chain, roots.quick());
  return quick.root === undefined ? followed(chain, roots.store()) : quick;
}

function followed(chain: readonly X509Certificate[], store: RootStore): Signatures {
  const visited = new Set<string>();
  let mismatch: Signatures['mismatch'];
  const queue = chain.slice(0, 1);
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const from = at;
    if (visited.has(from.fingerprint256)) continue;
    visited.add(from.fingerprint256);
    if (store.has(from)) return { root: from };
    const root = store.issuersOf(from).find((candidate) => issued(candidate, from));
    if (root !== undefined) return { root };
    const issuers = chain.filter((candidate) => issued(candidate, from));
    queue.push(...issuers);
    if (issuers.length === 0 && mismatch !== 'key') mismatch = mismatchOf(from, chain, store) ?? mismatch;
  }
  return mismatch === undefined ? {} : { mismatch };
}

function mismatchOf(from: X509Certificate, chain: readonly X509Certificate[], store: RootStore): Signatures['mismatch'] {
  const named = [...store.issuersOf(from), ...chain.filter(({ subject }) => subject === from.issuer)];
  if (named.length === 0) return undefined;
  return named.some((issuer) => from.checkIssued(issuer)) ? 'key' : 'name';
}

/** `visited` holds fingerprints: certificates that sign each other in circles are walked once. */
function leadsToRoot(from: X509Certificate, chain: readonly X509Certificate[], store: RootStore, at: Date, visited: Set<string>): boolean {
  if (visited.has(from.fingerprint256) || !validAt(from, at)) return false;
  visited.add(from.fingerprint256);
  if (store.has(from)) return true;
  if (store.issuersOf(from).some((root) => validAt(root, at) && issued(root, from))) return true;
  return chain.some((next) => next.ca && issued(next, from) && leadsToRoot(next, chain, store, at, visited));
}

/** The cheap comparison of names and key identifiers first, the signature last. */
export function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Node 20 has the validity as text only. */
function validAt(certificate: X509Certificate, at: Date): boolean {
  return Date.parse(certificate.validFrom) <= at.getTime() && at.getTime() <= Date.parse(certificate.validTo);
}

/** PEM texts of the roots that this machine trusts, and of `--ca-file`: none of them comes with this program. */
export async function machineRoots(extraRootsPem: readonly string[]): Promise<string[]> {
  return [...extraRootsPem, ...((await systemRoots()) ?? [])];
}

let publicFingerprints: ReadonlySet<string> | undefined;

/** Is a certificate a root that Node bundles (Mozilla's set) or that Windows ships? By the SHA-256 of its DER encoding, lower-case hexadecimal. */
export function isPublicRoot(sha256: string): boolean {
  publicFingerprints ??= new Set([
    ...tls.rootCertificates.map((pem) => createHash('sha256').update(derOf(pem)).digest('hex')),
    ...WINDOWS_ROOTS.map((root) => root.sha256),
  ]);
  return publicFingerprints.has(sha256);
}

/** PEM texts that a server of the company's own may end in: the genuine roots, `--ca-file`, and this machine's own store where it can be read. */
export async function internalRoots(extraRootsPem: readonly string[]): Promise<string[]> {
  return [...tls.rootCertificates, ...extraRootsPem, ...((await systemRoots()) ?? [])];
}
