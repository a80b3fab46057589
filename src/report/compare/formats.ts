import { causeInfo } from '../../causes/index.ts';
import type { Finding } from '../../model/finding.ts';
import { OWNER_WORDS } from '../../model/owner.ts';
import type { Report } from '../../model/report.ts';
import { json, markdown, terminal } from '../../text/escape.ts';
import { remedyWithOwner } from '../view/remedy.ts';
import { CHANGE_KINDS, type Change, type ChangeKind, type Comparison, compareExitCode } from './compare.ts';

/** How a comparison can be printed. */
export const COMPARE_FORMATS = { text, json: asJson, md: asMarkdown } as const satisfies Readonly<
  Record<string, (comparison: Comparison) => string>
>;
export const COMPARE_FORMAT_NAMES = Object.keys(COMPARE_FORMATS) as readonly (keyof typeof COMPARE_FORMATS)[];

const HEADINGS: Readonly<Record<ChangeKind, string>> = {
  broken: 'Broken: worse than before',
  new: 'New: not asked before',
  unclear: 'Unclear: could be told before, cannot now',
  fixed: 'Fixed',
  changed: 'Changed: still a problem, but another one',
  slower: 'Slower',
  gone: 'Gone: not asked any more',
};

/** `fixed: 1, broken: 0, new: 0, gone: 0, slower: 0, …`: the numbers that scripts and people look for first. */
export function countsLine({ counts, same }: Comparison): string {
  const shown = ['fixed', 'broken', 'new', 'gone', 'slower'] as const;
  const more = (['unclear', 'changed'] as const).filter((kind) => counts[kind] > 0);
  return [...[...shown, ...more].map((kind) => `${kind}: ${counts[kind]}`), `unchanged: ${same}`].join(', ');
}

const MAX_RED = 50;

function stillRedHeading({ stillRed }: Comparison): string {
  if (stillRed.length === 0) return 'Nothing fails now.';
  return `Still red: ${stillRed.length} ${stillRed.length === 1 ? 'problem' : 'problems'}`;
}

function shownRed({ stillRed }: Comparison): readonly string[] {
  const lines = stillRed
    .slice(0, MAX_RED)
    .map(
      ({ title, route, cause, owner }) =>
        `${title}${route === null ? '' : ` (${route})`}: ${cause ?? 'fail'}${owner === null ? '' : `, ${OWNER_WORDS[owner].team}`}`,
    );
  return stillRed.length > MAX_RED ? [...lines, `and ${stillRed.length - MAX_RED} more: all of them are in --format json`] : lines;
}

function verdictOf(comparison: Comparison): string {
  const worse = comparison.changes.filter((change) => change.worse).length;
  if (worse > 0) return `Got worse: ${worse} ${worse === 1 ? 'finding' : 'findings'}.`;
  return compareExitCode(comparison) === 3
    ? 'Nothing is known to be worse, but something required cannot be told any more.'
    : 'Nothing got worse.';
}

function text(comparison: Comparison): string {
  const lines = [
    `Before: ${terminal(runOf(comparison.before))}`,
    `After:  ${terminal(runOf(comparison.after))}`,
    ...comparison.notes.map((note) => `Note: ${terminal(note)}`),
    '',
    `${verdictOf(comparison)} ${countsLine(comparison)}`,
    '',
    stillRedHeading(comparison),
    ...shownRed(comparison).map((line) => `  ${terminal(line)}`),
  ];
  for (const [kind, changes] of byKind(comparison)) {
    lines.push('', HEADINGS[kind]);
    for (const change of changes)
      lines.push(`  ${terminal(nameOf(change))}: ${terminal(whatOf(change))}`, ...detailOf(change).map((one) => `    ${terminal(one)}`));
  }
  return `${lines.join('\n')}\n`;
}

function asMarkdown(comparison: Comparison): string {
  const lines = [
    '# Preflight comparison',
    '',
    `**${verdictOf(comparison)}** ${countsLine(comparison)}`,
    '',
    `- Before: ${markdown(runOf(comparison.before))}`,
    `- After: ${markdown(runOf(comparison.after))}`,
    ...comparison.notes.map((note) => `- Note: ${markdown(note)}`),
    '',
    `**${stillRedHeading(comparison)}**`,
  ];
  const red = shownRed(comparison).map((line) => `- ${markdown(line)}`);
  if (red.length > 0) lines.push('', ...red);
  for (const [kind, changes] of byKind(comparison)) {
    lines.push('', `## ${HEADINGS[kind]}`, '', '| What | Change | Detail |', '| --- | --- | --- |');
    for (const change of changes) {
      lines.push(`| ${[nameOf(change), whatOf(change), detailOf(change).join(' ')].map(markdown).join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One object for scripts: `worse` decides, `changes` explain. */
function asJson(comparison: Comparison): string {
  const brief = (finding: Finding | null): object | null =>
    finding === null
      ? null
      : { status: finding.status, cause: finding.cause, owner: finding.owner, message: finding.message, totalMs: finding.timings.totalMs };
  const value = {
    schemaVersion: '1',
    kind: 'comparison',
    before: { run: comparison.before.run, catalogs: comparison.before.catalogs },
    after: { run: comparison.after.run, catalogs: comparison.after.catalogs },
    worse: comparison.changes.some((change) => change.worse),
    counts: { ...comparison.counts, unchanged: comparison.same },
    notes: comparison.notes,
    stillRed: comparison.stillRed.map(({ id }) => id),
    changes: comparison.changes.map(({ kind, id, worse, slowdown, before, after }) => ({
      ...{ kind, id, worse, title: (after ?? before)?.title ?? id, route: (after ?? before)?.route ?? null },
      ...{ before: brief(before), after: brief(after), remedy: after?.remedy ?? '', slowdown },
    })),
  };
  return `${json(value, 2)}\n`;
}

function byKind(comparison: Comparison): readonly (readonly [ChangeKind, readonly Change[]])[] {
  return CHANGE_KINDS.map((kind) => [kind, comparison.changes.filter((change) => change.kind === kind)] as const).filter(
    ([, changes]) => changes.length > 0,
  );
}

function runOf({ run, summary }: Report): string {
  return `${run.vantage.hostname}, ${run.startedAt}: ${summary.fail} fail, ${summary.warn} warn, ${summary.inconclusive} inconclusive, ${summary.pass} pass`;
}

function nameOf({ id, before, after }: Change): string {
  const finding = after ?? before;
  return finding === null ? id : `${finding.title}${finding.route === null ? '' : ` (${finding.route})`}`;
}

function whatOf({ before, after, slowdown }: Change): string {
  if (slowdown !== null) return `${slowdown.layer} ${Math.round(slowdown.beforeMs)} ms → ${Math.round(slowdown.afterMs)} ms`;
  return `${stateOf(before)} → ${stateOf(after)}`;
}

function stateOf(finding: Finding | null): string {
  if (finding === null) return 'not asked';
  return finding.cause === null ? finding.status : `${finding.status} ${finding.cause}`;
}

/** What to know of a change that needs somebody: the message, and whose turn it is. */
function detailOf({ kind, after }: Change): readonly string[] {
  if (after === null || kind === 'fixed' || kind === 'slower' || after.status === 'pass') return [];
  const what = after.message || (after.cause === null ? '' : causeInfo(after.cause).title);
  return [what, after.remedy === '' ? '' : `→ ${remedyWithOwner(after)}`].filter((line) => line !== '');
}
