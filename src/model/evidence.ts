import type { Cause } from './cause-codes.ts';
import type { ExtendedError } from './network/extended-error.ts';

/** The same keys as an object type that fits a record: JSON. */
type Plain<Keys> = { readonly [Key in keyof Keys]: Keys[Key] };

/**
 * Keys that endpoint and route findings put into `evidence`, all optional, all JSON values. Words (`causes/`) and formats read them by these names.
 * Values from a peer are raw text: whoever prints them escapes them.
 */
interface EndpointKeys {
  /** Why the endpoint is needed, and the address of the page that says so. */
  readonly why?: string;
  readonly documentation?: string;
  /** The address ranges that are published for the host, with their day, in words. */
  readonly publishedRanges?: string;
  readonly host?: string;
  readonly port?: number;
  readonly scheme?: string;
  /** Route name; `proxy` is `host:port` of the proxy and absent on a direct route. */
  readonly route?: string;
  readonly proxy?: string;
  /** Who failed to answer: the endpoint itself or the proxy. */
  readonly peer?: 'target' | 'proxy' | 'control';
  /** Who connected, when it was not this machine. */
  readonly from?: string;
  /** Of a port that the endpoint mapper named: the range that has to be open, `49152-65535`. */
  readonly portRange?: string;
  /** What a SQL Server told of itself: `SQL Server 2022 (16.0.4125)`. */
  readonly sqlServer?: string;
  /** The published pattern, when it is not the host itself. */
  readonly pattern?: string;
  readonly code?: string;
  readonly rawMessage?: string;
  /** Of `proxy.unreachable` in a log: nothing came from the proxy's own address, neither an answer nor a refusal. Probes tell it by `code`. */
  readonly isSilent?: boolean;
  readonly layerTimeoutMs?: number;
  /** When the connection was tried, ISO 8601 in UTC, and the ports of this machine that it was tried from: to find it in the log of a device. */
  readonly testedAt?: string;
  readonly sourcePorts?: readonly number[];
  /** Milliseconds the deciding step took. */
  readonly elapsedMs?: number;

  readonly resolver?: string;
  /** Of the target; not known behind a proxy, which resolves the name itself. */
  readonly addresses?: readonly string[];
  /** Of the proxy's own name. */
  readonly proxyAddresses?: readonly string[];
  readonly cnames?: readonly string[];
  readonly ttlSeconds?: number;
  readonly hostsFile?: boolean;
  /** What the DNS server adds about its answer (RFC 8914). */
  readonly extendedErrors?: readonly ExtendedError[];
  /** Where the operating system gives other addresses than its DNS server, or none: who that server is, and its addresses or response code. */
  readonly dnsServer?: string;
  readonly dnsServerAddresses?: readonly string[];
  readonly dnsServerCode?: string;
  /** The code of the operating system's lookup that gave nothing. */
  readonly systemCode?: string;
  /** The rule of the name resolution policy of Windows (NRPT) that sends lookups of the name to other servers than `dnsServer`. */
  readonly namePolicy?: { readonly namespace: string; readonly servers: readonly string[] };
  /** The genuine service answers at an address of `dnsServerAddresses`. */
  readonly genuineAtDnsServer?: boolean;
  /** Servers of this machine's list that were asked first and did not answer. */
  readonly silentResolvers?: readonly string[];
  /** Of some queries to the DNS server, sent at once, so many had to be sent again. */
  readonly lostQueries?: { readonly sent: number; readonly lost: number };
  /** The same question was answered otherwise when it was asked again. */
  readonly answersChange?: boolean;
  /** How long the operating system's lookup took; `unanswered`: the kind of question that got no address, and its code. */
  readonly lookupMs?: number;
  readonly unanswered?: 'A' | 'AAAA';
  readonly unansweredCode?: string;
  /** Of an address family that fails beside one that answers: how long its addresses were waited for. */
  readonly failedAfterMs?: number;
  /** This machine itself has no route to the addresses. */
  readonly noRoute?: boolean;
  /** The address a judgement is about: the one refused, the private one, ... */
  readonly address?: string;
  /** What the other address family ended with, where both failed; null: with no known cause. */
  readonly otherFamilyCause?: Cause | null;
  readonly failedAddresses?: readonly { readonly address: string; readonly code: string }[];
  readonly answeredAddresses?: readonly string[];
  /** They accept connections; what fails is the handshake behind. */
  readonly atHandshake?: boolean;
  /** Addresses that nobody connected to, and why. */
  readonly notTried?: readonly { readonly address: string; readonly reason: string }[];
  readonly addressFamily?: 'IPv4' | 'IPv6';
  /** Of `tcp.unreachable`: how many other hosts accepted connections over the same route and address family, so that the route is there. */
  readonly othersReached?: number;
  /** Of a failure over one address family: the other one works. */
  readonly otherFamilyWorks?: boolean;
  /** Of `dns.hijacked`: what another resolver answers, or the made-up name that must not exist and yet was answered. */
  readonly controlResolver?: string;
  readonly controlAddresses?: readonly string[];
  /** What the control resolver says in place of addresses. */
  readonly controlCode?: string;
  readonly controlName?: string;
  /** Of `tcp.phantom` on an endpoint, and of a handshake that failed on such a route: the address that cannot exist and yet accepted a connection. */
  readonly controlAddress?: string;
  /** A header that somebody in between added to a plain answer on a direct route. */
  readonly transparentProxy?: string;

  readonly proxyStatus?: number;
  readonly proxyReason?: string;
  /** `Proxy-Status` error token or `X-Squid-Error` name, whichever spoke first. */
  readonly proxyError?: string;
  readonly proxyProduct?: string;
  readonly schemesOffered?: readonly string[];
  readonly schemeTried?: string;
  /** The user that was offered to the proxy; absent where none was named. */
  readonly proxyUser?: string;
  /** What came of offering credentials to the proxy (`LogOnOutcome`). */
  readonly logOn?: string;
  /** Of credentials that are offered no more: why (`RefusedBefore`), who was asked (absent: a directory), and the code of the answer. */
  readonly refusedReason?: string;
  readonly otherProxy?: string;
  readonly refusedCode?: string;
  readonly realm?: string;
  /** Of a proxy that wants credentials: each scheme that was tried or left out, and why. */
  readonly authAttempts?: readonly { readonly scheme: string; readonly status: number; readonly note: string }[];
  readonly pacUrl?: string;
  /** What the script returned, which entry was used, and which were passed over because the proxy could not be reached. */
  readonly pacResult?: string;
  readonly pacChosen?: string;
  readonly pacSkipped?: readonly string[];
  /** Of a dead proxy in front of a direct way: the cause or code that the direct way ended with. */
  readonly behindProxy?: string;

  readonly tlsVersion?: string;
  readonly cipher?: string;
  readonly alpn?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly subjectAltName?: string;
  /** SHA-256 of the leaf, lower-case hexadecimal. */
  readonly fingerprint?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly authorizationError?: string;
  /** OpenSSL's reason for it, in its words. */
  readonly authorizationReason?: string;
  /** Whoever inspects runs on this machine itself: a product that is known for it, or an answer at an address of this machine. */
  readonly inspectedHere?: boolean;
  /** Of a chain that breaks off: where its issuer was looked for, and what came of it; empty where it came. */
  readonly issuerFetches?: readonly { readonly url: string; readonly cause: string }[];
  /** The certificate's dates are wrong by a clock that is: `ahead` or `behind`, by so many seconds where that is known. */
  readonly clock?: 'ahead' | 'behind';
  readonly skewSeconds?: number;
  readonly systemTrusted?: boolean | null;
  /** The chain ends in a root outside of the public ones, which counts as genuine because of `--endpoint-ca-file` (of a proxy: `--ca-file`). */
  readonly privateRoot?: { readonly subject: string; readonly sha256: string };
  /** A certificate of the chain names an issuer whose key did not sign it. */
  readonly forgedSignature?: boolean;
  /** The TLS alert that the peer sent: `unrecognized_name (112)`, and its number alone. */
  readonly alert?: string;
  readonly alertNumber?: number;
  /** First bytes of a peer that does not speak TLS. */
  readonly firstBytes?: string;
  /** Of a handshake that ended or stalled in the middle of the server's answer: so many bytes of it had come. */
  readonly partialAnswerBytes?: number;
  /** Bytes that came from the peer until the handshake was over, by address family. */
  readonly handshakeBytes?: { readonly IPv4?: number; readonly IPv6?: number };
  /** Bytes of the largest request that was answered, and of one that was not where a small one was, by address family. */
  readonly requestBytes?: { readonly IPv4?: number; readonly IPv6?: number };
  readonly unansweredBytes?: { readonly IPv4?: number; readonly IPv6?: number };
  /** Each handshake with this address, the one of the verdict first: `through`, `reset`, `closed`, `silent`, `not TLS` or `alert N`; with the name and with a neutral one. */
  readonly ownTries?: readonly string[];
  readonly neutralTries?: readonly string[];
  /** The handshakes with one and the same name ended unlike: neither the name nor the address decides. */
  readonly changing?: boolean;
  /** A neutral name fares better at the same address, each time: the name is what is filtered. */
  readonly sniDependent?: boolean;
  /** The same of the `Host` of plain requests: a neutral one is answered at the same address, each time. */
  readonly hostDependent?: boolean;
  /** The same address answers a hello whose answer is small, and no other: large packets get lost on the path (path MTU). */
  readonly smallHelloWorks?: boolean;
  /** Of `tls.revocation-unreachable`: the revocation addresses that bring neither a CRL nor an OCSP response, and the cause of each or what came instead. */
  readonly revocation?: readonly { readonly url: string; readonly cause: string }[];
  /** Of such an address itself: what came instead. */
  readonly revocationAnswer?: string;
  /** The route over which they were asked, where it is not the one of the endpoint. */
  readonly revocationRoute?: string;
  /** Of an address that is shut: another one by which Windows checks the same certificate. */
  readonly revocationInstead?: string;
  /** Leaf first; `notAfter` ISO 8601. */
  readonly chain?: readonly { readonly subject: string; readonly issuer: string; readonly sha256: string; readonly notAfter?: string }[];

  readonly method?: string;
  readonly httpStatus?: number;
  /** How long the answer asks to wait (Retry-After). */
  readonly retryAfterSeconds?: number;
  readonly server?: string;
  readonly via?: string;
  readonly location?: string;
  readonly contentType?: string;
  readonly bodyExcerpt?: string;
  readonly bodySha256?: string;
  /** Proof of origin: what showed that the genuine service answered. */
  readonly originMarker?: string;
  /** Of a pass that is only likely: why nothing shows who answered. */
  readonly unprovenBecause?: string;
  /** Of a page that stands in between: hosts of other owners that were answered with the same one. */
  readonly samePageAs?: readonly string[];
  /** Product that was recognised (block page, interceptor, proxy) and the fingerprint that did it. */
  readonly product?: string;
  readonly fingerprintId?: string;

  /** Of `http.redirect-unlisted`: the host no catalog entry covers. */
  readonly redirectHost?: string;
  /** Why that host does not answer, when it does not. */
  readonly redirectCause?: string | null;
  /** Every address that redirects led to, in order, and what it came to. */
  readonly hops?: readonly {
    readonly url: string;
    readonly status: string;
    readonly httpStatus?: number;
    readonly cause?: string;
    readonly addresses?: readonly string[];
  }[];
  /** The redirects lead back to an address that was asked already. */
  readonly redirectLoop?: boolean;
  /** The redirects had not come to an end after that many hops. */
  readonly redirectLimit?: number;
  /** Of a step of a journey: the address of the next one. */
  readonly leadsTo?: string;
  /** Of a step that was not asked: why. */
  readonly reason?: string;
  /** Of a derived requirement: keys of the endpoints that need it. */
  readonly neededBy?: readonly string[];
  /** What further questions to the endpoint came to, in words: range requests, HEAD, POST, two requests on one connection, a long rest, the cipher suites that the documentation names. */
  readonly ranges?: 'proven' | 'unproven' | 'refused' | 'not asked';
  readonly rangesReason?: string;
  readonly head?: string;
  readonly post?: string;
  readonly keepAlive?: string;
  readonly idle?: string;
  readonly documentedSuites?: 'proven' | 'refused' | 'not asked';
  /** Of `tls.protocol`: the suites that were offered, when they were not the usual ones. IANA names. */
  readonly offeredSuites?: readonly string[];
  /** Of `http.idle-cut`: how long the connection was idle before it was cut, how long it has to last, and who cut it. */
  readonly idleSeconds?: number;
  readonly holdSeconds?: number;
  readonly cutBy?: string;
  /** Of `wildcard.*`: the made-up name below the wildcard that was tried. */
  readonly canary?: string;
  /** Of a destination that no rule should let through: why nothing needs it. */
  readonly notNeeded?: string;

  /** Of a route finding: how many findings it explains. */
  readonly affected?: number;
  /** Of a catalog's entry: what it is needed for. */
  readonly feature?: string;
  /** Of what answered in a run that ended early: the proofs that were not answered whole. */
  readonly unfinished?: readonly string[];
  readonly earlierAttempts?: readonly { readonly layer: string; readonly code: string }[];
  /** What is told is an earlier attempt; the last one worked. */
  readonly answersNow?: boolean;
}

/** Keys of findings that were read from logs, beside those of endpoints. */
interface LogKeys extends EndpointKeys {
  /** Without user name, query and fragment. */
  readonly url?: string;
  /** No catalog entry covers the host: it may be a name of the inside. */
  readonly unlisted?: boolean;
  /** Every code of the entry, and what the one that counts may mean. */
  readonly logCodes?: readonly string[];
  readonly logMeaning?: string;
  /** How the host is known: from the entry itself, from the request before it in the same thread or component, or not at all. */
  readonly attribution?: 'entry' | 'earlier request' | 'request of the component' | 'none';
  /** What the role was at: `manifest`, `admin-ui`, `redist`, `payload`, or the step that it called. */
  readonly operation?: string;
  /** It said that it connects without a proxy. */
  readonly connectsDirectly?: boolean;
  /** Of a host that answered: with which statuses, how often. */
  readonly statuses?: readonly { readonly status: number; readonly count: number }[];
  /** When it failed and when it answered, ISO 8601 in UTC, at most 400 of each. */
  readonly failedAt?: readonly string[];
  readonly answeredAt?: readonly string[];
  readonly components?: readonly string[];
  /** Of a problem of the proxy as a whole: what was asked for through it. */
  readonly hosts?: readonly string[];
  readonly count?: number;
  /** ISO 8601 in UTC; null where the log has no time. */
  readonly firstAt?: string | null;
  readonly lastAt?: string | null;
  /** The last time as the log writes it, in the time of its server: what to look for there. */
  readonly lastLocalTime?: string;
  /** A later answer of the same host in the same log, or `later` where the log has no times. */
  readonly answeredAgainAt?: string;
  readonly logs?: readonly { readonly file: string; readonly count?: number; readonly lines?: readonly number[] }[];
  /** The last entry, cut, without tokens. Left out of redacted reports: it is foreign text. */
  readonly excerpt?: string;
}

/** Keys of `account` findings. Names and SIDs are as the directory or the host gave them. */
interface AccountKeys {
  /** As it was given: `DOMAIN\\user`, `user@fqdn`, `CM01$`. */
  readonly account?: string;
  /** With `--watch`: the row is of an earlier round, and was not asked again. ISO 8601. */
  readonly notAskedSince?: string;
  /** What the account is for. */
  readonly use?: 'site-server-computer' | 'installation' | 'proxy';
  readonly sid?: string;
  readonly distinguishedName?: string;
  /** The server on which rights and membership are asked for. */
  readonly target?: string;
  /** Directory server or host that was asked, how (`ldap`, `samr`, `windows` for its own functions, `powershell`), and what it answered when the question failed. */
  readonly source?: string;
  readonly sourceKind?: 'ldap' | 'samr' | 'windows' | 'powershell';
  readonly code?: string;
  readonly rawMessage?: string;
  /** Names of the groups from the account to the local group, in order. */
  readonly memberThrough?: readonly string[];
  /** Who is in the server's group Administrators, as it names them. */
  readonly administrators?: readonly string[];
  /** The account or group that holds or denies the right. */
  readonly grantedTo?: readonly string[];
  readonly deniedTo?: readonly string[];
  /** ISO 8601. */
  readonly lockedSince?: string;
  readonly expiredAt?: string;
  readonly passwordExpiredAt?: string;
  /** Of a warning: when the password or the account will expire. */
  readonly expiresAt?: string;
  /** `Corp.Contoso.com\\user`: the form that makes Kerberos possible. */
  readonly fqdnForm?: string;
  /** What a directory object is that is not a user account: `group`, `computer`. */
  readonly objectKind?: string;
  /** Computers that the account may log on from, and those of the run that are not among them. */
  readonly logOnFrom?: readonly string[];
  readonly notLogOnFrom?: readonly string[];
  /** Hours of the week in which the account may log on, of 168. */
  readonly allowedHours?: number;
  /** Encryption types of Kerberos that the account is limited to: `DES`, `RC4`. */
  readonly encryption?: string;
  /** Domain controllers that do not support it, and the day before which passwords got no keys for AES. ISO 8601. */
  readonly withoutEncryption?: readonly string[];
  readonly passwordOlderThan?: string;
  /** The domain of the account, where the server is in another one; and of a trust between them, what stands in the way. */
  readonly accountDomain?: string;
  readonly trust?: 'none' | 'wrong-direction' | 'selective';
  /** Of selective authentication: the access list of the server's computer object was read, and denies the right or has nothing of it (false). */
  readonly isDenied?: boolean;
  /** What came of opening ADMIN$ after the log-on: its NT status. */
  readonly shareCode?: string;
  readonly domainControllers?: readonly string[];
  /** Controllers that did not answer. */
  readonly silent?: readonly { readonly source: string; readonly code: string }[];
  readonly missingOn?: readonly string[];
  readonly orphanedSids?: readonly string[];
  /** `any` (computer account or installation account) or `all`, and which of them meets the prerequisite. */
  readonly require?: 'any' | 'all';
  readonly metBy?: string;
}

/** Keys of `placement` findings. */
interface PlacementKeys {
  readonly siteCode?: string;
  readonly siteType?: 'secondary' | 'primary' | 'central-administration-site';
  /** The site it reports to; empty or absent for a top-tier site. */
  readonly parentSiteCode?: string;
  readonly topTierSiteCode?: string;
  /** The server that carries the role already, and its mode. */
  readonly installedOn?: string;
  readonly mode?: 'online' | 'offline';
  /** What has to be done again after the role moves to another server. */
  readonly afterTheMove?: readonly string[];
  /** The proxy that the site system is set to; without a user name its computer account. */
  readonly siteProxy?: { readonly host: string; readonly port: number; readonly username?: string };
  /** The account that the site server uses for the site system; null: its computer account. */
  readonly configuredAccount?: string | null;
  /** Site servers that were named: two are a pair. */
  readonly siteServers?: readonly string[];
  /** Features that work only while the role is online. */
  readonly onlineFeatures?: readonly string[];
  /** The administration service that was asked. */
  readonly source?: string;
  readonly httpStatus?: number;
  readonly code?: string;
  readonly rawMessage?: string;
}

/** Keys of `host` findings. */
interface HostKeys {
  readonly hostname?: string;
  /** Name of the operating system as it calls itself, and its build. */
  readonly operatingSystem?: string;
  readonly build?: string;
  readonly installationType?: string;
  /** Last day of the operating system's support, ISO 8601. */
  readonly supportEnds?: string;
  /** What was asked for and found wanting: `.NET Framework 4.8`, `.NET Framework 3.5 feature`. */
  readonly item?: string;
  readonly found?: string;
  /** Programs that were looked through. */
  readonly installed?: readonly { readonly name: string; readonly version: string }[];
  readonly required?: string;
  /** Registry values that are not as they must be: `path\\name = value`. */
  readonly settings?: readonly string[];
  /** Last day of a certificate, ISO 8601. */
  readonly certificateEnds?: string;
  readonly missingIntermediates?: readonly { readonly name: string; readonly sha1: string }[];
  readonly missingRoots?: readonly { readonly name: string; readonly sha1: string }[];
  /** This machine's clock minus the reference's, seconds, and whose clock that is. */
  readonly skewSeconds?: number;
  readonly skewReference?: string;
  /** Where only certificates tell that the clock is wrong. */
  readonly clock?: 'ahead' | 'behind';
  readonly limitSeconds?: number;
  /** The question that could not be answered. */
  readonly question?: string;
  readonly code?: string;
  readonly rawMessage?: string;
}

/** Evidence of endpoint, route and port findings: facts of every layer that a walk came through. */
export type EndpointEvidence = Plain<EndpointKeys>;
/** Facts behind a finding that was read from logs. */
export type LogEvidence = Plain<LogKeys>;
/** Facts behind a finding on an account or its server. */
export type AccountEvidence = Plain<AccountKeys>;
/** Facts behind a finding on the place of the role in the hierarchy. */
export type PlacementEvidence = Plain<PlacementKeys>;
/** Facts behind a finding on the operating system of the server. */
export type HostEvidence = Plain<HostKeys>;

/** Whatever finding it is of: for words that all of them share. */
export type AnyEvidence = Plain<LogKeys & AccountKeys & PlacementKeys & HostKeys>;

/** What the words of a cause are made from. A walk carries the facts of its earlier layers, so causes of the network share one. */
export type EvidenceOf = {
  readonly [C in Cause]: C extends `account.${string}`
    ? AccountEvidence
    : C extends `placement.${string}`
      ? PlacementEvidence
      : C extends `host.${string}`
        ? HostEvidence
        : EndpointEvidence;
};
