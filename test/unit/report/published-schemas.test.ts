import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';
import { compareReports } from '../../../src/report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../../src/report/compare/formats.ts';
import { ndjson, runLine } from '../../../src/report/formats/ndjson.ts';
import { MERGE_FORMATS } from '../../../src/report/merge/formats.ts';
import { createMerger } from '../../../src/report/merge/merge.ts';
import { failure, reportOf } from '../../support/report/examples.ts';
import { sampleReport } from '../../support/report/sample.ts';

const root = packageRoot();
const schema = (name: string): Record<string, unknown> & { $id: string } =>
  JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, unknown> & { $id: string };
const PATHS = [
  ...readdirSync(join(root, 'reports'))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => `reports/${name}`),
  'endpoints/catalog.schema.json',
];
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats.default(ajv);

t.test('each published schema has a name, a title for a type, and says what it is', (t) => {
  const ids = PATHS.map((path) => {
    const { $id, title, description } = schema(path);
    t.match([$id, title, description], [/^urn:configmgr-preflight:schema:[a-z-]+:1$/, /^[A-Z]\w+$/, /\w+ .*\.$/], path);
    return $id;
  });
  t.equal(new Set(ids).size, PATHS.length);
  const report = schema('reports/report.schema.json') as unknown as { properties: { findings: { items: { required: string[] } } } };
  t.ok(report.properties.findings.items.required.includes('skipReason'), 'what is always written is required');
  t.end();
});

t.test('what is written fits, by a strict validator', (t) => {
  const fits = (path: string, texts: readonly string[]): void => {
    const valid = ajv.getSchema(schema(path).$id) ?? ajv.compile(schema(path));
    for (const text of texts) t.ok(valid(JSON.parse(text)), `${path}: ${ajv.errorsText(valid.errors).slice(0, 300)} ${text.slice(0, 80)}`);
  };
  const [before, after] = [reportOf([failure('endpoint:a/b:443@direct')]), sampleReport()];
  for (const report of [before, after])
    fits(
      'reports/ndjson-line.schema.json',
      String(ndjson.render(report, { width: 80, color: false, verbose: false }))
        .trimEnd()
        .split('\n'),
    );
  const { findings: _findings, summary: _summary, run, ...head } = after;
  const { finishedAt: _finishedAt, durationMs: _durationMs, interrupted: _interrupted, notes: _notes, ...begun } = run;
  fits('reports/ndjson-line.schema.json', [runLine({ ...head, run: begun }, false)]);
  fits('reports/comparison.schema.json', [
    COMPARE_FORMATS.json(compareReports(before, after)),
    COMPARE_FORMATS.json(compareReports(after, before)),
  ]);
  const merger = createMerger({ latestOnly: false });
  for (const report of [before, after, before]) merger.add(report);
  merger.addUnread('lost.json', 'it does not exist');
  fits('reports/matrix.schema.json', [[...MERGE_FORMATS.json(merger.result())].join('')]);
  const valid = ajv.getSchema(schema('reports/comparison.schema.json').$id);
  t.notOk(valid?.({ kind: 'comparison' }), 'and what is something else does not');
  t.end();
});
