import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { mergedPage } from '../../../src/report/formats/html/merged.ts';
import { createMerger } from '../../../src/report/merge/merge.ts';
import { CHROMIUM, openTab, type Tab } from '../../support/chromium.ts';
import { reportOf } from '../../support/report/examples.ts';
import { HOSTILE, hostile, render } from '../../support/report/markup.ts';
import { scenario } from '../../support/report/scenario.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// A browser, an office suite or many processes on a busy machine.
t.setTimeout(600_000);

t.test('in a browser', { skip: CHROMIUM === undefined ? 'no Chromium here' : false }, async (t) => {
  const folder = await temporaryFolder('html');
  const tab = await openTab();
  t.teardown(async () => {
    await tab.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = async (name: string, report: Report): Promise<readonly string[]> => {
    const file = join(folder, `${name}.html`);
    await writeFile(file, await render(report));
    return tab.open(pathToFileURL(file).href);
  };

  await t.test('no request, no complaint, nothing wider than the screen, accessible in both colour schemes', async (t) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    for (const [scheme, width] of [
      ['light', 1400],
      ['dark', 1400],
      ['dark', 390],
      ['light', 390],
    ] as const) {
      await emulate(tab, scheme, width);
      t.strictSame(await open('site', scenario()), [], 'no request but for the page');
      t.strictSame(tab.complaints, [], 'the policy refused nothing');
      t.equal(await tab.evaluate('document.documentElement.scrollWidth'), width, `${width} pixels are enough`);
      await tab.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
      await tab.evaluate(axe);
      const violations = await tab.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map((node) => node.html + " " + node.failureSummary).join("; ")))',
      );
      t.strictSame(violations, [], `axe: ${scheme}, ${width} pixels`);
    }
  });

  await t.test('the matrix of many machines, few and many', async (t) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const validator = new HtmlValidate({ extends: ['html-validate:standard', 'html-validate:a11y'] });
    for (const [machines, width] of [
      [3, 1400],
      [300, 390],
    ] as const) {
      const merger = createMerger({ latestOnly: false });
      for (let index = 0; index < machines; index++) merger.add(at(index % 3 === 0 ? scenario() : reportOf([]), `SCP${index}`));
      merger.add(at(hostile, HOSTILE[0] ?? ''));
      const page = mergedPage(merger.result());
      const { results } = await validator.validateString(page);
      t.strictSame(
        results.flatMap((result) => result.messages.map(({ ruleId, line }) => `${line} ${ruleId}`)),
        [],
        `${machines}: valid`,
      );
      const file = join(folder, `matrix-${machines}.html`);
      await writeFile(file, page);
      await emulate(tab, 'dark', width);
      t.strictSame(await tab.open(pathToFileURL(file).href), []);
      t.strictSame(tab.complaints, []);
      t.equal(await tab.evaluate('document.documentElement.scrollWidth'), width);
      await tab.evaluate(axe);
      t.strictSame(
        await tab.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))'),
        [],
      );
    }
  });

  await t.test('hostile text is inert', async (t) => {
    t.strictSame(await open('hostile', hostile), []);
    t.strictSame(tab.complaints, []);
    t.equal(await tab.evaluate('document.images.length + document.scripts.length'), 1, 'no image, no script but ours');
    t.notMatch(await tab.evaluate('document.body.textContent'), /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  await t.test('hostile text is inert on further pages too, which are made of data', async (t) => {
    await open('hostile-pages', { ...hostile, findings: Array.from({ length: 300 }, () => hostile.findings).flat() });
    await tab.evaluate('for (const on of document.querySelectorAll(".pager button[data-step=\'1\']")) on.click()');
    t.match(await tab.evaluate('document.querySelector(".pager[data-for=findings-table] [role=status]").textContent'), /^101 to/);
    t.equal(await tab.evaluate('document.querySelectorAll("#findings-table tbody").length'), 100);
    t.equal(await tab.evaluate('document.images.length + document.querySelectorAll("script:not([type])").length'), 1);
    t.notMatch(
      await tab.evaluate('document.querySelector("main").innerText'),
      /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]/,
    );
    t.strictSame(tab.complaints, []);
  });

  await t.test('filter, order and pages', async (t) => {
    await open('pages', scenario(10));
    const shown = (): Promise<unknown> =>
      tab.evaluate('[...document.querySelectorAll("#findings-table tbody")].map((body) => body.dataset.status + " " + body.dataset.route)');
    t.equal(((await shown()) as string[]).length, 100, 'one page');
    await tab.evaluate('document.querySelector(".pager[data-for=findings-table] button[data-step=\'1\']").click()');
    t.match(await tab.evaluate('document.querySelector(".pager[data-for=findings-table] [role=status]").textContent'), '101 to 200 of 420');
    await tab.evaluate('document.querySelector("a[data-status=inconclusive]").click()');
    t.strictSame(new Set((await shown()) as string[]), new Set(['inconclusive direct']), 'a tile filters');
    await tab.evaluate('document.querySelector("form.filters").reset()');
    await tab.evaluate('new Promise((resolve) => setTimeout(resolve, 20))');
    await tab.evaluate('document.querySelector("button[data-sort=ms]").click()');
    await tab.evaluate('document.querySelector("button[data-sort=ms]").click()');
    t.equal(await tab.evaluate('document.querySelector("#findings-table th:last-child").getAttribute("aria-sort")'), 'descending');
    t.ok(((await tab.evaluate('Number(document.querySelector("#findings-table tbody").dataset.ms)')) as number) >= 5000);
    await tab.evaluate(
      'const box = document.querySelector("#filter-text"); box.value = "OCSP.digicert"; box.dispatchEvent(new Event("input", { bubbles: true }))',
    );
    await tab.evaluate('new Promise((resolve) => setTimeout(resolve, 200))');
    t.equal(((await shown()) as string[]).length, 20);
  });

  await t.test('10,000 findings stay responsive', async (t) => {
    // Of the page's main thread, so that a busy machine does not count.
    const cpuSeconds = async (): Promise<number> => {
      const { metrics } = (await tab.send('Performance.getMetrics')) as { metrics: readonly { name: string; value: number }[] };
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const costOf = async (work: () => Promise<unknown>): Promise<number> => {
      const before = await cpuSeconds();
      await work();
      return (await cpuSeconds()) - before;
    };
    const click = (selector: string) => (): Promise<unknown> =>
      tab.evaluate(
        `new Promise((resolve) => { document.querySelector('${selector}').click(); requestAnimationFrame(() => setTimeout(resolve)); })`,
      );
    await tab.send('Performance.enable', { timeDomain: 'threadTicks' });
    const load = await costOf(() => open('large', scenario(240)));
    const sort = await costOf(click('button[data-sort=what]'));
    const filter = await costOf(click('a[data-status=fail]'));
    t.comment(`CPU seconds: load ${load.toFixed(2)}, sort ${sort.toFixed(2)}, filter ${filter.toFixed(2)}`);
    t.ok(load < 3 && sort < 1.5 && filter < 1.5, 'several times what a quiet machine needs');
    t.ok(((await tab.evaluate('document.querySelectorAll("*").length')) as number) < 20_000, 'rows that are not shown are no elements');
  });

  await t.test('on paper: A4, everything that is not good, no controls', async (t) => {
    await open('paper', scenario());
    const { data } = (await tab.send('Page.printToPDF', { preferCSSPageSize: true })) as { data: string };
    const pdf = Buffer.from(data, 'base64').toString('latin1');
    t.match(pdf, /\/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]/);
    await tab.send('Emulation.setEmulatedMedia', { media: 'print' });
    t.equal(
      await tab.evaluate(
        '[...document.querySelectorAll("button, nav, form")].filter((one) => one.offsetParent !== null && !one.matches(".sort")).length',
      ),
      0,
    );
  });
});

const at = (report: Report, name: string): Report => ({
  ...report,
  run: { ...report.run, vantage: { ...report.run.vantage, hostname: name } },
});

async function emulate(tab: Tab, scheme: string, width: number): Promise<void> {
  await tab.send('Emulation.setEmulatedMedia', { media: '', features: [{ name: 'prefers-color-scheme', value: scheme }] });
  await tab.send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
}
