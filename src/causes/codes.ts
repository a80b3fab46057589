import type { Cause } from '../model/cause-codes.ts';

/** DNS response codes (RFC 1035 section 4.1.1), getaddrinfo's and c-ares' codes. */
export const DNS_CODES: Readonly<Record<string, Cause>> = {
  NXDOMAIN: 'dns.nxdomain',
  ENOTFOUND: 'dns.nxdomain',
  EAI_NONAME: 'dns.nxdomain',
  NODATA: 'dns.nodata',
  ENODATA: 'dns.nodata',
  EAI_NODATA: 'dns.nodata',
  TIMEOUT: 'dns.timeout',
  ETIMEOUT: 'dns.timeout',
  ETIMEDOUT: 'dns.timeout',
  // No valid answer came, only others': to the client that is silence; the code stays in the evidence.
  MISMATCH: 'dns.timeout',
  MALFORMED: 'dns.timeout',
  EBADRESP: 'dns.timeout',
  // Cut short over UDP, and TCP did not complete it.
  TRUNCATED: 'dns.timeout',
  SERVFAIL: 'dns.servfail',
  ESERVFAIL: 'dns.servfail',
  EAI_FAIL: 'dns.servfail',
  // A resolver that meets an alias loop fails itself (RFC 1034 section 3.6.2); one that hands the loop on leaves it to us.
  CNAME_LOOP: 'dns.servfail',
  // Of an answer that is none of those above (RFC 6895 section 2.3).
  FORMERR: 'dns.servfail',
  NOTIMP: 'dns.servfail',
  BADVERS: 'dns.servfail',
  BADCOOKIE: 'dns.servfail',
  YXDOMAIN: 'dns.servfail',
  YXRRSET: 'dns.servfail',
  NXRRSET: 'dns.servfail',
  DSOTYPENI: 'dns.servfail',
  REFUSED: 'dns.refused',
  NOTAUTH: 'dns.refused',
  NOTZONE: 'dns.refused',
  EREFUSED: 'dns.refused',
  // Of the way to the resolver, not of its answer: a closed port, a reset, ICMP, an end in order.
  ECONNREFUSED: 'dns.unreachable',
  ECONNRESET: 'dns.unreachable',
  ECONNABORTED: 'dns.unreachable',
  EPIPE: 'dns.unreachable',
  EHOSTUNREACH: 'dns.unreachable',
  ENETUNREACH: 'dns.unreachable',
  EHOSTDOWN: 'dns.unreachable',
  CLOSED: 'dns.unreachable',
};

/** What the product's own check counts as a failure ("Validate internet access", status codes of the service connection point page). */
export const FAILING_STATUSES: ReadonlySet<number> = new Set([407, 408, 426, 451, 502, 511, 598, 599]);

/** Codes of TLS and HTTP on the way to an encrypted resolver: its certificate, its handshake, a status that is not 200. Certificates have codes of OpenSSL's verification. */
export const ENCRYPTED_DNS_CODES =
  /^(?:HTTP_\d{3}|UND_ERR_\w+|EPROTO|ERR_(?:TLS|SSL|HTTP2)_\w+|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_(?:GET|VERIFY)_\w+|CERT_\w+|INVALID_(?:CA|PURPOSE))$/;

/** connect(2) and WinSock codes as Node names them. */
export const TCP_CODES: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: 'tcp.refused',
  TIMEOUT: 'tcp.timeout',
  UNANSWERED: 'tcp.timeout',
  ETIMEDOUT: 'tcp.timeout',
  ECONNRESET: 'tcp.reset',
  ECONNABORTED: 'tcp.reset',
  EHOSTUNREACH: 'tcp.unreachable',
  ENETUNREACH: 'tcp.unreachable',
  EHOSTDOWN: 'tcp.unreachable',
  ENETDOWN: 'tcp.unreachable',
  ENONET: 'tcp.unreachable',
  EACCES: 'tcp.prohibited',
  EPERM: 'tcp.prohibited',
};
