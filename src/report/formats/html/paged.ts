import { html, type Markup } from './markup.ts';
import { packRows } from './packed-rows.ts';

/** A table of the page whose rows come in portions. */
export interface PagedTable {
  readonly id: string;
  /** What the rows are called in "Next page of …". */
  readonly label: string;
  readonly caption: string;
  readonly head: Markup;
  /** One `tbody` for each entry. */
  readonly bodies: readonly Markup[];
  readonly pageSize: number;
  /** On a narrow screen the cells of a row stand below each other. */
  readonly stacked: boolean;
}

/**
 * A table whose first page is in the document. The markup of the rest waits as strings in a block of data, so that thousands of rows are neither parsed as
 * elements nor laid out until they are shown. The script turns the pages; without it the first page and a sentence are there.
 */
export function paged({ id, label, caption, head, bodies, pageSize, stacked }: PagedTable): Markup {
  const first = bodies.slice(0, pageSize);
  const rest = bodies.slice(pageSize);
  return html`<section class="scroll" aria-labelledby="${id}-caption" tabindex="0"><table id="${id}" class="${stacked ? 'stack' : ''}" data-page-size="${pageSize}" data-label="${label}">
<caption id="${id}-caption">${caption}</caption>
<thead>${head}</thead>
${first}</table></section>
${rest.length > 0 && html`<script type="application/json" id="${id}-rest">${jsonOf(rest)}</script><noscript><p class="muted">${first.length} of ${bodies.length} are shown; the others need scripts, or another report format.</p></noscript>`}
<div class="pager" data-for="${id}" hidden><button type="button" data-step="-1">Previous page</button> <span role="status"></span> <button type="button" data-step="1">Next page</button></div>`;
}

/** What would end the element early, or open a nested one, never stands in it (HTML Standard, restrictions for contents of script elements). */
function jsonOf(bodies: readonly Markup[]): Markup {
  return { markup: JSON.stringify(packRows(bodies.map(({ markup }) => markup))).replace(/<(?=!--|\/?script)/gi, '\\u003c') };
}
