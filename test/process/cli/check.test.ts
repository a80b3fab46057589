import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { localCatalog } from '../../support/catalog/local.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('check');
await writeFile(
  join(dir, 'local.yaml'),
  localCatalog('id: a, host: 127.0.0.1, ports: [1], feature: f', 'id: b, host: 127.0.0.1, ports: [2], feature: f'),
);
/** It takes 0.1 s; the lookups that it must not wait for take 10 s. */
const BUSY_MACHINE_MS = 3000;
const LOCAL = ['--catalog', 'local.yaml', '--allow-private', '--retries', '0'];

t.test('without any network: one clear explanation, exit 3, well within 15 seconds', async (t) => {
  const began = Date.now();
  const { code, stdout } = await program([], { cwd: dir, isolated: true });
  t.equal(code, 3);
  t.match(stdout, /^INCONCLUSIVE/);
  t.equal(stdout.match(/^\d+\. /gm)?.length, 1, 'one problem, not forty');
  t.ok(Date.now() - began < 15_000);
});

t.test('the JSON report fits its schema and reads back', async (t) => {
  const { code, stdout, stderr } = await program(
    [...LOCAL, '--format', 'json', '--report', 'json=out/r.json', '--report', 'junit=out/r.xml'],
    { cwd: dir, isolated: true },
  );
  t.same([code, stderr], [1, '']);
  const schema = JSON.parse(await readFile('reports/report.schema.json', 'utf8')) as object;
  const ajv = new Ajv2020({ strict: false });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const validate = ajv.compile(schema);
  t.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors));
  t.equal(await readFile(join(dir, 'out/r.json'), 'utf8'), stdout, 'file and standard output are the same report');
  t.same((await readdir(join(dir, 'out'))).sort(), ['r.json', 'r.xml'], 'nothing half-written is left');
  t.match(JSON.parse(stdout), {
    findings: [{ status: 'fail', cause: 'tcp.refused' }, { status: 'fail' }],
    summary: { verdict: 'fail', byOwner: { firewall: 2 } },
  });
  const rendered = await program(['report', 'out/r.json', '--format', 'md'], { cwd: dir });
  t.match(rendered.stdout, /^# Preflight report: fail/);
});

t.test('NDJSON streams while probing; its final lines are the file, and no waiver comes late', async (t) => {
  await writeFile(
    join(dir, 'waived.yaml'),
    'waivers:\n  - { pattern: "endpoint:a:1*", reason: CHG0001, until: "2099-01-31" }\n  - { pattern: "endpoint:b:2*", reason: CHG0002, until: "2020-01-31" }\n',
  );
  const { stdout } = await program([...LOCAL, '--config', 'waived.yaml', '--quiet', '--format', 'ndjson', '--report', 'ndjson=r.ndjson'], {
    cwd: dir,
    isolated: true,
  });
  const texts = stdout.split(/(?<=\n)/);
  const lines = texts.map((line) => JSON.parse(line) as Record<string, unknown>);
  const [begun, ...others] = lines;
  t.match(begun, { type: 'run', final: false, schemaVersion: '1', run: { mode: 'online' }, catalogs: [{ id: 'local' }] });
  t.notMatch(begun?.run, { finishedAt: String }, 'nobody knows when it will end');
  t.equal(lines.filter(({ final }) => final === true).length, 4, 'the run, two findings, the summary');
  t.equal(texts.filter((_text, index) => lines[index]?.final === true).join(''), await readFile(join(dir, 'r.ndjson'), 'utf8'));
  t.match(others.filter(({ type }) => type === 'run')[0], { run: { id: (begun as { run: { id: string } }).run.id } }, 'the same run');
  for (const line of lines.filter(({ type }) => type === 'finding'))
    t.match(
      line,
      line.id === 'endpoint:a:1@direct' ? { status: 'skip', skipReason: 'waived' } : { status: 'fail', waiver: { reason: 'CHG0002' } },
    );
});

t.test('--fail-on warn', async (t) => {
  await writeFile(
    join(dir, 'optional.yaml'),
    'id: o\ntitle: t\nrevision: "1"\nendpoints: [{ id: a, host: 127.0.0.1, ports: [1], feature: f, required: false }]\n',
  );
  const args = ['--catalog', 'optional.yaml', '--allow-private', '--retries', '0', '--quiet'];
  t.equal((await program(args, { cwd: dir, isolated: true })).code, 0);
  t.equal((await program([...args, '--fail-on', 'warn'], { cwd: dir, isolated: true })).code, 1);
});

t.test('an unwritable report file: the result is printed all the same, exit 4', async (t) => {
  const { code, stdout, stderr } = await program([...LOCAL, '--report', 'json=/proc/none/r.json'], { cwd: dir, isolated: true });
  t.equal(code, 4);
  t.match(stdout, /^FAIL/);
  t.match(stderr, /\/proc\/none\/r\.json: it could not be written/);
});

t.test('a password leaves no trace', async (t) => {
  const password = 'S3cret pässword/+%"';
  const inUrl = `http://alice:${encodeURIComponent(password)}@127.0.0.1:9`;
  await writeFile(join(dir, 'password'), `${password}\n`);
  const ways: readonly (readonly [args: readonly string[], options: object])[] = [
    [['--route', inUrl], {}],
    [['--route', 'http://alice@127.0.0.1:9', '--proxy-password-file', 'password'], {}],
    [['--route', 'http://alice@127.0.0.1:9', '--proxy-password-file', '-'], { input: `${password}\n` }],
    [['--route', 'http://alice@127.0.0.1:9'], { env: { PREFLIGHT_PROXY_PASSWORD: password } }],
    [['--route', `${inUrl}:bad`], {}],
  ];
  const formats = ['table', 'json', 'md', 'ndjson', 'junit', 'csv', 'tap', 'html'];
  for (const [args, options] of ways) {
    const files = formats.flatMap((format) => ['--report', `${format}=secret/${format}`]);
    const { stdout, stderr } = await program([...LOCAL, ...args, ...files, '--format', 'ndjson', '--verbose'], {
      cwd: dir,
      isolated: true,
      ...options,
    });
    const written = await Promise.all(formats.map((format) => readFile(join(dir, 'secret', format), 'utf8').catch(() => '')));
    const everything = [stdout, stderr, ...written].join('\n');
    for (const form of [password, encodeURIComponent(password), Buffer.from(`alice:${password}`).toString('base64'), 'S3cret'])
      t.notOk(everything.includes(form), args.join(' '));
  }
  const warned = await program([...LOCAL, '--route', inUrl], { cwd: dir, isolated: true });
  t.match(warned.stderr, /^warning: a password in the URL/);
});

t.test('a password inside the URL of a PAC script, or in the variables of the environment, leaves no trace', async (t) => {
  const ways = [
    { route: 'pac+http://alice:S3cret99@127.0.0.1:9/p.pac', env: {} },
    { route: 'env', env: { https_proxy: 'http://alice:S3cret99@127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' } },
  ];
  for (const { route, env } of ways) {
    const { code, stdout, stderr } = await program([...LOCAL, '--route', route, '--format', 'json'], { cwd: dir, isolated: true, env });
    t.notMatch(stdout + stderr, /S3cret99/, route);
    t.equal(code === 1 || code === 3, true, route);
    t.match(JSON.parse(stdout), { routes: [{ kind: 'pac' }] });
  }
});

t.test('a user without a password ends before anything is sent', async (t) => {
  for (const route of [
    ['--route', 'http://svc@127.0.0.1:9'],
    ['--route', 'pac+http://svc@127.0.0.1:9/p.pac'],
    ['--route', 'http://127.0.0.1:9', '--proxy-user', 'svc'],
  ]) {
    const { code, stdout, stderr } = await program([...LOCAL, ...route], { cwd: dir, isolated: true });
    t.equal(code, 2, stderr);
    t.equal(stdout, '');
    t.match(stderr, /names the user svc, and there is no password/);
    t.match(stderr, /--proxy-password-file FILE or the variable PREFLIGHT_PROXY_PASSWORD/);
  }
});

t.test('a pipeline variable that nobody defined is no password', async (t) => {
  const env = { PREFLIGHT_PROXY_PASSWORD: '$(preflightProxyPassword)' };
  const { code, stdout, stderr } = await program([...LOCAL, '--route', 'http://svc@127.0.0.1:9'], { cwd: dir, isolated: true, env });
  t.same([code, stdout], [2, ''], stderr);
  t.match(stderr, /PREFLIGHT_PROXY_PASSWORD: it holds the name of a pipeline variable that is not defined/);
});

t.test('a check that has nothing to ask is a usage error that names the option', async (t) => {
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['--check', 'port'], /--check port needs --site-server \(or --as site-server with --scp\)/],
    [['--check', 'port', '--scp', 'scp01.corp.example'], /--check port needs --site-server/],
    [['--installation-account', 'CORP/svc'], /with a backslash/],
    [['--installation-account', 'CORP\\\\svc'], /with a backslash/],
    [['--proxy-account', 'CORP\\'], /with a backslash/],
    [['--user', 'CORP/reader'], /with a backslash/],
    [['--installation-account', 'CN=svc,CN=Users,DC=corp,DC=test'], /distinguished name or a SID/],
    [['--proxy-account', 'S-1-5-21-1-2-3-1105'], /distinguished name or a SID/],
    [['--check', 'account'], /--check account needs --site-server, --installation-account/],
    [['--check', 'placement'], /--check placement needs --sms-provider/],
    [['--check', 'endpoint', '--check', 'placement'], /--check placement/],
  ];
  for (const [flags, message] of rows) {
    const { code, stdout, stderr } = await program([...LOCAL, ...flags], { cwd: dir, isolated: true });
    t.equal(code, 2, flags.join(' '));
    t.equal(stdout, '');
    t.match(stderr, message);
  }
});

t.test('a password that is a common word garbles no report', async (t) => {
  const { code, stdout } = await program([...LOCAL, '--route', 'direct', '--route', 'http://fail@127.0.0.1:9', '--format', 'json'], {
    cwd: dir,
    isolated: true,
    env: { PREFLIGHT_PROXY_PASSWORD: 'fail' },
  });
  t.equal(code, 1);
  t.match(JSON.parse(stdout), { summary: { fail: 4, verdict: 'fail' } });
});

/** One probe at a time, to an address that swallows packets. */
const ENDLESS = [
  ...['--catalog', 'many.yaml', '--allow-private', '--concurrency', '1'],
  ...['--resolver', 'udp://10.9.9.2', '--timeout', '60000'],
];

t.test('Ctrl-C stops within a second, writes every report, exit 130', async (t) => {
  // 1000 probes, one at a time, to an address that swallows packets: nothing ends by itself.
  await writeFile(
    join(dir, 'many.yaml'),
    `id: many\ntitle: t\nrevision: "1"\nendpoints:\n${Array.from({ length: 200 }, (_, i) => `  - { id: e${i}, host: server.example, ports: [${i + 1}], feature: f }`).join('\n')}\n`,
  );
  const args = [...ENDLESS, '--report', 'json=cut.json', '--quiet'];
  const { code, endedMs } = await program(args, { cwd: dir, silent: true, killAfterMs: 3000 });
  t.equal(code, 130);
  t.ok(endedMs < BUSY_MACHINE_MS, `${endedMs} ms after the signal`);
  const report = JSON.parse(await readFile(join(dir, 'cut.json'), 'utf8')) as {
    run: { interrupted: boolean };
    findings: readonly { status: string }[];
  };
  t.equal(report.run.interrupted, true);
  t.ok(report.findings.every(({ status }) => status === 'inconclusive'));
});

t.test("Ctrl-C does not wait for the operating system's lookups", async (t) => {
  const { code, stdout, endedMs } = await program(['--format', 'json'], { cwd: dir, silent: true, killAfterMs: 3000 });
  t.ok(endedMs < BUSY_MACHINE_MS, `${endedMs} ms after the signal`);
  t.equal(code, 130);
  t.equal((JSON.parse(stdout) as { run: { interrupted: boolean } }).run.interrupted, true);
});

t.test('a deadline ends a run, and is no interrupt', async (t) => {
  const { code, stdout } = await program([...ENDLESS, '--deadline', '700'], { cwd: dir, silent: true });
  t.equal(code, 3);
  t.match(stdout.replace(/\s+/g, ' '), /deadline of 700 ms/);
});
