import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { Parser } from 'tap-parser';
import { parse as parseYaml } from 'yaml';
import { oneOf } from '../../../../src/cli/arguments/one-of.ts';
import { batches } from '../../../../src/cli/streams/batches.ts';
import { packageRoot } from '../../../../src/files/package-root.ts';
import { FINDING_KINDS, FINDING_LAYERS, type Finding, OWNERS, STATUSES } from '../../../../src/model/finding.ts';
import type { Report } from '../../../../src/model/report.ts';
import { FORMAT_MODULES, FORMAT_NAMES, type FormatName } from '../../../../src/report/formats/index.ts';
import { findingLine } from '../../../../src/report/formats/ndjson.ts';
import { renderPieces } from '../../../../src/report/render.ts';
import { json as escapedJson } from '../../../../src/text/escape.ts';
import { width as widthOf } from '../../../../src/text/layout.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';
import { hostileReport } from '../../../support/report/hostile.ts';
import { sampleReport } from '../../../support/report/sample.ts';
import { scenario } from '../../../support/report/scenario.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const run = promisify(execFile);
const sample = sampleReport();
const render = async (
  name: FormatName,
  report: Report,
  options: { width?: number; color?: boolean; verbose?: boolean } = {},
): Promise<string> => String(await (await FORMAT_MODULES[name]()).render(report, { width: 100, color: false, verbose: false, ...options }));

t.test('the registry and the folder name the same', async (t) => {
  const folder = join(packageRoot(), 'src/report/formats');
  const there = [...readdirSync(folder), ...readdirSync(join(folder, 'builds'))]
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !['index', 'format', 'builds'].includes(name))
    .sort();
  t.strictSame([...FORMAT_NAMES].sort(), there);
  for (const name of FORMAT_NAMES) t.match((await FORMAT_MODULES[name]()).extension, /^[a-z]+$/, name);
  t.equal(oneOf('json', FORMAT_NAMES, '--format'), 'json');
  t.throws(() => oneOf('toString', FORMAT_NAMES, '--format'), { name: 'UsageError', field: '--format' });
});

t.test('the sample has every status, kind and owner', (t) => {
  const all = (values: readonly unknown[]): ReadonlySet<unknown> => new Set(values);
  t.same(all(sample.findings.map(({ status }) => status)), all(STATUSES));
  t.same(all(sample.findings.map(({ kind }) => kind)), all(FINDING_KINDS));
  t.same(all(sample.findings.map(({ owner }) => owner)), all([...OWNERS, null]));
  // Ports are judged by the layer that stops them.
  t.same(all(sample.findings.map(({ layer }) => layer)), all([...FINDING_LAYERS.filter((layer) => layer !== 'port'), null]));
  t.equal(new Set(sample.findings.map(({ id }) => id)).size, sample.findings.length, 'ids are unique');
  t.end();
});

t.test('what is written piece by piece is the same text', async (t) => {
  const empty = reportOf([]);
  for (const report of [sample, hostileReport(), empty]) {
    t.equal(await render('json', report), `${escapedJson(report, 2)}\n`, 'laid out as JSON.stringify does');
    for (const name of FORMAT_NAMES) {
      const pieces = await renderPieces(report, name);
      if (!(pieces instanceof Uint8Array)) t.equal([...pieces].join(''), await render(name, report), name);
    }
  }
  const long = Array.from({ length: 40_000 }, (_, index) => `${index} `);
  const parts = [...batches(long)];
  t.equal(parts.join(''), long.join(''));
  t.ok(parts.length > 2 && parts.slice(0, -1).every(({ length }) => length >= 65_536), `${parts.length} parts`);
  t.same([[...batches([])], [...batches([''])]], [[], []], 'no text is no part');
});

t.test('facts that no format knows are shown all the same', async (t) => {
  const evidence = { laterKey: 'later value', nested: { deep: [{ innermost: 42 }] } };
  const report = reportOf([failure('endpoint:a/b.example:443@direct', { evidence })]);
  for (const name of ['table', 'json', 'ndjson', 'md', 'junit', 'csv', 'html', 'tap'] as const) {
    const text = await render(name, report, { verbose: true });
    for (const word of ['laterKey', 'later value', 'innermost', '42']) t.ok(text.includes(word), `${name}: ${word}`);
  }
});

t.test('table', async (t) => {
  const table = await render('table', sample);
  const lines = table.trimEnd().split('\n');

  await t.test('verdict first and last, then what to change, the worst and the whole route first', async (t) => {
    t.match(lines[0], /^FAIL: /);
    t.match(lines.at(-1), /^FAIL: 34 fail · 2 inconclusive · 3 warn · 31 pass · 3 skip$/);
    const at = (words: string): number => {
      const index = table.indexOf(words);
      t.ok(index >= 0, words);
      return index;
    };
    const order = [
      'What to change',
      'Proxy team (26 fail)',
      '1.  FAIL proxy-b',
      'Firewall team (',
      'No owner yet',
      'By feature',
      'Waived: sccm',
      'Action needed',
    ];
    t.strictSame(
      order.map(at),
      [...order.map(at)].sort((a, b) => a - b),
      'in this order',
    );
    t.match(table, /has\s+the\s+same\s+problem[\s(]+21\s+of\s+21/);
    t.match(table, /Not asked: \{TenantStorage\}\.blob\.core\.windows\.net\. The parameter TenantStorage has no value/);
    t.notMatch(table, /fail proxy\.auth-rejected/, 'what the route finding explains is folded');
    t.match(table, /Left out: proxy-b/);
  });

  await t.test('no line is wider than the terminal, but for commands to be copied', async (t) => {
    for (const width of [60, 80, 100, 120, 160, 300]) {
      for (const report of [sample, scenario(), hostileReport()]) {
        const wide = (await render('table', report, { width }))
          .split('\n')
          .filter((line) => widthOf(line) > width && !/^ +check /.test(line));
        t.strictSame(wide, [], `${width} columns`);
      }
    }
  });

  await t.test('every destination stands in full, whatever the width', async (t) => {
    for (const width of [60, 80, 120]) {
      const text = (await render('table', sample, { width })).slice(table.indexOf('By feature')).replace(/\s+/g, '');
      for (const { status, feature, target, cause } of sample.findings)
        if (status === 'fail' && feature !== null && cause !== 'proxy.auth-rejected')
          t.ok(text.includes(String((target as { host?: unknown }).host).split('.')[0] ?? ''), String(target.host));
    }
  });

  await t.test('colour only when asked for', async (t) => {
    const colored = await render('table', sample, { color: true });
    t.notMatch(table, '\u001b');
    t.match(colored, '\u001b[31m');
    t.equal(colored.replace(/\u001b\[\d+m/g, ''), table);
  });

  await t.test('verbose shows what passes, with evidence', async (t) => {
    t.notMatch(table, 'crl3.digicert.com:80');
    const verbose = await render('table', sample, { verbose: true });
    t.match(verbose, / {2}crl3\.digicert\.com:80 +pass +pass/);
    t.match(verbose, /\nEvidence\n/);
    t.match(verbose, /tlsVersion +TLSv1\.3/);
  });

  await t.test('one route is enough', async (t) => {
    const ways = (trouble: Partial<Finding>): Report =>
      reportOf(
        [
          failure('endpoint:a/x.example:443@direct'),
          finding({ id: 'endpoint:a/x.example:443@p:8080', route: 'p:8080' }),
          finding({ id: 'account:a', kind: 'account', route: null, feature: null, ...trouble }),
        ],
        {},
        { routes: ['direct', 'p:8080'].map((name) => ({ name, kind: 'http', address: name, auth: 'none' })) },
      );
    t.match(await render('table', ways({})), /^FAIL: not every route works\. Everything required passes over p:8080\.\n/);
    t.match(
      await render('table', ways({ status: 'fail' })),
      /^FAIL: the role will not work as it stands\.\n/,
      'no route helps against a locked account',
    );
  });

  await t.test('what was read from logs is no judgement of now', async (t) => {
    const logged = (more: Partial<Finding>): Report =>
      reportOf([finding({ id: 'endpoint:logs/x.example:443', route: null, evidence: { logs: [{ file: 'a.log' }] }, ...more })]);
    const rows: readonly (readonly [Partial<Finding>, RegExp, string])[] = [
      [{ status: 'fail', cause: 'dns.nxdomain' }, /^FAIL: these logs contain network errors/, 'Errors logged'],
      [{ status: 'warn', cause: 'dns.nxdomain' }, /^PASS WITH WARNINGS: these logs/, 'Errors logged, no longer in the way'],
      [{ status: 'inconclusive' }, /^INCONCLUSIVE: these logs/, 'Errors logged, cause unknown'],
      [{}, /^PASS: these logs show answers/, 'No errors logged'],
    ];
    for (const [more, sentence, headline] of rows) {
      t.match(await render('table', logged(more)), sentence);
      t.match(await render('html', logged(more)), `<h2 id="verdict">${headline}</h2>`);
    }
    const mixed = { ...logged({}), findings: [...logged({}).findings, ...reportOf([finding({ id: 'endpoint:a/x:443@direct' })]).findings] };
    t.match(await render('table', mixed), /^PASS: every selected/);
  });

  await t.test('nothing to say', async (t) => {
    t.match(
      await render('table', reportOf([finding({ id: 'endpoint:a/x:443@direct' })])),
      /^PASS: every selected prerequisite is met\.\n1 pass\n/,
    );
    t.match(
      await render('table', { ...reportOf([]), summary: { ...reportOf([]).summary, verdict: 'inconclusive' } }),
      /^INCONCLUSIVE: nothing was checked\.\n/,
    );
  });
});

t.test('ndjson: the run, each finding, the summary', async (t) => {
  const lines = (await render('ndjson', sample)).trimEnd().split('\n');
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  t.strictSame(
    objects.map(({ type }) => type),
    ['run', ...sample.findings.map(() => 'finding'), 'summary'],
  );
  t.strictSame(objects[0], {
    type: 'run',
    final: true,
    schemaVersion: '1',
    tool: sample.tool,
    run: sample.run,
    catalogs: sample.catalogs,
    routes: sample.routes,
  });
  t.equal(`${lines[1]}\n`, findingLine(sample.findings[0] as Finding, true));
  t.strictSame(objects.at(-1), { type: 'summary', final: true, ...sample.summary });
});

t.test('csv: as many fields in every row, no formula', async (t) => {
  for (const report of [sample, hostileReport()]) {
    const text = await render('csv', report);
    t.equal(text.charCodeAt(0), 0xfeff, 'a byte order mark for Excel');
    const rows = fieldsOf(text.slice(1));
    t.equal(rows.length, report.findings.length + 1);
    t.strictSame([...new Set(rows.map((row) => row.length))], [rows[0]?.length]);
    t.strictSame(
      rows.flat().filter((field) => /^\s*[=+\-@]/.test(field)),
      [],
    );
  }
});

/** RFC 4180, as a spreadsheet reads it. */
function fieldsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted = '', end = ''] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/gy)) {
    row.push(quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

t.test('md: every table row has as many cells, nothing is markup that should not be', async (t) => {
  for (const report of [sample, hostileReport()]) {
    const text = await render('md', report);
    const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '').replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    t.notMatch(outside, /(?<!\\)<(?!br>)/, 'no HTML');
    const tables = outside.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
    for (const rows of tables) {
      const cells = new Set(rows.map((row) => row.match(/(?<!\\)\|/g)?.length));
      if (rows.length > 0) t.equal(cells.size, 1, rows[0]?.slice(0, 80) ?? '');
    }
  }
});

t.test('tap: read by a TAP parser', async (t) => {
  for (const report of [sample, hostileReport(), reportOf([])]) {
    const points: { ok: boolean; skip?: unknown; name: string; diag?: Record<string, unknown> }[] = [];
    const parser = new Parser({ strict: true });
    parser.on('assert', (point: (typeof points)[number]) => points.push(point));
    const done = new Promise<{ readonly failures: readonly { tapError: string | null }[]; readonly count: number }>((resolve) =>
      parser.on('complete', resolve),
    );
    parser.end(await render('tap', report));
    const { failures, count } = await done;
    t.strictSame(
      failures.filter(({ tapError }) => tapError !== null),
      [],
      'nothing that is no TAP',
    );
    t.equal(count, report.findings.length);
    for (const [index, { status, message }] of report.findings.entries()) {
      const point = points[index];
      t.equal(point?.ok, status !== 'fail' && status !== 'inconclusive', status);
      t.equal(point?.skip !== undefined && point.skip !== false, status === 'skip');
      if (status === 'fail' && message !== '') t.equal(point?.diag?.message, message.replace(/\p{Cs}/gu, '\ufffd'));
    }
  }
  const details = /\n {2}---\n([\s\S]*?)\n {2}\.\.\.\n/.exec(await render('tap', sample))?.[1] ?? '';
  t.match(parseYaml(details), { status: 'fail', cause: 'proxy.auth-rejected', evidence: { proxyStatus: 407 } });
});

t.test('junit', async (t) => {
  const xmllint = await run('xmllint', ['--version']).then(
    () => true,
    () => false,
  );
  if (!xmllint && process.env.CI === undefined) return void t.pass('not checked: no xmllint here (Debian: libxml2-utils)', { skip: true });
  const folder = await temporaryFolder('junit');
  const schema = join(packageRoot(), 'test/support/schemas/junit.xsd');
  for (const [name, report] of [
    ['sample', sample],
    ['hostile', hostileReport()],
    ['empty', reportOf([])],
    ['large', scenario(10)],
  ] as const) {
    const file = join(folder, `${name}.xml`);
    await writeFile(file, await render('junit', report));
    const judged = await run('xmllint', ['--noout', '--huge', '--schema', schema, file]).catch((error: { stderr: string }) => error);
    t.match(judged.stderr, /^\S+ validates\n$/, name);
    const count = async (path: string): Promise<number> =>
      Number((await run('xmllint', ['--huge', '--xpath', `count(${path})`, file])).stdout);
    const of = (status: string): number => report.findings.filter((one) => one.status === status).length;
    t.equal(await count('//testcase'), report.findings.length, name);
    t.equal(await count('//testcase/failure'), of('fail'));
    t.equal(await count('//testcase/error'), of('inconclusive'));
    t.equal(await count('//testcase/skipped'), of('skip'));
    t.equal(await count('//testcase/system-out'), of('warn'));
    t.equal(await count('//testsuite[@failures != count(testcase/failure) or @errors != count(testcase/error)]'), 0, 'the sums are right');
  }
});
