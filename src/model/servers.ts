import type { FindingKind } from './finding.ts';

/** The checks that a run can be limited to (`--check`); `endpoint` brings the route findings. */
export const CHECK_KINDS = ['endpoint', 'account', 'port', 'placement', 'host'] as const satisfies readonly FindingKind[];
/** A check that `--check` can select. */
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Which machine of the site the run is made on (`--as`). */
export const STANDPOINTS = ['scp', 'site-server', 'tool-host'] as const;
/** Which machine of the site the program runs on; what can be asked depends on it. */
export type Standpoint = (typeof STANDPOINTS)[number];

/** `any`: computer account or installation account (documentation since April 2021); `all`: both (the text of 2018 to 2021 as it was read). */
export const ACCOUNT_RULES = ['any', 'all'] as const;
/** Whether one working account is enough, or all of them have to work. */
export type AccountRule = (typeof ACCOUNT_RULES)[number];

/** The servers and accounts that the role's other prerequisites are about. Holds no secret: passwords travel in `Context`. */
export interface ServerScope {
  readonly standpoint: Standpoint;
  /** The server that is to carry the role: `--move-to`, else `--scp`, else this machine when `standpoint` is `scp`. Absent: not known. */
  readonly scp?: string;
  /** The site server, and the passive one. */
  readonly siteServers: readonly string[];
  /** As given: `DOMAIN\\user`, `domain.fqdn\\user`, `user@fqdn`. */
  readonly installationAccount?: string;
  readonly proxyAccount?: string;
  readonly accountRule: AccountRule;
  /** "Require the site server to initiate connections to this site system": the role's server opens none to the site server. */
  readonly siteInitiates?: true;
  /** DNS name of the servers' domain: `--domain`, else what follows the first label of the server's name. */
  readonly domain?: string;
  /** `--dc`: the controllers to ask; empty: those that DNS names. */
  readonly domainControllers: readonly string[];
  /** `host` or `host:port`. */
  readonly sqlServer?: string;
  readonly smsProvider?: string;
  readonly moveTo?: string;
}

/** Do two names mean one machine? A name without its domain means any of that first label. */
export function isSameHost(host: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const [a, b] = [host.toLowerCase(), other.toLowerCase()];
  return a === b || (a.split('.')[0] === b.split('.')[0] && (!a.includes('.') || !b.includes('.')));
}
