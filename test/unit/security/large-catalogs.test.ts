import t from 'tap';
import { parseCatalog } from '../../../src/catalog/parse.ts';

const MOST = 5000;

t.test('as many entries as a catalog may have are accepted in flow style, too', { timeout: 120_000 }, async (t) => {
  const entry = (index: number): string =>
    `{id: f/e${index}, host: h${index}.example.com, scheme: https, ports: [443, 80, 8080], feature: f, required: true, connector: [scp, client], clouds: [public, usgov], probe: [a.example.com, b.example.com], why: "some words", source: a, since: "1511", expect: {ranges: true, tls: "1.2"}}`;
  const entries = Array.from({ length: MOST }, (_, index) => entry(index)).join(', ');
  const text = `id: c\ntitle: t\nrevision: "1"\nsources: {a: {title: t, url: "https://x"}}\nendpoints: [${entries}]\n`;
  t.equal(parseCatalog(text, 'flow.yaml', 'sha256').endpoints.length, MOST);
});

t.test('nothing but marks is refused soon', async (t) => {
  for (const mark of ['[]', '{},', '- ', '? ', '[', '&a *a ']) {
    const from = process.cpuUsage();
    t.throws(() => parseCatalog(mark.repeat(1_999_000 / mark.length), 'marks.yaml', 'sha256'), { name: 'UsageError' }, mark);
    const used = process.cpuUsage(from);
    t.ok(used.user + used.system < 5_000_000, `${mark}: ${(used.user + used.system) / 1000} ms`);
  }
});
