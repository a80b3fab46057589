import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { reportSchema } from '../../../src/report/schema.ts';
import { program } from '../../support/run-program.ts';
import { type CountingProxy, countingProxy, countingSocks, type Ending } from '../../support/security/logon-counter.ts';

/** One wrong password, twenty endpoints: an account is locked by a handful of failed log-ons, and every row may cost it one. */
const ENDPOINTS = 20;
const PASSWORD = 'WrongPassw0rd!';
const BASIC = ['Basic realm="x"'];
const ALL = ['NTLM', 'Digest realm="x", nonce="abc", qop="auth"', 'Basic realm="x"'];

interface Row {
  readonly name: string;
  readonly proxy: () => Promise<CountingProxy>;
  /** The routes to it, from port and folder. */
  readonly routes: (port: number, folder: string) => readonly string[];
  readonly args?: readonly string[];
  readonly scheme?: 'http' | 'https';
  /** The scheme of the one log-on; undefined: none may be made at all. */
  readonly offered?: string;
  /** Each cause and how many endpoints have it; `null` for those that could not be judged. */
  readonly causes?: Readonly<Record<string, number>>;
  readonly watchMs?: number;
}

const http =
  (ending: Ending, challenges: readonly string[] = BASIC) =>
  () =>
    countingProxy({ challenges, ending });
const named = (port: number): readonly string[] => [`http://svc@127.0.0.1:${port}`];
const socks = (port: number): readonly string[] => [`socks5://svc@127.0.0.1:${port}`];

/** Each endpoint by a proxy of its own, all of them one machine. */
const pac = (port: number, folder: string): readonly string[] => {
  const file = join(folder, 'proxy.pac');
  writeFileSync(
    file,
    `function FindProxyForURL(url, host) { return "PROXY 127.0.0." + (2 + Number(host.replace(/[^0-9]/g, ""))) + ":${port}"; }`,
  );
  return [`pac+${pathToFileURL(file).href.replace('file://', 'file://svc@')}`];
};

const ROWS: readonly Row[] = [
  { name: '407 again', proxy: http('refuses'), routes: named, offered: 'Basic', causes: { 'proxy.auth-rejected': 20 } },
  {
    name: '407 again, plain http',
    proxy: http('refuses'),
    routes: named,
    scheme: 'http',
    offered: 'Basic',
    causes: { 'proxy.auth-rejected': 20 },
  },
  { name: 'SOCKS5', proxy: () => countingSocks('refuses'), routes: socks, offered: 'SOCKS5', causes: { 'proxy.auth-rejected': 20 } },
  {
    name: 'SOCKS5 that closes',
    proxy: () => countingSocks('closes'),
    routes: socks,
    offered: 'SOCKS5',
    causes: { 'proxy.closed': 1, null: 19 },
  },
  {
    name: 'SOCKS5, silent',
    proxy: () => countingSocks('silent'),
    routes: socks,
    offered: 'SOCKS5',
    causes: { 'proxy.timeout': 1, null: 19 },
  },
  { name: 'closes', proxy: http('closes'), routes: named, offered: 'Basic', causes: { 'proxy.closed': 1, null: 19 } },
  { name: 'resets', proxy: http('resets'), routes: named, offered: 'Basic', causes: { 'proxy.closed': 1, null: 19 } },
  { name: 'closes, plain http', proxy: http('closes'), routes: named, scheme: 'http', offered: 'Basic' },
  { name: 'silent', proxy: http('silent'), routes: named, offered: 'Basic', causes: { 'proxy.timeout': 1, null: 19 } },
  { name: 'silent, plain http', proxy: http('silent'), routes: named, scheme: 'http', offered: 'Basic' },
  { name: '403', proxy: http(403), routes: named, offered: 'Basic', causes: { 'proxy.denied': 1, null: 19 } },
  { name: '403, plain http', proxy: http(403), routes: named, scheme: 'http', offered: 'Basic' },
  { name: '502', proxy: http(502), routes: named, offered: 'Basic', causes: { 'proxy.upstream-failed': 1, null: 19 } },
  { name: '502, plain http', proxy: http(502), routes: named, scheme: 'http', offered: 'Basic' },
  { name: '503', proxy: http(503), routes: named, offered: 'Basic' },
  { name: '302 to a page for logging on', proxy: http(302), routes: named, scheme: 'http', offered: 'Basic' },
  {
    name: 'PAC with twenty proxies',
    proxy: http('refuses'),
    routes: pac,
    offered: 'Basic',
    causes: { 'proxy.auth-rejected': 1, null: 19 },
  },
  { name: 'PAC with twenty proxies that close', proxy: http('closes'), routes: pac, offered: 'Basic' },
  {
    name: 'three routes to one proxy',
    proxy: http('refuses'),
    routes: (port) => [`http://svc@127.0.0.1:${port}`, `http://svc@127.0.0.2:${port}`, `http://CORP%5CSVC@localhost:${port}`],
    offered: 'Basic',
  },
  { name: '--watch', proxy: http('refuses'), routes: named, args: ['--watch', '1'], watchMs: 10_000, offered: 'Basic' },
  { name: '--watch, closes', proxy: http('closes'), routes: named, args: ['--watch', '1'], watchMs: 6000, offered: 'Basic' },
  {
    name: '--watch, SOCKS5',
    proxy: () => countingSocks('refuses'),
    routes: socks,
    args: ['--watch', '1'],
    watchMs: 5000,
    offered: 'SOCKS5',
  },
  {
    name: 'all schemes: the strongest, and no other',
    proxy: http('refuses', ALL),
    routes: named,
    offered: 'NTLM',
    causes: { 'proxy.auth-rejected': 20 },
  },
  { name: 'Digest and Basic', proxy: http('refuses', ALL.slice(1)), routes: named, offered: 'Digest' },
  { name: 'all schemes, Basic asked for', proxy: http('refuses', ALL), routes: named, args: ['--proxy-auth', 'basic'], offered: 'Basic' },
  {
    name: 'a stronger scheme that is impossible: no clear text instead',
    proxy: http('refuses', ['Digest realm="x", nonce="abc", algorithm=unknown', 'Basic realm="x"']),
    routes: named,
    causes: { 'proxy.auth-unsupported': 20 },
  },
];

for (const row of ROWS) {
  t.test(row.name, async (t) => {
    const proxy = await row.proxy();
    t.teardown(proxy.close);
    const folder = t.testdir({ 'catalog.yaml': catalog(row.scheme ?? 'https') });
    const routes = row.routes(proxy.port, folder).flatMap((route) => ['--route', route]);
    const { stdout, stderr } = await program(
      ['--catalog', 'catalog.yaml', '--allow-private', '--timeout', '1000', '--quiet', '--format', 'json', ...routes, ...(row.args ?? [])],
      { cwd: folder, env: { PREFLIGHT_PROXY_PASSWORD: PASSWORD }, ...(row.watchMs === undefined ? {} : { killAfterMs: row.watchMs }) },
    );
    t.same(proxy.logOns, row.offered === undefined ? [] : [row.offered], stderr);
    t.notMatch(stdout + stderr, PASSWORD);
    const causes: Record<string, number> = {};
    for (const { kind, cause, status } of reportSchema.parse(JSON.parse(stdout)).findings) {
      t.not(status, 'pass');
      if (kind === 'endpoint') causes[String(cause)] = (causes[String(cause)] ?? 0) + 1;
    }
    if (row.causes !== undefined) t.same(causes, row.causes);
  });
}

t.test("the environment's proxy, over which a PAC script is fetched", async (t) => {
  for (const ending of ['refuses', 'closes', 403] as const) {
    const proxy = await countingProxy({ challenges: BASIC, ending });
    t.teardown(proxy.close);
    const folder = t.testdir({ 'catalog.yaml': catalog('https') });
    const { stdout, stderr } = await program(
      [...'--catalog catalog.yaml --timeout 1000 --quiet --format json --watch 1 --route'.split(' '), 'pac+http://wpad.lab.test/proxy.pac'],
      { cwd: folder, env: { http_proxy: `http://svc:${PASSWORD}@127.0.0.1:${proxy.port}` }, killAfterMs: 5000 },
    );
    t.same(proxy.logOns, ['Basic'], `${ending}`);
    t.notMatch(stdout + stderr, PASSWORD);
  }
});

t.test('what is held back says so, and by whom it was not taken', async (t) => {
  const proxy = await countingProxy({ challenges: BASIC, ending: 403 });
  t.teardown(proxy.close);
  const folder = t.testdir({ 'catalog.yaml': catalog('https') });
  const { stdout, code } = await program(
    ['--catalog', 'catalog.yaml', '--allow-private', '--quiet', '--format', 'json', '--route', `http://svc@127.0.0.1:${proxy.port}`],
    { cwd: folder, env: { PREFLIGHT_PROXY_PASSWORD: PASSWORD } },
  );
  t.equal(code, 1);
  const { findings } = reportSchema.parse(JSON.parse(stdout));
  t.match(
    findings.find(({ cause }) => cause === 'proxy.denied'),
    { confidence: 'likely', attempts: 1, message: /right after the credentials were offered/ },
  );
  t.match(
    findings.find(({ kind, status }) => kind === 'endpoint' && status === 'inconclusive'),
    {
      cause: null,
      layer: 'proxy',
      evidence: { logOn: 'not-tried', refusedReason: 'unproven', refusedCode: 'HTTP_403' },
      message: /were not offered/,
    },
  );
  t.match(findings[0], { kind: 'route', status: 'inconclusive', title: /19 of 20/ });
});

t.test("Squid's own denial proves that the credentials were taken", async (t) => {
  const proxy = await countingProxy({ challenges: BASIC, ending: 403, header: 'X-Squid-Error: ERR_ACCESS_DENIED 0\r\n' });
  t.teardown(proxy.close);
  const folder = t.testdir({ 'catalog.yaml': catalog('https') });
  const { stdout } = await program(
    ['--catalog', 'catalog.yaml', '--allow-private', '--quiet', '--format', 'json', '--route', `http://svc@127.0.0.1:${proxy.port}`],
    { cwd: folder, env: { PREFLIGHT_PROXY_PASSWORD: PASSWORD } },
  );
  const own = reportSchema.parse(JSON.parse(stdout)).findings.filter(({ kind }) => kind === 'endpoint');
  t.equal(own.filter(({ cause, confidence }) => cause === 'proxy.denied' && confidence === 'certain').length, ENDPOINTS);
});

function catalog(scheme: string): string {
  const port = scheme === 'http' ? 80 : 443;
  const rows = Array.from(
    { length: ENDPOINTS },
    (_, index) =>
      `  - { id: a/e${index}, host: h${index}.lab.test, scheme: ${scheme}, ports: [${port}], feature: a, connector: scp, why: x }`,
  );
  return `id: c\ntitle: c\nrevision: "2026-01-01"\nsources: {}\nendpoints:\n${rows.join('\n')}\n`;
}
