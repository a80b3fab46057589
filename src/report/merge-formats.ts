import type { ReportCatalog } from '../model/report.ts';
import { csv, json, markdown, terminal } from '../text/escape.ts';
import { pad } from '../text/layout.ts';
import { countsOf, type Merged, type MergedRow, type Outcome, outcomeAt } from './merge.ts';

/** How a matrix can be printed. Pieces, so that a matrix of thousands of machines is never one string. */
export const MERGE_FORMATS = { text, md: asMarkdown, csv: asCsv, json: asJson } as const satisfies Readonly<
  Record<string, (merged: Merged) => Iterable<string>>
>;
export type MergeFormatName = keyof typeof MERGE_FORMATS;

/** Up to here each machine has a column; beyond, rows name the machines where something is wrong. */
const MAX_COLUMNS = 8;
const MAX_NAMED = 6;
const LETTERS = { pass: 'ok', warn: 'warn', fail: 'FAIL', skip: 'skip', inconclusive: '?' } as const;

function* text(merged: Merged): Iterable<string> {
  yield `${headline(merged)}\n`;
  for (const line of remarks(merged)) yield `${terminal(line)}\n`;
  const wide = merged.vantages.length > MAX_COLUMNS;
  if (!wide) {
    yield '\n';
    for (const [index, vantage] of merged.vantages.entries()) yield `${index + 1} = ${terminal(vantage.name)}\n`;
    yield `\n${merged.vantages.map((_vantage, index) => pad(String(index + 1), 5)).join('')}\n`;
  } else yield '\n';
  for (const row of order(merged)) yield wide ? `${countedLine(merged, row)}\n` : `${matrixLine(merged, row)}\n`;
}

function matrixLine(merged: Merged, row: number): string {
  const cells = merged.vantages.map((_vantage, vantage) => {
    const outcome = outcomeAt(merged, vantage, row);
    return pad(outcome === undefined ? '·' : LETTERS[outcome.status], 5);
  });
  return `${cells.join('')} ${terminal(rowName(merged, row))}${suffix(merged, row)}`;
}

function countedLine(merged: Merged, row: number): string {
  const counts = countsOf(merged, row);
  const parts = (['fail', 'inconclusive', 'warn', 'pass', 'skip', 'absent'] as const).flatMap((key) =>
    counts[key] === 0 ? [] : [`${counts[key]} ${key}`],
  );
  return `${terminal(rowName(merged, row))}: ${parts.join(', ')}${suffix(merged, row)}`;
}

/** What is wrong, and where if not everywhere. */
function suffix(merged: Merged, row: number): string {
  const causes = causesOf(merged, row);
  return causes.length === 0
    ? ''
    : ` (${terminal(causes.map(({ what, where }) => `${what}${where === '' ? '' : ` at ${where}`}`).join('; '))})`;
}

function* asMarkdown(merged: Merged): Iterable<string> {
  yield `# Preflight matrix\n\n**${headline(merged)}**\n\n`;
  for (const line of remarks(merged)) yield `- ${markdown(line)}\n`;
  const columns =
    merged.vantages.length <= MAX_COLUMNS
      ? merged.vantages.map((vantage) => vantage.name)
      : ['fail', 'inconclusive', 'warn', 'pass', 'absent'];
  yield `\n| Question | ${columns.map(markdown).join(' | ')} | What is wrong |\n|${' --- |'.repeat(columns.length + 2)}\n`;
  for (const row of order(merged)) {
    const counts = countsOf(merged, row);
    const cells =
      merged.vantages.length <= MAX_COLUMNS
        ? merged.vantages.map((_vantage, vantage) => markdown(outcomeAt(merged, vantage, row)?.status ?? '·'))
        : (['fail', 'inconclusive', 'warn', 'pass', 'absent'] as const).map((key) => String(counts[key]));
    const wrong = causesOf(merged, row).map(({ what, where }) => `${what}${where === '' ? '' : ` at ${where}`}`);
    yield `| ${markdown(rowName(merged, row))} | ${cells.join(' | ')} | ${markdown(wrong.join('; '))} |\n`;
  }
}

/** One line a question and machine: what a pivot table wants. */
function* asCsv(merged: Merged): Iterable<string> {
  const line = (cells: readonly unknown[]): string => `${cells.map((cell) => csv(String(cell ?? ''))).join(',')}\r\n`;
  yield `\ufeff${line(['vantage', 'startedAt', 'catalogs', 'id', 'kind', 'feature', 'route', 'pattern', 'target', 'required', 'status', 'cause', 'owner'])}`;
  for (const [index, vantage] of merged.vantages.entries()) {
    const catalogs = catalogNames(merged.catalogSets[vantage.catalogSet] ?? []);
    for (const [row, entry] of merged.rows.entries()) {
      const outcome = outcomeAt(merged, index, row);
      if (outcome === undefined) continue;
      const { id, kind, feature, route, pattern, target, required, owner } = entry;
      const who = outcome.status === 'pass' || outcome.status === 'skip' ? '' : owner;
      yield line([
        vantage.name,
        vantage.startedAt,
        catalogs,
        id,
        kind,
        feature,
        route,
        pattern,
        target,
        required,
        outcome.status,
        outcome.cause,
        who,
      ]);
    }
  }
}

/** `cells` holds for each machine, in the order of `rows`, the index into `outcomes`, or -1 where the run did not ask. */
function* asJson(merged: Merged): Iterable<string> {
  const { rows, vantages, catalogSets, outcomes, unread } = merged;
  const counted = rows.map((row, index) => ({ ...row, counts: countsOf(merged, index) }));
  yield `{\n"schemaVersion": "1",\n"kind": "matrix",\n"catalogSets": ${json(catalogSets)},\n"outcomes": ${json(outcomes)},\n"unread": ${json(unread)},\n"rows": ${json(counted, 1)},\n"vantages": [\n`;
  for (const [index, vantage] of vantages.entries()) {
    const cells = rows.map((_row, row) => merged.cells[index]?.[row] ?? -1);
    yield `${json({ ...vantage, cells })}${index < vantages.length - 1 ? ',' : ''}\n`;
  }
  yield ']\n}\n';
}

function headline(merged: Merged): string {
  const failing = merged.vantages.filter((vantage) => vantage.verdict === 'fail').length;
  const open = merged.vantages.filter((vantage) => vantage.verdict === 'inconclusive').length;
  const number = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `${number(merged.vantages.length, 'machine')}, ${number(merged.rows.length, 'question')}: ${failing} ${failing === 1 ? 'fails' : 'fail'}, ${open} inconclusive.`;
}

function remarks({ vantages, catalogSets, unread }: Merged): readonly string[] {
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
    ...vantages.filter((vantage) => vantage.interrupted).map((vantage) => `The run of ${vantage.name} was interrupted.`),
    ...unread.map(({ source, reason }) => `Not read: ${source}: ${reason}`),
  ];
}

function catalogNames(catalogs: readonly ReportCatalog[]): string {
  return catalogs.map(({ id, revision, sha256 }) => `${id} ${revision} (${sha256.slice(0, 8)})`).join(', ') || 'no catalog';
}

/** Rows with the most failures first. */
function order(merged: Merged): readonly number[] {
  const weight = merged.rows.map((_row, index) => {
    const { fail, inconclusive, warn } = countsOf(merged, index);
    return fail * 1e8 + inconclusive * 1e4 + warn;
  });
  return merged.rows.map((_row, index) => index).sort((a, b) => (weight[b] ?? 0) - (weight[a] ?? 0) || a - b);
}

function rowName(merged: Merged, index: number): string {
  const row = merged.rows[index] as MergedRow;
  const route = row.route === null ? '' : ` (${row.route})`;
  const pattern = row.pattern !== '' && !row.target.startsWith(`${row.pattern}:`) ? ` for ${row.pattern}` : '';
  return row.kind === 'endpoint' && row.target !== ''
    ? `${row.target}${pattern}${row.feature === null ? '' : `, ${row.feature}`}${route}`
    : `${row.title}${route}`;
}

function causesOf(merged: Merged, row: number): readonly { readonly what: string; readonly where: string }[] {
  const at = new Map<string, string[]>();
  let asked = 0;
  for (const [index, vantage] of merged.vantages.entries()) {
    const outcome: Outcome | undefined = outcomeAt(merged, index, row);
    if (outcome !== undefined) asked += 1;
    if (outcome === undefined || outcome.status === 'pass' || outcome.status === 'skip') continue;
    const what = outcome.cause ?? outcome.status;
    const names = at.get(what);
    if (names === undefined) at.set(what, [vantage.name]);
    else names.push(vantage.name);
  }
  return [...at].map(([what, names]) => ({ what, where: names.length === asked && asked > 1 ? 'every machine' : listed(names) }));
}

function listed(names: readonly string[]): string {
  return names.length <= MAX_NAMED ? names.join(', ') : `${names.slice(0, MAX_NAMED).join(', ')} and ${names.length - MAX_NAMED} more`;
}
