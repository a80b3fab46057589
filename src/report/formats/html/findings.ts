import type { Finding } from '../../../model/finding.ts';
import { OWNERS } from '../../../model/finding.ts';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { BY_URGENCY, URGENCY } from '../../../model/urgency.ts';
import { clip } from '../../../text/layout.ts';
import { compareText } from '../../../text/lists.ts';
import { evidenceLines } from '../../view/evidence-lines.ts';
import { remedyWithOwner } from '../../view/remedy.ts';
import { causeLink } from './causes.ts';
import { hostName, html, type Markup, preformatted } from './markup.ts';
import { paged } from './paged.ts';
import { badge, subject } from './status.ts';

const COLUMNS = ['Result', 'What', 'Route', 'Cause', 'Owner', 'Time (ms)'] as const;
const SORT_KEYS = ['status', 'what', 'route', 'cause', 'owner', 'ms'] as const;

/** Every network finding with its evidence on demand; filtered and sorted by the script, worst first without it. */
export function findingsSection(report: Report): Markup {
  const findings = report.findings.filter((finding) => finding.kind === 'endpoint' || finding.kind === 'route').sort(inTableOrder);
  if (findings.length === 0)
    return html`<section aria-labelledby="findings">
<h2 id="findings">Details and evidence</h2>
<p>No endpoint was asked for.</p>
</section>`;
  const head = html`<tr>${COLUMNS.map((title, index) => heading(title, SORT_KEYS[index] ?? ''))}</tr>`;
  return html`<section aria-labelledby="findings">
<h2 id="findings">Details and evidence</h2>
${filters(report)}
${paged({ id: 'findings-table', label: 'findings', caption: 'Findings of endpoints and routes', head, bodies: findings.map(body), pageSize: 100, stacked: true })}
</section>`;
}

function inTableOrder(a: Finding, b: Finding): number {
  const rank = (finding: Finding): number => URGENCY[finding.status] * 2 + (finding.kind === 'route' ? 0 : 1);
  return rank(a) - rank(b) || compareText(a.id, b.id);
}

function heading(title: string, key: string): Markup {
  const sorted = key === 'status' ? html` aria-sort="ascending"` : null;
  return html`<th scope="col"${sorted}><button type="button" class="sort" data-sort="${key}">${title}</button></th>`;
}

function filters(report: Report): Markup {
  const option = (value: string, text: string): Markup => html`<option value="${value}">${text}</option>`;
  const owners = OWNERS.filter((owner) => report.findings.some((finding) => finding.owner === owner));
  return html`<form class="filters" data-for="findings-table" hidden>
<p><label for="filter-text">Search</label> <input id="filter-text" name="text" type="search" placeholder="host, cause, message"></p>
<p><label for="filter-status">Result</label> <select id="filter-status" name="status">${option('', 'all')}${BY_URGENCY.map((status) => option(status, status))}</select></p>
<p><label for="filter-owner">Owner</label> <select id="filter-owner" name="owner">${option('', 'all')}${owners.map((owner) => option(owner, OWNER_WORDS[owner].heading))}</select></p>
<p><label for="filter-route">Route</label> <select id="filter-route" name="route">${option('', 'all')}${report.routes.map(({ name }) => option(name, clip(name, 80)))}</select></p>
<p><button type="submit">Filter</button> <button type="reset">Show all</button></p>
</form>`;
}

function body(finding: Finding): Markup {
  const { status, route, cause, owner, skipReason, timings } = finding;
  const rank = URGENCY[status];
  return html`<tbody data-status="${status}" data-rank="${rank}" data-owner="${owner ?? ''}" data-route="${route ?? ''}" data-cause="${cause ?? ''}" data-ms="${timings.totalMs}" data-what="${clip(subject(finding))}">
<tr><td>${badge(status)}</td><th scope="row"><span class="name">${hostName(subject(finding))}</span><span class="sub">${[finding.feature ?? '', finding.required ? '' : 'optional'].filter((one) => one !== '').join(', ')}</span></th>
<td>${hostName(route ?? '–')}</td><td>${causeLink(cause ?? skipReason ?? '–')}</td><td>${owner === null ? '–' : OWNER_WORDS[owner].heading}</td><td class="number">${Math.round(timings.totalMs)}</td></tr>
<tr class="more"><td colspan="6">${explanation(finding)}</td></tr></tbody>`;
}

/** What was seen, in one sentence; what to change and the evidence when asked for. */
export function explanation(finding: Finding): Markup {
  const { message, reproduce, status, waiver, children } = finding;
  const remedy = remedyWithOwner(finding);
  const calm = status === 'pass' || status === 'skip';
  return html`<details><summary>${clip(message, 1000)}</summary>
${!calm && remedy !== '' && html`<p><strong>Change:</strong> ${clip(remedy, 1000)}</p>`}
${waiver !== null && html`<p><strong>Waiver:</strong> ${clip(waiver.reason)} (${waiver.pattern}, until ${waiver.until})</p>`}
${children !== undefined && children.length > 0 && html`<p>Explains ${children.length} findings below.</p>`}
${reproduce !== null && html`<p>See it without this tool:</p><pre tabindex="0">${preformatted(evidenceLines(clip(reproduce, 4000)))}</pre>`}
<div class="evidence"><p>Evidence:</p><pre tabindex="0">${preformatted(evidenceLines({ ...finding.evidence, id: finding.id, confidence: finding.confidence, attempts: finding.attempts }))}</pre></div></details>`;
}
