/** A host name or address literal (no brackets) with a TCP port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A host as it is written in a URL: an IPv6 address in brackets (RFC 3986 section 3.2.2), also when it has them already. */
export function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** `host:port`, an IPv6 address in brackets. */
export function authority({ host, port }: HostPort): string {
  return `${urlHost(host)}:${port}`;
}

export const ROUTE_KINDS = ['direct', 'http', 'https', 'socks4', 'socks5', 'pac'] as const;
/** How a way out is spoken to: not at all, as a kind of proxy, or as a PAC script says. */
export type RouteKindName = (typeof ROUTE_KINDS)[number];

/** Proxy authentication schemes by their registered names (RFC 7617, RFC 7616, MS-NLMP, RFC 4559). */
export const AUTH_SCHEMES = ['none', 'basic', 'digest', 'ntlm', 'negotiate'] as const;
/** How to log on at a proxy or server; `none` means that nothing is offered. */
export type AuthScheme = (typeof AUTH_SCHEMES)[number];

/** A way out. Never holds a secret: credentials travel in `Context`, which is never stored. */
export interface Route {
  /** Stable and unique in a run: `direct`, or the proxy's `host:port`. Part of every finding's id. */
  readonly name: string;
  readonly kind: RouteKindName;
  /** The proxy; absent for `direct`. */
  readonly via?: HostPort;
  /** The scheme asked for with `--proxy-auth`; `auto` picks among those the proxy offers. */
  readonly auth: AuthScheme | 'auto';
  /** The user name for the proxy, shown in reports; the password travels in `Context`. */
  readonly username?: string;
  /** Where the PAC script is, for kind `pac`. */
  readonly pacUrl?: string;
}
