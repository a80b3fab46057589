/** Why a DNS server answers as it does, in its own words (RFC 8914): the information code of IANA's registry, and the text of whoever runs it. */
export interface ExtendedError {
  readonly code: number;
  readonly text: string;
}

/** What an information code says about the name: somebody's policy, a signature that does not hold, or servers that are out of reach. */
export type ExtendedErrorKind = 'policy' | 'dnssec' | 'unreachable' | 'other';

/** Forged Answer, Blocked, Censored, Filtered, Prohibited (RFC 8914 sections 4.5, 4.16 to 4.19). */
const POLICY = new Set([4, 15, 16, 17, 18]);
/** RFC 8914 sections 4.2, 4.3, 4.6 to 4.13, and 25 and 27 of IANA's registry. */
const DNSSEC = new Set([1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 25, 27]);
/** Not Ready, No Reachable Authority, Network Error (RFC 8914 sections 4.15, 4.23, 4.24). */
const UNREACHABLE = new Set([14, 22, 23]);

/** What the code is about. */
export function extendedErrorKind(code: number): ExtendedErrorKind {
  if (POLICY.has(code)) return 'policy';
  if (DNSSEC.has(code)) return 'dnssec';
  return UNREACHABLE.has(code) ? 'unreachable' : 'other';
}

/** Names of the registry "Extended DNS Error Codes" (IANA, DNS parameters). */
const NAMES: readonly string[] = [
  'Other',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
  'Invalid Query Type',
];

/** The name of the code; undefined: it is not known here. */
export function extendedErrorName(code: number): string | undefined {
  return NAMES[code];
}
