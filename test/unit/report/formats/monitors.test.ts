import { spawnSync } from 'node:child_process';
import t from 'tap';
import type { Report } from '../../../../src/model/report.ts';
import { FORMAT_MODULES, type FormatName } from '../../../../src/report/formats/index.ts';
import { pluginStateOf } from '../../../../src/report/plugin-state.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';
import { hostileReport } from '../../../support/report/hostile.ts';
import { sampleReport } from '../../../support/report/sample.ts';
import { scenario } from '../../../support/report/scenario.ts';

const render = async (name: FormatName, report: Report): Promise<string> =>
  String(await (await FORMAT_MODULES[name]()).render(report, { width: 100, color: false, verbose: false }));
const REPORTS = [
  ['sample', sampleReport()],
  ['hostile', hostileReport()],
  ['empty', reportOf([], {}, { catalogs: [], routes: [] })],
  ['large', scenario(10)],
  ['wide', reportOf([failure('endpoint:a/한국:443@direct', { title: '한'.repeat(3000), message: '🎉|'.repeat(3000) })])],
  ['twice', reportOf([failure('endpoint:a/b:443@direct'), finding({ id: 'endpoint:a/b:443@direct' })])],
] as const;

/** One line of the text format (prometheus.io, "Exposition formats"). */
const SAMPLE = /^configmgr_preflight_[a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? -?\d+(?:\.\d+)?(?:e-?\d+)?$/;
const PROMTOOL = spawnSync('promtool', ['--version']).status === 0;

t.test('prometheus: each line of the grammar, each series once, and promtool has nothing to say', async (t) => {
  for (const [name, report] of REPORTS) {
    const text = await render('prometheus', report);
    const samples = text
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('# '));
    for (const line of samples) if (!SAMPLE.test(line)) t.fail(`${name}: ${line.slice(0, 300)}`);
    const series = samples.map((line) => line.replace(/ \S+$/, ''));
    t.equal(new Set(series).size, series.length, `${name}: ${series.length} series`);
    t.notMatch(text, /\r/);
    if (!PROMTOOL) continue;
    const judged = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    t.strictSame([judged.status, judged.stdout, judged.stderr], [0, '', ''], name);
  }
});

t.test('prometheus: series keep their names whatever is found', async (t) => {
  const names = async (report: Report): Promise<readonly string[]> =>
    (await render('prometheus', report))
      .split('\n')
      .filter((line) => line.startsWith('configmgr_preflight_finding_status'))
      .map((line) => line.replace(/ \S+$/, ''));
  const id = 'endpoint:a/b.example:443@direct';
  t.strictSame(await names(reportOf([failure(id)])), await names(reportOf([finding({ id })])));
  t.match(await render('prometheus', reportOf([failure(id)])), /finding_status\{id="endpoint:a\/b\.example:443@direct",[^}]*\} 2\n/);
});

t.test('nagios: one line with state and performance data, all within 4 KiB', async (t) => {
  for (const [name, report] of REPORTS) {
    const text = await render('nagios', report);
    const [first = '', ...others] = text.trimEnd().split('\n');
    t.match(
      first,
      /^PREFLIGHT (?:OK|WARNING|CRITICAL|UNKNOWN) - [^|]+ \| fail=\d+;;0;0 inconclusive=\d+;;;0 warn=\d+;0;;0 pass=\d+;;;0 skip=\d+;;;0 time=\d+\.\d{3}s;;;0$/,
      name,
    );
    t.notMatch(others.join('\n'), /\|/, `${name}: no other performance data`);
    t.ok(Buffer.byteLength(text) <= 4096, `${name}: ${Buffer.byteLength(text)} bytes`);
    if (name === 'wide') t.notMatch(text, /\ufffd/, 'no character is cut');
  }
  const states = (['pass', 'warn', 'fail', 'inconclusive'] as const).map(
    (verdict) => pluginStateOf({ summary: { ...reportOf([]).summary, verdict } }).code,
  );
  t.strictSame(states, [0, 1, 2, 3]);
});

/** What the card uses, with the values that adaptivecards.io documents for version 1.4. */
const RUN_KEYS: Readonly<Record<string, readonly unknown[] | 'text'>> = {
  type: ['TextRun'],
  text: 'text',
  size: ['small', 'default', 'large'],
  weight: ['default', 'bolder'],
  color: ['default', 'good', 'warning', 'attention', 'accent'],
  isSubtle: [true, false],
};
interface CardElement {
  readonly type: string;
  readonly items?: readonly CardElement[];
  readonly inlines?: readonly Readonly<Record<string, unknown>>[];
}

t.test('teams: a message with a card of known elements, small enough, in which no text is markup', async (t) => {
  for (const [name, report] of REPORTS) {
    const text = await render('teams', report);
    t.ok(Buffer.byteLength(text) <= 28 * 1024, `${name}: ${Buffer.byteLength(text)} bytes`);
    const { type, attachments } = JSON.parse(text) as {
      type: string;
      attachments: { contentType: string; content: Record<string, unknown> & { body: CardElement[] } }[];
    };
    t.match([type, attachments.length, attachments[0]?.contentType], ['message', 1, 'application/vnd.microsoft.card.adaptive']);
    const { body = [], ...card } = attachments[0]?.content ?? { body: [] };
    t.match(card, { type: 'AdaptiveCard', version: '1.4', fallbackText: /^Preflight of / });
    const blocks = body.flatMap((element) => (element.type === 'Container' ? (element.items ?? []) : [element]));
    t.strictSame([...new Set(blocks.map((block) => block.type))], ['RichTextBlock'], 'a TextBlock would read Markdown');
    for (const [key, value] of blocks.flatMap((block) => (block.inlines ?? []).flatMap((run) => Object.entries(run)))) {
      const known = RUN_KEYS[key];
      if (known === 'text' ? typeof value !== 'string' : known?.includes(value) !== true) t.fail(`${name}: ${key} ${String(value)}`);
    }
    const shown = body.filter((element) => element.type === 'Container').length;
    if (name === 'large') t.ok(shown > 3, `${shown} problems`);
  }
});
