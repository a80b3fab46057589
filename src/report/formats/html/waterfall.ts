import type { Finding, Timings } from '../../../model/finding.ts';
import type { Report } from '../../../model/report.ts';
import { hostName, html, type Markup } from './markup.ts';
import { badge, subject } from './status.ts';

const LAYERS = ['dns', 'tcp', 'proxy', 'tls', 'http'] as const;
const SHOWN = 15;
/** Units of the drawing; it scales to its cell. */
const WIDTH = 400;

/** Where the time goes: medians of each route, then the slowest probes drawn layer after layer. */
export function waterfallSection({ findings, routes }: Report): Markup {
  const timed = onePerProbe(findings.filter((finding) => finding.kind === 'endpoint' && finding.timings.totalMs > 0));
  if (timed.length === 0) return html``;
  // What never answered took its limit, which says nothing of speed.
  const answered = timed.filter(({ status }) => status === 'pass' || status === 'warn');
  const slowest = [...(answered.length === 0 ? timed : answered)].sort((a, b) => b.timings.totalMs - a.timings.totalMs).slice(0, SHOWN);
  const scaleMs = scaleOf(timed);
  const names = [...new Set([...routes.map((route) => route.name), ...timed.map((finding) => finding.route ?? '')])];
  const cut = slowest.some((finding) => finding.timings.totalMs > scaleMs);
  return html`<section aria-labelledby="timing">
<h2 id="timing">Timing by layer</h2>
<ul class="legend">${LAYERS.map((layer) => html`<li><svg width="12" height="12" aria-hidden="true"><rect class="${layer}" width="12" height="12" rx="2"/></svg> ${layer.toUpperCase()}</li>`)}</ul>
<section class="scroll" aria-labelledby="medians" tabindex="0"><table class="numbers">
<caption id="medians">Median of what answered, milliseconds</caption>
<thead><tr><th scope="col">Route</th>${LAYERS.map((layer) => html`<th scope="col">${layer.toUpperCase()}</th>`)}<th scope="col">Total</th><th scope="col">Probes</th></tr></thead>
<tbody>${names.map((name) => medianRow(name, timed))}</tbody></table></section>
<section class="scroll" aria-labelledby="slowest" tabindex="0"><table class="numbers waterfall">
<caption id="slowest">The ${slowest.length} slowest, milliseconds${cut && html` (bars end at ${rounded(scaleMs)} ms; longer ones are marked ▸)`}</caption>
<thead><tr><th scope="col">Endpoint</th><th scope="col">Layers</th>${LAYERS.map((layer) => html`<th scope="col" class="wide">${layer.toUpperCase()}</th>`)}<th scope="col">Total</th></tr></thead>
<tbody>${slowest.map((finding) => waterfallRow(finding, scaleMs))}</tbody></table></section>
</section>`;
}

/** The same probe serves several features: one bar is enough. */
function onePerProbe(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(findings.map((finding) => [`${subject(finding)} ${JSON.stringify(finding.timings)} ${finding.route}`, finding])).values(),
  ];
}

function medianRow(route: string, timed: readonly Finding[]): Markup {
  const own = timed.filter((finding) => finding.route === route && (finding.status === 'pass' || finding.status === 'warn'));
  const cells = [...LAYERS, 'total' as const].map(
    (layer) => html`<td>${median(own.flatMap((finding) => finding.timings[`${layer}Ms`] ?? []))}</td>`,
  );
  return html`<tr><th scope="row">${hostName(route)}</th>${cells}<td>${own.length}</td></tr>`;
}

function median(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0);
}

/** One stuck probe must not turn all other bars into dots: bars end at one and a half times what the slow ones among the good take. */
function scaleOf(timed: readonly Finding[]): number {
  const ascending = (findings: readonly Finding[]): readonly number[] =>
    findings.map((finding) => finding.timings.totalMs).sort((a, b) => a - b);
  const all = ascending(timed);
  const good = ascending(timed.filter((finding) => finding.status === 'pass'));
  const longest = all.at(-1) ?? 1;
  const usual = good[Math.floor((good.length - 1) * 0.95)];
  return usual === undefined ? longest : Math.min(longest, usual * 1.5);
}

function waterfallRow(finding: Finding, scaleMs: number): Markup {
  const { timings, route } = finding;
  return html`<tr><th scope="row"><span class="name">${hostName(subject(finding))}</span><span class="sub">${hostName(route ?? '')} ${finding.status !== 'pass' && badge(finding.status)}</span></th>
<td>${bar(timings, scaleMs)}</td>${LAYERS.map((layer) => html`<td class="wide">${timings[`${layer}Ms`] === undefined ? '–' : rounded(timings[`${layer}Ms`] ?? 0)}</td>`)}<td>${rounded(timings.totalMs)}</td></tr>`;
}

function bar(timings: Timings, scaleMs: number): Markup {
  let x = 0;
  const parts = LAYERS.flatMap((layer) => {
    const ms = timings[`${layer}Ms`] ?? 0;
    const from = x;
    x = Math.min(WIDTH, x + (ms / scaleMs) * WIDTH);
    return ms > 0 && x > from
      ? [html`<rect class="${layer}" x="${units(from)}" y="2" width="${units(Math.max(1, x - from - 1))}" height="14"/>`]
      : [];
  });
  const cut = timings.totalMs > scaleMs && html`<path class="cut" d="M392 2 l8 7 l-8 7 z"/>`;
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 18" preserveAspectRatio="none" aria-hidden="true">${parts}${cut}</svg>`;
}

function units(value: number): string {
  return value.toFixed(1);
}

function rounded(ms: number): string {
  return ms < 10 ? String(Math.round(ms * 10) / 10) : String(Math.round(ms));
}
