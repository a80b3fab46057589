import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { packageRoot, packageVersion } from '../../../src/files/package-root.ts';
import type { Report } from '../../../src/model/report.ts';
import { commandOf, type TaskProgram, taskProgram } from '../../../src/preflight/as-system/program.ts';
import { startAdminService } from '../../support/lab/admin-service.ts';
import { CAST_PASSWORD } from '../../support/lab/directory-cast.ts';
import { startDomainProxies } from '../../support/lab/domain-proxies.ts';
import type { Ran } from '../../support/lab/machines.ts';
import { startReleaseLab } from '../../support/lab/start.ts';
import { RELEASED_NODE } from '../../support/lab/wine.ts';
import { RESOLVER } from '../../support/lab/world.ts';

const run = promisify(execFile);

/** Sets a value of the registry as `netsh winhttp set proxy` and the dialogue of Internet Options write it: KEY NAME KIND DATA... */
const SET_PROXY = `import { execFileSync } from 'node:child_process';
const [key, name, kind, ...data] = process.argv.slice(2);
const number = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value); return bytes; };
const counted = (text) => Buffer.concat([number(text.length), Buffer.from(text)]);
const flags = (proxy, script) => 1 + (proxy === '' ? 0 : 2) + (script === '' ? 0 : 4);
const made = {
  text: () => ['REG_SZ', data[0]],
  number: () => ['REG_DWORD', data[0]],
  winhttp: () => ['REG_BINARY', Buffer.concat([number(24), number(0), number(3), counted(data[0]), counted('')]).toString('hex')],
  connection: () => ['REG_BINARY', Buffer.concat([number(70), number(1), number(flags(data[0], data[2])), ...data.map(counted), Buffer.alloc(32)]).toString('hex')],
}[kind]();
execFileSync('C:\\\\windows\\\\system32\\\\reg.exe', ['add', key, '/v', name, '/t', made[0], '/d', made[1], '/f'], { stdio: 'ignore' });
`;
/** Makes the executable once more, and prints its version resource. Apart: the types of resedit are those of a browser as well. */
const MAKE_EXE = `import { readFileSync } from 'node:fs';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
const { executable } = await import(process.argv[1]);
const given = JSON.parse(process.argv[2]);
await executable(given);
const [info] = Resource.VersionInfo.fromEntries(NtExecutableResource.from(NtExecutable.from(readFileSync(given.out), { ignoreCert: true })).entries);
console.log(JSON.stringify({ fixed: info.fixedInfo.fileVersionMS, texts: info.getStringValues(info.getAllLanguagesForStringValues()[0]) }));`;
/** Asks the helper process as the program does: FILE QUESTIONS. */
const ASK_FUNCTIONS = `import { fork } from 'node:child_process';
const child = fork(process.argv[2]);
const ask = ([name, input]) => new Promise((resolve) => { child.once('message', resolve); child.send({ id: 1, name, input }); });
const replies = [];
for (const question of JSON.parse(process.argv[3])) replies.push(await ask(question));
child.disconnect();
console.log(JSON.stringify(replies));`;
/** Starts a command with a line of arguments as it is written, as the Task Scheduler does: COMMAND LINE. */
const START_VERBATIM = `import { spawnSync } from 'node:child_process';
const [command, line] = process.argv.slice(2);
const { status, stdout, stderr } = spawnSync(command, [line], { argv0: '"' + command + '"', windowsVerbatimArguments: true, encoding: 'utf8' });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;`;
/** Reads the first piece of what a program prints, then closes the pipe: PROGRAM ARGUMENTS. */
const READS_ONCE = `import { spawn } from 'node:child_process';
const child = spawn(process.argv[2], process.argv.slice(3), { stdio: ['ignore', 'pipe', 'pipe'] });
let stderr = '';
child.stderr.on('data', (chunk) => { stderr += chunk; });
child.stdout.once('data', () => child.stdout.destroy());
child.on('close', (code) => console.log(JSON.stringify({ code, stderr })));`;
/** The processes of a network namespace whose command line names a program, if they are still there after a while: NAMESPACE PROGRAM. */
const LEFT = `for i in $(seq 100); do
  left=$(for pid in $(ip netns pids "$1"); do tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -F -- "$2" || true; done)
  [ -n "$left" ] || exit 0
  sleep 0.2
done
echo "$left"`;
const lab = await startReleaseLab(t);
if (lab !== undefined) {
  const { world, domain, windows } = lab;
  const { dir } = world.machines;

  // As an administrator has it: the zip file of the Node that is pinned, unpacked into a folder whose name has a space.
  const script = join(packageRoot(), 'release/windows.mjs');
  const built = ['--pinned', '--node', RELEASED_NODE.exe, '--node-licence', RELEASED_NODE.licence];
  built.push('--builder', RELEASED_NODE.builder, '--out', join(dir, 'dist'));
  await run(process.execPath, [script, ...built], { env: { ...process.env, NODE_OPTIONS: '' } });
  const top = `configmgr-preflight-${packageVersion()}-windows-x64`;
  await run('python3', ['-m', 'zipfile', '-e', join(dir, 'dist', `${top}.zip`), windows.file('Program Files')]);
  await rename(join(dir, 'dist', `${top}.exe`), windows.file('work\\preflight.exe'));
  // What the machine could set for every Node.
  const stray = 'set NODE_OPTIONS=--require C:\\no\\such.js\r\n@set NODE_EXTRA_CA_CERTS=C:\\no\\such.pem';
  await writeFile(windows.file('work\\run.cmd'), `@${stray}\r\n@"C:\\Program Files\\${top}\\configmgr-preflight.cmd" %*\r\n`);
  const catalog = windows.path(await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']));
  const trusting = world.trusting.map((word) => (word.startsWith(dir) ? windows.path(word) : word));

  const program = (args: readonly string[], options: Parameters<typeof windows.wine>[1] = {}): Promise<Ran> =>
    windows.wine(['cmd', '/c', 'run.cmd', ...args], options);
  const check = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran & { readonly report: Report }> => {
    const ran = await program(['check', '--check', 'endpoint', '--quiet', '--format', 'json', ...trusting, ...args], { env });
    if (!ran.stdout.startsWith('{')) throw new Error(`${ran.code}: ${ran.stdout}${ran.stderr}`);
    return { ...ran, report: JSON.parse(ran.stdout) as Report };
  };
  // Wine and the lab's squid, which waits one second for a connection, share two cores with other tests.
  const patient = ['--timeout', '30000', '--concurrency', '4'];
  // A warning that names are slow is true of a busy machine.
  const troubled = ({ findings }: Report): readonly string[] =>
    findings
      .filter(({ status }) => status === 'fail' || status === 'inconclusive')
      .map(({ id, cause, message, evidence }) => `${cause} ${id}: ${message} ${JSON.stringify(evidence.authAttempts)}`);

  await writeFile(windows.file('work\\set.mjs'), SET_PROXY);
  const set = async (key: string, value: string, ...data: readonly string[]): Promise<void> => {
    const { code, stderr } = await windows.wine([RELEASED_NODE.exe, 'set.mjs', key, value, ...data]);
    if (code !== 0) throw new Error(`${key} ${value}: ${stderr}`);
  };

  await startDomainProxies(world, domain);

  /** Every command, by one form of the release. */
  const everyCommand = async (t: Test, started: (args: readonly string[]) => Promise<Ran>): Promise<void> => {
    const saved = 'C:\\work\\saved.json';
    await writeFile(windows.file('work\\dmpdownloader.log'), 'ERROR: Failed to download https://go.microsoft.com/fwlink, error 12007\r\n');
    type Command = readonly [readonly string[], number, RegExp];
    const checking: Command = [
      ['check', '--check', 'endpoint', '--quiet', '--catalog', catalog, ...trusting, '--report', `json=${saved}`],
      0,
      /PASS/,
    ];
    const commands: readonly Command[] = [
      [['--version'], 0, new RegExp(`^${packageVersion()}\\s*$`)],
      [['--help'], 0, /Usage/i],
      [['endpoints', '--format', 'csv'], 0, /download\.microsoft\.com/],
      [['endpoints', 'diff', 'configmgr-scp-2020', 'configmgr-scp'], 0, /\w/],
      [['endpoints', 'validate', catalog], 0, /\w/],
      [['firewall', '--dialect', 'squid', '--allow-loss'], 0, /dstdomain/],
      [['report', saved, '--format', 'md'], 0, /^# /],
      [['report', saved, '--format', 'html', '-o', 'C:\\work\\a folder\\page.html'], 0, /^$/],
      [['compare', saved, saved], 0, /Nothing got worse/],
      [['merge', saved], 0, /1 server/],
      [['accounts', 'plan', '--site-server', 'cm01.corp.test', '--scp', 'scp1.corp.test'], 0, /scp1/i],
      [['logs', 'C:\\work\\dmpdownloader.log'], 1, /dns\.|12007/],
      [['explain', 'tls.intercepted'], 0, /What to ask/],
      [['completion', 'powershell'], 0, /Register-ArgumentCompleter/],
    ];
    const says = async ([args, code, expected]: Command): Promise<void> => {
      const ran = await started(args);
      t.equal(ran.code, code, `${args.join(' ')}: ${ran.stderr}`);
      t.match(ran.stdout + ran.stderr, expected, args.join(' '));
    };
    // The others read its report.
    await says(checking);
    await Promise.all(
      [0, 1, 2].map(async (part) => {
        for (const command of commands.filter((_, index) => index % 3 === part)) await says(command);
      }),
    );
    await says([['init'], 0, /preflight\.yaml written/]);
    // It would be found by what follows.
    await rm(windows.file('work\\preflight.yaml'));
  };

  t.test('every command', (t) => everyCommand(t, program));

  t.test('unpacked and run: the shipped catalog passes whole; what the machine sets for Node is left out', async (t) => {
    // Sixty lookups at once by Wine's getaddrinfo take longer than any limit where others want the processors; the other tests have it.
    const { code, report, stderr } = await check([...patient, '--resolver', `udp://${RESOLVER}`]);
    t.same([code, troubled(report), stderr], [0, [], '']);
    t.ok(report.summary.pass > 40, `${report.summary.pass} passed`);
    t.match(report.run.vantage.platform, /win32/i);
    t.comment(`${report.summary.pass} passed, ${report.summary.skip} skipped`);
  });

  t.test('through a proxy that wants Negotiate, as the owner of the ticket, by the functions of Windows', async (t) => {
    const proxy = 'http://adproxy.corp.test:3142';
    const alice = await domain.ticket('alice');
    const { code, report, stderr } = await check([...patient, '--route', proxy], alice);
    t.same([code, troubled(report), stderr], [0, [], '']);
    t.ok(report.summary.pass > 40, `${report.summary.pass} passed`);
    // What Windows itself and System ask leaves by their own settings, which Windows is asked for: none are set here.
    const own = new Set<string | null>(['winhttp', 'system-settings']);
    const passed = report.findings.filter(({ status, route }) => status === 'pass' && !own.has(route));
    t.same(new Set(passed.map(({ evidence }) => evidence.schemeTried)), new Set(['negotiate']), `${passed.length} by the proxy`);
    t.ok(passed.length > 20, `${passed.length} by the proxy`);
    t.comment(`${report.summary.pass} passed, ${report.summary.skip} skipped`);
    t.same(await readdir(windows.file(`Program Files\\${top}\\app`)), ['build', 'endpoints', 'package.json', 'reports', 'scripts']);
  });

  t.test('the proxies that Windows has set, by its own functions: no PowerShell is there', async (t) => {
    const settings = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
    const once = ['--retries', '0', '--timeout', '30000', '--catalog', catalog];
    const by = async (route: string): Promise<Report['findings'][number] | undefined> =>
      (await check([...once, '--route', route], {})).report.findings[0];
    const proxy = 'proxy.corp.test:3128';
    await set(`HKLM\\${settings}\\Connections`, 'WinHttpSettings', 'winhttp', proxy);
    t.match(await by('winhttp'), { status: 'pass', evidence: { pacChosen: `PROXY ${proxy}` } });
    await set(`HKU\\S-1-5-18\\${settings}`, 'ProxyServer', 'text', proxy);
    await set(`HKU\\S-1-5-18\\${settings}`, 'ProxyEnable', 'number', '1');
    t.match(await by('system-settings'), { status: 'pass', evidence: { pacChosen: `PROXY ${proxy}` } });
    const connection = [`HKCU\\${settings}\\Connections`, 'DefaultConnectionSettings', 'connection'] as const;
    await set(...connection, proxy, '*.elsewhere.test', '');
    t.match(await by('internet-settings'), { status: 'pass', evidence: { pacChosen: `PROXY ${proxy}` } });
    await writeFile(windows.file('work\\proxy.pac'), `function FindProxyForURL() { return "PROXY ${proxy}"; }`);
    await set(...connection, '', '', 'file:///C:/work/proxy.pac');
    const own = await program(['check', '--check', 'endpoint', ...trusting, ...once, '--route', 'internet-settings']);
    t.match(
      own.stderr,
      /Windows itself could not use the PAC script at file:\/\/\/C:\/work\/proxy\.pac \(ERROR_WINHTTP_UNRECOGNIZED_SCHEME, 12006\)/,
    );
    t.equal(own.code, 0, own.stdout);
    t.match(await by('wpad'), { status: 'pass' }, 'nothing is discovered here');
  });

  t.test('the server and its accounts by functions of Windows: no PowerShell is there', async (t) => {
    const schannel = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
    await set(schannel, 'Enabled', 'number', '0');
    const suites = 'TLS_RSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P256';
    await set('HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002', 'Functions', 'text', suites);
    await set('HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full', 'Release', 'number', '528040');
    const program18 = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{18}';
    await set(program18, 'DisplayName', 'text', 'Microsoft ODBC Driver 18 for SQL Server');
    await set(program18, 'DisplayVersion', 'text', '18.7.1.1');
    const servers = ['--scp', 'scp1.corp.test', '--site-server', 'cm01.corp.test', '--dc', 'dc1.corp.test'];
    const args = [
      'check',
      '--check',
      'host',
      '--check',
      'account',
      '--quiet',
      '--format',
      'json',
      '--save-facts',
      'C:\\work\\facts.ndjson',
    ];
    const { findings } = JSON.parse((await program([...args, ...servers])).stdout) as Report;
    const of = (id: string): Report['findings'][number] | undefined => findings.find((finding) => finding.id.startsWith(`host:${id}`));
    t.match(of('tls'), { status: 'fail', cause: 'host.tls12-disabled', evidence: { settings: [/TLS 1\.2\\Client\\Enabled = 0$/] } });
    t.match(of('tls-suites'), { status: 'fail', cause: 'host.tls12-disabled' }, 'the policy for suites');
    t.match(of('odbc'), { status: 'fail', cause: 'host.dotnet-missing', evidence: { found: /18\.7\.1\.1/ } });
    t.match(of('dotnet-3.5'), { status: 'fail', evidence: { found: 'not enabled' } });
    t.not(of('roots')?.status, 'inconclusive', 'certificate stores');
    const system = { operatingSystem: /^Microsoft Windows 10/, build: /^\d{5}$/, installationType: 'Client' };
    t.match(of('operating-system'), { status: 'fail', cause: 'host.os-unsupported', evidence: system }, 'a client');
    t.match(of('domain'), { status: 'fail', evidence: { found: 'no member of a domain' } });
    t.match(of('clock'), { status: 'inconclusive', evidence: { code: 'WIN32_1355' } }, 'the clock is that of a domain');
    const facts = await readFile(windows.file('work\\facts.ndjson'), 'utf8');
    t.match(facts, /"question":"local-administrators","source":"scp1\.corp\.test","sourceKind":"windows"/);
    const again = await program(['report', '--from-facts', 'C:\\work\\facts.ndjson', '--format', 'json']);
    t.same((JSON.parse(again.stdout) as Report).findings.length, findings.length);
  });

  t.test('functions of Windows that no run here comes to: the clock of a controller, an account of this computer', async (t) => {
    await writeFile(windows.file('work\\ask.mjs'), ASK_FUNCTIONS);
    const questions = [
      ['clock', { domain: 'dc1.corp.test' }],
      ['clock', { domain: 'nowhere.corp.test' }],
      ['local-account', { computer: '.', name: 'nobody-of-this-name' }],
    ];
    const child = `C:\\Program Files\\${top}\\app\\build\\src\\cli\\functions-child.js`;
    const { stdout } = await windows.wine([RELEASED_NODE.exe, '--no-warnings', 'ask.mjs', child, JSON.stringify(questions)]);
    const [clock, dead, nobody] = JSON.parse(stdout) as readonly unknown[];
    t.match(clock, { value: { reference: 'dc1.corp.test', skewSeconds: Number } });
    t.ok(Math.abs((clock as { readonly value: { readonly skewSeconds: number } }).value.skewSeconds) < 60, stdout);
    t.match(dead, { error: { code: 'WIN32_81' } });
    t.match(nobody, { value: { found: false } });
  });

  t.test(
    'a configuration that is found is taken only where nobody else may change it, by the access rules that Windows tells',
    async (t) => {
      const file = windows.file('work\\preflight.yaml');
      t.teardown(() => rm(file));
      await writeFile(file, 'nonsense: 1\n');
      t.match(await program(['check']), { code: 2, stderr: /preflight\.yaml:1.*nonsense/s });
      // Wine makes access rules of the mode.
      await chmod(file, 0o666);
      t.match(await program(['check']), { code: 2, stderr: /preflight\.yaml may be changed by another account \(S-1-1-0\)/ });
    },
  );

  t.test('the single-file executable: commands, helper processes, a PAC thread', async (t) => {
    // What the machine sets for every Node stays out: what would load code, print, switch checks off (which the program refuses) or add roots.
    const machine = [
      'OPTIONS=--require C:\\no\\such.js',
      'DEBUG=http,net,tls',
      'TLS_REJECT_UNAUTHORIZED=0',
      'EXTRA_CA_CERTS=C:\\no\\such.pem',
    ];
    const lines = [...machine.map((one) => `@set NODE_${one}`), '@set OPENSSL_CONF=C:\\no\\such.cnf', '@C:\\work\\preflight.exe %*', ''];
    await writeFile(windows.file('work\\exe.cmd'), lines.join('\r\n'));
    const exe = (...args: readonly string[]): Promise<Ran> => windows.wine(['cmd', '/c', 'exe.cmd', ...args]);
    await everyCommand(t, (args) => exe(...args));
    await writeFile(windows.file('work\\own.pac'), 'function FindProxyForURL() { return "PROXY proxy.corp.test:3128"; }');
    const args = ['check', '--check', 'endpoint', '--quiet', '--format', 'json', ...trusting, '--retries', '0', '--timeout', '30000'];
    const once = async (...more: readonly string[]): Promise<Report['findings'][number] | undefined> =>
      (JSON.parse((await exe(...args, '--catalog', catalog, ...more)).stdout) as Report).findings[0];
    t.match(await once(), { status: 'pass' }, 'a name by the lookup process');
    t.match(await once('--route', 'pac+file:///C:/work/own.pac'), {
      status: 'pass',
      evidence: { pacChosen: 'PROXY proxy.corp.test:3128' },
    });
    t.match(await once('--route', 'winhttp'), { status: 'pass' }, 'by functions of Windows: no PowerShell is there');
  });

  t.test('the single-file executable: the same bytes each time, and a version resource of its own', async (t) => {
    const exe = await readFile(windows.file('work\\preflight.exe'));
    const second = join(dir, 'dist', 'second.exe');
    const making = { root: packageRoot(), node: RELEASED_NODE.exe, builder: RELEASED_NODE.builder, out: second, version: packageVersion() };
    const argv = [
      '--input-type=module',
      '-e',
      MAKE_EXE,
      pathToFileURL(join(packageRoot(), 'release/exe.mjs')).href,
      JSON.stringify(making),
    ];
    const { stdout } = await run(process.execPath, argv, { cwd: packageRoot(), env: { ...process.env, NODE_OPTIONS: '' } });
    t.ok(exe.equals(await readFile(second)), 'made twice');
    await rm(second);
    const [major, minor] = packageVersion().split('.').map(Number);
    t.match(JSON.parse(stdout), {
      fixed: (major ?? 0) * 0x10000 + (minor ?? 0),
      texts: {
        ProductName: 'configmgr-preflight',
        OriginalFilename: 'configmgr-preflight.exe',
        FileVersion: packageVersion(),
        ProductVersion: packageVersion(),
      },
    });
  });

  /** Presses Ctrl-C in the middle of a run that waits for an answer, and looks at what it leaves. */
  const interrupted = async (t: Test, started: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> => {
    const mute = await world.catalog('mute', ['id: mute, host: mute.lab.test, feature: f']);
    const saved = 'json=C:\\work\\cut.json';
    const args = ['check', '--check', 'endpoint', '--catalog', windows.path(mute), '--timeout', '60000', '--report', saved];
    let pressedMs = 0;
    const pressed = (said: string): string | undefined => {
      if (pressedMs !== 0 || !/\d of \d+ done/.test(said)) return undefined;
      pressedMs = performance.now();
      return '\x03';
    };
    const { code, text } = await windows.onTerminal(args, pressed, started, env);
    t.comment(`${Math.round(performance.now() - pressedMs)} ms from Ctrl-C to the end`);
    t.equal(code, 130, text);
    const file = windows.file('work\\cut.json');
    const { findings } = JSON.parse(await readFile(file, 'utf8')) as Report;
    t.match(findings[0], { status: 'inconclusive', cause: null, message: /interrupted|ended before/ }, text);
    await rm(file);
    const { stdout } = await run('bash', ['-c', LEFT, 'bash', world.machines.namespace('client'), started[0] ?? '']);
    t.equal(stdout, '', 'no process stays');
  };

  t.test('Ctrl-C ends it and writes what is known', async (t) => {
    // Without the batch file: Wine's cmd ends at once, where that of Windows waits for what it started.
    const home = `C:\\Program Files\\${top}`;
    await interrupted(t, [`${home}\\node.exe`, `${home}\\app\\build\\src\\cli\\bin.cjs`]);
  });

  t.test('Ctrl-C ends the executable, and the one that it starts without what the machine sets for Node', async (t) => {
    await interrupted(t, ['C:\\work\\preflight.exe']);
    await interrupted(t, ['C:\\work\\preflight.exe'], { NODE_EXTRA_CA_CERTS: 'C:\\no\\such.pem' });
  });

  t.test('a reader that goes away is no error; files that were saved as ANSI are refused', async (t) => {
    await writeFile(windows.file('work\\reader.mjs'), READS_ONCE);
    const home = `C:\\Program Files\\${top}`;
    const argv = [`${home}\\node.exe`, `${home}\\app\\build\\src\\cli\\bin.cjs`, 'endpoints', '--format', 'json'];
    const { stdout } = await windows.wine([RELEASED_NODE.exe, 'reader.mjs', ...argv]);
    t.match(JSON.parse(stdout), { code: 0, stderr: '' });
    const ansi = Buffer.from('Gr\u00fc\u00dfe: 1\r\n', 'latin1');
    await writeFile(windows.file('work\\ansi.txt'), ansi);
    for (const args of [
      ['--config', 'ansi.txt'],
      ['--catalog', 'ansi.txt'],
      ['--route', 'http://user@proxy.corp.test:3128', '--proxy-password-file', 'ansi.txt'],
    ])
      t.match(
        await program(['check', ...args]),
        { code: 2, stderr: /ansi\.txt.* is not text in UTF-8 or UTF-16.*save .* as UTF-8/s },
        args[0] ?? '',
      );
  });

  t.test('as a task of System starts it: cmd.exe and Windows take its command line apart as it was meant', async (t) => {
    const folder = 'C:\\Tools & more ^ (x86) !a! ;,=';
    await run('cp', ['-al', windows.file(`Program Files\\${top}`), windows.file(folder.slice(3))]);
    const config = `${folder}\\set tings'.json`;
    await writeFile(windows.file(config.slice(3)), '{"nonsense":1}');
    const [program, system] = [`${folder}\\node.exe`, 'C:\\windows\\system32'];
    const starts = async (given: TaskProgram): Promise<Ran> => {
      const { command, line } = commandOf(given, config);
      return windows.wine([RELEASED_NODE.exe, 'start.mjs', command, line]);
    };
    await writeFile(windows.file('work\\start.mjs'), START_VERBATIM);
    await writeFile(windows.file('work\\argv.cjs'), 'console.log(JSON.stringify(process.argv.slice(2)))');
    const script = `${folder}\\app\\build\\src\\cli\\bin.cjs`;
    const zip = taskProgram({ execPath: program, script, isExecutable: false, systemFolder: system }, () => true);
    t.match(zip.shell, /cmd\.exe$/);
    const byBatch = await starts(zip);
    t.match(byBatch, { code: 2, stderr: /nonsense/ }, byBatch.stdout);
    t.ok(byBatch.stderr.includes(config), byBatch.stderr);
    const byNode = await starts({ program, script });
    t.match(byNode, { code: 2, stderr: /nonsense/ }, byNode.stdout);
    t.match(JSON.parse((await starts({ program, script: 'C:\\work\\argv.cjs' })).stdout), ['--config', config]);
  });

  t.test('the proxy sees whose ticket it is; without one it is said why', async (t) => {
    const at = async (port: number, env: Readonly<Record<string, string>>): Promise<Report['findings'][number] | undefined> => {
      const once = ['--retries', '0', '--timeout', '30000', '--catalog', catalog];
      return (await check([...once, '--route', `http://adproxy.corp.test:${port}`], env)).report.findings[0];
    };
    // Port 3145 takes members of a group only.
    const [alice, reader] = [await domain.ticket('alice'), await domain.ticket('reader')];
    t.match(await at(3145, alice), { status: 'pass', evidence: { schemeTried: 'negotiate' } });
    t.match(await at(3145, reader), { cause: 'proxy.denied', evidence: { schemeTried: 'negotiate' } });
    const none = await at(3142, domain.kerberosEnvironment());
    t.match(none, {
      cause: 'proxy.auth-required',
      evidence: { authAttempts: [{ scheme: 'negotiate', status: 0, note: /SEC_E_NO_CREDENTIALS/ }] },
    });
  });

  t.test('NTLM: as the account of the process, and with an account that is given, by the functions of Windows', async (t) => {
    // A busy squid gives up a connection after a second; a password is not offered again by a retry.
    const once = ['--retries', '2', '--timeout', '30000', '--catalog', catalog];
    const at = async (route: string, env: Readonly<Record<string, string>>, ...more: readonly string[]) =>
      (await check([...once, '--route', route, ...more], env)).report.findings[0];
    const alice = await windows.logOn('alice', CAST_PASSWORD);
    t.match(await at('http://adproxy.corp.test:3141', alice), { status: 'pass', evidence: { schemeTried: 'ntlm' } });
    // Port 3149 takes members of a group only, of which she is one.
    t.match(await at('http://adproxy.corp.test:3149', alice), { status: 'pass', evidence: { schemeTried: 'ntlm' } });
    const given = { ...alice, PREFLIGHT_PROXY_PASSWORD: CAST_PASSWORD };
    const by = (user: string, port: number): string => `http://CORP%5C${user}@adproxy.corp.test:${port}`;
    const negotiate = ['--proxy-auth', 'negotiate'];
    t.match(
      await at(by('alice', 3145), given, ...negotiate),
      { status: 'pass', evidence: { schemeTried: 'negotiate' } },
      'without Kerberos Negotiate is NTLM',
    );
    t.match(await at(by('reader', 3145), given, ...negotiate), { cause: 'proxy.denied', evidence: { schemeTried: 'negotiate' } });
    t.match(await at(by('alice', 3145), { ...alice, PREFLIGHT_PROXY_PASSWORD: 'wrong' }, ...negotiate), {
      cause: 'proxy.auth-rejected',
      evidence: { schemeTried: 'negotiate' },
    });
  });

  t.test('the administration service is asked as the owner of the ticket, without PowerShell', async (t) => {
    const provider = await startAdminService(world, domain);
    await provider.tell({
      SMS_Site: [{ SiteCode: 'CAS', ServerName: 'CM01.corp.test', Type: 4, ReportingSiteCode: '' }],
      SMS_SCI_SysResUse: [],
    });
    const servers = ['--sms-provider', provider.host, '--scp', 'scp1.corp.test', '--site-server', 'cm01.corp.test'];
    const ask = async (env: Readonly<Record<string, string>>): Promise<Report['findings'][number] | undefined> => {
      const args = ['check', '--check', 'placement', '--quiet', '--format', 'json', '--timeout', '30000', ...trusting, ...servers];
      return (JSON.parse((await program(args, { env })).stdout) as Report).findings[0];
    };
    t.match(await ask(await domain.ticket('reader')), { id: 'placement:top-tier', status: 'pass', message: /CAS/ });
    t.match(await ask(await domain.ticket('alice')), { status: 'inconclusive', evidence: { httpStatus: 403 } }, 'no rights');
    t.match(await ask(domain.kerberosEnvironment()), { status: 'inconclusive', evidence: { code: 'IDENTITY_REFUSED' } }, 'no ticket');
  });
}
