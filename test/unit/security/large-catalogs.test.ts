import t from 'tap';
import { catalogOf } from '../../support/catalog/catalog-text.ts';

const MOST = 5000;

t.test('as many entries as a catalog may have are accepted in flow style, too', { timeout: 120_000 }, async (t) => {
  const entry = (index: number): string =>
    `{id: f/e${index}, host: h${index}.example.com, scheme: https, ports: [443, 80, 8080], feature: f, required: true, connector: [scp, client], clouds: [public, usgov], probe: [a.h${index}.example.com, b.h${index}.example.com], why: "some words", source: a, since: "1511", expect: {ranges: true, tls: "1.2"}}`;
  const entries = Array.from({ length: MOST }, (_, index) => entry(index)).join(', ');
  const text = `id: c\ntitle: t\nrevision: "1"\nsources: {a: {title: t, url: "https://x"}}\nendpoints: [${entries}]\n`;
  t.equal(catalogOf(text, 'flow.yaml', 'sha256').endpoints.length, MOST);
});

t.test('nothing but marks is refused soon', async (t) => {
  for (const mark of ['[]', '{},', '- ', '? ', '[', '&a *a ']) {
    const from = process.cpuUsage();
    t.throws(() => catalogOf(mark.repeat(1_999_000 / mark.length), 'marks.yaml', 'sha256'), { name: 'UsageError' }, mark);
    const used = process.cpuUsage(from);
    t.ok(used.user + used.system < 5_000_000, `${mark}: ${(used.user + used.system) / 1000} ms`);
  }
});

t.test('keys that are lists or sets of keys are refused, and cost no time', (t) => {
  const within = (open: string, close: string, levels: number): string => `${open.repeat(levels)}a${close.repeat(levels)}`;
  for (const text of [
    '? '.repeat(40),
    '? '.repeat(26),
    within('{? ', '}', 39),
    within('[? ', ']', 39),
    `${within('{', '', 1)}${within('? [', ']', 30)}}`,
    '- &a [x]\n- ? *a\n  : b\n',
    '- &a {x: y}\n- {*a : b}\n',
  ]) {
    const from = process.cpuUsage();
    t.throws(
      () => catalogOf(text, 'keys.yaml', 'sha256'),
      { name: 'UsageError', message: /a key must be a text|deeper|not valid YAML/ },
      text.slice(0, 20),
    );
    const { user, system } = process.cpuUsage(from);
    t.ok(user + system < 250_000, `${text.slice(0, 20)}: ${(user + system) / 1000} ms`);
  }
  t.end();
});
