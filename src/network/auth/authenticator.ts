import type { AuthScheme } from '../../model/network/route.ts';
import type { Credentials } from '../../model/network/secret.ts';
import type { Challenge } from './challenge.ts';

/** What a scheme needs to know of the request that it makes a header for. */
export interface AuthRequest {
  readonly method: string;
  /** The request target as sent: `host:port` for CONNECT, absolute-form otherwise. */
  readonly uri: string;
  readonly credentials: Credentials | undefined;
  /** The name of the proxy or web server as configured: part of a Kerberos service name. */
  readonly serviceHost: string;
  /** DER of the certificate of the TLS connection that the last challenge came on; absent: it did not come over TLS, or nobody knows. */
  readonly peerCertificate?: Buffer | undefined;
  /** Called at the last moment before credentials, or what is derived from them, leave this process. */
  readonly offering: () => void;
}

/** One authentication in progress: challenge in, header value out. Undefined: this scheme cannot go on. */
export type AuthSession = (challenge: Challenge, request: AuthRequest) => Promise<string | undefined>;

/** One authentication scheme: a challenge in, a header out. */
export interface Authenticator {
  readonly scheme: AuthScheme;
  /** True when the scheme can do without a password of ours (the identity the process runs as). */
  readonly usesCurrentIdentity: boolean;
  /** Requests that one exchange may take after the first challenge. */
  readonly maxLegs: number;
  /** All legs have to be made on one connection: it is the connection that is authenticated. */
  readonly bindsConnection: boolean;
  readonly begin: () => AuthSession;
}
