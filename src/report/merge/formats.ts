import { BY_URGENCY } from '../../model/urgency.ts';
import { csv, json, markdown, terminal } from '../../text/escape.ts';
import { pad } from '../../text/layout.ts';
import { cellAt } from '../cells.ts';
import { mergedPage } from '../formats/html/merged.ts';
import { COUNTED, countsOf, type Merged, outcomeAt } from './merge.ts';
import { type MergedProblems, ownerTotals, problemsOf, ranges } from './problems.ts';
import { catalogNames, causesOf, headline, problemName, problemServers, remarks, rowName, rowOrder } from './words.ts';

/** How a matrix can be printed. Pieces, so that a matrix of thousands of machines is never one string. */
export const MERGE_FORMATS = { text, md: asMarkdown, csv: asCsv, json: asJson, html: asHtml } as const satisfies Readonly<
  Record<string, (merged: Merged) => Iterable<string>>
>;
export const MERGE_FORMAT_NAMES = Object.keys(MERGE_FORMATS) as readonly (keyof typeof MERGE_FORMATS)[];

/** Up to here each machine has a column; beyond, rows name the machines where something is wrong. */
const MAX_COLUMNS = 8;
const LETTERS = { pass: 'ok', warn: 'warn', fail: 'FAIL', skip: 'skip', inconclusive: '?' } as const;

function* text(merged: Merged): Iterable<string> {
  const found = problemsOf(merged);
  yield `${headline(merged, found)}\n`;
  for (const line of [...ownerTotals(found), ...remarks(merged)]) yield `${terminal(line)}\n`;
  yield* problemLines(merged, found);
  const wide = merged.vantages.length > MAX_COLUMNS;
  if (!wide) {
    yield '\n';
    for (const [index, vantage] of merged.vantages.entries()) yield `${index + 1} = ${terminal(vantage.name)}\n`;
    yield `\n${merged.vantages.map((_vantage, index) => pad(String(index + 1), 5)).join('')}\n`;
  } else yield '\n';
  for (const row of rowOrder(merged)) yield wide ? `${countedLine(merged, row)}\n` : `${matrixLine(merged, row)}\n`;
}

/** The problems by number, and which of them each server has. */
function* problemLines(merged: Merged, found: MergedProblems): Iterable<string> {
  if (found.problems.length === 0) return;
  yield '\nProblems\n';
  for (const problem of found.problems)
    yield `${pad(`${problem.number}.`, 5)}${terminal(problemName(problem))} (${problem.count}: ${terminal(problemServers(problem, merged))})\n`;
  yield '\nServers\n';
  for (const [index, { name, verdict }] of merged.vantages.entries()) yield `${terminal(name)}: ${verdict}${hasProblems(found, index)}\n`;
}

function hasProblems({ ofVantage }: MergedProblems, vantage: number): string {
  const own = ofVantage[vantage] ?? [];
  return own.length === 0 ? '' : `, ${own.length === 1 ? 'problem' : 'problems'} ${ranges(own)}`;
}

function asHtml(merged: Merged): Iterable<string> {
  return [mergedPage(merged)];
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
  const parts = [...BY_URGENCY, 'absent' as const].flatMap((key) => (counts[key] === 0 ? [] : [`${counts[key]} ${key}`]));
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
  const found = problemsOf(merged);
  yield `# Preflight matrix\n\n**${headline(merged, found)}**\n\n`;
  for (const line of [...ownerTotals(found), ...remarks(merged)]) yield `- ${markdown(line)}\n`;
  yield* problemTables(merged, found);
  const columns = merged.vantages.length <= MAX_COLUMNS ? merged.vantages.map((vantage) => vantage.name) : COUNTED;
  yield `\n| Question | ${columns.map(markdown).join(' | ')} | What is wrong |\n|${' --- |'.repeat(columns.length + 2)}\n`;
  for (const row of rowOrder(merged)) {
    const counts = countsOf(merged, row);
    const cells =
      merged.vantages.length <= MAX_COLUMNS
        ? merged.vantages.map((_vantage, vantage) => markdown(outcomeAt(merged, vantage, row)?.status ?? '·'))
        : COUNTED.map((key) => String(counts[key]));
    const wrong = causesOf(merged, row).map(({ what, where }) => `${what}${where === '' ? '' : ` at ${where}`}`);
    yield `| ${markdown(rowName(merged, row))} | ${cells.join(' | ')} | ${markdown(wrong.join('; '))} |\n`;
  }
}

/** What fails, told once, and which server has what: between them nothing is left out. */
function* problemTables(merged: Merged, found: MergedProblems): Iterable<string> {
  if (found.problems.length === 0) return;
  yield '\n## Problems\n\n| No. | What fails | Servers | On |\n| --- | --- | --- | --- |\n';
  for (const problem of found.problems)
    yield `| ${problem.number} | ${markdown(problemName(problem))} | ${problem.count} | ${markdown(problemServers(problem, merged))} |\n`;
  yield '\n## Servers\n\n| Server | Verdict | Problems |\n| --- | --- | --- |\n';
  for (const [index, { name, verdict }] of merged.vantages.entries())
    yield `| ${markdown(name)} | ${verdict} | ${ranges(found.ofVantage[index] ?? [])} |\n`;
  yield '\n## Rows\n';
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
      const who = outcome.status === 'pass' || outcome.status === 'skip' ? '' : (outcome.owner ?? owner);
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
  const { rows, vantages, catalogSets, outcomes, repeated, unread } = merged;
  const counted = rows.map((row, index) => ({ ...row, counts: countsOf(merged, index) }));
  yield `{\n"schemaVersion": "1",\n"kind": "matrix",\n"catalogSets": ${json(catalogSets)},\n"outcomes": ${json(outcomes)},\n"repeated": ${json(repeated)},\n"unread": ${json(unread)},\n"rows": ${json(counted, 1)},\n"vantages": [\n`;
  for (const [index, vantage] of vantages.entries()) {
    const own = merged.cells[index];
    const cells = rows.map((_row, row) => (own === undefined ? -1 : cellAt(own, row)));
    yield `${json({ ...vantage, cells })}${index < vantages.length - 1 ? ',' : ''}\n`;
  }
  yield ']\n}\n';
}
