import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { program, ROOT_IN_NAMESPACE } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('streams');
await writeFile(
  join(dir, 'local.yaml'),
  'id: local\ntitle: nothing listens there\nrevision: "1"\nendpoints: [{ id: a, host: 127.0.0.1, ports: [1], feature: f }]\n',
);
const LOCAL = ['--catalog', 'local.yaml', '--allow-private', '--retries', '0'];
/** More output than a pipe holds. */
const LONG = ['endpoints', '--connector', 'all', '--include-retired', '--format', 'json'];

t.test('a reader that goes away is no error', async (t) => {
  const rows: readonly (readonly [args: readonly string[], shell: string])[] = [
    [LONG, '"$@" | head -1'],
    [LONG, '"$@" | true'],
    [[...LOCAL, '--format', 'ndjson'], '"$@" | head -1'],
    [['explain'], '"$@" | head -1'],
    [['--help'], '"$@" | true'],
    [['--version'], 'sleep 0.1; "$@" | true'],
  ];
  for (const [args, shell] of rows) {
    const { stderr } = await program(args, { cwd: dir, isolated: true, shell });
    t.equal(stderr, '', `${args[0]} ${shell}`);
  }
  const { code } = await program([...LOCAL, '--report', 'json=piped.json'], { cwd: dir, isolated: true, shell: 'exec "$@" | true' });
  t.equal(code, 0, 'that of the reader');
  t.match(JSON.parse(await readFile(join(dir, 'piped.json'), 'utf8')), { summary: { fail: 1 } }, 'its reports are written all the same');
});

t.test('standard output that takes nothing: reports are written, exit 4', async (t) => {
  const { code, stderr } = await program([...LOCAL, '--report', 'json=full.json'], {
    cwd: dir,
    isolated: true,
    shell: 'exec "$@" >/dev/full',
  });
  t.equal(code, 4);
  t.equal(stderr, 'error: the result could not be written to standard output: the disk is full (ENOSPC)\n');
  t.match(JSON.parse(await readFile(join(dir, 'full.json'), 'utf8')), { summary: { fail: 1 } });
  t.match(await program(['--version'], { shell: 'exec "$@" >/dev/full' }), { code: 4, stderr: '' });
  t.equal((await program(['explain', '--format', 'json'], { shell: 'exec "$@" >/dev/full' })).code, 4);
  t.equal((await program(['report', 'none.json'], { cwd: dir, shell: 'exec "$@" >/dev/full' })).code, 2, 'there was no result to write');
  t.equal((await program([...LOCAL, '--quiet'], { cwd: dir, isolated: true, shell: 'exec "$@" 2>&- 3>&-' })).code, 1, 'no standard error');
});

t.test('report files: links, devices, permissions, full disk, nothing half-written', { skip: ROOT_IN_NAMESPACE }, async (t) => {
  await writeFile(join(dir, 'real.json'), 'old', { mode: 0o640 });
  await symlink('real.json', join(dir, 'link.json'));
  const reports = ['json=link.json', 'csv=/dev/null', 'md=/dev/full', 'junit=deep/er/r.xml', 'tap=deep'].flatMap((spec) => [
    '--report',
    spec,
  ]);
  const { code, stdout, stderr } = await program([...LOCAL, ...reports], { cwd: dir, isolated: true });
  t.equal(code, 4);
  t.match(stdout, /^FAIL/);
  t.same(stderr.trimEnd().split('\n'), [
    'error: the report /dev/full: it could not be written: the disk is full (ENOSPC)',
    'error: the report deep: it could not be written: this is a folder (EISDIR)',
  ]);
  t.ok((await lstat(join(dir, 'link.json'))).isSymbolicLink());
  t.match(JSON.parse(await readFile(join(dir, 'real.json'), 'utf8')), { schemaVersion: '1' });
  t.equal((await stat(join(dir, 'real.json'))).mode & 0o777, 0o640);
  t.ok((await stat('/dev/null')).isCharacterDevice());
  t.same(await readdir(join(dir, 'deep/er')), ['r.xml']);
  t.notMatch((await readdir(dir)).join(), /\.part/);
  const unwritable = await program(['endpoints', '-o', '/proc/none/x'], { cwd: dir });
  t.match([unwritable.code, unwritable.stderr], [4, /^error: \/proc\/none\/x: it could not be written: /]);
});

t.test('two results for one file are refused before anything is probed', async (t) => {
  await symlink('one.json', join(dir, 'two.json'));
  await writeFile(join(dir, 'one.json'), '');
  for (const args of [
    ['--report', 'junit=x', '--report', 'json=x'],
    ['--report', 'json=x.json', '--report', 'md=./sub/../x.json'],
    ['--report', 'json=one.json', '--report', 'csv=two.json'],
    ['--report', 'json=f.ndjson', '--save-facts', 'f.ndjson'],
  ]) {
    const { code, stdout, stderr } = await program([...LOCAL, ...args], { cwd: dir, isolated: true });
    t.match([code, stdout, stderr], [2, '', /^error: .*it would overwrite what .* writes: both name the same file/], args.join(' '));
  }
  const device = await program([...LOCAL, '--report', 'json=/dev/null', '--report', 'md=/dev/null'], { cwd: dir, isolated: true });
  t.equal(device.code, 1, 'a device takes one after another');
});

t.test('signals', async (t) => {
  const args = ['--resolver', 'udp://10.9.9.2', '--timeout', '60000', '--quiet', '--report', 'json=cut.json'];
  const { code } = await program(args, { cwd: dir, silent: true, killAfterMs: 1500, signal: 'SIGTERM' });
  t.equal(code, 130, 'SIGTERM ends as Ctrl-C does');
  t.match(JSON.parse(await readFile(join(dir, 'cut.json'), 'utf8')), { run: { interrupted: true } });
  const waiting = await program(['--route', 'http://u@p:1', '--proxy-password-file', '-'], {
    isolated: true,
    input: 'open',
    killAfterMs: 1000,
  });
  t.same([waiting.code, waiting.stdout, waiting.stderr], [130, '', ''], 'while the password is awaited');
});

t.test('passwords on standard input', async (t) => {
  const route = ['--route', 'http://u@127.0.0.1:1', '--proxy-password-file', '-'];
  const long = await program([...LOCAL, ...route], { cwd: dir, isolated: true, input: 'x'.repeat(5000) });
  t.match([long.code, long.stderr], [2, /larger than 4096 bytes/]);
  const terminal = await program([...LOCAL, ...route], { cwd: dir, isolated: true, shell: 'script -qec "$*" /dev/null' });
  t.match([terminal.code, terminal.stdout], [2, /standard input is a terminal/]);
});

t.test('files without an end are cut off', async (t) => {
  for (const args of [
    ['-c', '/dev/zero'],
    ['--catalog', '/dev/zero'],
    ['--ca-file', '/dev/zero'],
    ['--proxy-password-file', '/dev/zero'],
  ]) {
    const { code, stderr } = await program(args, { cwd: dir, isolated: true });
    t.match([code, stderr], [2, /^error: \/dev\/zero: .* is larger than \d+ bytes/], args.join(' '));
  }
});

t.test('progress and colour only on a terminal', async (t) => {
  const onTerminal = 'script -qec "$*" /dev/null';
  const colored = await program(LOCAL, { cwd: dir, isolated: true, shell: onTerminal, env: { TERM: 'xterm' } });
  t.match(colored.stdout, /\u001b\[2K0 of 1 done/);
  t.match(colored.stdout, /\u001b\[3\dm/);
  for (const [args, env] of [
    [['--no-color', '--no-progress'], {}],
    [['--quiet'], { NO_COLOR: '1' }],
    [[], { NO_COLOR: '1', CI: 'true' }],
  ] as const) {
    const { stdout } = await program([...LOCAL, ...args], { cwd: dir, isolated: true, shell: onTerminal, env: { TERM: 'xterm', ...env } });
    t.notMatch(stdout, /\u001b/, JSON.stringify([args, env]));
  }
  const dumb = await program(LOCAL, { cwd: dir, isolated: true, shell: onTerminal, env: { TERM: 'dumb' } });
  t.notMatch(dumb.stdout, /\u001b/, 'and no progress line');
  const piped = await program(LOCAL, { cwd: dir, isolated: true });
  t.notMatch(piped.stdout + piped.stderr, /\u001b|of 1 done/);
});
