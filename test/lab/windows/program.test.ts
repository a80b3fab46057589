import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { startWindowsLab } from '../../support/lab/start.ts';
import { PROXY, RESOLVER } from '../../support/lab/world.ts';

const PASSWORD = 'Passw0rd!';
const PAC = `function FindProxyForURL(url, host) { return host === 'ok.lab.test' ? 'PROXY ${PROXY}:3128' : 'DIRECT'; }`;

const lab = await startWindowsLab(t);
if (lab !== undefined) {
  const { world, windows } = lab;
  await world.startMoreProxies({ 'proxy.pac': PAC });
  const folder = join(world.machines.dir, 'windows-reports');
  await mkdir(folder);
  const written = (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    return writeFile(file, text).then(() => windows.path(file));
  };
  const troubled = ({ findings }: Report): readonly string[] =>
    findings.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ id, cause, message }) => `${cause} ${id}: ${message}`);

  const passedOver = ({ findings }: Report): ReadonlyMap<string, number> => {
    const passed = findings.flatMap(({ status, route }) => (status === 'pass' && route !== null ? [route] : []));
    return new Map([...new Set(passed)].map((route) => [route, passed.filter((one) => one === route).length]));
  };

  t.test('the shipped catalog passes whole, straight out and over a proxy', async (t) => {
    const { code, report, stderr } = await windows.check(['--quiet', '--route', 'direct', '--route', `http://${PROXY}:3128`]);
    t.same([code, troubled(report)], [0, []], stderr);
    t.same(
      [...passedOver(report).values()].map((passed) => passed > 40),
      [true, true],
    );
    t.match(report.run.vantage.platform, /win32/i);
  });

  t.test('every other way out, with a password from a file', async (t) => {
    const catalog = windows.path(
      await world.catalog('two', ['id: ok, host: ok.lab.test, feature: f', 'id: dl, host: download.microsoft.com, feature: f']),
    );
    const password = await written('password.txt', `${PASSWORD}\r\n`);
    const pac = await written('proxy.pac', PAC);
    const routes = [
      `http://alice@${PROXY}:3129`,
      `http://alice@${PROXY}:3130`,
      `http://alice@${PROXY}:3134`,
      'https://proxy.corp.test:3133',
      `socks5://${PROXY}:1081`,
      `pac+http://${PROXY}/proxy.pac`,
      `pac+file:///${pac.replaceAll('\\', '/')}`,
    ];
    const args = ['--quiet', '--catalog', catalog, '--proxy-password-file', password, ...routes.flatMap((route) => ['--route', route])];
    const { code, report, stderr } = await windows.check(args);
    t.same([code, troubled(report)], [0, []], stderr);
    t.same(
      [...passedOver(report).values()].map((passed) => passed >= 4),
      routes.map(() => true),
      JSON.stringify([...passedOver(report)]),
    );
    const asked = await windows.check(['--quiet', '--catalog', catalog, '--resolver', `udp://${RESOLVER}`]);
    t.same([asked.code, troubled(asked.report)], [0, []], asked.stderr);
    t.ok(asked.report.summary.pass >= 4);
  });

  t.test('files by their Windows names, lines that end as there', async (t) => {
    const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
    const lines = [
      'check: endpoint',
      `catalog: '${windows.path(catalog)}'`,
      `endpointCaFile: '${windows.path(world.ca('root.pem'))}'`,
      'timeout: 3000',
      '',
    ];
    const config = await written('preflight.yaml', lines.join('\r\n'));
    const [json, html] = ['report.json', 'report.html'].map((name) => join(folder, name)) as [string, string];
    const ran = await windows.run(['-c', config, '--report', `json=${windows.path(json)}`, '--report', `html=${windows.path(html)}`]);
    t.equal(ran.code, 0, ran.stderr + ran.stdout);
    t.match(ran.stdout, /PASS/);
    t.match(JSON.parse(await readFile(json, 'utf8')), { schemaVersion: '1', summary: { verdict: 'pass', fail: 0 } });
    t.match(await readFile(html, 'utf8'), /<!doctype html>/i);
    const again = await windows.run(['report', windows.path(json), '--format', 'junit', '-o', windows.path(join(folder, 'junit.xml'))]);
    t.equal(again.code, 0, again.stderr);
    t.match(await readFile(join(folder, 'junit.xml'), 'utf8'), /<testsuite/);
    const broken = await windows.run(['-c', await written('broken.yaml', 'timeout: soon\r\n')]);
    t.equal(broken.code, 2);
    t.match(broken.stderr, /broken\.yaml.*1/);
    const unchanged = await windows.run(['compare', windows.path(json), windows.path(json)]);
    t.equal(unchanged.code, 0, unchanged.stderr);
  });

  t.test('questions that PowerShell answers, without it', async (t) => {
    const host = await windows.run(['check', '--check', 'host', '--format', 'json', '--quiet']);
    const { findings } = JSON.parse(host.stdout) as Report;
    t.equal(host.code, 3, host.stderr);
    for (const { status, cause, id } of findings) t.match({ status, cause }, { status: 'inconclusive', cause: 'host.lookup-failed' }, id);
    const route = await windows.run(['--route', 'winhttp']);
    t.equal(route.code, 2);
    t.match(route.stderr, /winhttp/);
    const accounts = [
      '--site-server',
      'cm01.corp.test',
      '--installation-account',
      'CORP\\svc',
      '--scp',
      'scp1.corp.test',
      '--dc',
      'dc1.corp.test',
    ];
    const account = await windows.run(['check', '--check', 'account', '--format', 'json', '--quiet', ...accounts]);
    t.equal(account.code, 3, account.stderr);
    for (const { status, id } of (JSON.parse(account.stdout) as Report).findings) t.equal(status, 'inconclusive', id);
  });
}
