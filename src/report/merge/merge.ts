import type { Cause } from '../../causes/index.ts';
import type { Finding, Owner, Status } from '../../model/finding.ts';
import type { Report, ReportCatalog, RunVerdict } from '../../model/report.ts';
import { cut } from '../../text/cut.ts';
import { verdictOf } from '../build.ts';
import { type Cells, cellAt, packed } from '../cells.ts';
import { identityOf } from '../identity.ts';

/** What one vantage says of one row. */
export interface VantageOutcome {
  readonly status: Status;
  readonly cause: Cause | null;
  /** Who can fix it; null where nothing is wrong, or nobody is known. */
  readonly owner: Owner | null;
}

/** One question, whoever asked it. Entries of different catalog revisions that do not mean the same target are different rows. */
export interface MergedRow {
  readonly id: string;
  readonly title: string;
  readonly kind: Finding['kind'];
  readonly feature: string | null;
  readonly route: string | null;
  readonly required: boolean;
  /** Of a network target: the published pattern and `host:port`; empty otherwise. */
  readonly pattern: string;
  readonly target: string;
  /** Said once for the row, from the first vantage that failed. */
  readonly remedy: string;
  readonly owner: Owner | null;
}

/** One column of the matrix: a run on a machine. */
export interface MergedVantage {
  /** The host name; with addresses where several machines have it, and with the time of the run when one machine has several. */
  readonly name: string;
  readonly hostname: string;
  /** Name, domain and addresses together: what makes two runs those of one machine. */
  readonly identity: string;
  readonly platform: string;
  readonly runId: string;
  readonly startedAt: string;
  readonly interrupted: boolean;
  readonly verdict: RunVerdict;
  /** Index into `Merged.catalogSets`. */
  readonly catalogSet: number;
}

/** The matrix. Cells are small numbers, so thousands of vantages fit; read them with `outcomeAt`. */
export interface Merged {
  readonly rows: readonly MergedRow[];
  readonly vantages: readonly MergedVantage[];
  /** Which catalogs and revisions were in use; vantages with unlike ones are told apart by it. */
  readonly catalogSets: readonly (readonly ReportCatalog[])[];
  readonly outcomes: readonly VantageOutcome[];
  /** Of each vantage: indexes into `outcomes` by row; read them with `outcomeAt`. */
  readonly cells: readonly Cells[];
  /** Runs that were given more than once, by machine and time: only one report of each counts. */
  readonly repeated: readonly string[];
  /** Inputs that could not be read, and why. */
  readonly unread: readonly { readonly source: string; readonly reason: string }[];
}

/** More questions than any set of catalogs has over several routes: beyond, a report is left out rather than the matrix grows without end. */
const MAX_ROWS = 60_000;
const MAX_TEXT = 1000;

/** Takes reports of many machines one by one and makes a matrix of them. */
export interface Merger {
  /**
   * Takes over what the matrix needs of one report; the report itself may be forgotten afterwards. Verdict and sums are computed, never read. False: the report would
   * make the matrix larger than it may be, and was left out.
   */
  add(report: Report): boolean;
  addUnread(source: string, reason: string): void;
  result(): Merged;
}

interface Slot {
  readonly vantage: Omit<MergedVantage, 'name'>;
  readonly cells: Cells;
}

/** The questions and outcomes of all reports, each kept once; a report is a list of pairs of their indexes. */
interface CellTable {
  readonly rows: readonly MergedRow[];
  readonly outcomes: readonly VantageOutcome[];
  readonly hasRoomFor: (report: Report) => boolean;
  readonly of: (report: Report) => Cells;
}

function cellTable(): CellTable {
  const rows = interner<MergedRow>();
  const outcomes = interner<VantageOutcome>();
  const unknownRows = (report: Report): number => report.findings.filter((finding) => !rows.has(rowKey(finding))).length;
  return {
    rows: rows.values,
    outcomes: outcomes.values,
    hasRoomFor: (report) => rows.values.length + report.findings.length <= MAX_ROWS || unknownRows(report) <= MAX_ROWS - rows.values.length,
    of: (report) => {
      const cells = report.findings.map((finding) => {
        const { status, cause } = finding;
        const owner = status === 'pass' || status === 'skip' ? null : finding.owner;
        const row = rows.index(rowKey(finding), () => rowOf(finding), combined);
        return [row, outcomes.index(`${status} ${cause} ${owner}`, () => ({ status, cause, owner }))] as const;
      });
      return packed(new Map(cells));
    },
  };
}

/** Collects reports one by one. With `latestOnly` a machine's newest run replaces its older ones. */
export function createMerger(options: { readonly latestOnly: boolean }): Merger {
  const cells = cellTable();
  const catalogSets = interner<readonly ReportCatalog[]>();
  const slots = new Map<string, Slot>();
  const unread: { source: string; reason: string }[] = [];
  const repeated = new Set<string>();
  return {
    add: (report) => {
      const { run } = report;
      if (!cells.hasRoomFor(report)) return false;
      const identity = identityOf(run.vantage);
      const key = options.latestOnly ? identity : `${identity} ${run.startedAt} ${run.id}`;
      const known = slots.get(key);
      if (known !== undefined && known.vantage.startedAt > run.startedAt) return true;
      if (known?.vantage.runId === run.id) repeated.add(`${known.vantage.hostname} ${run.startedAt}`);
      const catalogSet = catalogSets.index(catalogKey(report.catalogs), () => report.catalogs);
      slots.set(key, { vantage: vantageOf(report, catalogSet), cells: cells.of(report) });
      return true;
    },
    addUnread: (source, reason) => void unread.push({ source, reason }),
    result: () => ({ ...matrix([...slots.values()], cells.rows, cells.outcomes, catalogSets.values), repeated: [...repeated], unread }),
  };
}

/** The outcome of a vantage (by index) for a row (by index); undefined when that run did not ask. */
export function outcomeAt(merged: Merged, vantage: number, row: number): VantageOutcome | undefined {
  const cells = merged.cells[vantage];
  const index = cells === undefined ? -1 : cellAt(cells, row);
  return index < 0 ? undefined : merged.outcomes[index];
}

/** Where there are too many machines for a column each: what is counted, most urgent first. */
export const COUNTED = ['fail', 'inconclusive', 'warn', 'pass', 'absent'] as const satisfies readonly (Status | 'absent')[];

/** Counts of a row over all vantages; `absent` are the vantages that did not ask. */
export function countsOf(merged: Merged, row: number): Readonly<Record<Status | 'absent', number>> {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0, inconclusive: 0, absent: 0 };
  for (let vantage = 0; vantage < merged.vantages.length; vantage++) counts[outcomeAt(merged, vantage, row)?.status ?? 'absent'] += 1;
  return counts;
}

/** 1: a vantage has a failure · 3: none has, but one's verdict is inconclusive: something required could not be judged there, or nothing at all was · 0 otherwise. */
export function mergeExitCode(merged: Merged): 0 | 1 | 3 {
  const has = (verdict: RunVerdict): boolean => merged.vantages.some((vantage) => vantage.verdict === verdict);
  return has('fail') ? 1 : has('inconclusive') ? 3 : 0;
}

function matrix(
  slots: readonly Slot[],
  rows: readonly MergedRow[],
  outcomes: readonly VantageOutcome[],
  catalogSets: readonly (readonly ReportCatalog[])[],
): Omit<Merged, 'repeated' | 'unread'> {
  const sorted = [...slots].sort(
    (a, b) =>
      order(a.vantage.hostname, b.vantage.hostname) ||
      order(a.vantage.identity, b.vantage.identity) ||
      order(a.vantage.startedAt, b.vantage.startedAt),
  );
  const vantages = named(sorted.map(({ vantage }) => vantage));
  return { rows, vantages, catalogSets, outcomes, cells: sorted.map((slot) => slot.cells) };
}

/** Machines of one name are told apart by their addresses, runs of one machine by their time. */
function named(vantages: readonly Omit<MergedVantage, 'name'>[]): readonly MergedVantage[] {
  const runs = new Map<string, number>();
  const machines = new Map<string, Set<string>>();
  for (const { hostname, identity } of vantages) {
    const same = hostname.toLowerCase();
    runs.set(identity, (runs.get(identity) ?? 0) + 1);
    machines.set(same, (machines.get(same) ?? new Set()).add(identity));
  }
  return vantages.map((vantage) => {
    const { hostname, identity, startedAt } = vantage;
    const machine = (machines.get(hostname.toLowerCase())?.size ?? 0) > 1 ? identity : hostname;
    return { name: (runs.get(identity) ?? 0) > 1 ? `${machine} ${startedAt}` : machine, ...vantage };
  });
}

function vantageOf(report: Report, catalogSet: number): Omit<MergedVantage, 'name'> {
  const { run } = report;
  const { hostname, platform } = run.vantage;
  return {
    hostname: cut(hostname, MAX_TEXT),
    identity: identityOf(run.vantage),
    platform: cut(platform, MAX_TEXT),
    runId: run.id,
    startedAt: run.startedAt,
    interrupted: run.interrupted,
    verdict: verdictOf(report.findings),
    catalogSet,
  };
}

function rowOf(finding: Finding): MergedRow {
  const { id, title, kind, feature, route, required, remedy, owner } = finding;
  const own = { title: cut(title, MAX_TEXT), remedy: cut(remedy, 4 * MAX_TEXT) };
  return { id, kind, feature, route, required, pattern: textOf(finding, 'pattern'), target: hostPortOf(finding), owner, ...own };
}

/** A row made from a passing vantage has no remedy yet; a title that names one machine does not fit the others. */
function combined(present: MergedRow, candidate: MergedRow): MergedRow {
  const { owner, remedy } = present.owner === null ? candidate : present;
  const title = present.title === candidate.title ? present.title : present.id;
  return owner === present.owner && title === present.title ? present : { ...present, title, owner, remedy };
}

/** Only of an endpoint does the catalog's revision decide what is asked; accounts and hosts are each machine's own. */
function rowKey(finding: Finding): string {
  if (finding.kind !== 'endpoint') return finding.id;
  return [finding.id, textOf(finding, 'pattern'), hostPortOf(finding), String(finding.required)].join('\n');
}

function hostPortOf(finding: Finding): string {
  const [host, port] = [textOf(finding, 'host'), textOf(finding, 'port')];
  return host === '' ? '' : `${host}:${port}`;
}

function textOf(finding: Finding, key: 'pattern' | 'host' | 'port'): string {
  return String(finding.target[key] ?? '');
}

function catalogKey(catalogs: readonly ReportCatalog[]): string {
  return catalogs.map((catalog) => `${catalog.id} ${catalog.revision} ${catalog.sha256}`).join('\n');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Gives equal things one number, in order of appearance. */
interface Interner<T> {
  readonly values: readonly T[];
  has(key: string): boolean;
  index(key: string, make: () => T, combine?: (present: T, candidate: T) => T): number;
}

function interner<T>(): Interner<T> {
  const values: T[] = [];
  const indexes = new Map<string, number>();
  return {
    values,
    has: (key) => indexes.has(key),
    index: (key, make, combine) => {
      const known = indexes.get(key);
      if (known === undefined) {
        indexes.set(key, values.length);
        return values.push(make()) - 1;
      }
      const present = values[known];
      if (combine !== undefined && present !== undefined) values[known] = combine(present, make());
      return known;
    },
  };
}
