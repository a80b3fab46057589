import { causeInfo, isCause } from '../../../causes/index.ts';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report } from '../../../model/report.ts';
import { terminal as visible } from '../../../text/escape.ts';
import { clip } from '../../../text/layout.ts';
import { describeOrder, plainOrder, protocolOf } from '../../orders/work-order-text.ts';
import { type WorkItem, type WorkOrder, workOrders } from '../../orders/work-orders.ts';
import { hostName, html, type Markup, preformatted } from './markup.ts';
import { badge } from './status.ts';

/** More would make nobody wiser on a page; the request format has them all. */
const MAX_SHOWN = 200;

/** One card for each owner that has something to change, with the request ready to be pasted into a ticket. */
export function ownersSection(report: Report): Markup {
  const orders = workOrders(report, false);
  return html`<section aria-labelledby="owners">
<h2 id="owners">What to change, by owner</h2>
${orders.length === 0 ? html`<p>Nothing has to be changed.</p>` : orders.map((order) => card(order, report))}
</section>`;
}

function card(order: WorkOrder, report: Report): Markup {
  const shown = { ...order, items: order.items.slice(0, MAX_SHOWN) };
  const left = order.items.length - shown.items.length;
  const id = `request-${order.owner}`;
  const more = left > 0 && html`<p class="muted">And ${left} more: the request format (--report request=FILE) lists all.</p>`;
  return html`<article class="card" aria-labelledby="${id}-title">
<header><h3 id="${id}-title">${OWNER_WORDS[order.owner].heading} <span class="count">${order.items.length}</span></h3>
<button type="button" class="copy" data-copy="${id}" hidden>Copy request text</button></header>
${order.patterns.map((pattern) => html`<p><strong>Whole route:</strong> ${clip(pattern)}</p>`)}
<section class="scroll" aria-labelledby="${id}-title" tabindex="0"><table class="stack">
<thead><tr><th scope="col">What</th><th scope="col">Result</th><th scope="col">Change</th></tr></thead>
<tbody>${shown.items.map(row)}</tbody></table></section>
${more}
<details><summary>Request text</summary><pre id="${id}" class="request" tabindex="0">${preformatted(
    plainOrder(describeOrder(shown, report), (value) => visible(clip(value, 1000))),
  )}</pre></details>
</article>`;
}

function row(item: WorkItem): Markup {
  const { destination } = item;
  const name = destination === null ? item.title : destination.pattern;
  const title = isCause(item.cause) ? causeInfo(item.cause).title : item.cause;
  const way =
    item.route === null || destination?.scheme === 'proxy'
      ? ''
      : item.route === 'direct'
        ? ', direct'
        : `, through ${clip(item.route, 80)}`;
  return html`<tr><th scope="row"><span class="name">${hostName(name)}</span>${
    destination !== null && html`<span class="sub">${protocolOf(destination)}${way}</span>`
  }${!item.required && html`<span class="sub">optional</span>`}</th>
<td>${badge(item.status)}<span class="sub">${title}</span></td><td>${clip(item.action, 600)}</td></tr>`;
}
