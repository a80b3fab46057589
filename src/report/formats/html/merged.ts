import type { RunVerdict } from '../../../model/report.ts';
import { URGENCY } from '../../../model/urgency.ts';
import { clip } from '../../../text/layout.ts';
import { countsOf, type Merged, type MergedRow, mergeExitCode, outcomeAt } from '../../merge/merge.ts';
import { causesOf, headline, remarks, rowOrder } from '../../merge/words.ts';
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
  return htmlDocument({
    title: 'Preflight matrix',
    kind: 'Service connection point preflight',
    heading: `${merged.vantages.length} machines`,
    sections: [
      ['verdict', 'Verdict', verdict(merged)],
      ['questions', 'Endpoints', questions(merged)],
      ['machines', 'Machines', machines(merged)],
    ],
    footer: 'The matrix holds names of this network: use --redact before showing it to others.',
  });
}

function verdict(merged: Merged): Markup {
  const [status, words] = VERDICTS[mergeExitCode(merged)];
  return html`<section class="verdict ${status}" aria-labelledby="verdict">
<h2 id="verdict">${words}</h2>
<p class="lead">${headline(merged)}</p>
<ul class="notes">${remarks(merged).map((line) => html`<li>${clip(line, 1000)}</li>`)}</ul>
</section>`;
}

function questions(merged: Merged): Markup {
  const wide = merged.vantages.length > MAX_COLUMNS;
  const columns = wide ? ['fail', 'inconclusive', 'warn', 'pass', 'not asked'] : merged.vantages.map(({ name }) => clip(name, 80));
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
  const numbers = (['fail', 'inconclusive', 'warn', 'pass', 'absent'] as const).map((key) => html`<td class="number">${counts[key]}</td>`);
  const wrong = causesOf(merged, row).map(({ what, where }) => html`<span class="sub">${what}: ${clip(where)}</span>`);
  return html`${numbers}<td>${wrong}</td>`;
}

function machines(merged: Merged): Markup {
  const head = html`<tr>${['Machine', 'Verdict', 'Fails', 'Run', 'Catalogs'].map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rank = (verdictName: RunVerdict): number => URGENCY[verdictName];
  const sorted = [...merged.vantages.entries()].sort(([, a], [, b]) => rank(a.verdict) - rank(b.verdict));
  const bodies = sorted.map(([index, vantage]) => {
    const fails = merged.rows.filter((_row, row) => outcomeAt(merged, index, row)?.status === 'fail').length;
    const catalogs = (merged.catalogSets[vantage.catalogSet] ?? []).map(({ id, revision }) => `${id} ${revision}`).join(', ');
    return html`<tbody><tr><th scope="row"><span class="name">${hostName(vantage.name)}</span><span class="sub">${clip(vantage.platform)}</span></th><td>${badge(vantage.verdict)}</td><td class="number">${fails}</td><td>${moment(vantage.startedAt)}${vantage.interrupted && ', interrupted'}</td><td>${clip(catalogs)}</td></tr></tbody>`;
  });
  return html`<section aria-labelledby="machines">
<h2 id="machines">Machines</h2>
${bodies.length > 0 && paged({ id: 'machines-table', label: 'machines', caption: 'Worst first', head, bodies, pageSize: 100, stacked: false })}
</section>`;
}
