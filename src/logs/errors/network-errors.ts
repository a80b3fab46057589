import type { Cause } from '../../causes/index.ts';
import type { Confidence, FindingLayer, Owner, Status } from '../../model/finding.ts';
import { CUT, EXPIRED, NAME, NO_NAME, PAC, REVOCATION, REVOKED, SHUT, SUITES, TRUST } from './words.ts';

/** What a log can say about the network, and what it may mean: data, one row each. A log line is never `certain`. */
export interface NetworkError {
  /** Stands in the evidence and, where there is no cause, in the id. */
  readonly code: string;
  /** Null: it is an error of the network, and nobody can tell which. */
  readonly cause: Cause | null;
  /** The cause over plain HTTP, where that is another. */
  readonly plainCause?: Cause;
  /** Where there is no cause. */
  readonly layer?: FindingLayer;
  readonly confidence: Exclude<Confidence, 'certain'>;
  /** What it may mean: ends the sentence "... was logged: ". */
  readonly words: string;
  /** Of several in one entry the highest counts: 4 names the inner reason, 3 a reason, 2 an outcome, 1 is only a wrapper. */
  readonly rank: 1 | 2 | 3 | 4;
  /** Causes to rule out before it, in the order of Microsoft's articles: the first one decides who is asked first. */
  readonly ruleOut?: readonly Cause[];
  /** Is it to be asked first whether a proxy is meant to be used, and set for the account that asks? */
  readonly asksForProxy?: boolean;
  /** Addresses of Microsoft's articles about it. */
  readonly articles?: readonly string[];
  /** The host that it always means. */
  readonly host?: string;
  /** Where the status is not that of the cause: a verdict of the product itself. */
  readonly status?: Exclude<Status, 'skip'>;
  /** A sentence of the role about its own failure; what is quoted is the reason that it gives. */
  readonly isRoleSentence?: boolean;
  /** The way is open: the service itself refuses, for the reason that the words name. */
  readonly isRefusal?: boolean;
  /** It names the reason of the general code that follows in the same thread. */
  readonly isFlag?: boolean;
  /** It happened at the share of a server that the entry names. */
  readonly isOfShare?: boolean;
  /** Who is asked, where there is no cause that says it. */
  readonly owner?: Owner;
  /** What to do, where neither a cause nor a list of causes says it. */
  readonly remedy?: string;
}

type Row = readonly [cause: Cause | null, confidence: NetworkError['confidence'], words: string, more?: Partial<NetworkError>];

function rows<Key extends string | number>(
  prefix: string,
  rank: NetworkError['rank'],
  table: Readonly<Record<Key, Row>>,
): ReadonlyMap<string, NetworkError> {
  return new Map(
    Object.entries<Row>(table).map(([key, [cause, confidence, words, more]]) => [
      key,
      { code: `${prefix}${key}`, cause, confidence, words, rank, ...more },
    ]),
  );
}

const LEARN = 'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/setup-migrate-backup-recovery/';
/** "Could not establish trust relationship": the server first (root, automatic root update), then inspection. */
export const UNTRUSTED = {
  ruleOut: ['host.root-missing', 'tls.intercepted'],
  articles: [`${LEARN}service-connection-point-not-download-updates`, `${LEARN}connectivity-issues-digicert-global-root-g2-not-installed`],
} as const;
const TLS12 = {
  articles: [
    `${LEARN}service-connection-tool-not-download-updates`,
    'https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/security/enable-tls-1-2-client',
  ],
} as const;
/** "An unexpected error occurred on a send": TLS 1.2 on the server first, then inspection, then the path. */
export const BROKEN = { plainCause: 'http.reset', ruleOut: ['host.tls12-disabled', 'tls.intercepted'], ...TLS12 } as const;
export const NO_SUITE = { ruleOut: ['host.tls12-disabled'], ...TLS12 } as const;

/**
 * WinHTTP and WinINet (learn.microsoft.com, "WinHTTP Error Messages" and "WinINet Error Messages"), bare or as 0x80072xxx. They fold several
 * reasons into one code: 12029 is a refusal, a silence or a wrong proxy.
 */
export const WINHTTP = rows('', 3, {
  12002: ['tcp.timeout', 'possible', 'the request got no answer in time: a packet filter drops it, or what answers is too slow'],
  12007: ['dns.nxdomain', 'likely', NO_NAME, { asksForProxy: true }],
  12015: ['proxy.auth-required', 'possible', 'a log-on was refused, mostly that to the proxy'],
  12029: ['tcp.unreachable', 'possible', SHUT],
  12030: ['tls.reset', 'possible', CUT, BROKEN],
  12031: ['tls.reset', 'possible', CUT, BROKEN],
  12037: ['tls.expired', 'likely', EXPIRED],
  12038: ['tls.name-mismatch', 'likely', NAME],
  12044: [
    null,
    'possible',
    'a client certificate is wanted, which the service itself does not do: TLS inspection that authenticates clients',
    { layer: 'tls' },
  ],
  12045: ['tls.untrusted', 'likely', TRUST, UNTRUSTED],
  12055: ['tls.untrusted', 'possible', TRUST, UNTRUSTED],
  12057: ['tls.revocation-unreachable', 'likely', REVOCATION],
  12152: ['http.malformed', 'possible', 'the answer could not be read as HTTP: the proxy or a filter answered something else'],
  12156: ['http.redirect-unlisted', 'possible', 'a redirect could not be followed: the host that it leads to may be blocked'],
  12157: ['tls.protocol', 'possible', SUITES, NO_SUITE],
  12163: ['tcp.unreachable', 'likely', 'this server has no connection to a network'],
  12164: ['tcp.unreachable', 'possible', SHUT],
  12166: ['proxy.pac-failed', 'likely', PAC],
  12167: ['proxy.pac-failed', 'likely', PAC],
  12169: ['tls.untrusted', 'likely', TRUST, UNTRUSTED],
  12170: [null, 'likely', REVOKED, { layer: 'tls' }],
  12175: ['tls.untrusted', 'possible', `${TRUST}; a wrong clock gives the same code`, UNTRUSTED],
  12178: ['proxy.pac-failed', 'possible', PAC],
  12179: ['tls.untrusted', 'possible', 'the certificate is not made for servers, as one that an inspecting device made up'],
  12180: ['proxy.pac-failed', 'possible', 'no proxy configuration script was found; where none is meant to be, this is no fault'],
});

/** Of the same range, and no matter of the network: wrong use of the interface, an end by the caller. */
export const WINHTTP_OTHER: ReadonlySet<number> = new Set([
  12001, 12005, 12006, 12009, 12010, 12011, 12012, 12016, 12017, 12018, 12019, 12032, 12150, 12176,
]);

/** Windows Sockets (learn.microsoft.com, "Windows Sockets Error Codes"), after the name of the error or as 0x80072xxx. */
export const WINSOCK = rows('', 4, {
  10013: ['tcp.prohibited', 'likely', 'the connection is forbidden, mostly by the firewall or security software of this server'],
  10048: ['tcp.local-limit', 'likely', 'this server has no free port left'],
  10050: ['tcp.unreachable', 'likely', 'the network is down'],
  10051: ['tcp.unreachable', 'likely', 'the network is unreachable: a route is missing, or a firewall says so'],
  10053: ['tls.reset', 'possible', CUT, BROKEN],
  10054: ['tls.reset', 'possible', CUT, BROKEN],
  10055: ['tcp.local-limit', 'likely', 'this server has no buffer or port left'],
  10060: ['tcp.timeout', 'likely', 'nobody answered: a packet filter on the path drops it'],
  10061: ['tcp.refused', 'likely', 'the connection was refused: a firewall rejects it, or nothing listens there'],
  10065: ['tcp.unreachable', 'likely', 'the host is unreachable: a route is missing, or a firewall says so'],
  11001: ['dns.nxdomain', 'likely', NO_NAME, { asksForProxy: true }],
  11002: ['dns.timeout', 'possible', 'the resolver did not answer, or failed'],
  11003: ['dns.servfail', 'possible', 'the resolver failed'],
  11004: ['dns.nodata', 'likely', 'the resolver knows the name, but no address of it'],
});

/** Security, certificate, BITS and .NET codes (learn.microsoft.com, "COM Error Codes (Security and Setup)", "BITS Return Values"). */
export const HRESULTS = rows('0x', 4, {
  '80090304': ['tls.protocol', 'possible', 'the TLS channel failed in this server itself or with what answered'],
  '80090308': ['tls.protocol', 'possible', 'what answered is no TLS, or is cut short'],
  '80090322': ['tls.name-mismatch', 'likely', NAME],
  '80090325': ['tls.untrusted', 'likely', TRUST, UNTRUSTED],
  '80090326': ['tls.protocol', 'possible', SUITES, NO_SUITE],
  '80090328': ['tls.expired', 'likely', EXPIRED],
  '80090331': ['tls.protocol', 'likely', SUITES, NO_SUITE],
  '80092012': ['tls.revocation-unreachable', 'possible', REVOCATION],
  '80092013': ['tls.revocation-unreachable', 'likely', REVOCATION],
  '80092010': [null, 'likely', REVOKED, { layer: 'tls' }],
  '800b0101': ['tls.expired', 'likely', EXPIRED],
  '800b0109': ['tls.untrusted', 'likely', TRUST, UNTRUSTED],
  '800b010a': ['tls.untrusted', 'likely', TRUST, UNTRUSTED],
  '800b010c': [null, 'likely', REVOKED, { layer: 'tls' }],
  '800b010e': ['tls.revocation-unreachable', 'likely', REVOCATION],
  '800b010f': ['tls.name-mismatch', 'likely', NAME],
  '80200013': ['http.range-unsupported', 'likely', 'range requests do not get through, as KB 3175743 has it'],
  '87d00231': [
    null,
    'possible',
    'a transient error of the client: the server it talks to could not be reached, or could not reach others itself',
    { rank: 1 },
  ],
  '80131509': [null, 'possible', '.NET wraps another error in this one, which this entry does not name', { rank: 1 }],
  '80131500': [null, 'possible', '.NET wraps another error in this one, which this entry does not name', { rank: 1 }],
  '80131505': ['http.timeout', 'possible', 'the request got no answer in time', { rank: 2 }],
});

/** Windows Update Agent (learn.microsoft.com, "Windows Update error code list"): it folds WinHTTP codes and HTTP statuses into its own. */
export const UPDATE_AGENT: ReadonlyMap<number, number> = new Map([
  [0x80244016, 400],
  [0x80244017, 401],
  [0x80244018, 403],
  [0x80244019, 404],
  [0x8024401a, 405],
  [0x8024401b, 407],
  [0x8024401c, 408],
  [0x80244020, 501],
  [0x80244021, 502],
  [0x80244022, 503],
  [0x80244023, 504],
  [0x8024402c, 12_007],
  [0x8024402f, 12_152],
  [0x8024401f, 500],
]);
