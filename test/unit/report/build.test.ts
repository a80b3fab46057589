import t from 'tap';
import type { Finding, Status } from '../../../src/model/finding.ts';
import type { Report, RunVerdict } from '../../../src/model/report.ts';
import { buildReport } from '../../../src/report/build.ts';
import { type ExitCode, exitCodeOf, type FailOn } from '../../../src/report/exit-code.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';

function built(findings: readonly Finding[]): Report {
  const { tool, run } = reportOf([]);
  const routes = [
    { name: 'direct', kind: 'direct', auth: 'none' },
    { name: 'proxy.example:8080', kind: 'http', via: { host: 'proxy.example', port: 8080 }, auth: 'auto' },
    { name: '[2001:db8::1]:3128', kind: 'http', via: { host: '2001:db8::1', port: 3128 }, auth: 'auto' },
  ] as const;
  return buildReport({ tool, run, catalogs: [], routes, findings });
}

const of = (status: Status, required = true): Finding => finding({ id: `endpoint:a/${status}.example:443@direct`, status, required });

t.test('routes hold no secret and say where the proxy is', (t) => {
  t.strictSame(
    built([]).routes.map(({ name, address }) => [name, address]),
    [
      ['direct', ''],
      ['proxy.example:8080', 'proxy.example:8080'],
      ['[2001:db8::1]:3128', '[2001:db8::1]:3128'],
    ],
  );
  t.end();
});

t.test('a route finding is not counted, the findings that it explains are', (t) => {
  const children = ['a', 'b', 'c'].map((name) => failure(`endpoint:x/${name}.example:443@direct`));
  const route = failure('route:direct:tcp.timeout', { kind: 'route', feature: null, children: children.map(({ id }) => id) });
  const { summary } = built([route, ...children, of('pass'), { ...of('warn'), owner: 'dns' }, { ...of('inconclusive'), owner: 'dns' }]);
  t.strictSame(summary, { pass: 1, warn: 1, fail: 3, skip: 0, inconclusive: 1, byOwner: { firewall: 3, dns: 1 }, verdict: 'fail' });
  t.end();
});

t.test('verdict and exit code', (t) => {
  const table: readonly (readonly [name: string, findings: readonly Finding[], RunVerdict, Readonly<Record<FailOn, ExitCode>>])[] = [
    ['all pass', [of('pass')], 'pass', { fail: 0, warn: 0, regression: 0 }],
    ['a skip beside a pass', [of('pass'), of('skip')], 'pass', { fail: 0, warn: 0, regression: 0 }],
    ['a warning', [of('pass'), of('warn')], 'warn', { fail: 0, warn: 1, regression: 0 }],
    ['a failure', [of('pass'), of('fail')], 'fail', { fail: 1, warn: 1, regression: 0 }],
    ['a failure and something not told', [of('fail'), of('inconclusive')], 'fail', { fail: 1, warn: 1, regression: 3 }],
    ['something required not told', [of('pass'), of('inconclusive')], 'inconclusive', { fail: 3, warn: 3, regression: 3 }],
    ['and a warning', [of('warn'), of('inconclusive')], 'inconclusive', { fail: 3, warn: 1, regression: 3 }],
    ['something optional not told', [of('pass'), of('inconclusive', false)], 'warn', { fail: 0, warn: 0, regression: 0 }],
    ['nothing at all', [], 'inconclusive', { fail: 3, warn: 3, regression: 3 }],
    ['only skips', [of('skip')], 'inconclusive', { fail: 3, warn: 3, regression: 3 }],
  ];
  for (const [name, findings, verdict, codes] of table) {
    const report = built(findings);
    t.equal(report.summary.verdict, verdict, name);
    for (const failOn of ['fail', 'warn', 'regression'] as const) {
      t.equal(exitCodeOf(report, failOn, { interrupted: false }), codes[failOn], `${name}, --fail-on ${failOn}`);
      t.equal(exitCodeOf(report, failOn, { interrupted: true }), 130, `${name}, interrupted`);
    }
  }
  t.equal(exitCodeOf(built([of('pass')]), 'regression', { interrupted: false, regressions: 1 }), 1);
  t.equal(exitCodeOf(built([of('inconclusive')]), 'regression', { interrupted: false, regressions: 1 }), 1);
  t.end();
});
