import type { Finding, Owner, Status } from '../model/finding.ts';
import { STATUSES } from '../model/finding.ts';
import { authority, type Route } from '../model/network/route.ts';
import type { Report, ReportCatalog, ReportRoute, RunInfo, RunVerdict, Summary } from '../model/report.ts';
import { pathMtuOver } from './path-mtu.ts';

interface ReportParts {
  readonly tool: Report['tool'];
  readonly run: RunInfo;
  readonly catalogs: readonly ReportCatalog[];
  readonly routes: readonly Route[];
  readonly findings: readonly Finding[];
}

/** Findings and what is known of the run → the report. */
export function buildReport({ tool, run, catalogs, routes, findings }: ReportParts): Report {
  return {
    schemaVersion: '1',
    tool,
    run,
    catalogs: catalogs.map(({ id, title, revision, sha256 }) => ({ id, title, revision, sha256 })),
    routes: routes.map((route) => ({ ...reportRoute(route), ...pathMtuOver(route.name, findings) })),
    findings,
    summary: summarise(findings),
  };
}

/** What a report says of a route. */
export function reportRoute({ name, kind, via, auth }: Route): ReportRoute {
  return { name, kind, address: via === undefined ? '' : authority(via), auth };
}

/** Counts by status and owner, and the verdict. A route finding is not counted: the findings it explains are. */
export function summarise(findings: readonly Finding[]): Summary {
  const counted = findings.filter((finding) => finding.children === undefined);
  const counts = Object.fromEntries(
    STATUSES.map((status) => [status, counted.filter((finding) => finding.status === status).length]),
  ) as Record<Status, number>;
  const byOwner: Partial<Record<Owner, number>> = {};
  for (const { owner, status } of counted) {
    if (owner !== null && (status === 'fail' || status === 'warn')) byOwner[owner] = (byOwner[owner] ?? 0) + 1;
  }
  return { ...counts, byOwner, verdict: verdictOf(findings) };
}

/**
 * Worst first: a failure, then something required that this run could not tell, then a warning. What was waived was judged, and somebody answers for it; where nothing
 * was judged at all, for example because no host stands for a wildcard, there is no result.
 */
export function verdictOf(findings: readonly Finding[]): RunVerdict {
  if (findings.some(({ status }) => status === 'fail')) return 'fail';
  if (findings.some(({ status, required }) => status === 'inconclusive' && required)) return 'inconclusive';
  if (findings.some(({ status }) => status === 'warn' || status === 'inconclusive')) return 'warn';
  return findings.some(({ status, skipReason }) => status === 'pass' || skipReason === 'waived') ? 'pass' : 'inconclusive';
}
