import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decode, encode } from 'dns-packet';
import t from 'tap';
import { packageRoot, packageVersion } from '../../src/files/package-root.ts';
import { authorityIn } from '../support/security/authority.ts';

const run = promisify(execFile);
const root = packageRoot();
const env = { PATH: process.env.PATH, HOME: t.testdirName, npm_config_update_notifier: 'false' };
t.setTimeout(600_000);

/** Bytes, 1,189,000 today: the machine of PAC scripts 301,000, the HTTP client, public suffixes and schemas some 150,000 of the 363,000 that a check loads, words of causes 50,000, types 40,000, YAML and logs 36,000 each, pages for people 33,000. */
const MOST = 1_210_000;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ran = (command: string, argv: readonly string[], cwd: string): Promise<Ran> =>
  run(command, argv, { cwd, env, maxBuffer: 64 << 20 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr }),
  );

/** Packs what `npm pack` would, of the sources as they are now, and installs the result for production where nothing but it can be had. */
async function installed(): Promise<{ readonly tarball: string; readonly folder: string }> {
  const folder = t.testdir({ source: {}, 'installed here': { 'package.json': '{"private":true}' } });
  const source = join(folder, 'source');
  mkdirSync(source, { recursive: true });
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly files: readonly string[] };
  for (const path of ['package.json', ...files.filter((one) => !/^(?:!|dist\/app)/.test(one))])
    cpSync(join(root, path), join(source, path), { recursive: true });
  await run(process.execPath, [join(root, 'release/package.mjs'), join(source, 'dist/app')], { env });
  await run('npm', ['pack', '--ignore-scripts', '--silent', source], { cwd: folder, env });
  const tarball = join(folder, `configmgr-preflight-${packageVersion()}.tgz`);
  const to = join(folder, 'installed here');
  const argv = ['install', '--offline', '--omit=dev', '--no-audit', '--no-fund', tarball];
  const { code, stderr } = await ran('npm', argv, to);
  if (code !== 0) throw new Error(stderr);
  return { tarball, folder: to };
}

const { tarball, folder } = await installed();
const command = join(folder, 'node_modules/.bin/configmgr-preflight');
const program = (...argv: readonly string[]): Promise<Ran> => ran(command, argv, folder);

t.test('one package without dependencies, source maps or files of the build', async (t) => {
  t.ok(statSync(tarball).size < MOST, `${statSync(tarball).size} bytes`);
  const top = join(folder, 'node_modules');
  t.strictSame(
    readdirSync(top).filter((name) => !name.startsWith('.')),
    ['configmgr-preflight'],
  );
  const files = readdirSync(join(top, 'configmgr-preflight'), { recursive: true, encoding: 'utf8' });
  t.strictSame(
    files.filter((path) => /\.(?:map|ts|tsbuildinfo|pem|key)$|node_modules/.test(path) && !/^dist\/app\/types\/.*\.d\.ts$/.test(path)),
    [],
  );
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(top, 'configmgr-preflight/package.json'), 'utf8')) as {
    readonly dependencies?: unknown;
    readonly optionalDependencies: object;
  };
  t.equal(dependencies, undefined);
  t.strictSame(Object.keys(optionalDependencies), ['kerberos']);
});

t.test('every command of the installed package', async (t) => {
  t.match(await program('--version'), { code: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  const { stdout } = await program('--help');
  const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name = '']) => name);
  t.ok(names.length >= 9, names.join(' '));
  for (const name of names) t.match(await program(name, '--help'), { code: 0, stderr: '' }, name);
  const report = join(root, 'reports/sample/report.json');
  for (const format of ['table', 'html', 'md', 'csv', 'junit', 'request'])
    t.match(await program('report', report, '--format', format), { code: 0, stderr: '' }, format);
  t.match(await program('explain', 'tls.intercepted'), { code: 0, stdout: /security/ });
  t.match(await program('endpoints', '--format', 'csv'), { code: 0, stdout: /download\.microsoft\.com/ });
  t.match(await program('firewall', '--dialect', 'squid'), { code: 0, stdout: /acl / });
  t.match(await program('compare', report, report), { code: 0 });
  t.match(await program('no-such-command'), { code: 2, stderr: /no command/ });
});

t.test('a check of a server on loopback opens few files', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const entry = `  - { id: f/a, host: localhost, scheme: http, ports: [${port}], feature: f }`;
  writeFileSync(join(folder, 'own.yaml'), `id: c\ntitle: t\nrevision: "1"\nendpoints:\n${entry}\n`);
  const trace = join(folder, 'trace');
  const argv = ['check', '--check', 'endpoint', '--catalog', 'own.yaml', '--allow-private', '--format', 'json', '--quiet'];
  const strace = ['-f', '-qq', '-e', 'trace=openat', '-o', trace, process.execPath, join(folder, 'node_modules/.bin/configmgr-preflight')];
  const hasStrace = (await ran('strace', ['--version'], folder)).code === 0;
  const { code, stdout } = hasStrace ? await ran('strace', [...strace, ...argv], folder) : await program(...argv);
  server.close();
  t.equal(code, 3, 'nothing proves that the genuine service answered');
  t.match(JSON.parse(stdout), {
    findings: [{ id: `endpoint:f/a:${port}@direct`, status: 'inconclusive', message: /answered with status 200/ }],
  });
  if (!hasStrace) return;
  const own = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes('configmgr-preflight/dist/') && !line.includes('ENOENT'));
  t.ok(own.length > 3 && own.length <= 20, own.join('\n'));
});

t.test('a name by DNS over HTTPS', async (t) => {
  const authority = authorityIn(folder);
  authority.root('root', '/CN=Own Root');
  authority.leaf('resolver', 'root', 'IP:127.0.0.1');
  const asked: string[] = [];
  const tls = { key: readFileSync(authority.file('resolver.key')), cert: readFileSync(authority.file('resolver.pem')) };
  const server = createHttpsServer(tls, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { id, questions } = decode(Buffer.concat(parts));
      const answers = (questions ?? []).flatMap(({ name, type }) => {
        asked.push(`${request.method} ${name} ${type}`);
        return type === 'A' ? [{ name, type, ttl: 60, data: '127.0.0.1' }] : [];
      });
      response.setHeader('content-type', 'application/dns-message');
      response.end(encode({ type: 'response', id: id ?? 0, flags: 0x180, ...(questions === undefined ? {} : { questions }), answers }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const entry = '  - { id: f/a, host: download.microsoft.com, scheme: tcp, ports: [9], feature: f }';
  writeFileSync(join(folder, 'named.yaml'), `id: c\ntitle: t\nrevision: "1"\nendpoints:\n${entry}\n`);
  const argv = ['check', '--check', 'endpoint', '--catalog', 'named.yaml', '--allow-private', '--ca-file', authority.file('root.pem')];
  const { stdout } = await program(...argv, '--resolver', `https://127.0.0.1:${port}/dns-query`, '--format', 'json', '--quiet');
  server.closeAllConnections();
  server.close();
  t.match(JSON.parse(stdout), { findings: [{ id: 'endpoint:f/a:9@direct', cause: 'tcp.refused' }] });
  t.ok(asked.includes('POST download.microsoft.com A'), asked.join());
});

t.test('as a library, by its name', async (t) => {
  writeFileSync(
    join(folder, 'use.mjs'),
    "import { CAUSE_CODES, parseReport, render } from 'configmgr-preflight';\nimport { readFileSync } from 'node:fs';\n" +
      "const report = parseReport(readFileSync(process.argv[2], 'utf8'), 'report');\nconsole.log(CAUSE_CODES.length, (await render(report, 'md')).length > 500);\n",
  );
  t.match(await ran(process.execPath, ['use.mjs', join(root, 'reports/sample/report.json')], folder), { code: 0, stdout: /^\d+ true\n$/ });
});
