import type { Report } from '../../../model/report.ts';
import type { Format } from '../format.ts';
import { prerequisitesSection, runSection } from './facts.ts';
import { findingsSection } from './findings.ts';
import { html, type Markup } from './markup.ts';
import { matrixSection } from './matrix.ts';
import { ownersSection } from './owners.ts';
import { SCRIPT, SCRIPT_SHA256 } from './script.ts';
import { STYLE, STYLE_SHA256 } from './style.ts';
import { verdictSection } from './verdict.ts';
import { waterfallSection } from './waterfall.ts';

/**
 * One file that needs nothing else: no request leaves it, and its policy forbids any (Content Security Policy Level 3, hash sources), so that hostile
 * text from a peer could not act even if an escape were missing.
 */
export const htmlFormat: Format = {
  title: 'Web page in one file, to be read, filtered, printed and sent on',
  extension: 'html',
  mediaType: 'text/html',
  render: (report) => page(report).markup,
};

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; script-src 'sha256-${SCRIPT_SHA256}'; base-uri 'none'; form-action 'none'`;

const CONTENTS: readonly (readonly [id: string, title: string])[] = [
  ['verdict', 'Verdict'],
  ['owners', 'What to change'],
  ['matrix', 'Routes'],
  ['timing', 'Timing'],
  ['findings', 'Details'],
  ['prerequisites', 'Accounts and host'],
  ['run', 'This run'],
];

function page(report: Report): Markup {
  const sections = [
    verdictSection(report),
    ownersSection(report),
    matrixSection(report),
    waterfallSection(report),
    findingsSection(report),
    prerequisitesSection(report),
    runSection(report),
  ];
  const links = CONTENTS.filter(([id]) => sections.some(({ markup }) => markup.includes(`<h2 id="${id}"`)));
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Preflight of ${report.run.vantage.hostname}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip-to" href="#verdict">Skip to the verdict</a>
<header class="top"><p class="product">Service connection point preflight</p><h1>${report.run.vantage.hostname}</h1>
<nav aria-label="Sections"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></header>
<main>
${sections}
</main>
<footer><p class="muted">${report.tool.name} ${report.tool.version}. The report holds names and addresses of this network: run with --redact before showing it to others.</p></footer>
<script>${{ markup: SCRIPT }}</script>
</body>
</html>
`;
}
