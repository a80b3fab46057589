import type { Finding, Status } from '../../../model/finding.ts';
import type { Report } from '../../../model/report.ts';
import { mostUrgent, URGENCY } from '../../../model/urgency.ts';
import { hostName, html, type Markup } from './markup.ts';
import { paged } from './paged.ts';
import { badge, subject } from './status.ts';

interface Row {
  readonly name: string;
  readonly features: ReadonlySet<string>;
  /** By route name. */
  readonly cells: ReadonlyMap<string, readonly Finding[]>;
  readonly status: Status;
}

/** Endpoints down, routes across, worst first: which way out works for what. */
export function matrixSection(report: Report): Markup {
  const endpoints = report.findings.filter((finding) => finding.kind === 'endpoint' && finding.route !== null);
  const routes = [...new Set([...report.routes.map((route) => route.name), ...endpoints.map((finding) => finding.route ?? '')])];
  const head = html`<tr><th scope="col">Endpoint</th>${routes.map((route) => html`<th scope="col">${hostName(route)}</th>`)}</tr>`;
  const rows = rowsOf(endpoints).map((row) => html`<tbody>${rowMarkup(row, routes)}</tbody>`);
  return html`<section aria-labelledby="matrix">
<h2 id="matrix">Endpoints and routes</h2>
${rows.length === 0 ? html`<p>No endpoint was asked for.</p>` : paged({ id: 'matrix-table', label: 'matrix', caption: 'Result of each endpoint over each route, worst first', head, bodies: rows, pageSize: 50, stacked: false })}
</section>`;
}

function rowsOf(findings: readonly Finding[]): readonly Row[] {
  const rows = new Map<string, { features: Set<string>; cells: Map<string, Finding[]> }>();
  for (const finding of findings) {
    const name = `${subject(finding)}\n${finding.target.scheme ?? ''}`;
    const row = rows.get(name) ?? { features: new Set(), cells: new Map<string, Finding[]>() };
    rows.set(name, row);
    if (finding.feature !== null) row.features.add(finding.feature);
    const cell = row.cells.get(finding.route ?? '');
    if (cell === undefined) row.cells.set(finding.route ?? '', [finding]);
    else cell.push(finding);
  }
  return [...rows]
    .map(([name, { features, cells }]) => ({
      name: name.replace('\n', ' '),
      features,
      cells,
      status: mostUrgent([...cells.values()].flat().map((one) => one.status)),
    }))
    .sort((a, b) => URGENCY[a.status] - URGENCY[b.status] || (a.name < b.name ? -1 : 1));
}

function rowMarkup({ name, features, cells, status }: Row, routes: readonly string[]): Markup {
  return html`<tr><th scope="row"><span class="name">${hostName(name)}</span><span class="sub">${featureWords(features, cells, status)}</span></th>${routes.map((route) => cellMarkup(cells.get(route)))}</tr>`;
}

/** The features whose own finding has the row's status; where others fare better, these are named apart. */
function featureWords(features: ReadonlySet<string>, cells: Row['cells'], status: Status): string {
  const worst = new Set([...cells.values()].flat().flatMap((one) => (one.status === status && one.feature !== null ? [one.feature] : [])));
  const others = [...features].filter((feature) => !worst.has(feature));
  if (worst.size === 0 || others.length === 0) return [...features].join(', ');
  return `${status}: ${[...worst].join(', ')}; better: ${others.join(', ')}`;
}

function cellMarkup(findings: readonly Finding[] | undefined): Markup {
  if (findings === undefined) return html`<td class="muted">–</td>`;
  const status = mostUrgent(findings.map((finding) => finding.status));
  const causes = [
    ...new Set(
      findings
        .filter((finding) => finding.status === status)
        .flatMap(({ cause, skipReason }) => [skipReason, cause].filter((word) => word !== null)),
    ),
  ];
  return html`<td>${badge(status)}<span class="sub">${causes.join(', ')}</span></td>`;
}
