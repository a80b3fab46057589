import { pathToFileURL } from 'node:url';
import { CHROMIUM, openTab } from '../support/chromium.ts';
import { fixed, head, row } from './table.ts';

/** What Chromium needs for a page of many findings: until it can be used, until it is loaded whole, and for the first filtering. Nothing where there is no Chromium. */
export async function pageCosts(path: string, findings: number): Promise<readonly string[]> {
  if (CHROMIUM === undefined) return ['Chromium is not installed: not measured.'];
  const tab = await openTab();
  try {
    await tab.open(pathToFileURL(path).href);
    const costs = (await tab.evaluate(MEASURED)) as Readonly<Record<'interactive' | 'loaded' | 'filter' | 'elements', number>>;
    return [
      ...head('findings', 'elements', 'interactive s', 'loaded s', 'first filtering s'),
      row(findings, costs.elements, ...[costs.interactive, costs.loaded, costs.filter].map((ms) => fixed(ms / 1000, 2))),
    ];
  } finally {
    await tab.close();
  }
}

/** Milliseconds since navigation began; of the filter until what it changed is laid out. */
const MEASURED = `(async () => {
  const [{ domInteractive: interactive, loadEventEnd: loaded }] = performance.getEntriesByType('navigation');
  const field = document.querySelector('input');
  const from = performance.now();
  if (field !== null) {
    field.value = 'h77.';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.getBoundingClientRect();
  }
  return { interactive, loaded, filter: performance.now() - from, elements: document.querySelectorAll('*').length };
})()`;
