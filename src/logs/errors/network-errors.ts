import type { Cause } from '../../causes/index.ts';
import type { Confidence, FindingLayer } from '../../model/finding.ts';

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

const TRUST = 'the certificate is not trusted here: TLS inspection, a missing root or intermediate, or the certificate of a wrong proxy';
const CUT =
  'the connection was cut, as a filter does that forbids the name, or a server that finds no common TLS version or cipher suite (TLS 1.2 switched off on this server)';
const SHUT = 'no connection came about: it was refused or not answered, or the proxy that is set up has a wrong name or port';
const PAC = 'the proxy configuration script cannot be used; the role itself knows only one proxy name and port';

/**
 * WinHTTP and WinINet (learn.microsoft.com, "WinHTTP Error Messages" and "WinINet Error Messages"), bare or as 0x80072xxx. They fold several
 * reasons into one code: 12029 is a refusal, a silence or a wrong proxy.
 */
export const WINHTTP = rows('', 3, {
  12002: ['tcp.timeout', 'possible', 'the request got no answer in time: a packet filter drops it, or what answers is too slow'],
  12007: ['dns.nxdomain', 'likely', 'the name was not resolved: that of the host, or that of the proxy that is set up'],
  12015: ['proxy.auth-required', 'possible', 'a log-on was refused, mostly that to the proxy'],
  12029: ['tcp.unreachable', 'possible', SHUT],
  12030: ['tls.reset', 'possible', CUT, { plainCause: 'http.reset' }],
  12031: ['tls.reset', 'possible', CUT, { plainCause: 'http.reset' }],
  12037: [
    'tls.expired',
    'likely',
    'a certificate is past its end or before its beginning: an expired one of the proxy, or the clock of this server',
  ],
  12038: ['tls.name-mismatch', 'likely', 'the certificate is for another name: something else answers in place of the service'],
  12044: [
    null,
    'possible',
    'a client certificate is wanted, which the service itself does not do: TLS inspection that authenticates clients',
    { layer: 'tls' },
  ],
  12045: ['tls.untrusted', 'likely', TRUST],
  12055: ['tls.untrusted', 'possible', TRUST],
  12057: [
    'tls.revocation-unreachable',
    'likely',
    'the revocation of the certificate could not be checked: CRL and OCSP addresses are shut',
  ],
  12152: ['http.malformed', 'possible', 'the answer could not be read as HTTP: the proxy or a filter answered something else'],
  12156: ['http.redirect-unlisted', 'possible', 'a redirect could not be followed: the host that it leads to may be blocked'],
  12157: ['tls.protocol', 'possible', 'the TLS channel failed: no common TLS version or cipher suite, or a device in between'],
  12163: ['tcp.unreachable', 'likely', 'this server has no connection to a network'],
  12164: ['tcp.unreachable', 'possible', SHUT],
  12166: ['proxy.pac-failed', 'likely', PAC],
  12167: ['proxy.pac-failed', 'likely', PAC],
  12169: ['tls.untrusted', 'likely', TRUST],
  12170: [null, 'likely', 'the certificate was revoked, or a device shows a revoked one', { layer: 'tls' }],
  12175: ['tls.untrusted', 'possible', `${TRUST}; a wrong clock gives the same code`],
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
  10053: ['tls.reset', 'possible', CUT, { plainCause: 'http.reset' }],
  10054: ['tls.reset', 'possible', CUT, { plainCause: 'http.reset' }],
  10055: ['tcp.local-limit', 'likely', 'this server has no buffer or port left'],
  10060: ['tcp.timeout', 'likely', 'nobody answered: a packet filter on the way drops it'],
  10061: ['tcp.refused', 'likely', 'the connection was refused: a firewall rejects it, or nothing listens there'],
  10065: ['tcp.unreachable', 'likely', 'the host is unreachable: a route is missing, or a firewall says so'],
  11001: ['dns.nxdomain', 'likely', 'the resolver does not know the name'],
  11002: ['dns.timeout', 'possible', 'the resolver did not answer, or failed'],
  11003: ['dns.servfail', 'possible', 'the resolver failed'],
  11004: ['dns.nodata', 'likely', 'the resolver knows the name, but no address of it'],
});

/** Security, certificate, BITS and .NET codes (learn.microsoft.com, "COM Error Codes (Security and Setup)", "BITS Return Values"). */
export const HRESULTS = rows('0x', 4, {
  '80090304': ['tls.protocol', 'possible', 'the TLS channel failed in this server itself or with what answered'],
  '80090308': ['tls.protocol', 'possible', 'what answered is no TLS, or is cut short'],
  '80090322': ['tls.name-mismatch', 'likely', 'the certificate is for another name: something else answers in place of the service'],
  '80090325': ['tls.untrusted', 'likely', TRUST],
  '80090326': ['tls.protocol', 'possible', 'no common TLS version or cipher suite, or a device that speaks no proper TLS'],
  '80090328': ['tls.expired', 'likely', 'the certificate is past its end, or the clock of this server is wrong'],
  '80090331': [
    'tls.protocol',
    'likely',
    'no common TLS version or cipher suite: look at TLS 1.2 on this server, and at devices in between',
  ],
  '80092012': ['tls.revocation-unreachable', 'possible', 'the revocation of the certificate could not be checked'],
  '80092013': ['tls.revocation-unreachable', 'likely', 'the revocation server is offline: CRL and OCSP addresses are shut, mostly TCP 80'],
  '80092010': [null, 'likely', 'the certificate was revoked, or a device shows a revoked one', { layer: 'tls' }],
  '800b0101': ['tls.expired', 'likely', 'the certificate is past its end, or the clock of this server is wrong'],
  '800b0109': ['tls.untrusted', 'likely', TRUST],
  '800b010a': ['tls.untrusted', 'likely', TRUST],
  '800b010c': [null, 'likely', 'the certificate was revoked, or a device shows a revoked one', { layer: 'tls' }],
  '800b010e': ['tls.revocation-unreachable', 'likely', 'the revocation of the certificate could not be checked'],
  '800b010f': ['tls.name-mismatch', 'likely', 'the certificate is for another name: something else answers in place of the service'],
  '80200013': ['http.range-unsupported', 'likely', 'range requests do not get through, as KB 3175743 has it'],
  '87d00231': [
    null,
    'possible',
    'a transient error of the client: the server it talks to could not be reached, or could not reach others itself',
    { rank: 1 },
  ],
  '80131509': [null, 'possible', '.NET wraps another error in this one; the inner message is not in the log', { rank: 1 }],
  '80131500': [null, 'possible', '.NET wraps another error in this one; the inner message is not in the log', { rank: 1 }],
  '80131505': ['http.timeout', 'possible', 'the request got no answer in time', { rank: 2 }],
});

const PROXY_LOGON = 'the proxy wants credentials, or refuses those of the role';
const COUNTED = 'the role takes this status for a failure';

/**
 * HTTP statuses, as 0x80190xxx through BITS too. 407, 408, 426, 451, 502, 511, 598 and 599 are those that the product's own check counts
 * (learn.microsoft.com, "About the service connection point", Validate internet access).
 */
export const STATUSES = rows('HTTP ', 3, {
  403: ['proxy.denied', 'possible', 'the policy of a proxy forbids it, or its account is locked; the service itself can say so too'],
  407: ['proxy.auth-required', 'likely', PROXY_LOGON],
  408: ['http.status', 'likely', COUNTED],
  426: ['http.status', 'likely', `${COUNTED}; mostly something in between speaks an old TLS version`],
  451: ['http.status', 'likely', COUNTED],
  502: ['http.status', 'likely', `${COUNTED}; mostly a proxy that cannot reach the target`],
  503: ['http.status', 'possible', 'a proxy that cannot reach the target, or the service itself'],
  504: ['http.status', 'possible', 'a proxy that got no answer from the target, or the service itself'],
  511: ['http.captive-portal', 'likely', 'the network wants somebody to log on first'],
  598: ['http.status', 'likely', `${COUNTED}; some proxies tell a read timeout so`],
  599: ['http.status', 'likely', `${COUNTED}; some proxies tell a connect timeout so`],
});

/** Statuses with which a server refuses what was asked: somebody answered, so the way is open (the tenant attach gateway: 400 and 401 for a hierarchy that it does not know). */
export const ANSWERED: ReadonlySet<number> = new Set([400, 401, 404, 405, 409, 410, 412, 416, 429]);
