import { html, type Markup } from './markup.ts';

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
 * A table whose first page is in the document; the rest waits in an inert template, so that thousands of rows cost no layout. The script turns the
 * pages; without it the first page and a sentence are there.
 */
export function paged({ id, label, caption, head, bodies, pageSize, stacked }: PagedTable): Markup {
  const first = bodies.slice(0, pageSize);
  const rest = bodies.slice(pageSize);
  return html`<section class="scroll" aria-labelledby="${id}-caption" tabindex="0"><table id="${id}" class="${stacked ? 'stack' : ''}" data-page-size="${pageSize}" data-label="${label}">
<caption id="${id}-caption">${caption}</caption>
<thead>${head}</thead>
${first}</table></section>
${rest.length > 0 && html`<template id="${id}-rest"><table>${rest}</table></template><noscript><p class="muted">${first.length} of ${bodies.length} are shown; the others need scripts, or another report format.</p></noscript>`}
<div class="pager" data-for="${id}" hidden><button type="button" data-step="-1">Previous page</button> <span role="status"></span> <button type="button" data-step="1">Next page</button></div>`;
}
