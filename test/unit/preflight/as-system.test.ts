import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { UsageError } from '../../../src/model/usage-error.ts';
import type { ToolOutcome } from '../../../src/network/program/run-tool.ts';
import { childSettings, passwordFilesOf, refuseSecrets, refuseUnsupported } from '../../../src/preflight/as-system/child-settings.ts';
import { taskProgram } from '../../../src/preflight/as-system/program.ts';
import { runAsSystem, type SystemMachine } from '../../../src/preflight/as-system/run.ts';
import { taskState } from '../../../src/preflight/as-system/task-state.ts';
import { taskXml } from '../../../src/preflight/as-system/task-xml.ts';
import { type SystemWays, wayNotes, wayRows, wayTable } from '../../../src/preflight/as-system/windows-ways.ts';
import { type AclFacts, whoElseReadsByAcl } from '../../../src/preflight/machine/windows-acl.ts';
import { configSchema } from '../../../src/settings/schema.ts';
import { mergeSettings, type Settings } from '../../../src/settings/settings.ts';
import { bypasses } from '../../../src/settings/windows-proxy.ts';
import { command } from '../../support/run-command.ts';

const settingsOf = (flags: Readonly<Record<string, unknown>> = {}, file = {}): Settings => mergeSettings(file, {}, flags);

function refusal(act: () => unknown): UsageError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  return undefined;
}

t.test('the task: System, once, on demand, for administrators only, and no word of the settings in it', (t) => {
  const task = {
    program: 'C:\\Tools & more\\node.exe',
    script: 'C:\\Tools & more\\bin.cjs',
    configFile: 'C:\\p\\settings.json',
    folder: 'C:\\p',
    limitSeconds: 100.2,
  };
  const text = taskXml(task);
  for (const part of [
    '<UserId>S-1-5-18</UserId>',
    '<SecurityDescriptor>D:P(A;;FA;;;SY)(A;;FA;;;BA)</SecurityDescriptor>',
    '<Triggers />',
    '<ExecutionTimeLimit>PT101S</ExecutionTimeLimit>',
    '<Command>C:\\Tools &amp; more\\node.exe</Command>',
    '<Arguments>&quot;C:\\Tools &amp; more\\bin.cjs&quot; --config &quot;C:\\p\\settings.json&quot;</Arguments>',
  ])
    t.ok(text.includes(part), part);
  const { script: _, ...executable } = task;
  t.ok(taskXml(executable).includes('<Arguments>--config &quot;C:\\p\\settings.json&quot;</Arguments>'), 'the executable is no script');
  const { batch = '', shell = '' } = taskProgram(
    {
      execPath: 'C:\\A & b\\node.exe',
      script: 'C:\\A & b\\app\\build\\src\\cli\\bin.cjs',
      isExecutable: false,
      systemFolder: 'C:\\W\\System32',
    },
    (path) => path === 'C:\\A & b\\configmgr-preflight.cmd',
  );
  const zip = taskXml({ ...task, batch, shell });
  t.ok(
    zip.includes('<Command>C:\\W\\System32\\cmd.exe</Command>'),
    'the zip by its batch file, which lets no NODE_OPTIONS of the machine in',
  );
  const line = '/d /v:off /s /c &quot;&quot;C:\\A &amp; b\\configmgr-preflight.cmd&quot; --config &quot;C:\\p\\settings.json&quot;&quot;';
  t.ok(zip.includes(`<Arguments>${line}</Arguments>`), zip);
  const started = { execPath: 'C:\\nodejs\\node.exe', script: 'C:\\npm\\bin.cjs', systemFolder: 'C:\\W' };
  t.same(
    taskProgram({ ...started, isExecutable: false }, () => true),
    { program: started.execPath, script: started.script },
    'of npm',
  );
  t.same(
    taskProgram({ ...started, isExecutable: true }, () => true),
    { program: started.execPath },
    'the executable',
  );
  for (const path of ['C:\\100%\\x', 'C:\\%PATH%\\x', 'C:\\a"b', 'C:\\$(Arg0)', 'C:\\a\nb'])
    t.match(
      refusal(() => taskXml({ ...task, script: path })),
      { field: '--as-system' },
      path,
    );
  t.end();
});

const QUERY: readonly [string, string, object][] = [
  ['running', '"SCP01","\\x","N/A","Running","Background only","11/28/2026 3:00:00 PM","267009","CORP\\adm","node"', { state: 'running' }],
  ['not begun', '"SCP01","\\x","N/A","Ready","Background only","11/30/1999 12:00:00 AM","267011","CORP\\adm"', { state: 'running' }],
  ['queued', '"SCP01","\\x","N/A","Queued","x","x","267045","a"', { state: 'running' }],
  ['ended', '\r\n"SCP01","\\x","N/A","Ready","Background only","11/28/2026 3:01:00 PM","0","CORP\\adm"', { state: 'ended', code: 0 }],
  ['a failure', '"SCP01","\\x","N/A","Ready","x","x","1","a"', { state: 'ended', code: 1 }],
  ['a file that is not there', '"SCP01","\\x","N/A","Ready","x","x","-2147024894","a"', { state: 'ended', code: -2147024894 }],
  [
    'in German',
    '"SCP01","\\x","Nicht zutreffend","Wird ausgef\ufffdhrt","Nur im Hintergrund","28.11.2026 15:00:00","267009","CORP\\adm"',
    { state: 'running' },
  ],
  ['a comma in a field', '"SCP01","\\x","N/A, never","Ready","x","x","3","a"', { state: 'ended', code: 3 }],
  ['nothing', '', { state: 'unknown' }],
  ['words', 'ERROR: The system cannot find the file specified.', { state: 'unknown' }],
];

t.test('what the scheduler says of a task, in any language', (t) => {
  for (const [name, answer, wanted] of QUERY) t.same(taskState(answer), wanted, name);
  t.end();
});

t.test('secrets are not handed on, and what one run cannot do is refused', (t) => {
  const rows: readonly [string, Settings, Readonly<Record<string, string>>, string][] = [
    ['standard input', settingsOf({ userPasswordFile: '-' }), {}, '--user-password-file'],
    ['a variable', settingsOf(), { PREFLIGHT_PROXY_PASSWORD: 'hunter2' }, 'PREFLIGHT_PROXY_PASSWORD'],
    ['a variable of an account', settingsOf(), { PREFLIGHT_INSTALLATION_PASSWORD: 'hunter2' }, 'PREFLIGHT_INSTALLATION_PASSWORD'],
    ['a route', settingsOf({ route: ['direct', 'http://u:hunter2@proxy:8080'] }), {}, '--route'],
    ['a route of revocation', settingsOf({ revocationRoute: 'socks5://u:hunter2@proxy:1080' }), {}, '--revocation-route'],
    ['a route of System', settingsOf({ systemRoute: 'pac+http://u:hunter2@p/x.pac' }), {}, '--system-route'],
  ];
  for (const [name, settings, env, field] of rows) {
    const error = refusal(() => refuseSecrets(settings, env));
    t.equal(error?.field, field, name);
    t.notMatch(`${error?.located} ${error?.hint}`, /hunter2/, name);
  }
  t.equal(
    refusal(() => refuseSecrets(settingsOf({ route: ['http://u@proxy:8080'], userPasswordFile: 'pw.txt' }), { PREFLIGHT_ROUTE: 'x' })),
    undefined,
  );
  t.same(passwordFilesOf(settingsOf({ userPasswordFile: 'pw.txt', proxyPasswordFile: 'p.txt' })), ['p.txt', 'pw.txt']);
  t.equal(refusal(() => refuseUnsupported(settingsOf({ watch: '60s' })))?.field, '--watch');
  t.equal(refusal(() => refuseUnsupported(settingsOf({ saveFacts: 'f' })))?.field, '--save-facts');
  t.end();
});

t.test('the run as System is told everything but results, by whole paths, and understands it', (t) => {
  const settings = settingsOf(
    {
      asSystem: true,
      catalog: ['configmgr-scp', 'own.yaml'],
      caFile: ['ca.pem'],
      userPasswordFile: 'pw.txt',
      route: ['winhttp'],
      param: ['TenantID=1'],
      hold: '3m',
      report: ['json=mine.json'],
      format: 'md',
      failOn: 'warn',
      negative: true,
    },
    { waivers: [{ pattern: 'x', reason: 'y', until: '2027-01-01' }], redactWords: ['secret name'] },
  );
  const child = childSettings(settings, 'R.json', (path) => `C:\\here\\${path}`);
  t.match(child, {
    catalog: ['configmgr-scp', 'C:\\here\\own.yaml'],
    caFile: ['C:\\here\\ca.pem'],
    userPasswordFile: 'C:\\here\\pw.txt',
    route: ['winhttp'],
    hold: 180,
    negative: true,
    report: ['json=R.json'],
    waivers: [{ pattern: 'x' }],
  });
  for (const key of ['asSystem', 'format', 'failOn', 'redactWords']) t.notOk(Object.hasOwn(child, key), key);
  const again = mergeSettings(configSchema.parse(JSON.parse(JSON.stringify(child))), {}, {});
  t.match(again, { hold: 180, asSystem: false, param: ['TenantID=1'], deadline: settings.deadline });
  t.end();
});

const READERS: readonly [string, AclFacts['steps'][number]['rules'], boolean][] = [
  ['administrators and System', [rule('S-1-5-32-544', 0x1f01ff), rule('S-1-5-18', 0x120089), rule('S-1-5-21-1', 0x1f01ff)], false],
  ['users read', [rule('S-1-5-32-545', 0x1200a9)], true],
  ['everyone, by a generic right', [rule('S-1-1-0', -2147483648)], true],
  ['who may write may read soon', [rule('S-1-5-11', 0x40000)], true],
  ['a denial', [{ ...rule('S-1-5-32-545', 0x1200a9), allow: false }], false],
];

function rule(sid: string, rights: number): AclFacts['steps'][number]['rules'][number] {
  return { sid, rights, allow: true, inheritOnly: false };
}

t.test('a password file that others read is not handed on', (t) => {
  for (const [name, rules, isRead] of READERS) {
    const reason = whoElseReadsByAcl({ user: 'S-1-5-21-1', steps: [{ path: 'C:\\pw.txt', owner: 'S-1-5-21-1', link: false, rules }] });
    t.equal(reason !== undefined, isRead, name);
  }
  t.end();
});

const ways = (more: Partial<SystemWays> = {}): SystemWays => ({
  winHttp: { server: '', bypass: '' },
  system: { server: '', bypass: '' },
  siteSystem: 'unknown',
  asSystem: ['go.microsoft.com', 'download.microsoft.com'],
  internal: ['cm01.corp.example', 'SQL01'],
  ...more,
});

t.test('the table: which setting, what it says, who goes by it, and what its bypass list covers', (t) => {
  const rows = wayRows(ways({ winHttp: { server: 'proxy:8080', bypass: '<local>' }, siteSystem: { host: 'siteproxy', port: 3128 } }));
  t.match(rows, [
    {
      value: 'proxy proxy:8080, bypass list <local>',
      requests: /CRL and OCSP/,
      bypass: 'covers SQL01; does not cover cm01.corp.example: requests to it go to the proxy',
    },
    { value: 'no proxy', requests: /^go\.microsoft\.com, download\.microsoft\.com, tokens/, bypass: 'not needed without a proxy' },
    { value: 'siteproxy:3128' },
  ]);
  t.match(wayRows(ways({ winHttp: { server: 'p:1', bypass: '<local>;*.corp.example' } }))[0]?.bypass, 'covers cm01.corp.example, SQL01');
  t.match(wayRows(ways({ system: { server: '', bypass: '', autoConfigUrl: 'http://pac/x' } }))[1], {
    value: 'script http://pac/x',
    bypass: 'the script decides',
  });
  t.match(wayRows(ways({ system: { server: '', bypass: '', detects: true } }))[1], { value: /WPAD/ });
  t.match(wayRows(ways({ winHttp: { failure: 'no PowerShell' } }))[0], { value: 'could not be read (no PowerShell)', bypass: 'not known' });
  t.match(wayRows(ways({ siteSystem: 'none' }))[2], { value: 'no proxy' });
  t.match(wayNotes(rows)[0], /^WinHTTP of the machine .*: proxy proxy:8080/);
  t.notMatch(wayTable(wayRows(ways({ winHttp: { server: 'p\u001b[2J', bypass: '' } }))), /\u001b/, 'nothing steers the terminal');
  t.ok(bypasses('https://*.corp.example', 'A.corp.example'));
  t.notOk(bypasses('', 'a'));
  t.end();
});

/** Stands in for schtasks of Windows Server 2022 (its /query columns: schtasks query, learn.microsoft.com): keeps one task, runs what its XML says as this user. */
function scheduler(log: string[], { fails = '', lasts = false } = {}) {
  let task = '';
  let result = 267011;
  const answer = (code: number, stdout = ''): ToolOutcome => ({ code, stdout, stderr: code === 0 ? '' : 'ERROR: Access is denied.' });
  return async (argv: readonly string[]): Promise<ToolOutcome> => {
    log.push(argv[0] ?? '');
    if (argv[0] === fails) return answer(1);
    if (argv[0] === '/create') task = readFileSync(argv[4] ?? '').toString('utf16le');
    if (argv[0] === '/query') return answer(0, `"PC","\\x","N/A","Ready","x","x","${result}","a"\r\n`);
    if (argv[0] !== '/run') return answer(0);
    const part = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`).exec(task)?.[1]?.replaceAll('&quot;', '"') ?? '';
    result = 267009;
    if (lasts) return answer(0);
    const child = spawn(
      part('Command'),
      (part('Arguments').match(/"[^"]*"|\S+/g) ?? []).map((one) => one.replaceAll('"', '')),
      { cwd: part('WorkingDirectory'), stdio: 'ignore' },
    );
    child.once('exit', (code) => {
      result = code ?? 1;
    });
    return answer(0);
  };
}

function machine(folder: string, schtasks: SystemMachine['schtasks'], more: Partial<SystemMachine> = {}): SystemMachine {
  return {
    program: process.execPath,
    script: join(folder, 'bin.cjs'),
    privateFolder: join(folder, 'private'),
    schtasks,
    whoElse: async () => undefined,
    interrupted: new AbortController().signal,
    pollMs: 20,
    ...more,
  };
}

/** Reads the configuration and writes the report that it names, whole or not at all, as the program does. */
const CHILD = `const fs = require('node:fs'); const given = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
const file = given.report[0].slice(5);
fs.writeFileSync(file + '.part', JSON.stringify({ argv: process.argv.slice(2), route: given.route, cwd: process.cwd() }));
fs.renameSync(file + '.part', file);`;

async function failureOf(running: Promise<unknown>): Promise<Error> {
  return running.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
}

t.test('one run, and nothing is left of it', async (t) => {
  const folder = t.testdir({ 'bin.cjs': CHILD, private: {} });
  const log: string[] = [];
  const got = await runAsSystem(settingsOf({ route: ['winhttp'] }), machine(folder, scheduler(log)), async (file) =>
    JSON.parse(readFileSync(file, 'utf8')),
  );
  t.match(got, { argv: ['--config', /settings\.json$/], route: ['winhttp'], cwd: /configmgr-preflight-[0-9a-f]{32}$/ });
  t.same([log[0], log[1], log.at(-1)], ['/create', '/run', '/delete']);
  t.same(readdirSync(join(folder, 'private')), []);
});

t.test('whatever goes wrong, task and folder are removed', async (t) => {
  const rows: readonly [string, string, Parameters<typeof scheduler>[1], Partial<SystemMachine>, RegExp, string | undefined][] = [
    ['no report', 'process.exit(2)', {}, {}, /ended without a report/, '/delete'],
    ['not elevated', CHILD, { fails: '/create' }, {}, /could not be made: ERROR: Access is denied/, undefined],
    ['it does not start', CHILD, { fails: '/run' }, {}, /could not be started/, '/delete'],
    ['interrupted', CHILD, { lasts: true }, { interrupted: AbortSignal.timeout(100) }, /aborted/i, '/delete'],
    [
      'somebody else may change the program',
      CHILD,
      {},
      { whoElse: async (path) => (path.endsWith('bin.cjs') ? 'it may be changed' : undefined) },
      /not run as System: it may be changed/,
      undefined,
    ],
    [
      'somebody else may change the settings',
      CHILD,
      {},
      { whoElse: async (path) => (path.endsWith('settings.json') ? 'it may be changed' : undefined) },
      /not run as System/,
      undefined,
    ],
    ['no rights to the folder', CHILD, {}, { privateFolder: '/nowhere/at/all' }, /cannot be made \(ENOENT\)/, undefined],
  ];
  for (const [name, child, how, more, words, removed] of rows) {
    const folder = t.testdir({ 'bin.cjs': child, private: {} });
    const log: string[] = [];
    const error = await failureOf(runAsSystem(settingsOf(), machine(folder, scheduler(log, how), more), async () => undefined));
    t.match(error.message, words, name);
    t.equal(log.includes('/delete') ? '/delete' : undefined, removed, name);
    t.same(readdirSync(join(folder, 'private')), [], name);
  }
});

t.test('a task that cannot be removed while it runs is ended first', async (t) => {
  const folder = t.testdir({ 'bin.cjs': CHILD, private: {} });
  const log: string[] = [];
  await runAsSystem(settingsOf(), machine(folder, scheduler(log, { fails: '/delete' })), async () => undefined);
  t.same(log.slice(-3), ['/delete', '/end', '/delete']);
});

t.test('elsewhere than on Windows it says what it needs', { skip: process.platform === 'win32' }, async (t) => {
  const { code, stderr } = await command(['--as-system', '--quiet']);
  t.equal(code, 2);
  t.match(stderr, /--as-system: System is an account of Windows, and this is none/);
  t.notOk(existsSync('settings.json'));
});
