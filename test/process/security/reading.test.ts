import { execFileSync, spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('reading');
const CATALOG = 'id: local\ntitle: t\nrevision: "1"\nendpoints: [{ id: a, host: 127.0.0.1, scheme: http, ports: [1], feature: f }]\n';
await writeFile(join(dir, 'local.yaml'), CATALOG);
const LOCAL = ['--catalog', join(dir, 'local.yaml'), '--allow-private', '--retries', '0', '--timeout', '2000'];
const fifo = join(dir, 'fifo');
execFileSync('mkfifo', [fifo]);
const ROUTE = ['--route', 'http://svc@127.0.0.1:1'];

t.test('a named pipe that nobody writes to holds nothing up', { timeout: 60_000 }, async (t) => {
  const logs = join(dir, 'logs');
  await mkdir(logs);
  await symlink(fifo, join(logs, 'Dmpdownloader.log'));
  await symlink('/dev/zero', join(logs, 'ConfigMgrSetup.log'));
  const reports = join(dir, 'reports');
  await mkdir(reports);
  execFileSync('mkfifo', [join(reports, 'x.json')]);
  const rows: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [
      ['logs', logs],
      /Dmpdownloader\.log: .*not a regular file[\s\S]*ConfigMgrSetup\.log: .*not a regular file|ConfigMgrSetup[\s\S]*Dmpdownloader/,
    ],
    [['logs', fifo], /no entry of a known log format/],
    [['merge', reports], /x\.json: the report is not a regular file/],
    [['report', fifo], /fifo: not valid JSON/],
    [['--catalog', fifo], /fifo: must be a set of keys, not empty/],
    [[...LOCAL, '--ca-file', fifo], /there is no certificate in it/],
    [[...LOCAL, ...ROUTE, '--proxy-password-file', fifo], /the password is empty/],
    [['endpoints', 'import', fifo], /not valid JSON/],
  ];
  for (const [args, says] of rows) {
    const began = performance.now();
    const { code, stderr } = await program(args, { cwd: dir, isolated: true, killAfterMs: 15_000, signal: 'SIGTERM' });
    t.equal(code, 2, args.join(' '));
    t.match(stderr, says, args.join(' '));
    t.ok(performance.now() - began < 12_000, 'at once');
  }
});

t.test('a signal ends what waits for a pipe that stays silent', { timeout: 60_000 }, async (t) => {
  const held = join(dir, 'held');
  execFileSync('mkfifo', [held]);
  const writer = spawn('sh', ['-c', 'exec sleep 30 > "$0"', held]);
  t.teardown(() => writer.kill());
  for (const args of [
    [...LOCAL, ...ROUTE, '--proxy-password-file', held],
    ['logs', held],
    ['report', held],
  ]) {
    const { code, stderr, endedMs } = await program(args, { cwd: dir, killAfterMs: 1500, signal: 'SIGTERM' });
    t.equal(code, 130, `${args.join(' ')} ${stderr}`);
    t.ok(endedMs < 2000, `${endedMs} ms`);
  }
});

t.test('what a shell substitutes for a file is read', async (t) => {
  const { stdout } = await program([], { cwd: dir, shell: `bash -c '"$@" endpoints --format csv --catalog <(cat local.yaml)' sh "$@"` });
  t.match(stdout, /127\.0\.0\.1/);
});

t.test('a password arrives as it is meant, by every way', { timeout: 120_000 }, async (t) => {
  const got: string[] = [];
  const proxy = createServer((request, response) => {
    const credentials = request.headers['proxy-authorization'];
    if (credentials !== undefined) got.push(Buffer.from(credentials.slice(6), 'base64').toString().slice(4));
    response.writeHead(credentials === undefined ? 407 : 403, { 'proxy-authenticate': 'Basic realm="x"' }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.teardown(() => proxy.close());
  const route = ['--route', `http://svc@127.0.0.1:${(proxy.address() as AddressInfo).port}`];
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const password of [' pä\u20ac\nß ', 'ab'])
    for (const bytes of [
      ...[password, `${password}\r\n`, `\ufeff${password}\n`].map((text) => Buffer.from(text)),
      utf16(`${password}\r\n`),
      utf16(password).swap16(),
    ])
      for (const way of ['-', 'password.txt']) {
        await writeFile(join(dir, 'password.txt'), bytes);
        got.length = 0;
        const file = way === '-' ? { shell: '"$@" < password.txt' } : {};
        await program([...LOCAL, ...route, '--proxy-password-file', way, '--quiet'], { cwd: dir, ...file });
        t.same([...new Set(got)], [password], `${JSON.stringify(bytes.toString('latin1'))} by ${way}`);
      }

  got.length = 0;
  const refused: readonly (readonly [bytes: Buffer, says: RegExp])[] = [
    [Buffer.from(''), /the password is empty/],
    [Buffer.from('\n'), /the password is empty/],
    [Buffer.from('\ufeff'), /the password is empty/],
    [Buffer.from('p\u00e4ss', 'latin1'), /the password is not text in UTF-8 or UTF-16/],
    [Buffer.from('a\0b'), /not text/],
    [Buffer.from([0xff, 0xfe, 0x00, 0xd8]), /not text/],
  ];
  for (const [bytes, says] of refused)
    for (const way of ['-', 'password.txt']) {
      await writeFile(join(dir, 'password.txt'), bytes);
      const shell = way === '-' ? { shell: '"$@" < password.txt' } : {};
      const { code, stderr } = await program([...LOCAL, ...route, '--proxy-password-file', way], { cwd: dir, ...shell });
      t.equal(code, 2);
      t.match(stderr, says);
      t.match(stderr, /--proxy-password-file/);
    }
  const inUrl = await program([...LOCAL, '--route', `${route[1]?.replace('svc@', 'svc:@')}`], { cwd: dir });
  t.match([inUrl.code, inUrl.stderr], [2, /its password is empty/]);
  const twice = ['--proxy-password-file', '-', '--user', 'CORP\\u', '--user-password-file', '-'];
  const { code, stderr } = await program([...LOCAL, ...route, ...twice], { cwd: dir, input: 'one\n' });
  t.match([code, stderr], [2, /^error: --user-password-file: standard input holds one password/]);
  t.same(got, [], 'nothing was sent');
});

t.test('the text of a file that is another than was meant is in no error', { timeout: 200_000 }, async (t) => {
  const SECRET = 'S3cret-in-a-file';
  const texts = [
    `root:${SECRET}:20245:0:99999:7:::\n`,
    `{"a": ${SECRET}}`,
    `a: [${SECRET}\nb: }`,
    `a: *${SECRET}\n`,
    `a: !${SECRET} x\n`,
    `a: "\\${SECRET}"\n`,
    `a: |${SECRET}\n  x\n`,
    `a: 'x' ${SECRET}\n`,
    `"schemaVersion": ${SECRET}`,
    `{"schemaVersion": "${SECRET}"}`,
    `%${SECRET}\n---\n`,
    `a: "x\n${SECRET}`,
    `? [${SECRET}: ]: }\n`,
  ];
  for (const text of texts) {
    await writeFile(join(dir, 'other'), text);
    await writeFile(join(dir, 'other.json'), text);
    for (const args of [
      ['merge', 'other.json'],
      ['report', 'other'],
      ['compare', 'other', 'other'],
      ['-c', 'other'],
      ['--catalog', './other'],
      ['endpoints', 'import', 'other'],
      ['--ca-file', 'other'],
    ]) {
      const { code, stdout, stderr } = await program(args, { cwd: dir, isolated: true });
      t.equal(code, 2, `${args.join(' ')} ${text}`);
      t.notMatch(stdout + stderr, SECRET, args.join(' '));
    }
  }
});
