import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../src/model/report.ts';
import { startLab } from './lab/lab.ts';
import type { DnsRecord } from './lab/names.ts';
import { skipLab } from './lab/needs.ts';
import { PROXY_HOST, PROXY_PORTS, PROXY_USER } from './lab/proxy.ts';
import { MANY } from './lab/web.ts';

const ENDPOINTS = 1000;
const RUNS = 10;
const ANONYMOUS = `http://${PROXY_HOST}:${PROXY_PORTS.anonymous}`;
const BASIC = `http://${PROXY_USER.name}@${PROXY_HOST}:${PROXY_PORTS.basic}`;
const EVERYTHING = ['--catalog', 'configmgr-scp', '--catalog', 'configmgr-scp-2020', '--catalog', 'configmgr-scp-2018'];

const many = Array.from({ length: ENDPOINTS }, (_, index) => `h${index}.load.lab.test`);
const addressOf = (index: number): string => `198.18.${Math.floor(index / 250)}.${1 + (index % 250)}`;
const records = many.map((host, index): DnsRecord => [host, 'A', addressOf(index)]);

/** Findings that should not be there, short enough to read in a failed test. */
function complaints(report: Report | undefined): readonly string[] {
  const findings = report?.findings ?? [];
  return findings
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ id, status, message }) => `${id} ${status}: ${message}`);
}

t.setTimeout(300_000);
t.test('nothing is wrong', { skip: skipLab() }, async (t) => {
  const lab = await startLab({ records });
  t.teardown(() => lab.stop());

  t.test('the shipped catalog, directly and through both proxies: every endpoint passes', async (t) => {
    const env = { PREFLIGHT_PROXY_PASSWORD: PROXY_USER.password };
    const { code, report, stdout, stderr } = await lab.check(['--route', 'direct', '--route', ANONYMOUS, '--route', BASIC], { env });
    t.same(complaints(report), []);
    t.same([code, stderr], [0, '']);
    t.equal(report?.summary.verdict, 'pass');
    const passed = report?.findings.filter(({ status }) => status === 'pass') ?? [];
    const routes = new Set(passed.map(({ route }) => route));
    t.same([...routes], ['direct', 'proxy.corp.test:3128', 'proxy.corp.test:3129']);
    t.ok(passed.length >= 3 * 45, `${passed.length} passed`);
    t.notOk(stdout.includes(PROXY_USER.password), 'the password is nowhere in the report');
  });

  t.test('every shipped catalog, for everyone who connects, retired entries too', async (t) => {
    const { code, report } = await lab.check([...EVERYTHING, '--connector', 'all', '--include-retired']);
    t.same(complaints(report), []);
    t.equal(code, 0);
  });

  t.test('aliases, both address families, the resolver and the certificate are told', async (t) => {
    const { report } = await lab.check(['--only', 'updates/download.microsoft.com']);
    const [finding] = report?.findings ?? [];
    t.same([...((finding?.evidence.addresses ?? []) as string[])].sort(), ['2001:db8:113::80', '203.0.113.80', '203.0.113.81']);
    t.match(finding, {
      status: 'pass',
      evidence: {
        resolver: '10.77.0.53',
        cnames: ['download.microsoft.com.edgekey.net', /^e\d+\.dscb\.akamaiedge\.net$/],
        issuer: /Lab Issuing CA 1/,
        tlsVersion: 'TLSv1.2',
      },
    });
  });

  t.test(`${ENDPOINTS} endpoints, ${RUNS} times: no false failure`, async (t) => {
    const entries = many.map((host) => `  - { id: load/${host}, host: ${host}, ports: [${MANY.port}], feature: load }\n`);
    const catalog = join(lab.shared, 'load.yaml');
    await writeFile(catalog, `id: load\ntitle: A thousand endpoints\nrevision: "1"\nendpoints:\n${entries.join('')}`);
    for (let run = 1; run <= RUNS; run += 1) {
      const { code, report, durationMs } = await lab.check(['--catalog', catalog, '--concurrency', '100'], { timeoutMs: 120_000 });
      t.same(complaints(report), [], `run ${run}, ${Math.round(durationMs)} ms`);
      t.same([code, report?.summary.pass], [0, ENDPOINTS]);
    }
  });
});
