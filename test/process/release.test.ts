import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot, packageVersion } from '../../src/files/package-root.ts';
import { command, type Ended } from '../support/run-command.ts';

const run = promisify(execFile);
const env = { ...process.env, NODE_OPTIONS: '' };
t.setTimeout(600_000);

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const node = (argv: readonly string[], cwd: string): Promise<Ran> =>
  run(process.execPath, argv, { cwd, env, maxBuffer: 64 << 20 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ran) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );

const folder = t.testdir({ 'node.exe': 'not a program', 'node-licence.txt': 'Copyright Node.js contributors' });
const top = `configmgr-preflight-${packageVersion()}-windows-x64`;
const built = async (name: string): Promise<string> => {
  const script = join(packageRoot(), 'release/windows.mjs');
  const out = join(folder, name);
  const argv = [script, '--node', join(folder, 'node.exe'), '--node-licence', join(folder, 'node-licence.txt'), '--out', out];
  const { code, stderr } = await node(argv, folder);
  if (code !== 0) throw new Error(stderr);
  return out;
};
const [first, second] = await Promise.all([built('first'), built('second')]);
const app = join(first, top, 'app');
const bundled = join(app, 'build/src/cli/bin.cjs');

t.test('the zip for Windows is the same each time, and all that is in it is listed', async (t) => {
  const [one, two] = [first, second].map((out) => readFileSync(join(out, `${top}.zip`)));
  t.ok(one?.equals(two ?? Buffer.alloc(0)), 'byte for byte');
  await run('python3', ['-m', 'zipfile', '-t', join(first, `${top}.zip`)]);
  const { stdout } = await run('python3', ['-m', 'zipfile', '-l', join(first, `${top}.zip`)]);
  for (const path of [
    'node.exe',
    'configmgr-preflight.cmd',
    'README.txt',
    'sbom.cdx.json',
    'app/scripts/session.ps1',
    'licences/node.txt',
    'ConfigMgrPreflight/ConfigMgrPreflight.psd1',
  ])
    t.ok(stdout.includes(`${top}/${path} `), path);
  const sums = readFileSync(join(first, top, 'SHA256SUMS'), 'utf8')
    .trimEnd()
    .split('\n');
  const files = readdirSync(join(first, top), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.equal(sums.length, files.length - 1, 'all but itself');
  for (const line of sums) {
    const [digest, path = ''] = line.split('  ');
    if (
      createHash('sha256')
        .update(readFileSync(join(first, top, path)))
        .digest('hex') !== digest
    )
      t.fail(path);
  }
});

t.test('packages: each with its licence in the notices and in the SBOM', async (t) => {
  const { components } = JSON.parse(readFileSync(join(first, top, 'sbom.cdx.json'), 'utf8')) as {
    readonly components: readonly { readonly name: string; readonly version?: string; readonly licenses?: readonly unknown[] }[];
  };
  const notices = readFileSync(join(first, top, 'licences/packages.txt'), 'utf8');
  const libraries = components.filter(({ name }) => name !== 'node');
  for (const name of importedPackages())
    t.ok(
      libraries.some((one) => one.name === name),
      name,
    );
  for (const { name, version, licenses } of libraries) {
    t.match(licenses, [{ license: { id: /^[A-Z0-9]/ } }], name);
    t.ok(notices.includes(`${name} ${version} (`), name);
  }
  t.notOk(components.some(({ name }) => name === 'kerberos' || name === 'rolldown'));
});

/** Packages that the sources import, but for the optional one. */
function importedPackages(): ReadonlySet<string> {
  const sources = readdirSync(join(packageRoot(), 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const names = sources.flatMap((path) =>
    [...readFileSync(join(packageRoot(), 'src', path), 'utf8').matchAll(/^(?:import (?!type).*|\} )from '([^'.][^']*)';$/gm)].map(
      ([, name = '']) => name,
    ),
  );
  return new Set(names.filter((name) => !name.startsWith('node:')).map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name));
}

t.test('the PowerShell module has the version of the program, and nothing that a code page could change', async (t) => {
  for (const end of ['psd1', 'psm1', 'format.ps1xml']) {
    const text = readFileSync(join(first, top, `ConfigMgrPreflight/ConfigMgrPreflight.${end}`), 'latin1');
    t.notMatch(text, /[^\r]\n|[^\r\n\x20-\x7e]/, end);
    if (end === 'psd1') t.match(text, `ModuleVersion        = '${packageVersion()}'`);
  }
});

t.test('the batch file lets nothing of the machine into Node', async (t) => {
  const lines = readFileSync(join(first, top, 'configmgr-preflight.cmd'), 'latin1');
  t.match(lines, /\r\n$/);
  t.notMatch(lines, /[^\r]\n/);
  t.match(lines, /set "NODE_=none"\r\nfor \/f "delims==" %%v in \('set NODE_'\) do set "%%v="/);
  t.match(lines, /"%~dp0node\.exe" "%~dp0app\\build\\src\\cli\\bin\.cjs" %\*\r\nexit \/b %ERRORLEVEL%/);
});

t.test('the bundled program says what its modules say', async (t) => {
  const report = join(packageRoot(), 'reports/sample/report.json');
  const formats = ['html', 'md', 'csv', 'junit', 'sarif', 'table'].map((format) => ['report', report, '--format', format]);
  const commands = [
    ['--version'],
    ['--help'],
    ['endpoints', '--format', 'json'],
    ['endpoints', 'validate', 'no-such'],
    ['firewall', '--dialect', 'azure-firewall-bicep'],
    ['explain', 'tls.intercepted'],
    ['compare', report, report],
    ['logs', report],
    ['no-such-command'],
    ...formats,
  ];
  for (const argv of commands) {
    const [own, other] = await Promise.all([node([bundled, ...argv], folder), command(argv, { cwd: folder })]);
    const without = ({ code, stdout, stderr }: Ended): readonly unknown[] => [
      code,
      stdout.replace(/\d+(?:\.\d+)? m?s\b/g, 'some s'),
      stderr,
    ];
    t.same(without(own), without(other), argv.join(' '));
  }
});

t.test('a check with a PAC script and a lookup: thread, WebAssembly and helper process are found', async (t) => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const pac = join(folder, 'proxy.pac');
  writeFileSync(pac, `function FindProxyForURL(url, host) { dnsResolve('localhost'); return 'PROXY 127.0.0.1:${port}'; }`);
  const catalog = join(folder, 'catalog.yaml');
  writeFileSync(catalog, 'id: c\ntitle: t\nrevision: "2026-01-01"\nendpoints:\n  - { id: f/a, host: localhost, feature: f }\n');
  const argv = [
    'check',
    '--check',
    'endpoint',
    '--catalog',
    catalog,
    '--route',
    `pac+file://${pac}`,
    '--allow-private',
    '--format',
    'json',
    '--quiet',
  ];
  const [own, other] = await Promise.all([node([bundled, ...argv], folder), command(argv, { cwd: folder })]);
  server.close();
  const told = ({ stdout }: Ended): unknown =>
    (
      JSON.parse(stdout) as {
        readonly findings: readonly { readonly id: string; readonly status: string; readonly cause: string | null }[];
      }
    ).findings.map(({ id, status, cause }) => [id, status, cause]);
  t.same(told(own), told(other));
  t.notMatch(own.stdout, /proxy\.pac-failed/);
  t.equal(own.code, other.code);
});
