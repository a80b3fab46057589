/**
 * How the domains of site server and site system stand to each other. `one-way-trust`: the forest of the site system trusts that of the site server, and not
 * the other way round. `workgroup`: the site system is in no domain yet.
 */
export const TRUSTS = ['same-domain', 'same-forest', 'trusted-forest', 'one-way-trust', 'untrusted-forest', 'workgroup'] as const;
/** How the domains of the site server and of the site system trust each other. */
export type ForestTrust = (typeof TRUSTS)[number];

/** Servers and accounts of a role that is to be installed. */
export interface Constellation {
  /** Full DNS names; the second one is the passive site server. */
  readonly siteServers: readonly string[];
  /** The server that is to carry the role, by its full DNS name. */
  readonly siteSystem: string;
  readonly trust: ForestTrust;
  /** As which account the site server works on the site system; absent: its computer account. */
  readonly installationAccount?: string;
  /** How the proxy lets the role out; absent: without a log-on. */
  readonly proxy?: { readonly kind: 'computer' } | { readonly kind: 'account'; readonly account: string };
}

/** `cm01.corp.test` → `corp.test`. */
export function domainOf(host: string): string {
  return host.slice(host.indexOf('.') + 1);
}

/** Does the site system have an account that its domain's trusts let in at the site server? */
export function canLogOnBack({ trust }: Constellation): boolean {
  return trust !== 'untrusted-forest' && trust !== 'one-way-trust';
}

/** `cm01.corp.test` → `CM01$`: the NetBIOS name of a computer is the first label, cut at 15 characters, unless it was renamed. */
export function computerAccountOf(host: string): string {
  return `${(host.split('.')[0] ?? host).slice(0, 15).toUpperCase()}$`;
}

/** The parts of an account: `user@domain`, `domain\user`, or a bare name, which belongs to `home`. */
export function userOf(account: string, home: string): { readonly user: string; readonly domain: string } {
  const backslash = account.indexOf('\\');
  if (backslash >= 0) return { domain: account.slice(0, backslash), user: account.slice(backslash + 1) };
  const at = account.lastIndexOf('@');
  return at > 0 ? { user: account.slice(0, at), domain: account.slice(at + 1) } : { user: account, domain: home };
}
