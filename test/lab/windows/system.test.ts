import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import t from 'tap';
import { packageVersion } from '../../../src/files/package-root.ts';
import type { Report } from '../../../src/model/report.ts';
import { DNS_FAULTS } from '../../faults/dns.ts';
import { provoke } from '../../faults/provoke.ts';
import { startWindowsLab } from '../../support/lab/start.ts';
import { WINE_8 } from '../../support/lab/wine.ts';

const PAC = `function FindProxyForURL(url, host) {\r\n  return "PROXY 10.77.3.2:3128";\r\n}\r\n`;

const lab = await startWindowsLab(t);
if (lab !== undefined) {
  const { world, windows } = lab;
  const write = (path: string, text: string): Promise<void> => writeFile(windows.file(path), text);
  const saved = 'C:\\work\\new\\deeper\\report.json';

  t.test('drives, folders and devices; a configuration file', async (t) => {
    await mkdir(windows.file('work\\a folder'));
    await write('work\\a folder\\proxy.pac', PAC);
    await write('work\\password.txt', 'Passw0rd!\r\n');
    const routes = [
      'direct',
      'http://alice@proxy.corp.test:3129',
      'pac+file:///C:/work/a%20folder/proxy.pac',
      'pac+file:///C:\\work\\a folder\\proxy.pac',
    ];
    const list = routes.map((route) => `  - ${route}\r\n`).join('');
    await write('work\\preflight.yaml', `route:\r\n${list}proxyPasswordFile: C:\\work\\password.txt\r\nfeature: [updates]\r\n`);
    const files = [`json=${saved}`, 'html=C:/work/page.html', 'request=C:orders.xlsx', 'md=.\\report.md', 'csv=NUL'];
    const { code, report, stderr } = await windows.check([
      '--quiet',
      '--config',
      'preflight.yaml',
      ...files.flatMap((file) => ['--report', file]),
    ]);
    t.same([code, troubled(report), stderr], [0, [], '']);
    t.equal(report.routes.length, routes.length);
    t.ok(report.summary.pass > 15 * routes.length, `${report.summary.pass} passed`);
    t.same(JSON.parse(await readFile(windows.file('work\\new\\deeper\\report.json'), 'utf8')), report);
    for (const file of ['page.html', 'orders.xlsx', 'report.md']) t.ok((await readFile(windows.file(`work\\${file}`))).length > 1000, file);
    const found = await windows.run(['endpoints']);
    t.match(
      [found.code, found.stderr],
      [2, /its access rules could not be read[\s\S]*name it: --config preflight\.yaml/],
      'no PowerShell here',
    );
    await rm(windows.file('work\\preflight.yaml'));
  });

  t.test('commands that ask no network', async (t) => {
    const says = async (args: readonly string[], code: number, expected: RegExp, input = ''): Promise<void> => {
      const ran = await windows.run(args, { input });
      t.equal(ran.code, code, args.join(' '));
      t.match(ran.stdout + ran.stderr, expected, args.join(' '));
    };
    await says(['--version'], 0, new RegExp(`^${packageVersion()}\n$`));
    await says(['explain', 'tls.intercepted'], 0, /What to ask/);
    await says(['init'], 0, /preflight\.yaml written/);
    await says(['endpoints', '-c', 'preflight.yaml', '--format', 'csv', '-o', 'C:\\work\\lists\\e.csv'], 0, /^$/);
    // Found without being named, it would be refused: no PowerShell here to read its access rules.
    await rm(windows.file('work\\preflight.yaml'));
    await says(['firewall', '--dialect', 'palo-alto', '--report', saved], 0, /set service preflight-tcp-443/);
    await says(['report', '-', '--format', 'md'], 0, /^# /, await readFile(windows.file('work\\new\\deeper\\report.json'), 'utf8'));
    await says(['compare', saved, 'new/deeper/report.json'], 0, /Nothing got worse/);
    await says(['merge', 'new\\deeper'], 0, /1 server/);
    await says(['report', 'C:\\work'], 2, /^error: C:\\work: the report is a folder\n$/);
    await says(['check', '-c', 'C:\\work\\missing.yaml'], 2, /^error: C:\\work\\missing\.yaml: the configuration file does not exist\n$/);
    await says(['report', saved, '-o', 'Q:\\x\\r.md'], 4, /^error: Q:\\x\\r\.md: it could not be written: the folder does not exist/);
  });

  t.test('a report whose file another program has open', async (t) => {
    // cmd lets nobody replace the file until the program that writes to it has ended.
    const holding = windows.wine(['cmd', '/c', 'ping -n 60 127.0.0.1 > C:\\work\\held.md']);
    await isThere(windows.file('work\\held.md'));
    const writing = ['report', saved, '--format', 'md', '-o', 'C:\\work\\held.md'];
    t.match(await windows.run(writing), { code: 4, stderr: /held\.md: it could not be written: another program has it open/ });
    await windows.wine(['taskkill', '/f', '/im', 'ping.exe']);
    await holding;
    t.match(await windows.run(writing), { code: 0, stderr: '' });
    t.match(await readFile(windows.file('work\\held.md'), 'utf8'), /^# /);
  });

  t.test('no program of the current folder stands in for PowerShell, and none may be there', async (t) => {
    const server = ['--site-server', 'cm01.corp.test', '--scp', 'scp1.corp.test', '--dc', 'dc1.corp.test'];
    const ask = async (): Promise<readonly unknown[]> => {
      const { code, stdout } = await windows.run([
        'check',
        '--check',
        'host',
        '--check',
        'account',
        '--quiet',
        '--format',
        'json',
        ...server,
      ]);
      const { findings } = JSON.parse(stdout) as Report;
      const codes = findings.map(({ evidence }) => evidence.code).filter((known) => known !== undefined);
      return [code, ...new Set(findings.map(({ status, cause }) => `${status} ${cause}`)), ...new Set(codes)];
    };
    const unknown = [3, 'inconclusive account.lookup-failed', 'inconclusive host.lookup-failed'];
    // Wine's own ends without a word; Node would end with 9, for arguments that it does not know.
    await copyFile(WINE_8.nodeExe, windows.file('work\\powershell.exe'));
    t.same(await ask(), [...unknown, 'EXIT_0']);
    await rm(windows.file('work\\powershell.exe'));
    for (const route of ['winhttp', 'internet-settings']) {
      const { code, stdout, stderr } = await windows.run(['check', '--route', route]);
      t.same([code, stdout], [2, ''], route);
      t.match(stderr, new RegExp(`^error: --route ${route}: the proxy of Windows could not be read \\(EXIT_0: Windows PowerShell ended`));
    }
    await rm(windows.file('windows\\system32\\WindowsPowerShell'), { recursive: true });
    t.same(await ask(), [...unknown, 'POWERSHELL_MISSING']);
  });

  for (const name of ['no such name', 'hosts file override', 'server failure', 'refused', 'silence']) {
    const fault = DNS_FAULTS.find((one) => one.name === name);
    t.test(`fault: ${name}`, async (t) => {
      if (fault === undefined) return t.fail('there is no such fault');
      // Wine's getaddrinfo reads the hosts file of the machine below, the program that of Windows.
      await write('windows\\system32\\drivers\\etc\\hosts', name.startsWith('hosts file') ? '10.99.99.98 ok.lab.test\r\n' : '');
      await provoke(t, world, fault, (args, options) => windows.check([...args, '--timeout', '4000'], options));
    });
  }

  t.test('Ctrl-C writes what is known', async (t) => {
    await world.resetFirewall();
    await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
    const catalog = await world.catalog('mute', ['id: mute, host: mute.lab.test, feature: f', 'id: ok, host: ok.lab.test, feature: f']);
    const args = [
      'check',
      '--check',
      'endpoint',
      '--catalog',
      windows.path(catalog),
      '--timeout',
      '60000',
      '--report',
      'json=C:\\work\\cut.json',
    ];
    let pressed = false;
    const { code, text } = await windows.onTerminal(args, (said) => {
      if (pressed || !/\d of \d+ done/.test(said)) return undefined;
      pressed = true;
      return '\x03';
    });
    t.equal(code, 130, text);
    const { findings } = JSON.parse(await readFile(windows.file('work\\cut.json'), 'utf8')) as Report;
    const mute = findings.find(({ id }) => id === 'endpoint:mute:443@direct');
    t.match(mute, { status: 'inconclusive', cause: null, message: /interrupted|ended before/ });
  });
}

function troubled({ findings }: Report): readonly string[] {
  return findings
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ status, id, message }) => `${status} ${id}: ${message}`);
}

async function isThere(file: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (existsSync(file)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${file} was not written`);
}
