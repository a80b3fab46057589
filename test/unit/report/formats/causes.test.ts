import t from 'tap';
import { causeInfo } from '../../../../src/causes/index.ts';
import { htmlFormat } from '../../../../src/report/formats/html/index.ts';
import { md } from '../../../../src/report/formats/md.ts';
import { namedCauses } from '../../../../src/report/view/named-causes.ts';
import { sampleReport } from '../../../support/report/sample.ts';

const report = sampleReport();
const options = { width: 100, color: false, verbose: false };
const linked = (text: string, link: RegExp): readonly string[] => [...new Set([...text.matchAll(link)].map(([, target = '']) => target))];

t.test('each cause that a finding names is explained in the page, and links lead there', async (t) => {
  const page = String(await htmlFormat.render(report, options));
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id));
  for (const code of namedCauses(report.findings)) t.ok(ids.has(`cause-${code}`), code);
  const links = linked(page, /href="#(cause-[^"]+)"/g);
  t.ok(links.length > 10, `${links.length} links`);
  for (const link of links) t.ok(ids.has(link), link);
});

t.test('the same in Markdown, by the anchors that its headings get', async (t) => {
  const text = String(await md.render(report, options));
  const headings = new Set([...text.matchAll(/^### `([a-z0-9.-]+)`$/gm)].map(([, code = '']) => code.replace('.', '')));
  const links = linked(text, /\]\(#([^)]+)\)/g);
  t.ok(links.length > 10, `${links.length} links`);
  for (const link of links) t.ok(headings.has(link), link);
  for (const code of namedCauses(report.findings)) t.ok(text.includes(`**${causeInfo(code).title}.**`), code);
});

t.test('a report that names no cause has no such part', async (t) => {
  const calm = { ...report, findings: report.findings.filter(({ cause }) => cause === null) };
  t.notMatch(await htmlFormat.render(calm, options), /What the causes mean/);
  t.notMatch(await md.render(calm, options), /What the causes mean/);
});
