import t from 'tap';
import type { Report } from '../../src/model/report.ts';
import { compareReports } from '../../src/report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../src/report/compare/formats.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../../src/report/formats/index.ts';
import { MERGE_FORMATS } from '../../src/report/merge/formats.ts';
import { createMerger } from '../../src/report/merge/merge.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { reportOf } from '../support/report/examples.ts';
import { CONTROLS, hostileReport } from '../support/report/hostile.ts';
import { scenario } from '../support/report/scenario.ts';
import { extent } from '../support/suite/extent.ts';

type Render = (report: Report) => Promise<string>;

/** Only the table looks at them. */
const WAYS = [
  [60, false],
  [120, true],
] as const;

/** Everything that makes text of reports, over every way it can be asked to. */
const RENDERERS = new Map<string, Render>();
for (const name of FORMAT_NAMES) {
  for (const [width, verbose] of name === 'table' ? WAYS : WAYS.slice(0, 1))
    RENDERERS.set(`${name} at ${width}${verbose ? ', verbose' : ''}`, async (report) => {
      const rendered = await (await FORMAT_MODULES[name]()).render(report, { width, verbose, color: false });
      return typeof rendered === 'string' ? rendered : '\n';
    });
}
for (const [name, render] of Object.entries(COMPARE_FORMATS))
  RENDERERS.set(`compare ${name}`, async (report) => render(compareReports(reportOf([]), report)));
for (const [name, render] of Object.entries(MERGE_FORMATS)) {
  RENDERERS.set(`merge ${name}`, async (report) => {
    const merger = createMerger({ latestOnly: false });
    merger.add(report);
    merger.add({ ...report, run: { ...report.run, vantage: { ...report.run.vantage, hostname: 'other' } } });
    merger.addUnread(report.tool.version, report.tool.name);
    return [...render(merger.result())].join('');
  });
}

/** Bytes that stand for themselves in a format: CSV ends its lines with CR LF and begins with a byte order mark. */
const own = (text: string): string => text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');

t.test('hostile text steers no terminal, whatever the format', async (t) => {
  const report = hostileReport();
  for (const [name, render] of RENDERERS) {
    const text = await render(report);
    const found = CONTROLS.exec(own(text));
    t.equal(
      found === null ? '' : JSON.stringify(own(text).slice(Math.max(0, found.index - 60), found.index + 20)),
      '',
      `${name}: no control characters`,
    );
    // Not the text itself: tap would print all of it, passed or not.
    t.equal(/^##vso\[task\.complete|^::error file=a/m.exec(text)?.[0], undefined, `${name}: no command to a build server`);
    t.ok(text.endsWith('\n'), `${name}: ends with a newline`);
    t.equal(await render(hostileReport()), text, `${name}: the same bytes again`);
  }
});

t.test('an empty report', async (t) => {
  for (const [name, render] of RENDERERS) {
    const text = await render(reportOf([], {}, { catalogs: [], routes: [] }));
    t.ok(text.endsWith('\n') && !text.endsWith('\n\n'), name);
  }
});

t.test('10,000 findings in bounded time', async (t) => {
  const report = scenario(extent(240, 24));
  t.ok(report.findings.length >= extent(10_000, 1000));
  for (const [name, render] of RENDERERS) {
    const from = process.cpuUsage();
    const text = await render(report);
    const tookMs = Math.round(cpuMs(from));
    t.ok(tookMs < 10_000, `${name}: ${tookMs} ms of the processor, ${text.length} characters`);
  }
});
