import t from 'tap';
import type { Finding } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/report.ts';
import { UsageError } from '../../../src/model/usage-error.ts';
import { compareExitCode, compareReports } from '../../../src/report/compare/compare.ts';
import { createMerger, mergeExitCode } from '../../../src/report/merge/merge.ts';
import { remarks } from '../../../src/report/merge/words.ts';
import { parseReport } from '../../../src/report/parse.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';
import { findings, good, HOSTILE, head, ID, many, withEvidence } from '../../support/report/hostile-files.ts';
import { scenario } from '../../support/report/scenario.ts';

t.test('a hostile report is refused at once, for little memory', (t) => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    const [began, before] = [process.cpuUsage(), process.memoryUsage().heapUsed];
    t.throws(() => parseReport(text, 'x.json'), UsageError, name);
    t.ok(cpuMs(began) < 1500, `${name}: ${Math.round(cpuMs(began))} ms`);
    t.ok(process.memoryUsage().heapUsed - before < 120e6, `${name}: memory`);
  }
  t.end();
});

t.test('what is no hostile report is read', (t) => {
  t.equal(parseReport(findings(''), 'x').findings.length, 0);
  t.equal(parseReport(findings(' '), 'x').findings.length, 0);
  t.equal(parseReport(findings(many(good, 2)), 'x').findings.length, 2);
  t.equal(parseReport(`{"findings":[${good}],${head.slice(1)}}`, 'x').findings.length, 1, 'in any place');
  const odd = finding({ id: ID, message: 'a "findings":[{}] \\" , ] }' });
  t.equal(parseReport(findings(JSON.stringify(odd)), 'x').findings[0]?.message, odd.message);
  const large = JSON.stringify(scenario(239), null, 2);
  t.equal(parseReport(large, 'x').findings.length, scenario(239).findings.length, `10,000 findings, ${large.length} bytes`);
  for (const wrong of [`${good},`, `,${good}`, `${good} ${good}`, '7', '[]', 'null', '"x"'])
    t.throws(() => parseReport(findings(wrong), 'x'), UsageError, wrong.slice(0, 20));
  t.end();
});

t.test('no text of the file is in an error', (t) => {
  const secret = 'root:$6$S3CRET';
  const texts = [
    secret,
    `"${secret}"`,
    `{"schemaVersion":"${secret}"}`,
    `{"${secret}":{`,
    findings(`${secret}`),
    findings(`{"id":"${secret}","kind":"${secret}"}`),
  ];
  const evidence = findings(withEvidence(`{"${secret}":1,"neededBy":{"${secret}":1}}`));
  const summary = `${head.replace('"byOwner":{}', `"byOwner":{"${secret}":1}`)},"findings":[],"routes":[{"${secret}":1}]}`;
  for (const text of [...texts, evidence, summary]) {
    const error = t.throws(() => parseReport(text, 'x.json'), UsageError) as unknown;
    t.notMatch(error instanceof UsageError ? `${error.located} ${error.hint}` : 'none', /S3CRET|root/, text.slice(0, 40));
  }
  t.end();
});

t.test('sums and verdicts are computed, whatever the file says', (t) => {
  const liar = { ...reportOf([failure(ID)]), summary: { ...reportOf([]).summary, pass: 3, fail: 0, verdict: 'pass' as const } };
  t.match(parseReport(JSON.stringify(liar), 'x').summary, { pass: 0, fail: 1, verdict: 'fail' });
  const { summary: _none, ...without } = liar;
  t.equal(parseReport(JSON.stringify(without), 'x').summary.verdict, 'fail');
  const merger = createMerger({ latestOnly: false });
  merger.add(liar);
  t.equal(merger.result().vantages[0]?.verdict, 'fail');
  t.end();
});

const at = (hostname: string, addresses: readonly string[], startedAt: string, ...all: readonly Finding[]): Report =>
  reportOf(all, { vantage: { hostname, platform: 'linux', addresses }, startedAt, id: startedAt });

t.test('a machine is its name, domain and addresses', (t) => {
  const [early, late] = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'];
  const pass = finding({ id: ID });
  const table: readonly (readonly [name: string, reports: readonly Report[], machines: number, code: number])[] = [
    ['other addresses', [at('SCP01', ['192.0.2.1'], early, failure(ID)), at('SCP01', ['198.51.100.1'], late, pass)], 2, 1],
    ['another domain', [at('scp01.a.example', ['10.0.0.1'], early, failure(ID)), at('scp01.b.example', ['10.0.0.1'], late, pass)], 2, 1],
    ['no addresses', [at('SCP01', ['10.0.0.1'], early, failure(ID)), at('SCP01', [], late, pass)], 2, 1],
    [
      'the same machine',
      [at('SCP01', ['10.0.0.1', 'fe80::1', '2001:db8::1'], early, failure(ID)), at('scp01', ['10.0.0.1', '2001:db8::2'], late, pass)],
      1,
      0,
    ],
  ];
  for (const [name, reports, machines, code] of table) {
    const merger = createMerger({ latestOnly: true });
    for (const report of reports) merger.add(report);
    const merged = merger.result();
    t.equal(merged.vantages.length, machines, name);
    t.equal(new Set(merged.vantages.map((vantage) => vantage.name)).size, machines, `${name}: told apart`);
    t.equal(mergeExitCode(merged), code, name);
    const remark = remarks(merged).filter((line) => /machines are called/.test(line));
    t.equal(remark.length, name === 'another domain' || machines === 1 ? 0 : 1, `${name}: ${remark.join()}`);
  }
  t.end();
});

t.test('a graver cause is worse, a milder one is not', (t) => {
  const rows = [
    ['http.status', 'tls.intercepted', 1],
    ['http.status', 'tcp.timeout', 1],
    ['tcp.timeout', 'dns.hijacked', 1],
    ['tls.intercepted', 'http.status', 0],
    ['tcp.timeout', 'tcp.refused', 0],
  ] as const;
  for (const [before, after, code] of rows) {
    const comparison = compareReports(reportOf([failure(ID, { cause: before })]), reportOf([failure(ID, { cause: after })]));
    t.equal(compareExitCode(comparison), code, `${before} to ${after}`);
    t.equal(comparison.changes[0]?.kind, code === 1 ? 'broken' : 'changed');
  }
  t.end();
});
