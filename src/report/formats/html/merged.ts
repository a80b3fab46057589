import { NO_OWNER, OWNER_WORDS } from '../../../model/owner.ts';
import type { RunVerdict } from '../../../model/report.ts';
import { URGENCY } from '../../../model/urgency.ts';
import { clip } from '../../../text/layout.ts';
import { COUNTED, countsOf, type Merged, type MergedRow, mergeExitCode, outcomeAt } from '../../merge/merge.ts';
import { counted as countOf, type MergedProblems, ownerTotals, problemsOf, ranges } from '../../merge/problems.ts';
import { causesOf, headline, problemServers, remarks, rowOrder } from '../../merge/words.ts';
import { hostName, html, type Markup } from './markup.ts';
import { htmlDocument } from './page/document.ts';
import { paged } from './paged.ts';
import { badge } from './status.ts';
import { moment } from './verdict.ts';

/** Up to here each machine has a column. */
const MAX_COLUMNS = 12;
const VERDICTS: Readonly<Record<0 | 1 | 3, readonly [RunVerdict, string]>> = {
  0: ['pass', 'Nothing fails anywhere'],
  1: ['fail', 'Something fails'],
  3: ['inconclusive', 'Nothing fails, but not everything required could be told'],
};

/** The matrix of many machines as a page. */
export function mergedPage(merged: Merged): string {
  const found = problemsOf(merged);
  return htmlDocument({
    title: 'Preflight matrix',
    kind: 'Service connection point preflight',
    heading: countOf(merged.vantages.length, 'server'),
    sections: [
      ['verdict', 'Verdict', verdict(merged, found)],
      ['problems', 'Problems', problemTable(merged, found)],
      ['machines', 'Servers', machines(merged, found)],
      ['questions', 'Endpoints', questions(merged)],
    ],
    footer: 'The matrix holds names of this network: use --redact before showing it to others.',
  });
}

function verdict(merged: Merged, found: MergedProblems): Markup {
  const [status, words] = VERDICTS[mergeExitCode(merged)];
  return html`<section class="verdict ${status}" aria-labelledby="verdict">
<h2 id="verdict">${words}</h2>
<p class="lead">${headline(merged, found)}</p>
<ul class="notes">${[...ownerTotals(found), ...remarks(merged)].map((line) => html`<li>${clip(line, 1000)}</li>`)}</ul>
</section>`;
}

/** What fails, told once; the table of servers has the numbers. */
function problemTable(merged: Merged, { problems }: MergedProblems): Markup {
  const titles = ['No.', 'What fails', 'Cause', 'Action needed', 'Servers', 'On'];
  const head = html`<tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const bodies = problems.map((problem) => {
    const { number, place, route, cause, owner, count } = problem;
    const who = owner === null ? NO_OWNER : OWNER_WORDS[owner].team;
    return html`<tbody><tr><td class="number">${number}</td><th scope="row"><span class="name">${hostName(place)}</span><span class="sub">${clip(route ?? '')}</span></th><td>${cause}</td><td>${who}</td><td class="number">${count}</td><td>${clip(problemServers(problem, merged), 600)}</td></tr></tbody>`;
  });
  return html`<section aria-labelledby="problems">
<h2 id="problems">Problems</h2>
${bodies.length > 0 ? paged({ id: 'problems-table', label: 'problems', caption: 'What most servers have comes first', head, bodies, pageSize: 100, stacked: false }) : html`<p>Nothing fails.</p>`}
</section>`;
}

function questions(merged: Merged): Markup {
  const wide = merged.vantages.length > MAX_COLUMNS;
  const columns = wide ? COUNTED.map((key) => (key === 'absent' ? 'not asked' : key)) : merged.vantages.map(({ name }) => clip(name, 80));
  const head = html`<tr><th scope="col">Question</th>${columns.map((name) => html`<th scope="col">${hostName(name)}</th>`)}${wide && html`<th scope="col">What is wrong, and where</th>`}</tr>`;
  const bodies = rowOrder(merged).map(
    (row) => html`<tbody><tr>${question(merged, row)}${wide ? counted(merged, row) : cells(merged, row)}</tr></tbody>`,
  );
  return html`<section aria-labelledby="questions">
<h2 id="questions">Endpoints and prerequisites</h2>
${bodies.length > 0 && paged({ id: 'matrix-table', label: 'rows', caption: 'What fails on most machines first', head, bodies, pageSize: 100, stacked: false })}
</section>`;
}

function question(merged: Merged, row: number): Markup {
  const { kind, target, title, pattern, feature, route, required } = merged.rows[row] as MergedRow;
  const name = kind === 'endpoint' && target !== '' ? target : title;
  const wildcard = pattern.includes('*') ? pattern : '';
  const more = [wildcard, feature ?? '', route ?? '', required ? '' : 'optional'].filter((word) => word !== '').join(', ');
  return html`<th scope="row"><span class="name">${hostName(name)}</span><span class="sub">${clip(more)}</span></th>`;
}

function cells(merged: Merged, row: number): readonly Markup[] {
  return merged.vantages.map((_vantage, index) => {
    const outcome = outcomeAt(merged, index, row);
    return outcome === undefined
      ? html`<td class="muted">not asked</td>`
      : html`<td>${badge(outcome.status)}<span class="sub">${outcome.cause ?? ''}</span></td>`;
  });
}

function counted(merged: Merged, row: number): Markup {
  const counts = countsOf(merged, row);
  const numbers = COUNTED.map((key) => html`<td class="number">${counts[key]}</td>`);
  const wrong = causesOf(merged, row).map(({ what, where }) => html`<span class="sub">${what}: ${clip(where)}</span>`);
  return html`${numbers}<td>${wrong}</td>`;
}

function machines(merged: Merged, { ofVantage }: MergedProblems): Markup {
  const head = html`<tr>${['Server', 'Verdict', 'Problems', 'Run', 'Catalogs'].map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rank = (verdictName: RunVerdict): number => URGENCY[verdictName];
  const sorted = [...merged.vantages.entries()].sort(([, a], [, b]) => rank(a.verdict) - rank(b.verdict));
  const bodies = sorted.map(([index, vantage]) => {
    const numbers = ofVantage[index] ?? [];
    const catalogs = (merged.catalogSets[vantage.catalogSet] ?? []).map(({ id, revision }) => `${id} ${revision}`).join(', ');
    return html`<tbody><tr><th scope="row"><span class="name">${hostName(vantage.name)}</span><span class="sub">${clip(vantage.platform)}</span></th><td>${badge(vantage.verdict)}</td><td>${ranges(numbers)}</td><td>${moment(vantage.startedAt)}${vantage.interrupted && ', interrupted'}</td><td>${clip(catalogs)}</td></tr></tbody>`;
  });
  return html`<section aria-labelledby="machines">
<h2 id="machines">Servers</h2>
${bodies.length > 0 && paged({ id: 'machines-table', label: 'servers', caption: 'Worst first; the numbers are those of the problems', head, bodies, pageSize: 100, stacked: false })}
</section>`;
}
