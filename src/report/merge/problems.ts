import type { Owner } from '../../model/finding.ts';
import { NO_OWNER, OWNER_WORDS } from '../../model/owner.ts';
import { compareText } from '../../text/lists.ts';
import { type Merged, type MergedRow, outcomeAt } from './merge.ts';

/** One problem: one cause at one place over one route, however many features and machines have it. */
export interface MergedProblem {
  /** From 1; those that most machines have come first. */
  readonly number: number;
  readonly place: string;
  readonly route: string | null;
  readonly cause: string;
  readonly owner: Owner | null;
  /** How many machines have it, and the first of them. */
  readonly count: number;
  readonly first: readonly string[];
}

/** The problems, and which of them each machine has: numbers in rising order, one list for each of `Merged.vantages`. */
export interface MergedProblems {
  readonly problems: readonly MergedProblem[];
  readonly ofVantage: readonly (readonly number[])[];
}

const MAX_FIRST = 6;

/** What fails, told once, and on which machines. */
export function problemsOf(merged: Merged): MergedProblems {
  const places = rowsByPlace(merged);
  const ofRoutes = merged.vantages.map((_vantage, vantage) => routeProblems(merged, vantage));
  const found: Omit<MergedProblem, 'number'>[] = [];
  const byVantage: number[][] = merged.vantages.map(() => []);
  for (const rows of places.values()) {
    const known = new Map<string, { readonly index: number; first: string[]; count: number }>();
    for (const [vantage, { name }] of merged.vantages.entries()) {
      for (const [cause, owner] of failuresIn(merged, vantage, rows, ofRoutes[vantage] ?? new Set())) {
        const problem = known.get(cause) ?? { index: found.length, first: [], count: 0 };
        if (!known.has(cause)) {
          known.set(cause, problem);
          found.push({ ...placeOf(merged, rows[0] ?? 0), cause, owner, count: 0, first: problem.first });
        }
        problem.count += 1;
        if (problem.first.length < MAX_FIRST) problem.first.push(name);
        byVantage[vantage]?.push(problem.index);
      }
    }
    for (const { index, count } of known.values()) found[index] = { ...(found[index] as Omit<MergedProblem, 'number'>), count };
  }
  return numbered(found, byVantage);
}

/** Rows of one place and route: several features may need it. */
function rowsByPlace(merged: Merged): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const row of merged.rows.keys()) {
    const { place, route } = placeOf(merged, row);
    const key = `${place}\n${route ?? ''}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [row]);
    else known.push(row);
  }
  return places;
}

/** Causes that are cured destination by destination, also where a whole route has them; of any other the problem is that of the route. */
const BY_DESTINATION = /^(?:tcp\.|http\.|tls\.|wildcard\.|proxy\.(?:denied|closed|upstream-))/;

/** The causes, with their owners, that fail there; what a finding of the whole route explains is told as that. */
function failuresIn(
  merged: Merged,
  vantage: number,
  rows: readonly number[],
  ofRoutes: ReadonlySet<string>,
): ReadonlyMap<string, Owner | null> {
  const failures = new Map<string, Owner | null>();
  for (const row of rows) {
    const outcome = outcomeAt(merged, vantage, row);
    if (outcome?.status !== 'fail') continue;
    const cause = outcome.cause ?? 'fail';
    const { kind, route } = merged.rows[row] as MergedRow;
    if (kind === 'route' ? !BY_DESTINATION.test(cause) : !ofRoutes.has(`${route} ${cause}`)) failures.set(cause, outcome.owner);
  }
  return failures;
}

/** `route cause` of the problems that whole routes of a machine have. */
function routeProblems(merged: Merged, vantage: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [row, { kind, route }] of merged.rows.entries()) {
    const outcome = kind === 'route' ? outcomeAt(merged, vantage, row) : undefined;
    if (outcome?.status === 'fail' && !BY_DESTINATION.test(outcome.cause ?? '')) found.add(`${route} ${outcome.cause}`);
  }
  return found;
}

function placeOf({ rows }: Merged, row: number): Pick<MergedProblem, 'place' | 'route'> {
  const { kind, target, title, route } = rows[row] as MergedRow;
  if (kind === 'route') return { place: 'every endpoint', route };
  return { place: (kind === 'endpoint' || kind === 'port') && target !== '' ? target : title, route };
}

function numbered(found: readonly Omit<MergedProblem, 'number'>[], byVantage: readonly (readonly number[])[]): MergedProblems {
  const order = found.map((_problem, index) => index);
  const at = (index: number): Omit<MergedProblem, 'number'> => found[index] as Omit<MergedProblem, 'number'>;
  order.sort((a, b) => at(b).count - at(a).count || compareText(at(a).place, at(b).place) || compareText(at(a).cause, at(b).cause));
  const numbers = new Map(order.map((index, rank) => [index, rank + 1]));
  return {
    problems: order.map((index, rank) => ({ number: rank + 1, ...at(index) })),
    ofVantage: byVantage.map((own) => own.map((index) => numbers.get(index) ?? 0).sort((a, b) => a - b)),
  };
}

/** `Firewall team: 5 problems on 12 servers`: one line an owner, those with the most problems first. */
export function ownerTotals({ problems, ofVantage }: MergedProblems): readonly string[] {
  const owners = new Map<Owner | null, Set<number>>();
  for (const { owner, number } of problems) owners.set(owner, (owners.get(owner) ?? new Set()).add(number));
  return [...owners]
    .sort(([, a], [, b]) => b.size - a.size)
    .map(([owner, numbers]) => {
      const servers = ofVantage.filter((own) => own.some((number) => numbers.has(number))).length;
      return `${owner === null ? NO_OWNER : OWNER_WORDS[owner].team}: ${counted(numbers.size, 'problem')} on ${counted(servers, 'server')}`;
    });
}

/** `1 server`, `2 servers`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1-3, 7`: numbers in rising order, neighbours as a range. */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
