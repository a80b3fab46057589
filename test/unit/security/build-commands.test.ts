import t from 'tap';
import { compareReports } from '../../../src/report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../../src/report/compare/formats.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../../../src/report/formats/index.ts';
import { MERGE_FORMATS } from '../../../src/report/merge/formats.ts';
import { createMerger } from '../../../src/report/merge/merge.ts';
import { terminal } from '../../../src/text/escape.ts';
import { wrap } from '../../../src/text/layout.ts';
import { failure, reportOf } from '../../support/report/examples.ts';

const COMMANDS = [
  '::stop-commands::token',
  '::stop-commands x=a:b::token',
  '::add-mask::x',
  '::debug',
  '::set-output name=a::b',
  '##[error]x',
  '##vso[task.complete result=Failed;]x',
  "##teamcity[buildStop comment='x']",
];
/** What GitHub, Azure Pipelines and TeamCity obey, in a line as printed. The formats made for them begin lines of their own with `::` or `##vso[task.logissue`. */
const OBEYED = /^\s*::(?!(?:error|warning|notice|group|endgroup)\b)[a-z]|##(?:vso|teamcity)?\[(?!section\]|task\.logissue )/im;

const hostile = (lead: string) =>
  reportOf(
    COMMANDS.map((command, index) =>
      failure(`endpoint:updates/x${index}:443@direct`, {
        title: `${lead}${command}`,
        message: `${lead}${command} ${lead}${command}`,
        remedy: `${lead}${command}`,
        evidence: { server: `${lead}${command}`, realm: `${lead}${command}`, location: command },
      }),
    ),
    { notes: COMMANDS.map((command) => `${lead}${command}`) },
  );

t.test('no word of a peer begins a command to a build server, wherever lines are wrapped', async (t) => {
  for (const lead of ['', 'a ', `${'word '.repeat(11)}`, 'x'.repeat(57), `${'x'.repeat(39)}(`, 'a:']) {
    const report = hostile(lead);
    for (const name of FORMAT_NAMES) {
      for (const width of [40, 60, 80]) {
        const text = await (await FORMAT_MODULES[name]()).render(report, { width, verbose: true, color: false });
        const found = typeof text === 'string' ? OBEYED.exec(text) : null;
        t.equal(
          found === null ? '' : found.input.slice(found.index, found.index + 80),
          '',
          `${name} at ${width} behind ${JSON.stringify(lead.slice(0, 12))}`,
        );
      }
    }
    for (const [name, format] of Object.entries(COMPARE_FORMATS))
      t.notMatch(format(compareReports(reportOf([]), report)), OBEYED, `compare ${name}`);
    const merger = createMerger({ latestOnly: false });
    merger.add(report);
    for (const [name, format] of Object.entries(MERGE_FORMATS)) t.notMatch([...format(merger.result())].join(''), OBEYED, `merge ${name}`);
  }
});

t.test('a long word is not broken before two colons', async (t) => {
  for (const columns of [20, 40, 53]) {
    const lines = Array.from({ length: 129 }, (_, index) => wrap(`${'9'.repeat(index + 1)}::stop-commands::a`, columns)).flat();
    t.ok(lines.length > 129, `${lines.length} lines`);
    t.strictSame(
      lines.filter((line) => /^\s*::/.test(line)),
      [],
      `${columns} columns`,
    );
  }
});

t.test('addresses and names of classes stay as they are', async (t) => {
  for (const text of [
    '::1',
    '::ffff:10.1.2.3',
    'fe80::1',
    '[::]:443',
    '[Net.ServicePointManager]::SecurityProtocol',
    'std::string',
    'a::b',
  ])
    t.equal(terminal(text), text);
});
