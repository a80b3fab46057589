import { isGraver } from '../../causes/severity.ts';
import type { Finding, Status, Timings } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { compareText } from '../../text/lists.ts';
import { byHost } from './by-host.ts';

/** How a finding differs between two runs; in the order a reader needs them. */
export const CHANGE_KINDS = ['broken', 'new', 'unclear', 'fixed', 'changed', 'slower', 'gone'] as const;
/**
 * `broken`: worse than before, down to warn or fail, or for a graver cause · `new`: not asked before · `unclear`: told before, inconclusive now · `fixed`: was not passing,
 * passes now · `changed`: the same or a milder problem with another status or cause · `slower`: still good, but slow · `gone`: not asked any more.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One finding that differs between two reports. */
export interface Change {
  readonly kind: ChangeKind;
  readonly id: string;
  readonly before: Finding | null;
  readonly after: Finding | null;
  /** Got worse: counts for the exit code. */
  readonly worse: boolean;
  /** Of `slower`: the layer that lost most, and both durations of it in milliseconds. */
  readonly slowdown: Slowdown | null;
}

/** How much time one layer lost between two reports. */
export interface Slowdown {
  readonly layer: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** Two reports beside each other: what was fixed, broke, is new or gone. */
export interface Comparison {
  readonly before: Report;
  readonly after: Report;
  /** Sorted by kind, then id. */
  readonly changes: readonly Change[];
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Findings asked in both runs that did not change. */
  readonly same: number;
  /** What fails in the later run, whatever it did before; route findings first. What a route finding explains is not repeated. */
  readonly stillRed: readonly Finding[];
  /** Why the two runs are perhaps not comparable: other machine, other catalog revision, an interrupted run. */
  readonly notes: readonly string[];
}

/** From when on a finding counts as slower. */
export interface CompareLimits {
  /** Slower means: the total time grew by this factor … */
  readonly slowerFactor: number;
  /** … and by at least this many milliseconds. */
  readonly slowerMs: number;
}
export const DEFAULT_COMPARE_LIMITS: CompareLimits = { slowerFactor: 4, slowerMs: 500 };

/** What changed from one run to another, by finding id. A `skip` was not asked, so it counts as absent. */
export function compareReports(before: Report, after: Report, limits: CompareLimits = DEFAULT_COMPARE_LIMITS): Comparison {
  const hosts = byHost(before, after);
  if (hosts === undefined) return compareById(before, after, limits);
  const compared = compareById(hosts.before, hosts.after, limits);
  const left = hosts.left > 0 ? ` ${hosts.left} of them in the report before are not in the other.` : '';
  return {
    ...compared,
    before,
    after,
    notes: [`One report was read from logs: what both say of a host and port is compared.${left}`, ...compared.notes],
  };
}

function compareById(before: Report, after: Report, limits: CompareLimits): Comparison {
  const old = askedById(before);
  const now = askedById(after);
  const changes: Change[] = [];
  for (const [id, finding] of now) {
    const change = changeOf(old.get(id) ?? null, finding, limits);
    if (change === null) continue;
    changes.push(change.kind === 'new' && appliesTo(before, finding) ? { ...change, kind: 'broken' } : change);
  }
  for (const [id, finding] of old) {
    if (now.has(id)) continue;
    changes.push({ kind: appliesTo(after, finding) ? 'fixed' : 'gone', id, before: finding, after: null, worse: false, slowdown: null });
  }
  changes.sort((a, b) => CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind) || compareText(a.id, b.id));
  const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, changes.filter((change) => change.kind === kind).length]));
  return {
    before,
    after,
    changes,
    counts: counts as Record<ChangeKind, number>,
    same: now.size - changes.filter((change) => change.after !== null).length,
    stillRed: stillRedOf(after),
    notes: differences(before, after),
  };
}

function stillRedOf({ findings }: Report): readonly Finding[] {
  const folded = new Set(findings.flatMap(({ children = [] }) => children));
  const red = findings.filter(({ id, status }) => status === 'fail' && !folded.has(id));
  return red.toSorted((a, b) => Number(b.kind === 'route') - Number(a.kind === 'route') || compareText(a.id, b.id));
}

/** 1: something got worse · 3: nothing did, but something required that could be told before cannot now · 0 otherwise. */
export function compareExitCode(comparison: Comparison): 0 | 1 | 3 {
  if (comparison.changes.some((change) => change.worse)) return 1;
  return comparison.changes.some(isUnproven) ? 3 : 0;
}

function isUnproven(change: Change): boolean {
  return change.after?.status === 'inconclusive' && change.after.required;
}

/** A `route` finding exists only while the route has the problem: its absence from a run that used the route is an answer. */
function appliesTo(report: Report, finding: Finding): boolean {
  return finding.kind === 'route' && !report.run.interrupted && report.routes.some((route) => route.name === finding.route);
}

function askedById(report: Report): Map<string, Finding> {
  return new Map(report.findings.filter((finding) => finding.status !== 'skip').map((finding) => [finding.id, finding]));
}

/** How bad a status is, for whoever asks whether it got worse: not the order in which people read. */
const RANK: Readonly<Record<Exclude<Status, 'skip'>, number>> = { pass: 0, inconclusive: 1, warn: 2, fail: 3 };
const rank = (status: Status): number => (status === 'skip' ? 0 : RANK[status]);

function changeOf(before: Finding | null, after: Finding, limits: CompareLimits): Change | null {
  const change = (kind: ChangeKind, worse: boolean, slowdown: Slowdown | null = null): Change => {
    return { kind, id: after.id, before, after, worse, slowdown };
  };
  if (before === null) return change('new', after.status === 'fail');
  if (after.status !== before.status) {
    if (after.status === 'inconclusive') return change('unclear', false);
    if (after.status === 'pass') return change('fixed', false);
    return rank(after.status) > rank(before.status) ? change('broken', true) : change('changed', false);
  }
  if (after.cause !== before.cause) return isGraver(before.cause, after.cause) ? change('broken', true) : change('changed', false);
  const slowdown = slowdownOf(before, after, limits);
  return slowdown === null ? null : change('slower', false, slowdown);
}

function slowdownOf(before: Finding, after: Finding, limits: CompareLimits): Slowdown | null {
  if (after.status !== 'pass' && after.status !== 'warn') return null;
  const [was, is] = [before.timings.totalMs, after.timings.totalMs];
  if (was <= 0 || is < was * limits.slowerFactor || is - was < limits.slowerMs) return null;
  const layers = (['dnsMs', 'tcpMs', 'proxyMs', 'tlsMs', 'httpMs'] as const)
    .map((key) => ({ layer: key.slice(0, -2), beforeMs: layerMs(before.timings, key), afterMs: layerMs(after.timings, key) }))
    .sort((a, b) => b.afterMs - b.beforeMs - (a.afterMs - a.beforeMs));
  const worst = layers[0];
  return worst !== undefined && worst.afterMs > worst.beforeMs ? worst : { layer: 'total', beforeMs: was, afterMs: is };
}

function layerMs(timings: Timings, key: keyof Timings): number {
  return timings[key] ?? 0;
}

function differences(before: Report, after: Report): readonly string[] {
  const notes: string[] = [];
  const differ = (what: string, a: string, b: string): void => {
    if (a !== b) notes.push(`${what} differs: ${a || 'none'} before, ${b || 'none'} after`);
  };
  differ('Machine', before.run.vantage.hostname, after.run.vantage.hostname);
  differ('Mode', before.run.mode, after.run.mode);
  differ('Cloud', before.run.cloud, after.run.cloud);
  differ('Set of features', [...before.run.features].sort().join(', '), [...after.run.features].sort().join(', '));
  differ('Set of routes', names(before.routes), names(after.routes));
  differ('Catalog', catalogs(before), catalogs(after));
  if (before.run.interrupted) notes.push('The run before was interrupted');
  if (after.run.interrupted) notes.push('The run after was interrupted');
  if (before.run.startedAt > after.run.startedAt) notes.push('The run given as BEFORE is the later one');
  return notes;
}

function names(routes: Report['routes']): string {
  return routes
    .map((route) => route.name)
    .sort()
    .join(', ');
}

function catalogs(report: Report): string {
  return report.catalogs
    .map((catalog) => `${catalog.id} ${catalog.revision}`)
    .sort()
    .join(', ');
}
