import type { Cause } from './cause-codes.ts';

export const STATUSES = ['pass', 'warn', 'fail', 'skip', 'inconclusive'] as const;
/** How a judgement ended. `inconclusive`: this run could not tell, which is never shown as a pass. */
export type Status = (typeof STATUSES)[number];
export const OWNERS = ['firewall', 'proxy', 'dns', 'security', 'directory', 'configmgr', 'host', 'service'] as const;
/** The team that can fix a problem; `service` is Microsoft's side. */
export type Owner = (typeof OWNERS)[number];
export const FINDING_KINDS = ['endpoint', 'route', 'account', 'port', 'host', 'placement'] as const;
/** What sort of question a judgement answers; the first word of its id. */
export type FindingKind = (typeof FINDING_KINDS)[number];
export const FINDING_LAYERS = ['dns', 'tcp', 'proxy', 'tls', 'http', 'wildcard', 'account', 'port', 'host', 'placement'] as const;
/** Where a problem lies: a layer of the network, or one of the checks beside it. */
export type FindingLayer = (typeof FINDING_LAYERS)[number];
export const SKIP_REASONS = [
  'not-selected',
  'not-applicable',
  'waived',
  'missing-parameter',
  'offline-mode',
  'not-supported-here',
] as const;
/** Why nothing was asked; a closed list, and never silent. */
export type SkipReason = (typeof SKIP_REASONS)[number];
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
/** How sure a judgement is: `possible` is the weakest. */
export type Confidence = (typeof CONFIDENCES)[number];

/** JSON values only. */
export type Evidence = Readonly<Record<string, unknown>>;

/** What a finding is about. Which keys there are depends on its kind; those of a network destination are `pattern`, `host`, `port` and `scheme`. */
export interface Target {
  /** As published. */
  readonly pattern?: string;
  readonly host?: string;
  readonly port?: number;
  readonly scheme?: string;

  /** Of a port: the part and the name of the machine that connects, the range that has to be open, what needs it. */
  readonly from?: string;
  readonly source?: string;
  readonly portRange?: string;
  readonly why?: string;
  /** Of a port to domain controllers that DNS does not name. */
  readonly domain?: string;

  /** Of a route: its name, how many endpoints share the problem, and how many were asked over it. */
  readonly route?: string;
  readonly affected?: number;
  readonly of?: number;
  /** Of a route that logs tell of: the proxy, and what was asked for through it. */
  readonly proxy?: string;
  readonly hosts?: readonly string[];
  /** Of an entry of a log that names no host. */
  readonly component?: string;

  /** Of an account: its name as it was given, and the server that was asked about it. */
  readonly account?: string;
  readonly server?: string;
  /** Of the place in the hierarchy: the SMS Provider that was asked. */
  readonly provider?: string;
  /** Of the host: what was looked at. */
  readonly question?: string;
  readonly check?: string;
}

/** How long each layer took, in milliseconds; a layer that was not reached is absent. */
export interface Timings {
  readonly dnsMs?: number;
  readonly tcpMs?: number;
  readonly proxyMs?: number;
  readonly tlsMs?: number;
  readonly httpMs?: number;
  readonly totalMs: number;
}

/** An exception that somebody accepted: pattern of the finding's id, why, and the last day (ISO 8601) it holds. */
export interface Waiver {
  readonly pattern: string;
  readonly reason: string;
  readonly until: string;
}

/** The judgement of one endpoint, route, account, port, host or placement question. Ids are stable from run to run. */
export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly title: string;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly layer: FindingLayer | null;
  readonly owner: Owner | null;
  readonly required: boolean;
  readonly feature: string | null;
  readonly route: string | null;
  readonly target: Target;
  readonly message: string;
  readonly remedy: string;
  readonly confidence: Confidence;
  readonly reproduce: string | null;
  readonly evidence: Evidence;
  readonly timings: Timings;
  readonly attempts: number;
  readonly waiver: Waiver | null;
  readonly skipReason: SkipReason | null;
  /** Of a `route` finding: ids of the findings it explains. */
  readonly children?: readonly string[];
}
