import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { findingFrom } from '../../../src/causes/finding.ts';
import { packageRoot } from '../../../src/files/package-root.ts';
import { dialectOf } from '../../../src/firewall/products/index.ts';
import { exportRules } from '../../../src/firewall/render.ts';
import { runScript, type ScriptOutcome } from '../../../src/network/windows/powershell.ts';
import type { ScriptName } from '../../../src/network/windows/script-names.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';
import { pwsh, withoutPowerShell } from '../../support/lab/powershell.ts';
import { asWindowsPowerShell } from '../../support/powershell/as-windows.ts';
import { WINDOWS_FUNCTIONS } from '../../support/powershell/windows-functions.ts';
import { COMMANDS_OF_5_1, MEMBERS_OF_5_1, PARAMETERS_OF_ALL } from '../../support/powershell/windows-powershell.ts';
import { authorityIn } from '../../support/security/authority.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// A busy machine takes its time to start anything.
t.setTimeout(600_000);
const skip = withoutPowerShell();
const limits = { signal: new AbortController().signal, timeoutMs: 120_000 };
const anything = z.record(z.string(), z.unknown());
const inspected = z.array(
  z.object({
    path: z.string(),
    errors: z.array(z.string()),
    later: z.array(z.string()),
    commands: z.array(z.object({ name: z.string(), parameters: z.array(z.string()) })),
    members: z.array(z.string()),
  }),
);

/** What PowerShell 7's parser says of scripts, and which commands, parameters and static members of them Windows PowerShell 5.1 is not known to have. */
async function inspect(paths: readonly string[]): Promise<readonly (readonly [string, readonly string[]])[]> {
  const script = join(packageRoot(), 'test/support/powershell/inspect.ps1');
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(' ');
  const found = inspected.parse(JSON.parse(await pwsh(`& '${script}' ${list}`)));
  return found.map(({ path, errors, later, commands, members }) => {
    const strange = commands.flatMap(({ name, parameters }) => {
      const known = COMMANDS_OF_5_1[name];
      if (known === undefined) return [`command ${name}`];
      return parameters.filter((one) => ![...known, ...PARAMETERS_OF_ALL].includes(one)).map((one) => `${name} -${one}`);
    });
    const unknown = members.filter((one) => !one.startsWith('Preflight.') && !MEMBERS_OF_5_1.includes(one)).map((one) => `member ${one}`);
    return [path, [...errors, ...later, ...strange, ...unknown]] as const;
  });
}

t.test('every script is one of Windows PowerShell 5.1 as well', { skip }, async (t) => {
  const folder = await temporaryFolder('scripts');
  const dialect = await dialectOf('windows-firewall');
  const rows = [row('download.microsoft.com', 443, { why: ['it\'s `needed` "$here"'] }), row('*.manage.microsoft.com', 443)];
  const exported = join(folder, 'windows-firewall.ps1');
  await writeFile(exported, exportRules(dialect, rows, { ...SETTINGS, sources: ['192.0.2.10'] }).text);
  const scripts = (await readdir(join(packageRoot(), 'scripts'))).map((file) => join(packageRoot(), 'scripts', file));
  const samples = join(packageRoot(), 'reports/sample');
  const plans = (await readdir(samples))
    .filter((file) => file.startsWith('accounts-plan') && file.endsWith('.ps1'))
    .map((file) => join(samples, file));
  t.ok(plans.length > 1);
  const module = join(packageRoot(), 'release/files/ConfigMgrPreflight/ConfigMgrPreflight.psm1');
  for (const [path, strange] of await inspect([...scripts, exported, ...plans, module])) t.same(strange, [], path);

  const planted: readonly (readonly [string, RegExp])[] = [
    ['$a = $b ? 1 : 2', /\?/],
    ['$a = $b ?? 1', /\?\?/],
    ['$a ??= 1', /\?\?=/],
    ['Get-Item a && Get-Item b', /&&/],
    ['1..3 | ForEach-Object -Parallel { $_ }', /-Parallel/],
    ['(&{$a})?.Length', /\?\./],
    ['if ($IsWindows) { 1 }', /IsWindows/],
    ['Get-Item a &', /&/],
    ['$a = "`e[0m"', /`e/],
    ['$a = 0b101', /0b101/],
    ['Test-Json x', /Test-Json/],
    ['ConvertFrom-Json x -AsHashtable', /-AsHashtable/],
    ['[Convert]::ToHexString($a)', /ToHexString/],
    ['if ($a { 1 }', /\)/],
  ];
  const files = planted.map((_, index) => join(folder, `${index}.ps1`));
  for (const [index, [text]] of planted.entries()) await writeFile(files[index] ?? '', text);
  for (const [index, [, strange]] of (await inspect(files)).entries())
    t.match(strange.join(' '), planted[index]?.[1] ?? /^$/, planted[index]?.[0] ?? '');
});

const ask = (name: ScriptName, input: Readonly<Record<string, unknown>> = {}): Promise<ScriptOutcome<Record<string, unknown>>> =>
  runScript(name, input, anything, limits);

t.test('one session answers all questions, mistakes included', { skip }, async (t) => {
  asWindowsPowerShell(
    t,
    `$global:asked = 0\nfunction Get-ItemProperty { $global:asked += 1; [pscustomobject]@{ WinHttpSettings = [byte[]](($PID % 256), $global:asked) } }`,
  );
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('winhttp')));
  const bytes = answers.map((answer) => ('value' in answer ? (answer.value.bytes as readonly number[]) : []));
  t.equal(new Set(bytes.map(([process]) => process)).size, 1, 'one process');
  t.same(
    bytes.map(([, count]) => count),
    [1, 2, 3, 4, 5],
  );
  t.match(await ask('access-rules', { path: '/no/such/file' }), { failure: { code: 'ItemNotFoundException', message: /no\/such/ } });
  // Each compiles its own C#, then finds no such library; some releases of PowerShell stumble on their way there.
  const noLibrary = { failure: { code: /^(?:DllNotFoundException|ArgumentNullException|NO_COMPILER)$/ } };
  t.match(await ask('logon', { computer: 'scp1', user: 'x' }), noLibrary);
  t.match(await ask('logon', { computer: 'scp1', user: 'x' }), noLibrary, 'a second time');
  t.match(await ask('logon-rights', { computer: 'scp1', rights: ['SeNetworkLogonRight'] }), noLibrary);
  t.match(await ask('wpad'), noLibrary);
  t.match(await ask('dns-suffix'), { value: { domain: /^/ } });
  t.match(
    await ask('directory-search', {
      server: '127.0.0.1',
      port: 9,
      base: '',
      scope: 'Base',
      filter: '(objectClass=*)',
      attributes: [],
      binary: [],
      most: 1,
      pageSize: 1,
    }),
    {
      failure: { code: /^(SERVER_DOWN|LDAP_\d+|\w+Exception)$/ },
    },
  );
});

t.test('a web service is asked only where it shows the certificate that was checked', { skip }, async (t) => {
  const folder = await temporaryFolder('web');
  const { file, root, leaf } = authorityIn(folder);
  root('root', '/CN=Root');
  leaf('service', 'root', 'DNS:localhost');
  const server = createServer({ key: readFileSync(file('service.key')), cert: readFileSync(file('service.pem')) }, (request, response) => {
    if (request.url === '/refused') response.writeHead(401, { 'www-authenticate': 'Negotiate' });
    response.end(request.url === '/long' ? 'x'.repeat(5000) : 'ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  asWindowsPowerShell(t, '');
  const certificate = new X509Certificate(readFileSync(file('service.pem'))).raw.toString('hex').toUpperCase();
  const get = (path: string, more: object = {}) =>
    ask('web-service', { url: `https://localhost:${port}${path}`, certificate, timeoutMs: 60_000, most: 1000, ...more });
  t.match(await get('/'), { value: { status: 200, body: 'ok', challenges: [] } });
  t.match(await get('/', { certificate: 'AB' }), { failure: { code: /^WEB_/ } }, 'another certificate');
  t.match(await get('/long'), { failure: { code: 'TOO_LARGE' } });
  t.match(await get('/refused'), { value: { status: 401, challenges: ['Negotiate'] } });
  t.match(await get('/', { url: 'https://localhost:1/' }), { failure: { code: /^WEB_/ } });
});

t.test('a session that a policy constrains', { skip }, async (t) => {
  asWindowsPowerShell(t, "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");
  const answer = await ask('roots');
  t.match(answer, { failure: { code: 'CONSTRAINED_LANGUAGE', message: /Constrained Language mode/ } });
  const evidence = 'failure' in answer ? { code: answer.failure.code } : {};
  const subject = { id: 'account:a', kind: 'account', title: 'a', target: {} } as const;
  const finding = findingFrom(subject, { status: 'inconclusive', cause: 'account.lookup-failed', evidence });
  t.match(finding, { cause: 'host.constrained-language', layer: 'host' }, 'whatever was asked');
});

t.test('where nothing may be compiled that is said, and no password is sent', { skip }, async (t) => {
  asWindowsPowerShell(t, "function Add-Type { throw 'csc.exe was blocked by group policy' }");
  for (const [name, input] of [
    ['logon', { computer: 'scp1', user: 'x' }],
    ['logon-rights', { computer: 'scp1', rights: ['SeNetworkLogonRight'] }],
    ['wpad', {}],
  ] as const)
    t.match(await ask(name, input), { failure: { code: 'NO_COMPILER', message: /blocked by group policy/ } }, name);
});

t.test('a question that hangs ends its process only', { skip }, async (t) => {
  asWindowsPowerShell(
    t,
    `function Get-ItemProperty { param($Path, $LiteralPath, $Name, $ErrorAction) if ($Name -eq 'WinHttpSettings') { Start-Sleep -Seconds 60 } }`,
  );
  const began = performance.now();
  const [slow, quick] = await Promise.all([runScript('winhttp', {}, anything, { ...limits, timeoutMs: 10_000 }), ask('dotnet')]);
  t.match(slow, { failure: { code: 'TIMEOUT' } });
  t.match(quick, { value: { feature35: false } });
  t.ok(performance.now() - began < 50_000);
});

/** The root DSE of a controller whose clock is 400 seconds behind. */
const ROOT_DSE = `class RootDse {
  [string]$currentTime = [DateTime]::UtcNow.AddSeconds(-400).ToString('yyyyMMddHHmmss') + '.0Z'
  [string]$dnsHostName = 'dc1.corp.example'
  RootDse([string]$path) { if ($path -ne 'LDAP://RootDSE') { throw $path } }
}
$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
$null = $accelerators::Remove('ADSI')
$accelerators::Add('ADSI', [RootDse])`;

t.test('the clock of a domain controller', { skip }, async (t) => {
  asWindowsPowerShell(t, ROOT_DSE);
  const clock = await ask('clock');
  t.match(clock, { value: { reference: 'dc1.corp.example' } });
  const seconds = 'value' in clock ? Number(clock.value.skewSeconds) : 0;
  t.ok(seconds >= 400 && seconds < 420, `${seconds} seconds`);
});

t.test('the scripts with what only Windows has as functions', { skip }, async (t) => {
  asWindowsPowerShell(t, WINDOWS_FUNCTIONS);
  t.match(await ask('operating-system'), {
    value: {
      caption: 'Microsoft Windows Server 2022 Standard',
      productType: 3,
      installationType: 'Server',
      partOfDomain: true,
      domain: 'corp.example',
      freeBytes: 5e10,
      drive: 'D:',
    },
  });
  t.match(await ask('dotnet'), { value: { release: 528_449, feature35: true } });
  t.same(await ask('software'), {
    value: {
      installed: [
        { name: 'Microsoft ODBC Driver 18 for SQL Server', version: '18.4.1.1' },
        { name: 'Microsoft Visual C++ v14 Redistributable (x64) - 14.50.35719', version: '14.50.35719.0' },
      ],
    },
  });
  const tls = await ask('tls');
  t.match(tls, { value: { suites: ['TLS_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] } });
  const settings =
    'value' in tls ? (tls.value.settings as readonly { readonly path: string; readonly name: string; readonly value: unknown }[]) : [];
  t.equal(settings.length, 12);
  t.match(
    settings.find(({ path, name }) => path.endsWith('v4.0.30319') && name === 'SchUseStrongCrypto'),
    { value: 1 },
  );
  t.match(await ask('roots'), {
    value: {
      thumbprints: ['0563b8630d62d75abbc8ab1e4bdfb5a899b24d43', 'df3c24f9bfd666761b268073fe06d1cc8d4f82a4'],
      intermediates: ['0563b8630d62d75abbc8ab1e4bdfb5a899b24d43', 'df3c24f9bfd666761b268073fe06d1cc8d4f82a4'],
      rootUpdates: true,
    },
  });
  t.same(await ask('name-policy'), {
    value: {
      rules: [{ names: ['.corp.example', 'one.example'], options: 8, servers: ['10.0.0.53;10.0.0.54'], directAccess: [''] }],
    },
  });
  t.match(await ask('winhttp'), { value: { bytes: [24, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] } });
  t.match(await ask('internet-settings'), {
    value: {
      perMachine: true,
      enabled: 1,
      server: 'proxy.corp.example:8080',
      bypass: '<local>',
      autoConfigUrl: '',
      connection: [70, 0, 0, 0, 1, 0, 0, 0, 9],
    },
  });
  t.match(await ask('access-rules', { path: '/etc/hosts' }), {
    value: {
      user: 'S-1-5-18',
      steps: [{ path: '/etc/hosts', owner: 'S-1-5-32-544', link: false, rules: [{ sid: 'S-1-1-0', rights: 2, allow: true }] }, {}, {}],
    },
  });
});
