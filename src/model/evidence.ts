import type { Evidence } from './finding.ts';

/**
 * Keys that endpoint and route findings put into `evidence`, all optional, all JSON values. Words (`causes/`) and formats read them by these names.
 * Values from a peer are raw text: whoever prints them escapes them.
 */
export interface EndpointEvidence extends Evidence {
  readonly host?: string;
  readonly port?: number;
  readonly scheme?: string;
  /** Route name; `proxy` is `host:port` of the proxy and absent on a direct route. */
  readonly route?: string;
  readonly proxy?: string;
  /** Who failed to answer: the endpoint itself or the proxy. */
  readonly peer?: 'target' | 'proxy' | 'control';
  readonly code?: string;
  readonly rawMessage?: string;
  readonly layerTimeoutMs?: number;
  /** Milliseconds the deciding step took. */
  readonly elapsedMs?: number;

  readonly resolver?: string;
  readonly addresses?: readonly string[];
  readonly cnames?: readonly string[];
  readonly ttlSeconds?: number;
  readonly hostsFile?: boolean;
  /** The address a judgement is about: the one refused, the private one, ... */
  readonly address?: string;
  readonly failedAddresses?: readonly { readonly address: string; readonly code: string }[];
  readonly answeredAddresses?: readonly string[];
  readonly addressFamily?: 'IPv4' | 'IPv6';

  readonly proxyStatus?: number;
  readonly proxyReason?: string;
  /** `Proxy-Status` error token or `X-Squid-Error` name, whichever spoke first. */
  readonly proxyError?: string;
  readonly proxyProduct?: string;
  readonly schemesOffered?: readonly string[];
  readonly schemeTried?: string;
  readonly realm?: string;

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
  readonly systemTrusted?: boolean | null;
  readonly chain?: readonly { readonly subject: string; readonly issuer: string; readonly sha256: string }[];

  readonly httpStatus?: number;
  readonly server?: string;
  readonly via?: string;
  readonly location?: string;
  readonly contentType?: string;
  readonly bodyExcerpt?: string;
  readonly bodySha256?: string;
  /** Proof of origin: what showed that the genuine service answered. */
  readonly originMarker?: string;
  /** Product that was recognised (block page, interceptor, proxy) and the fingerprint that did it. */
  readonly product?: string;
  readonly fingerprintId?: string;

  /** Of a route finding: how many findings it explains. */
  readonly affected?: number;
  readonly earlierAttempts?: readonly { readonly layer: string; readonly code: string }[];
}
