import type { Finding, FindingKind } from '../../../model/finding.ts';
import type { Report } from '../../../model/report.ts';
import { URGENCY } from '../../../model/urgency.ts';
import { clip } from '../../../text/layout.ts';
import { causeLink } from './causes.ts';
import { explanation } from './findings.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './status.ts';
import { moment } from './verdict.ts';

const KINDS: readonly (readonly [FindingKind, string])[] = [
  ['account', 'Accounts'],
  ['port', 'Ports inside the network'],
  ['host', 'The server itself'],
  ['placement', 'Place in the hierarchy'],
];

/** What is not the internet: accounts, ports, host, placement. */
export function prerequisitesSection({ findings }: Report): Markup {
  const groups = KINDS.flatMap(([kind, title]) => {
    const own = findings.filter((finding) => finding.kind === kind);
    own.sort((a, b) => URGENCY[a.status] - URGENCY[b.status]);
    return own.length === 0 ? [] : [html`<h3>${title}</h3><ul class="plain">${own.map(entry)}</ul>`];
  });
  return html`<section aria-labelledby="prerequisites">
<h2 id="prerequisites">Accounts, ports, host and placement</h2>
${groups.length === 0 ? html`<p>Not asked for in this run.</p>` : groups}
</section>`;
}

function entry(finding: Finding): Markup {
  const cause = finding.cause ?? finding.skipReason;
  return html`<li><p>${badge(finding.status)} <strong class="name">${clip(finding.title)}</strong>${cause !== null && html` ${causeLink(cause)}`}</p>
${explanation(finding)}</li>`;
}

/** Which run this was, in enough detail to repeat it. */
export function runSection({ run, tool, catalogs, routes }: Report): Markup {
  const rows: readonly (readonly [string, string])[] = [
    ['Machine', `${run.vantage.hostname} (${run.vantage.platform})`],
    ['Addresses', run.vantage.addresses.join(', ')],
    ['Run as', run.vantage.account ?? ''],
    ['Started', moment(run.startedAt)],
    ['Duration', `${Math.round(run.durationMs / 100) / 10} s${run.interrupted ? ', interrupted' : ''}`],
    ['Mode and cloud', `${run.mode}, ${run.cloud}`],
    ['Features', run.features.join(', ')],
    ...catalogs.map(
      (catalog) => ['Catalog', `${catalog.title}: ${catalog.id}, revision ${catalog.revision}, SHA-256 ${catalog.sha256}`] as const,
    ),
    ...routes.map(
      (route) => ['Route', route.kind === 'direct' ? 'direct' : `${route.name}: ${route.kind}, authentication ${route.auth}`] as const,
    ),
    ['Run', run.id],
    ['Made by', `${tool.name} ${tool.version}`],
  ];
  return html`<section aria-labelledby="run">
<h2 id="run">This run</h2>
<dl>${rows.filter(([, text]) => text !== '').map(([label, text]) => html`<div><dt>${label}</dt><dd>${clip(text, 1000)}</dd></div>`)}</dl>
</section>`;
}
