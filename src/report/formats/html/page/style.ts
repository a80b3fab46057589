/** SHA-256 of `STYLE` in base64, as the Content Security Policy of the page wants it; a test compares. */
export const STYLE_SHA256 = 'St2rWS1RCI1cl3cpoGcV5ckfjmhp9n2FOAz0owDqJ20=';

/** The page's style sheet: light and dark, narrow and wide, and A4. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1a2027; --muted: #56606b; --line: #d5dae0; --link: #0b57a4; --code: #eef1f4; --focus: #0b57a4;
  --fail: #a61b12; --fail-back: #fdeceb; --warn: #7a4a00; --warn-back: #fff3da; --pass: #0a6138; --pass-back: #e4f5eb;
  --inconclusive: #55349c; --inconclusive-back: #f0ebfb; --skip: #515b66; --skip-back: #e9ecef;
  --dns: #2f6fb5; --tcp: #b35c00; --proxy: #7b4bb8; --tls: #00796b; --http: #8a6d00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1318; --card: #181e25; --ink: #e8ecf0; --muted: #a5b0bb; --line: #323c47; --link: #7db8f5; --code: #222a33; --focus: #7db8f5;
    --fail: #ff9d94; --fail-back: #43191a; --warn: #f5c469; --warn-back: #3c2d0d; --pass: #79d6a1; --pass-back: #113222;
    --inconclusive: #c6b0f7; --inconclusive-back: #2b2148; --skip: #b3bdc7; --skip-back: #29313a;
    --dns: #6fa8e6; --tcp: #f0a04b; --proxy: #b794ea; --tls: #4fc3b5; --http: #d9bc4f;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header.top, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1.25rem; }
header.top { padding-top: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1.05rem; margin: 1rem 0 .5rem; }
p { margin: 0 0 .5rem; overflow-wrap: anywhere; }
a { color: var(--link); }
.product { color: var(--muted); margin: 0; }
.muted { color: var(--muted); }
nav ul, .tiles, .legend, .plain, .notes { list-style: none; margin: .75rem 0; padding: 0; }
nav ul, .tiles, .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
nav a { display: inline-block; padding: .2rem 0; }
main > section { margin: 1.5rem 0 2.25rem; }
@supports (display: grid) { .old-browser { display: none; } }
a.skip-to { position: absolute; left: -999rem; }
a.skip-to:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }

.verdict { background: var(--card); border: 1px solid var(--line); border-left: .6rem solid var(--skip); border-radius: 8px; padding: 1.1rem 1.25rem; }
.verdict.fail { border-left-color: var(--fail); } .verdict.warn { border-left-color: var(--warn); }
.verdict.pass { border-left-color: var(--pass); } .verdict.inconclusive { border-left-color: var(--inconclusive); }
.verdict h2 { font-size: 1.9rem; margin: 0 0 .25rem; }
.verdict.fail h2 { color: var(--fail); } .verdict.warn h2 { color: var(--warn); }
.verdict.pass h2 { color: var(--pass); } .verdict.inconclusive h2 { color: var(--inconclusive); }
.lead { font-size: 1.05rem; }
.tiles { gap: .6rem; }
.tile { display: block; min-width: 6.5rem; padding: .45rem .8rem; border-radius: 6px; text-decoration: none; }
.tile strong { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.notes li { overflow-wrap: anywhere; padding-left: 1rem; border-left: 3px solid var(--warn); margin-bottom: .25rem; }

.badge { display: inline-block; padding: .05rem .5rem; border-radius: 4px; font-weight: 600; font-size: .85rem; white-space: nowrap; }
.sign { display: inline-block; min-width: .9em; text-align: center; }
.badge.fail, .tile.fail { background: var(--fail-back); color: var(--fail); }
.badge.warn, .tile.warn { background: var(--warn-back); color: var(--warn); }
.badge.pass, .tile.pass { background: var(--pass-back); color: var(--pass); }
.badge.inconclusive, .tile.inconclusive { background: var(--inconclusive-back); color: var(--inconclusive); }
.badge.skip, .tile.skip { background: var(--skip-back); color: var(--skip); }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.25rem 1rem; margin: 0 0 1rem; content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.card header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem; }
.card h3 { margin: 0; font-size: 1.15rem; }
.count { display: inline-block; min-width: 1.7em; padding: 0 .45em; border-radius: 1em; background: var(--code); text-align: center; font-size: .85em; }
button, select, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--muted); border-radius: 6px; padding: .35rem .75rem; min-height: 2.25rem; }
button { cursor: pointer; }
button:hover:not(:disabled) { background: var(--code); }
button:disabled { opacity: .5; cursor: default; }
button.copy { border-color: var(--link); color: var(--link); font-weight: 600; }

.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 .75rem; }
.card .scroll { border: 0; border-radius: 0; margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: .6rem .75rem; color: var(--muted); }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem; border-top: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: 600; font-size: .85rem; color: var(--muted); border-top: 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { overflow-wrap: break-word; min-width: 5rem; }
.numbers td { min-width: 2.5rem; white-space: nowrap; }
#matrix-table td { min-width: 8.5rem; overflow-wrap: break-word; } #matrix-table .sub { overflow-wrap: break-word; } #matrix-table td.number { min-width: 3rem; }
#matrix-table td.number { text-align: left; }
.card table { table-layout: fixed; } .card th:first-child { width: 31%; } .card thead th:nth-child(2) { width: 24%; }
.name { font-family: ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", Menlo, monospace; font-size: .92em; overflow-wrap: anywhere; }
th[scope=row] { min-width: 12rem; }
.sub { display: block; color: var(--muted); font-size: .85rem; overflow-wrap: anywhere; }
.number, .numbers td { text-align: right; font-variant-numeric: tabular-nums; }
.numbers thead th:not(:first-child) { text-align: right; }
#findings-table tr.more td { border-top: 0; padding-top: 0; padding-bottom: .55rem; }
#findings-table tr.more p, #findings-table summary { max-width: 64rem; }
button.sort { border: 0; background: none; padding: .2rem 0; min-height: 0; font-weight: 600; color: inherit; }
th[aria-sort=ascending] button.sort::after { content: " ▲" / ""; } th[aria-sort=descending] button.sort::after { content: " ▼" / ""; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", Menlo, monospace; font-size: .86rem; }
code { overflow-wrap: anywhere; }
td code { white-space: nowrap; }
pre { background: var(--code); border-radius: 6px; padding: .7rem .9rem; margin: .4rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.request { max-height: 26rem; overflow-y: auto; }
summary { cursor: pointer; color: var(--link); width: fit-content; padding: .15rem 0; }
.more summary, .plain summary { color: inherit; overflow-wrap: anywhere; }
.more details[open] > summary, .plain details[open] > summary { margin-bottom: .5rem; }

.filters { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 0 0 .9rem; }
.filters p { margin: 0; } .filters label { display: block; font-size: .85rem; color: var(--muted); }
.filters select { max-width: 14rem; } .filters input { width: 17rem; max-width: 100%; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin: .25rem 0 .75rem; }
[hidden] { display: none !important; }

.legend { font-size: .85rem; }
rect.failed { fill: var(--fail); } rect.answered { fill: var(--pass); } rect.dns { fill: var(--dns); } rect.tcp { fill: var(--tcp); } rect.proxy { fill: var(--proxy); } rect.tls { fill: var(--tls); } rect.http { fill: var(--http); }
path.cut { fill: var(--ink); }
svg.bar { display: block; width: 100%; min-width: 9rem; height: 18px; }
.waterfall td:nth-child(2) { width: 34%; }
.waterfall thead th:nth-child(2) { text-align: left; }
.plain > li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .7rem 1rem; margin: 0 0 .6rem; }
dl { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .4rem 1rem; margin: 0; }
dl div { display: grid; grid-template-columns: 10rem 1fr; gap: .75rem; padding: .35rem 0; border-top: 1px solid var(--line); }
dl div:first-child { border-top: 0; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
footer { padding-bottom: 2rem; }

@media (max-width: 44rem) {
  body { font-size: 14px; }
  header.top, main, footer { padding-left: .75rem; padding-right: .75rem; }
  th, td { padding: .4rem .5rem; }
  th[scope=row] { min-width: 9rem; }
  .wide { display: none; }
  .tile { min-width: 0; flex: 1 1 5rem; }
  .card { padding-left: .75rem; padding-right: .75rem; }
  .filters p { flex: 1 1 100%; } .filters select, .filters input { width: 100%; max-width: none; }
  dl div { grid-template-columns: 1fr; gap: 0; }
  svg.bar { min-width: 5.5rem; }
  .stack, .stack caption, .stack thead, .stack tbody, .stack th, .stack td { display: block; width: auto !important; }
  .stack tr { display: flex; flex-wrap: wrap; gap: .1rem .75rem; padding: .5rem .6rem; border-top: 1px solid var(--line); }
  .card .stack tr { padding: .5rem 0; } .card .stack thead { display: none; }
  .card .stack td .sub { display: inline; } .stack td.number::after { content: ' ms'; }
  .stack th, .stack td { border: 0 !important; padding: 0 !important; min-width: 0; }
  .stack th[scope=row] { flex: 1 1 65%; } .card .stack th[scope=row], .card .stack td { flex: 1 1 100%; }
  #findings-table tr.more { border-top: 0; padding-top: 0; } #findings-table tr.more td { flex: 1 1 100%; }
}
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #bbb; --link: #000; --code: #f2f2f2;
    --fail: #8f130b; --fail-back: #fff; --warn: #6b4100; --warn-back: #fff; --pass: #07502d; --pass-back: #fff;
    --inconclusive: #45298a; --inconclusive-back: #fff; --skip: #444; --skip-back: #fff;
    --dns: #2f6fb5; --tcp: #b35c00; --proxy: #7b4bb8; --tls: #00796b; --http: #8a6d00;
  }
  html { font-size: 9pt; }
  body { font-size: 1rem; }
  .evidence { display: none; }
  header.top, main, footer { max-width: none; padding: 0; }
  nav, .filters, .pager, button.copy, a.skip-to { display: none !important; }
  .card { content-visibility: visible; }
  .scroll { overflow: visible; border: 0; }
  .badge, .tile { border: 1px solid currentColor; }
  .verdict, .plain > li, tr, h2, h3 { break-inside: avoid; }
  h2, h3, thead { break-after: avoid; }
  thead { display: table-header-group; }
  th, td { padding: .2rem .4rem; min-width: 0; }
  th[scope=row] { min-width: 0; }
  pre.request { max-height: none; }
  button.sort::after { content: "" !important; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
