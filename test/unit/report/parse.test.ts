import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';
import { UsageError } from '../../../src/model/usage-error.ts';
import { summarise } from '../../../src/report/build.ts';
import { json } from '../../../src/report/formats/json.ts';
import { parseReport } from '../../../src/report/parse.ts';
import { failure, reportOf } from '../../support/report/examples.ts';
import { scenario } from '../../support/report/scenario.ts';

const render = (report: Parameters<typeof json.render>[0]): string =>
  String(json.render(report, { width: 100, color: false, verbose: false }));

t.test('what is written is read back the same', (t) => {
  for (const report of [
    scenario(),
    reportOf([]),
    reportOf([failure('endpoint:a/b:1@direct', { message: '\u001b[2J\u202e', evidence: { 'x\n': [{}] } })]),
  ])
    t.strictSame(parseReport(render(report), 'x.json'), { ...report, summary: summarise(report.findings) });
  t.end();
});

t.test('unknown keys are kept, older reports get what they lack, a byte order mark is no matter', (t) => {
  const report = JSON.parse(render(scenario())) as {
    run: Record<string, unknown>;
    findings: Record<string, unknown>[];
    [key: string]: unknown;
  };
  report.later = { a: 1 };
  report.run.later = true;
  delete report.run.notes;
  for (const finding of report.findings) finding.later = [1];
  const read = parseReport(`\ufeff${JSON.stringify(report)}`, 'x.json') as unknown as typeof report;
  t.strictSame(read.later, { a: 1 });
  t.equal(read.run.later, true);
  t.strictSame(read.findings[0]?.later, [1]);
  t.strictSame(read.run.notes, []);
  t.end();
});

t.test('the published schema takes every report that is written', async (t) => {
  const schema = JSON.parse(await readFile(join(packageRoot(), 'reports/report.schema.json'), 'utf8')) as object;
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  for (const report of [scenario(), reportOf([])]) t.ok(validate(JSON.parse(render(report))), ajv.errorsText(validate.errors));
  t.notOk(validate({ ...scenario(), schemaVersion: '2' }));
  t.notOk(validate({ ...scenario(), findings: [{ id: 'x' }] }));
});

t.test('what is wrong is named', (t) => {
  const good = (): Record<string, unknown> & { findings: Record<string, unknown>[] } => JSON.parse(render(scenario()));
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const table: readonly (readonly [name: string, text: string, field: string | undefined, message: RegExp])[] = [
    ['no JSON', '<html>', undefined, /not valid JSON/],
    ['empty', '', undefined, /not valid JSON/],
    ['cut off', render(scenario()).slice(0, 5000), undefined, /not valid JSON/],
    ['an array', '[]', 'schemaVersion', /no schemaVersion/],
    ['null', 'null', 'schemaVersion', /no schemaVersion/],
    ['a number', '7', 'schemaVersion', /no schemaVersion/],
    ['another version', '{"schemaVersion":"9"}', 'schemaVersion', /schemaVersion is "9"/],
    ['no findings', JSON.stringify({ ...good(), findings: undefined }), 'findings', /array/],
    [
      'an unknown status',
      JSON.stringify({ ...good(), findings: [{ ...good().findings[0], status: 'perfect' }] }),
      'findings.0.status',
      /pass/,
    ],
    [
      'an unknown cause',
      JSON.stringify({ ...good(), findings: [{ ...good().findings[0], cause: 'dns.odd' }] }),
      'findings.0.cause',
      /expected/,
    ],
    [
      'a word as count',
      JSON.stringify({ ...good(), findings: [{ ...good().findings[0], attempts: 'x' }] }),
      'findings.0.attempts',
      /number/,
    ],
    [
      'deep evidence',
      JSON.stringify({ ...good(), findings: [] }).replace('"findings":[]', `"findings":[{"evidence":${deep}}]`),
      undefined,
      /levels deep/,
    ],
    ['deep', deep, undefined, /levels deep/],
  ];
  for (const [name, text, field, message] of table) {
    try {
      parseReport(text, 'saved.json');
      t.fail(`${name} was taken`);
    } catch (error) {
      t.ok(error instanceof UsageError, name);
      const { located, message: said, file, field: where } = error as UsageError;
      t.match(said, message, name);
      t.equal(file, 'saved.json');
      t.equal(where, field, located);
      t.ok(said.length <= 320, `${name}: ${said.length} characters`);
    }
  }
  t.end();
});
