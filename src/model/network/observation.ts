import type { ExtendedError } from './extended-error.ts';
import type { AuthScheme, HostPort, RouteKindName } from './route.ts';

/** Facts of one probe. Codes are those of Node, OpenSSL, DNS or the proxy; nothing is interpreted here. */
export const LAYERS = ['dns', 'tcp', 'proxy', 'tls', 'http'] as const;
/** A stage of a connection, in the order in which they are walked. */
export type Layer = (typeof LAYERS)[number];
/** Whom a step spoke to: the endpoint, the proxy in front of it, or a target made up as a control. */
export type Peer = 'target' | 'proxy' | 'control';

/**
 * Why a step ended. `code` is the original code (`ECONNREFUSED`, `NXDOMAIN`, `ERR_SSL_WRONG_VERSION_NUMBER`, ...) or one of ours:
 * `TIMEOUT` (the layer's limit), `DEADLINE` (the run's limit), `ABORTED` (the run was interrupted), `CLOSED` (the peer ended the stream in order).
 */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly address?: string;
  readonly syscall?: string;
}

/** One certificate of the chain as linked by OpenSSL, leaf first. Times are ISO 8601. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectAltName: string;
  /** SHA-256 of the DER encoding, lower-case hexadecimal. */
  readonly sha256: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly selfSigned: boolean;
  /** Authority information access: OCSP and issuer URLs; CRL distribution points. */
  readonly ocspUrls: readonly string[];
  readonly issuerUrls: readonly string[];
  readonly crlUrls: readonly string[];
  /** DER of the OCSP request about it, in base64; absent where its issuer was not at hand. */
  readonly ocspRequest?: string;
}

/** One try to connect to one address, as Happy Eyeballs (RFC 8305) races them. */
export interface ConnectAttempt {
  readonly address: string;
  readonly family: 4 | 6;
  readonly durationMs: number;
  /** The port that this machine sent from; absent where it is not known. */
  readonly localPort?: number;
  readonly failure?: Failure;
  /** This machine itself knows no way to the address: nothing was sent. */
  readonly noRoute?: true;
}

/** What resolving a name brought back. */
export interface DnsFacts {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly cnames: readonly string[];
  /** Address of the resolver that answered, or `system` when only the operating system knows, or `hosts` for its hosts file, or `literal`. */
  readonly resolver: string;
  readonly ttlSeconds: number;
  /** Transport used last: a truncated UDP answer is asked again over TCP (RFC 7766). */
  readonly transport: 'udp' | 'tcp' | 'tls' | 'https' | 'system' | 'none';
  /** The name is in this machine's hosts file. */
  readonly hostsFile: boolean;
  /** True when this machine has no resolver configured at all or none could be sent a query for a local reason. */
  readonly localFault: boolean;
  /** The name resolved, but a question for this address family was not answered (an empty answer is one). */
  readonly failedFamilies?: readonly (Failure & { readonly family: 4 | 6 })[];
  /** The operating system knew addresses although its configured DNS server, asked directly, did not give any: why the server did not. */
  readonly serverFailure?: Failure;
  /**
   * The operating system's own lookup gave nothing although its configured DNS server, asked directly, gave addresses: why the lookup did not. Beside
   * `addresses` of the server only where the lookup had not ended at the limit and what it waited for is known.
   */
  readonly systemFailure?: Failure;
  /** What the configured DNS server gave, asked directly, where the operating system gave nothing or only other addresses. */
  readonly serverAnswer?: { readonly resolver: string; readonly addresses: readonly string[]; readonly cnames: readonly string[] };
  /** Where the two differ: the rule of the name resolution policy of Windows (NRPT) that sends this name to other servers. */
  readonly namePolicy?: { readonly namespace: string; readonly servers: readonly string[] };
  /** Why the server answered as it did, in its own words; for whichever family it said so. */
  readonly extendedErrors?: readonly ExtendedError[];
  /** Servers that come before the one that answered in this machine's list and gave no answer. */
  readonly silentServers?: readonly { readonly address: string; readonly code: string }[];
  /** Of some queries sent at once, while the operating system's lookup waited, so many got no answer before they were sent again. */
  readonly lostQueries?: { readonly sent: number; readonly lost: number };
  /** The same question, asked again, was answered otherwise: by no means (NXDOMAIN, a failure) and with addresses. */
  readonly changing?: true;
  /** Milliseconds until the operating system's own lookup answered, and until its server did, asked directly; absent: it did not. */
  readonly systemMs?: number;
  readonly serverMs?: number;
}

/** How a connection was established: both ends, and every address that was tried. */
export interface TcpFacts {
  readonly address: string;
  readonly port: number;
  readonly localAddress: string;
  readonly attempts: readonly ConnectAttempt[];
  /** Addresses that were not tried, and why in one word: `no-ipv6`, `not-needed`. */
  readonly notTried: readonly { readonly address: string; readonly reason: 'no-ipv6' | 'no-ipv4' | 'not-needed' }[];
}
/**
 * What came of offering credentials to a proxy: `unproven`: they were sent, and nothing shows that they were taken; `not-tried`: they were refused, or
 * not proved, before in this run, and are not offered again; `broken-off`: the exchange ended before anything that is made of them was sent.
 */
export type LogOnOutcome = 'taken' | 'refused' | 'unproven' | 'not-tried' | 'broken-off';
/** The log-on for which no other is made. */
export interface RefusedBefore {
  /** `credentials`: as such; `unproven`: what came back does not show that they were taken; `other`: for a reason that condemns no password. */
  readonly reason: 'credentials' | 'unproven' | 'other';
  /** Who was asked. */
  readonly place: string;
  readonly code: string;
}

/** The proxy's answer to CONNECT, or to the handshake of SOCKS. */
export interface ProxyFacts {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly bodyExcerpt: string;
  readonly schemesOffered: readonly string[];
  readonly realm: string;
  readonly schemeTried: AuthScheme;
  /** A user name and password were configured for this route. */
  readonly credentialsGiven: boolean;
  /** Requests sent on this connection, the authentication's included. */
  readonly requests: number;
  /** Each scheme that was tried, in order, and the status it was answered with. */
  readonly authAttempts: readonly { readonly scheme: AuthScheme; readonly status: number; readonly note: string }[];
  /** Absent: nothing was offered. */
  readonly logOn: LogOnOutcome;
  /** Of `not-tried`. */
  readonly refusedBefore: RefusedBefore;
  /** Of a PAC route: where the script is, what it returned, which entry was used and which were passed over, with the reason. */
  readonly pacUrl: string;
  readonly pacResult: string;
  readonly pacChosen: string;
  readonly pacSkipped: readonly SkippedProxy[];
  /** The proxy of the entry that was used; absent where that is `DIRECT`. */
  readonly pacProxy: HostPort & { readonly kind: RouteKindName };
}
/** A proxy of a PAC script's list that could not be reached. */
export interface SkippedProxy extends HostPort {
  /** The entry as the script wrote it. */
  readonly text: string;
  readonly kind: RouteKindName;
  readonly layer: 'dns' | 'tcp';
  readonly failure: Failure;
  readonly elapsedMs: number;
}

/** What was negotiated and which chain was shown; durations in milliseconds. */
export interface TlsFacts {
  readonly servername: string;
  readonly version: string;
  readonly cipher: string;
  /** Empty when the server chose none. */
  readonly alpn: string;
  readonly chain: readonly Certificate[];
  /** OpenSSL's verdict against the genuine roots: Node's bundled set, and `--endpoint-ca-file` for a target or `--ca-file` for a proxy. Empty when the chain is good. */
  readonly authorizationError: string;
  /** OpenSSL's words for it, where it has some: its code alone may say `UNSPECIFIED`. */
  readonly authorizationReason: string;
  /** The signatures lead from the leaf to one of the genuine roots, whatever dates, names and purposes say. */
  readonly endsInGenuineRoot: boolean;
  /**
   * Where they do not: the issuer that a certificate names is at hand, and its key did not make the signature. `key`: the key identifier fits as well, which
   * is a forgery; `name`: only the name does. null: no such issuer is at hand, or all signatures are right.
   */
  readonly signatureMismatch: 'key' | 'name' | null;
  /** The root that the signatures lead to; `isPublic`: one of Node's bundled set, or that Windows ships for Microsoft's own hosts. null: none of the genuine ones. */
  readonly root: { readonly subject: string; readonly sha256: string; readonly isPublic: boolean } | null;
  /**
   * Of a chain that breaks off below a root: how many of `chain` were sent, and the addresses where the issuer was looked for. Behind what was sent come certificates that were
   * fetched. `code` is empty where the issuer came; `NOT_THE_ISSUER`: something else came; `NOT_FETCHED`: not an address that is asked on a peer's word.
   */
  readonly completion: { readonly sent: number; readonly fetches: readonly { readonly url: string; readonly code: string }[] };
  /** Does this machine's own trust store accept the chain? null: it could not be read here. */
  readonly systemTrusted: boolean | null;
  /** `ERR_TLS_CERT_ALTNAME_INVALID` when the leaf is for other names; empty otherwise. */
  readonly nameError: string;
  /** Bytes that arrived from the peer until the handshake was over, or had failed: the server's flights, or a part of them. */
  readonly receivedBytes: number;
  /** Of a failed handshake that was listened to (`Variation.listen`): the alert that came (RFC 8446 section 6), a warning's included. */
  readonly alert: { readonly level: number; readonly number: number };
  /** Of the same, and of a peer that does not speak TLS: what it sent first, as Latin-1. At most 1 KiB. */
  readonly firstBytes: string;
}
/** Something that authorities publish, with a signature that was verified. Times are ISO 8601; `nextUpdate` is empty where there is none. */
export interface SignedFacts {
  readonly kind: 'crl' | 'ocsp' | 'certificate';
  /** Subject of the certificate whose key signed it; of a certificate, its own. */
  readonly signer: string;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  /** The root is one of Node's bundled set. */
  readonly isPublic: boolean;
}
/** Header names in lower case; a repeated header's values are joined with a newline. */
export type Headers = Readonly<Record<string, string>>;
/** The head of a response and the beginning of its body. */
export interface HttpFacts {
  readonly method: string;
  readonly status: number;
  /** The phrase behind the status. */
  readonly reason: string;
  readonly headers: Headers;
  readonly location: string;
  readonly bodyBytes: number;
  readonly bodyTruncated: boolean;
  readonly bodySha256: string;
  /** Of a body that begins as DER (X.690): how many bytes it says that it has. */
  readonly derBytes: number;
  /** At most 64 KiB of a page, 4 KiB of anything else, decoded as UTF-8 with replacement; not escaped: each format escapes for itself. */
  readonly bodyExcerpt: string;
  readonly contentType: string;
  /** The body is a list of revoked certificates or an OCSP response in force whose signature leads to a genuine root. */
  readonly signed: SignedFacts;
  /** Of a step that only waits: the connection rested that long. It has no status. */
  readonly idleMs: number;
  /** Of a rest that ended early inside TLS: a close_notify (RFC 8446 section 6.1) came before the end, which nobody on the way can make up. */
  readonly closeNotify: boolean;
}

interface StepOf<L extends Layer, Facts> {
  readonly layer: L;
  readonly peer: Peer;
  /** Milliseconds since the observation began. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly facts: Partial<Facts>;
  readonly failure?: Failure;
}

/** Which facts belong to which stage of a connection. */
export interface FactsByLayer {
  readonly dns: DnsFacts;
  readonly tcp: TcpFacts;
  readonly proxy: ProxyFacts;
  readonly tls: TlsFacts;
  readonly http: HttpFacts;
}

/** One stage of a walk with its facts; told apart by its `layer`. */
export type Step =
  | StepOf<'dns', DnsFacts>
  | StepOf<'tcp', TcpFacts>
  | StepOf<'proxy', ProxyFacts>
  | StepOf<'tls', TlsFacts>
  | StepOf<'http', HttpFacts>;

/** What an attempt before the last one ended with. */
export interface EarlierAttempt {
  readonly layer: Layer;
  readonly peer: Peer;
  readonly failure: Failure;
  /** Milliseconds that the failed step took. */
  readonly durationMs?: number;
  /** The address that was connected to. */
  readonly address?: string;
  /** Of an answer: how long the peer asks to wait (Retry-After), seconds. */
  readonly retryAfterSeconds?: number;
}

/** The steps of the last attempt in order, or of the longest where several were silent; nothing follows a failed step. */
export interface Observation {
  readonly probe: string;
  readonly startedAt: string;
  readonly steps: readonly Step[];
  /** The same walk over the address family that `steps` did not use, when both exist: families are judged apart. */
  readonly otherFamily?: readonly Step[];
  readonly earlierAttempts: readonly EarlierAttempt[];
}
