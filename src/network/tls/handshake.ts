import type { X509Certificate } from 'node:crypto';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Certificate, TlsFacts } from '../../model/network/observation.ts';
import type { Note } from '../trace.ts';
import { StepFailure } from '../trace.ts';
import { certificateFacts, type Link, peerChain } from './certificate.ts';
import { type CompletedChain, completedChain, type FetchIssuer } from './completion.ts';
import { type ContextOptions, secureContextOf } from './contexts.ts';
import { overheard, saidBeforeTls } from './overheard.ts';
import { type Roots, rootsOf } from './roots.ts';
import { chainTrustedBy, isPublicRoot, parsedSystemRoots, type Signatures, signaturesOf } from './trust.ts';
import { mayEndIn, WINDOWS_ROOTS, windowsRoot } from './windows-roots.ts';

/**
 * The roots that count as genuine for one kind of peer: Node's bundled set (Mozilla's), those that Windows ships besides for Microsoft's own hosts, and those that
 * were given. Built once a run: parsing them costs tens of milliseconds.
 */
export interface TrustAnchors {
  /** One a highest version: a context's versions win over those of a connection. */
  readonly secureContext: (maxVersion: 'TLSv1.2' | 'TLSv1.3', ciphers?: string) => tls.SecureContext;
  readonly roots: Roots;
  /** What the signatures of a chain say. */
  readonly signaturesOf: (chain: readonly Link[]) => Signatures;
  /** Also say whether this machine's own store trusts chains that the genuine roots accept (`--system-ca`). */
  readonly alwaysAskSystem: boolean;
}

/** What is offered in a ClientHello, and which roots count. */
export interface Handshake {
  readonly servername: string;
  /** The highest version offered; the lowest is always TLS 1.2. */
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly anchors: TrustAnchors;
  /** OpenSSL cipher list for TLS 1.2; absent: OpenSSL's own. */
  readonly ciphers?: string;
  /** No application protocol is offered. */
  readonly withoutAlpn?: boolean;
  /** Notes what a failed handshake brought: its alert, or the first bytes of a peer that does not speak TLS. */
  readonly listen?: boolean;
  /** Completes a chain whose issuer was not sent, as Windows does; absent: nothing is fetched. */
  readonly fetchIssuer?: FetchIssuer;
  readonly signal: AbortSignal;
  /** Called when the first answer of the server has been read. */
  readonly onAnswer?: () => void;
}

/** Parses the genuine roots, for each version when it is first asked for. Throws what OpenSSL says of a PEM text that is none. */
export function trustAnchors(extraRootsPem: readonly string[], alwaysAskSystem: boolean): TrustAnchors {
  const extra = extraRootsPem.flatMap(certificatesIn);
  // A PEM text that is none is told at once. The shipped roots are parsed when somebody asks for them: it takes tens of milliseconds.
  if (extra.length > 0) tls.createSecureContext({ ca: extra });
  const added = [...WINDOWS_ROOTS.map((root) => root.pem), ...extra];
  const contexts = new Map<string, tls.SecureContext>();
  const secureContext = (maxVersion: 'TLSv1.2' | 'TLSv1.3', ciphers = ''): tls.SecureContext => {
    const key = `${maxVersion} ${ciphers}`;
    const options: ContextOptions = { minVersion: 'TLSv1.2', maxVersion, ...(ciphers === '' ? {} : { ciphers }) };
    const known = contexts.get(key) ?? secureContextOf(added, options);
    contexts.set(key, known);
    return known;
  };
  const roots = rootsOf([...tls.rootCertificates, ...added]);
  return { secureContext, roots, signaturesOf: rememberedSignatures(roots), alwaysAskSystem };
}

/**
 * A TLS handshake over an open stream; goes on after a failed verification so that the chain is known: verification's outcome is in the facts.
 * Rejects with OpenSSL's error; an orderly end of the stream is `CLOSED`.
 */
export async function handshake(stream: Duplex, request: Handshake, note: Note<'tls'>): Promise<tls.TLSSocket> {
  note({ servername: request.servername });
  // A reset that came before the handshake began was told to nobody: the stream remembers it.
  if (stream.errored) throw stream.errored;
  const before = bytesFrom(stream);
  const received = (): void => note({ receivedBytes: bytesFrom(stream) - before });
  // When the limit is over, what is noted later is lost.
  request.signal.addEventListener('abort', received, { once: true });
  try {
    const socket = request.listen === true ? await listening(stream, request, note) : await secure(stream, request);
    note(await factsOf(socket, request));
    return socket;
  } finally {
    request.signal.removeEventListener('abort', received);
    received();
  }
}

async function listening(stream: Duplex, request: Handshake, note: Note<'tls'>): Promise<tls.TLSSocket> {
  const heard = overheard(stream);
  try {
    return await secure(heard.stream, request);
  } catch (error) {
    note(saidBeforeTls(await heard.firstBytes(request.signal)));
    stream.destroy();
    throw error;
  }
}

function bytesFrom(stream: Duplex): number {
  return (stream as { readonly bytesRead?: number }).bytesRead ?? 0;
}

function begun(stream: Duplex, { servername, maxVersion, ciphers, withoutAlpn, anchors, onAnswer }: Handshake): tls.TLSSocket {
  const socket = tls.connect({
    socket: stream,
    ...(net.isIP(servername) === 0 ? { servername } : {}),
    secureContext: anchors.secureContext(maxVersion, ciphers),
    rejectUnauthorized: false,
    // The name is judged apart from the chain.
    checkServerIdentity: () => undefined,
    ...(withoutAlpn === true ? {} : { ALPNProtocols: ['http/1.1'] }),
  });
  // The keys are agreed on when the first answer has been read; the line itself is not looked at.
  if (onAnswer !== undefined) socket.once('keylog', () => onAnswer());
  skipWholeChain(socket);
  return socket;
}

function secure(stream: Duplex, handshake: Handshake): Promise<tls.TLSSocket> {
  const { signal } = handshake;
  return new Promise((resolve, reject) => {
    const socket = begun(stream, handshake);
    const onAbort = (): void => {
      socket.destroy();
      stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const fail = (error: Error): void => {
      stream.destroy();
      reject(error);
    };
    const closed = closing(socket, stream);
    socket.once('error', (error: NodeJS.ErrnoException) => fail(endedInOrder(error) ? closed() : error));
    socket.once('close', () => fail(closed()));
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      Reflect.deleteProperty(socket, 'getPeerCertificate');
      socket.removeAllListeners('close');
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
  });
}

/** What ended the handshake when its connection has ended. */
function closing(socket: tls.TLSSocket, stream: Duplex): () => Error {
  let isGone = false;
  socket.prependOnceListener('end', () => {
    isGone = hasNoPeer(stream);
  });
  return () =>
    stream.errored ??
    (isGone
      ? new StepFailure('ECONNRESET', 'the connection was reset before the first message of the handshake was sent')
      : new StepFailure('CLOSED', 'the connection was closed during the handshake'));
}

/**
 * A reset that comes before the first message is sent is told to the writing of that message, which Node drops, and what is read behind it looks like an orderly end.
 * A connection that was ended in order still has its peer (getpeername(2)); one that was reset has none.
 */
function hasNoPeer(stream: Duplex): boolean {
  return stream instanceof net.Socket && !stream.destroyed && stream.remoteAddress === undefined;
}

/**
 * Node fetches the whole chain at the end of every handshake, only to hand it to `checkServerIdentity`, which here looks at nothing: a sixth of
 * a probe's CPU time (Node 20 to 26). Until the handshake is over this socket gives it nothing.
 */
function skipWholeChain(socket: tls.TLSSocket): void {
  Object.defineProperty(socket, 'getPeerCertificate', { value: () => ({}), configurable: true });
}

/** Node reports a FIN during the handshake as ECONNRESET with this text and without a system call (seen with Node 20 to 26). */
function endedInOrder(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' && error.syscall === undefined && /before secure TLS connection/.test(error.message);
}

async function factsOf(socket: tls.TLSSocket, { servername, anchors, fetchIssuer }: Handshake): Promise<Partial<TlsFacts>> {
  const leaf = socket.getPeerCertificate(false);
  const asSent = codeOf(socket.authorizationError);
  const sent = leaf.raw === undefined ? [] : peerChain(socket, leaf, asSent);
  const completed = asSent === '' ? undefined : await completedChain(sent, anchors, fetchIssuer);
  const { chain, error = asSent }: CompletedChain = completed ?? { chain: sent };
  const signatures = signatureFacts(chain, error, anchors, servername);
  const authorizationError = error === '' && chain.length > 0 && signatures.root === null ? NO_ISSUER : error;
  const nameError = leaf.raw === undefined ? undefined : (tls.checkServerIdentity(servername, leaf) as NodeJS.ErrnoException | undefined);
  const askSystem = chain.length > 0 && (authorizationError !== '' || anchors.alwaysAskSystem);
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.standardName ?? '',
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : '',
    chain: chain.map((link) => link.facts),
    authorizationError,
    ...(authorizationError === '' || authorizationError !== asSent ? {} : reasonOf(socket)),
    ...signatures,
    ...(completed?.completion === undefined ? {} : { completion: completed.completion }),
    systemTrusted: askSystem ? await trustedBySystem(chain) : null,
    nameError: nameError === undefined ? '' : (nameError.code ?? 'ERR_TLS_CERT_ALTNAME_INVALID'),
  };
}

/** OpenSSL's text for what it found wrong. Node keeps its code alone, which for most reasons is `UNSPECIFIED` (Node 20 to 26), beside a handle that still has the text. */
function reasonOf(socket: tls.TLSSocket): Pick<Partial<TlsFacts>, 'authorizationReason'> {
  const { _handle: handle } = socket as { readonly _handle?: { readonly verifyError?: () => unknown } | null };
  const error = typeof handle?.verifyError === 'function' ? handle.verifyError() : undefined;
  return error instanceof Error && error.message !== '' ? { authorizationReason: error.message.slice(0, 200) } : {};
}

/** OpenSSL's word for a chain that ends in no root that counts. */
const NO_ISSUER = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';

function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** The facts of the signatures; a chain that OpenSSL accepted has a root, also where it cannot be followed here. */
function signatureFacts(
  chain: readonly Link[],
  authorizationError: string,
  anchors: TrustAnchors,
  servername: string,
): Pick<TlsFacts, 'endsInGenuineRoot' | 'signatureMismatch' | 'root'> {
  const { root, mismatch } = anchors.signaturesOf(chain);
  const last = chain.at(-1)?.facts;
  const found = root === undefined ? (authorizationError === '' ? last : undefined) : rootFacts(root);
  const ofWindows = found === undefined ? undefined : windowsRoot(found.sha256);
  // Microsoft's own roots vouch for Microsoft's own hosts.
  const facts = ofWindows === undefined || mayEndIn(ofWindows, servername) ? found : undefined;
  return {
    endsInGenuineRoot: facts !== undefined,
    signatureMismatch: mismatch ?? null,
    root: facts === undefined ? null : { subject: facts.subject, sha256: facts.sha256, isPublic: isPublicRoot(facts.sha256) },
  };
}

/** Roots are few, and read once. */
const knownRoots = new WeakMap<X509Certificate, Certificate>();
function rootFacts(root: X509Certificate): Certificate {
  const facts = knownRoots.get(root) ?? certificateFacts(root.raw);
  knownRoots.set(root, facts);
  return facts;
}

/** Verifying signatures costs a probe a twentieth of its CPU time, and the same chain comes again and again. */
const MAX_KNOWN = 2000;
function rememberedSignatures(roots: Roots): TrustAnchors['signaturesOf'] {
  const known = new Map<string, Signatures>();
  return (chain) => {
    const key = chain.map(({ facts }) => facts.sha256).join();
    const ders = chain.map(({ der }) => der);
    const signatures = known.get(key) ?? signaturesOf(ders, roots);
    if (known.size < MAX_KNOWN) known.set(key, signatures);
    return signatures;
  };
}

async function trustedBySystem(chain: readonly Link[]): Promise<boolean | null> {
  const roots = await parsedSystemRoots();
  const ders = chain.map((link) => link.der);
  return roots === null ? null : chainTrustedBy(ders, roots, new Date());
}

function codeOf(error: unknown): string {
  if (error === undefined || error === null) return '';
  if (typeof error === 'string') return error;
  return String((error as { code?: unknown }).code ?? error);
}
