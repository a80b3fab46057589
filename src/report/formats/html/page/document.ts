import { html, type Markup } from '../markup.ts';
import { SCRIPT, SCRIPT_SHA256 } from './script.ts';
import { STYLE, STYLE_SHA256 } from './style.ts';

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; script-src 'sha256-${SCRIPT_SHA256}'; base-uri 'none'; form-action 'none'`;

interface Page {
  /** Of the window, and of the first line. */
  readonly title: string;
  readonly kind: string;
  readonly heading: string;
  /** Sections with the titles of their links; a section that came out empty has no link. */
  readonly sections: readonly (readonly [id: string, link: string, section: Markup])[];
  readonly footer: string;
}

/**
 * One file that needs nothing else: no request leaves it, and its policy forbids any (Content Security Policy Level 3, hash sources), so that hostile
 * text from a peer could not act even if an escape were missing.
 */
export function htmlDocument({ title, kind, heading, sections, footer }: Page): string {
  const there = sections.filter(([, , { markup }]) => markup !== '');
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip-to" href="#verdict">Skip to the verdict</a>
<header class="top"><p class="product">${kind}</p><h1>${heading}</h1>
<nav aria-label="Sections"><ul>${there.map(([id, link]) => html`<li><a href="#${id}">${link}</a></li>`)}</ul></nav></header>
<main>
<p class="old-browser">This page needs a current browser (Edge, Chrome, Firefox, Safari); Internet Explorer shows it without filters, pages and colours.</p>
${there.map(([, , section]) => section)}
</main>
<footer><p class="muted">${footer}</p></footer>
<script>${{ markup: SCRIPT }}</script>
</body>
</html>
`.markup;
}
