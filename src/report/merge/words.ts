import { NO_OWNER, OWNER_WORDS } from '../../model/owner.ts';
import type { ReportCatalog } from '../../model/report.ts';
import { andMore } from '../../text/lists.ts';
import { countsOf, type Merged, type MergedRow, outcomeAt, type VantageOutcome } from './merge.ts';
import { counted, type MergedProblem, type MergedProblems, problemsOf } from './problems.ts';

const MAX_NAMED = 6;

/** Machines, questions, and how many machines fail. */
export function headline(merged: Merged, { problems }: MergedProblems = problemsOf(merged)): string {
  const failing = merged.vantages.filter((vantage) => vantage.verdict === 'fail').length;
  const open = merged.vantages.filter((vantage) => vantage.verdict === 'inconclusive').length;
  const machines = counted(merged.vantages.length, 'server');
  const rest = open === 0 ? '' : ` ${counted(open, 'server')} inconclusive.`;
  if (failing === 0) return `${machines}, ${counted(merged.rows.length, 'row')}: none fails.${rest}`;
  return `${failing} of ${machines} ${failing === 1 ? 'is' : 'are'} not ready: ${counted(problems.length, 'problem')}.${rest}`;
}

/** What a reader has to know about the inputs: unlike catalogs, interrupted runs, files that could not be read. */
export function remarks({ vantages, catalogSets, repeated, unread }: Merged): readonly string[] {
  const sets = catalogSets.map((set, index) => {
    const users = vantages.filter((vantage) => vantage.catalogSet === index);
    return {
      users,
      line: `${users.length} with ${catalogNames(set)}${users.length <= MAX_NAMED ? ` (${users.map((one) => one.name).join(', ')})` : ''}`,
    };
  });
  const used = sets.filter((set) => set.users.length > 0);
  return [
    ...(used.length > 1 ? [`Catalogs differ: ${used.map((set) => set.line).join('; ')}. "absent" also means: not in that catalog.`] : []),
    ...sameNames(vantages),
    ...vantages.filter((vantage) => vantage.interrupted).map((vantage) => `The run of ${vantage.name} was interrupted.`),
    ...(vantages.length > MAX_NAMED
      ? [`Lists of servers name ${MAX_NAMED} at most; the list of servers has the problems of each one, --format csv each server and row.`]
      : []),
    ...(repeated.length > 0 ? [`Given more than once, and counted once: the run of ${andMore(repeated, MAX_NAMED)}.`] : []),
    ...unread.map(({ source, reason }) => `Not read: ${source}: ${reason}`),
  ];
}

/** Clones, machines of several domains, or somebody who gave another's name: none of them stands for the others. */
function sameNames(vantages: Merged['vantages']): readonly string[] {
  const machines = new Map<string, Set<string>>();
  for (const { hostname, identity } of vantages) {
    const same = hostname.toLowerCase();
    machines.set(same, (machines.get(same) ?? new Set()).add(identity));
  }
  return [...machines]
    .filter(([, identities]) => identities.size > 1)
    .map(
      ([name, identities]) =>
        `${identities.size} machines are called ${name} and have other addresses: ${andMore([...identities], MAX_NAMED)}. Each counts by itself.`,
    );
}

/** `id revision (first characters of the digest)`. */
export function catalogNames(catalogs: readonly ReportCatalog[]): string {
  return catalogs.map(({ id, revision, sha256 }) => `${id} ${revision} (${sha256.slice(0, 8)})`).join(', ') || 'no catalog';
}

/** `aka.ms:443 (direct): tcp.timeout, Firewall team`. */
export function problemName({ place, route, cause, owner }: MergedProblem): string {
  return `${place}${route === null ? '' : ` (${route})`}: ${cause}, ${owner === null ? NO_OWNER : OWNER_WORDS[owner].team}`;
}

/** `every server`, or the first ones that have it. */
export function problemServers({ count, first }: MergedProblem, { vantages }: Merged): string {
  if (count === vantages.length && count > 1) return 'every server';
  return count > first.length ? `${first.join(', ')} and ${count - first.length} more` : first.join(', ');
}

/** Indexes of the rows, those with the most failures first. */
export function rowOrder(merged: Merged): readonly number[] {
  const weight = merged.rows.map((_row, index) => {
    const { fail, inconclusive, warn } = countsOf(merged, index);
    return fail * 1e8 + inconclusive * 1e4 + warn;
  });
  return merged.rows.map((_row, index) => index).sort((a, b) => (weight[b] ?? 0) - (weight[a] ?? 0) || a - b);
}

/** What a row asks about, in one line. */
export function rowName(merged: Merged, index: number): string {
  const row = merged.rows[index] as MergedRow;
  const route = row.route === null ? '' : ` (${row.route})`;
  const pattern = row.pattern !== '' && !row.target.startsWith(`${row.pattern}:`) ? ` for ${row.pattern}` : '';
  return row.kind === 'endpoint' && row.target !== ''
    ? `${row.target}${pattern}${row.feature === null ? '' : `, ${row.feature}`}${route}`
    : `${row.title}${route}`;
}

/** What is wrong in a row, and on which machines. */
export function causesOf(merged: Merged, row: number): readonly { readonly what: string; readonly where: string }[] {
  const at = new Map<string, string[]>();
  let asked = 0;
  for (const [index, vantage] of merged.vantages.entries()) {
    const outcome: VantageOutcome | undefined = outcomeAt(merged, index, row);
    if (outcome !== undefined) asked += 1;
    if (outcome === undefined || outcome.status === 'pass' || outcome.status === 'skip') continue;
    const what = outcome.cause ?? outcome.status;
    const names = at.get(what);
    if (names === undefined) at.set(what, [vantage.name]);
    else names.push(vantage.name);
  }
  return [...at].map(([what, names]) => ({
    what,
    where: names.length === asked && asked > 1 ? 'every machine' : andMore(names, MAX_NAMED),
  }));
}
