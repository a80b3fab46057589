import type { Cause } from './cause-codes.ts';

export const STATUSES = ['pass', 'warn', 'fail', 'skip', 'inconclusive'] as const;
export type Status = (typeof STATUSES)[number];
export const OWNERS = ['firewall', 'proxy', 'dns', 'security', 'directory', 'configmgr', 'host', 'service'] as const;
export type Owner = (typeof OWNERS)[number];
export const FINDING_KINDS = ['endpoint', 'route', 'account', 'port', 'host', 'placement'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export const FINDING_LAYERS = ['dns', 'tcp', 'proxy', 'tls', 'http', 'wildcard', 'account', 'port', 'host', 'placement'] as const;
export type FindingLayer = (typeof FINDING_LAYERS)[number];
export const SKIP_REASONS = [
  'not-selected',
  'not-applicable',
  'waived',
  'missing-parameter',
  'offline-mode',
  'not-supported-here',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** JSON values only. */
export type Evidence = Readonly<Record<string, unknown>>;

export interface Target {
  /** As published. */
  readonly pattern: string;
  readonly host: string;
  readonly port: number;
  readonly scheme: string;
}

export interface Timings {
  readonly dnsMs?: number;
  readonly tcpMs?: number;
  readonly proxyMs?: number;
  readonly tlsMs?: number;
  readonly httpMs?: number;
  readonly totalMs: number;
}

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
  readonly target: Target | Readonly<Record<string, unknown>>;
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
