import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { localCatalog } from '../../support/catalog/local.ts';
import { plainNode } from '../../support/plain-node.ts';
import { BIN, program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('hand-over');
// A browser, an office suite or many processes on a busy machine.
t.setTimeout(120_000);

await writeFile(
  join(dir, 'local.yaml'),
  localCatalog(
    'id: a, host: 127.0.0.1, ports: [1], feature: f, scheme: tcp',
    'id: b, host: 127.0.0.1, ports: [7001], feature: f, scheme: tcp',
  ),
);
const LOCAL = ['--catalog', 'local.yaml', '--allow-private', '--retries', '0'];
const check = (...args: readonly string[]) => program([...LOCAL, ...args], { cwd: dir, isolated: true });
const config = async (name: string, text: string): Promise<readonly string[]> => {
  await writeFile(join(dir, name), text);
  return ['-c', name];
};

t.test('baseline: only what got worse counts', async (t) => {
  t.equal((await check('--report', 'json=before.json')).code, 1);
  const same = await check('--baseline', 'before.json', '--fail-on', 'regression');
  t.equal(same.code, 0, 'known failures are no regression');
  t.match(same.stderr, /Nothing got worse\. fixed: 0, broken: 0, new: 0, gone: 0/);
  const report = JSON.parse(await readFile(join(dir, 'before.json'), 'utf8')) as Report;
  const better = { ...report, findings: report.findings.map((finding) => ({ ...finding, status: 'pass', cause: null })) };
  await writeFile(join(dir, 'better.json'), JSON.stringify(better));
  const worse = await check('--baseline', 'better.json', '--fail-on', 'regression');
  t.equal(worse.code, 1);
  t.match(worse.stderr, /Got worse: 2 findings\./);
  t.match(await check('--fail-on', 'regression'), { code: 2, stderr: /nothing to compare with[\s\S]*--baseline/ });
  t.match(await check('--baseline', 'none.json'), { code: 2, stderr: /none\.json: the report does not exist/ });
});

t.test('waivers: in force, expired, wrong', async (t) => {
  const waiver = (until: string): string => `waivers:\n  - { pattern: "endpoint:*", reason: "change CHG-1", until: "${until}" }\n`;
  const waived = await check(...(await config('waived.yaml', waiver('2099-12-31'))), '--format', 'json');
  t.equal(waived.code, 0, 'what is waived was judged, and somebody answers for it');
  t.match(JSON.parse(waived.stdout), {
    findings: [{ status: 'skip', skipReason: 'waived', cause: 'tcp.refused', waiver: { reason: 'change CHG-1' } }],
    summary: { skip: 2, fail: 0 },
  });
  const expired = await check(...(await config('expired.yaml', waiver('2020-01-31'))), '--format', 'json');
  t.equal(expired.code, 1);
  t.match(expired.stderr, /warning: Waiver "endpoint:\*" expired on 2020-01-31 \(change CHG-1\): 2 findings no longer waived/);
  t.match((JSON.parse(expired.stdout) as Report).findings[0]?.message, /^The waiver of this finding expired on 2020-01-31/);
  t.match(await check(...(await config('wrong.yaml', waiver('next week')))), {
    code: 2,
    stderr: /wrong\.yaml:2.*waivers\.0\.until.*YYYY-MM-DD/,
  });
  t.match(await check(...(await config('typo.yaml', 'waivers:\n  - { pattern: x, reason: y, til: "2099-01-01" }\n'))), { code: 2 });
});

t.test('redact: nothing internal leaves', async (t) => {
  const name = hostname();
  const plain = await check('--format', 'json');
  t.match(plain.stdout, name);
  for (const format of ['json', 'ndjson', 'table', 'html', 'md']) {
    const { stdout } = await check('--redact', '--format', format);
    t.notOk(stdout.includes(name), format);
    t.ok(stdout.includes('127.0.0.1:7001'), `${format} still names the endpoint`);
  }
  const { stdout } = await check(...(await config('words.yaml', 'redact: true\nredactWords: [nothing]\n')), '--format', 'json');
  t.notMatch(stdout, 'nothing listens there');
});

t.test('the request as a sheet', async (t) => {
  t.equal(
    (await check('--report', 'request=out/request.xlsx', '--report', 'request=out/request.md', '--report', 'html=out/report.html', '--all'))
      .code,
    1,
  );
  t.equal((await readFile(join(dir, 'out/request.xlsx'))).subarray(0, 2).toString(), 'PK');
  t.match(await readFile(join(dir, 'out/request.md'), 'utf8'), /^# Firewall: 2 items for /);
  t.match(await readFile(join(dir, 'out/report.html'), 'utf8'), /^<!DOCTYPE html>/);
  t.match(
    await check('--report', 'request=out/request.pdf'),
    { code: 2, stdout: '', stderr: /cannot write \.pdf[\s\S]*\.xlsx/ },
    'told before anything is probed',
  );
  const saved = await program(['report', 'before.json', '--format', 'request', '--all', '-o', 'request.csv'], { cwd: dir });
  t.equal(saved.code, 0);
  t.match(await readFile(join(dir, 'request.csv'), 'utf8'), /^\ufeff"Owner"/);
});

t.test('watch: what is not green is probed again until it is', async (t) => {
  const server = `require("net").createServer((socket) => socket.end()).listen(+process.argv[1], "127.0.0.1"); setTimeout(() => process.exit(), 20000)`;
  // Each server comes up only when the program says that it watches: no guess about how long a first round takes.
  const later = `until grep -q watching watch.log; do sleep 0.1; done; "$0" -e '${server}' 7001 & sleep 2; "$0" -e '${server}' 1`;
  const script = `ip link set lo up; : > watch.log; (${later}) > /dev/null 2>&1 & "$0" "$@" 2> watch.log; code=$?; cat watch.log >&2; exit $code`;
  const { code, stdout, stderr } = await inNamespace(script, '--watch', '1', '--format', 'json', '--report', 'json=watched.json');
  t.equal(code, 0);
  t.match(stderr, /watching 2 findings, every 1 s/);
  t.match(
    stderr,
    /fixed: 127\.0\.0\.1:7001[^\n]*: fail → pass\n[\s\S]*fixed: 127\.0\.0\.1:1[^\n]*: fail → pass\n[\s\S]*everything watched is fixed; running one full check to confirm\n$/,
  );
  t.match(JSON.parse(stdout), { summary: { pass: 2, fail: 0, verdict: 'pass' } });
  t.equal(await readFile(join(dir, 'watched.json'), 'utf8'), stdout);
});

t.test('watch: an interrupt writes what is known', async (t) => {
  const { code, stdout, stderr } = await program([...LOCAL, '--watch', '30', '--format', 'json'], {
    cwd: dir,
    isolated: true,
    killAfterMs: 2500,
  });
  t.equal(code, 130);
  t.match(stderr, 'watching 2 findings');
  t.match(JSON.parse(stdout), { run: { interrupted: false }, summary: { fail: 2 } });
});

function inNamespace(script: string, ...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const inside = ['-rn', '--kill-child', '-fp', ...plainNode(), 'sh', '-c', script, process.execPath, BIN, ...LOCAL, ...args];
    const child = spawn('unshare', inside, {
      cwd: dir,
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
