import type { Cloud } from './catalog/catalog.ts';
import type { Finding, Owner, Status } from './finding.ts';
import type { AuthScheme, RouteKindName } from './network/route.ts';

/** The machine and account that a run was made from. */
export interface Vantage {
  readonly hostname: string;
  readonly platform: string;
  readonly addresses: readonly string[];
  /** Who ran it: another account may have another proxy, other rights and other roots. Absent: not known. */
  readonly account?: string;
}

/** When, where and with which selection a run was made. Times are ISO 8601 in UTC. */
export interface RunInfo {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly mode: 'online' | 'offline';
  readonly cloud: Cloud;
  readonly features: readonly string[];
  readonly vantage: Vantage;
  /** True when the run was interrupted or reached its deadline: what was not run is inconclusive. */
  readonly interrupted: boolean;
  /** The configuration file that was read: as `--config` named it, or with its whole path where it was found. */
  readonly configFile?: string;
  /** Things a reader must know about the run itself, e.g. "layer times are not reliable". */
  readonly notes: readonly string[];
}

/** Which file the endpoints came from, in which revision; `sha256` of its bytes. */
export interface ReportCatalog {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  readonly sha256: string;
}

export const PATH_MTU_VERDICTS = ['no-sign', 'suspected', 'inconclusive'] as const;
/** Whether large packets seem to get lost; `no-sign` is no proof that they do not. */
export type PathMtuVerdict = (typeof PATH_MTU_VERDICTS)[number];

/** The path MTU of one address family, as far as it shows without rights: by what arrived in one go, not by the size of packets. */
export interface PathMtu {
  /** The most that one handshake brought. Absent: none came to an end. */
  readonly receivedBytes?: number;
  /** The largest request that was answered. Absent: none of size was sent, or none was answered. */
  readonly sentBytes?: number;
  /** The largest request that was not answered where a small one was. */
  readonly lostBytes?: number;
  readonly fromServers: PathMtuVerdict;
  readonly toServers: PathMtuVerdict;
}

/** A way out as the report names it, without any secret. */
export interface ReportRoute {
  readonly name: string;
  readonly kind: RouteKindName;
  /** `host:port` of the proxy; empty for `direct`. */
  readonly address: string;
  readonly auth: AuthScheme | 'auto';
  /** What large packets showed, by address family. Absent: nothing was sent to a server over the route. */
  readonly pathMtu?: { readonly IPv4?: PathMtu; readonly IPv6?: PathMtu };
}

/** The worst status of all required findings together. */
export type RunVerdict = 'pass' | 'warn' | 'fail' | 'inconclusive';
/** Counts of the findings by status and by who can fix them. */
export interface Summary extends Readonly<Record<Status, number>> {
  /** Findings that are fail or warn, counted by owner. */
  readonly byOwner: Readonly<Partial<Record<Owner, number>>>;
  readonly verdict: RunVerdict;
}

/** All findings of one run; the content of `reports/report.schema.json`. */
export interface Report {
  readonly schemaVersion: '1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly run: RunInfo;
  readonly catalogs: readonly ReportCatalog[];
  readonly routes: readonly ReportRoute[];
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}
