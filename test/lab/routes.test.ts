import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

/** What one way of going out must say, and what curl says of the same. */
interface Row {
  readonly name: string;
  readonly route: string;
  readonly args?: readonly string[];
  readonly password?: string;
  /** `pass` or the cause. */
  readonly expect: string;
  /** curl's options for the same; absent where curl has no such thing. */
  readonly curl?: readonly string[];
  readonly evidence?: object;
}

const at = `proxy.corp.test`;
const RIGHT = 'Passw0rd!';
const user = (password: string): readonly string[] => ['-U', `alice:${password}`];
const over = (proxy: string, ...more: readonly string[]): readonly string[] => ['-x', proxy, ...more];

const ROWS: readonly Row[] = [
  { name: 'HTTP, anonymous', route: `http://${at}:3128`, expect: 'pass', curl: over(`http://${at}:3128`) },
  { name: 'TLS to the proxy', route: `https://${at}:3133`, expect: 'pass', curl: over(`https://${at}:3133`) },
  { name: 'TLS to the proxy, for another name', route: `https://${PROXY}:3133`, expect: 'proxy.tls', curl: over(`https://${PROXY}:3133`) },
  { name: 'TLS to a proxy that speaks none', route: `https://${at}:3128`, expect: 'proxy.tls', curl: over(`https://${at}:3128`) },
  {
    name: 'Basic, right',
    route: `http://alice@${at}:3129`,
    password: RIGHT,
    expect: 'pass',
    curl: over(`http://${at}:3129`, '--proxy-basic', ...user(RIGHT)),
    evidence: { schemeTried: 'basic' },
  },
  {
    name: 'Basic, wrong',
    route: `http://alice@${at}:3129`,
    password: 'no',
    expect: 'proxy.auth-rejected',
    curl: over(`http://${at}:3129`, '--proxy-basic', ...user('no')),
  },
  { name: 'Basic, none', route: `http://${at}:3129`, expect: 'proxy.auth-required', curl: over(`http://${at}:3129`) },
  {
    name: 'Digest, right',
    route: `http://alice@${at}:3130`,
    password: RIGHT,
    expect: 'pass',
    curl: over(`http://${at}:3130`, '--proxy-digest', ...user(RIGHT)),
    evidence: { schemeTried: 'digest' },
  },
  {
    name: 'Digest, wrong',
    route: `http://alice@${at}:3130`,
    password: 'no',
    expect: 'proxy.auth-rejected',
    curl: over(`http://${at}:3130`, '--proxy-digest', ...user('no')),
  },
  { name: 'Digest, none', route: `http://${at}:3130`, expect: 'proxy.auth-required', curl: over(`http://${at}:3130`) },
  {
    name: 'Digest, but only Basic is allowed',
    route: `http://alice@${at}:3130`,
    args: ['--proxy-auth', 'basic'],
    password: RIGHT,
    expect: 'proxy.auth-unsupported',
    curl: over(`http://${at}:3130`, '--proxy-basic', ...user(RIGHT)),
  },
  {
    name: 'NTLM, protocol only',
    route: `http://CORP%5Calice@${at}:3134`,
    password: RIGHT,
    expect: 'pass',
    curl: over(`http://${at}:3134`, '--proxy-ntlm', '-U', `CORP\\alice:${RIGHT}`),
    evidence: { schemeTried: 'ntlm' },
  },
  { name: 'NTLM, none', route: `http://${at}:3134`, expect: 'proxy.auth-required', curl: over(`http://${at}:3134`) },
  { name: 'SOCKS5', route: `socks5://${at}:1081`, expect: 'pass', curl: over(`socks5h://${at}:1081`) },
  {
    name: 'SOCKS4a to a server that knows none',
    route: `socks4a://${at}:1081`,
    expect: 'proxy.upstream-failed',
    curl: over(`socks4a://${at}:1081`),
  },
  {
    name: 'SOCKS5 wants a user and gets none',
    route: `socks5://${at}:1080`,
    expect: 'proxy.auth-required',
    curl: over(`socks5h://${at}:1080`),
  },
  {
    name: 'SOCKS5, wrong password',
    route: `socks5://alice@${at}:1080`,
    password: 'no',
    expect: 'proxy.auth-rejected',
    curl: over(`socks5h://${at}:1080`, ...user('no')),
  },
  {
    name: 'PAC from a web server, its first proxy dead',
    route: `pac+http://${PROXY}/proxy.pac`,
    expect: 'proxy.unreachable',
    evidence: { proxy: '10.77.3.2:9', pacChosen: 'PROXY 10.77.3.2:3128', pacSkipped: ['PROXY 10.77.3.2:9: ECONNREFUSED'] },
  },
  {
    name: 'PAC, the user by --proxy-user',
    route: `pac+http://${PROXY}/users.pac`,
    args: ['--proxy-user', 'alice'],
    password: RIGHT,
    expect: 'pass',
    evidence: { proxy: `${PROXY}:3129`, pacChosen: `PROXY ${PROXY}:3129` },
  },
  { name: 'PAC with a syntax error', route: `pac+http://${PROXY}/broken.pac`, expect: 'proxy.pac-failed' },
  { name: 'PAC that never ends', route: `pac+http://${PROXY}/endless.pac`, expect: 'proxy.pac-failed' },
  { name: 'PAC that returns nonsense', route: `pac+http://${PROXY}/nonsense.pac`, expect: 'proxy.pac-failed' },
  { name: 'PAC that is not there', route: `pac+http://${PROXY}/none.pac`, expect: 'proxy.pac-failed' },
];

const PAC = `function FindProxyForURL(url, host) {
  if (host == "go.microsoft.com") return "SOCKS5 ${PROXY}:1081";
  if (shExpMatch(host, "*.manage.microsoft.com")) return "DIRECT";
  return "PROXY ${PROXY}:9; PROXY ${PROXY}:3128; DIRECT";
}`;

const world = await startLab(t);
if (world !== undefined) {
  await world.startMoreProxies({
    'proxy.pac': PAC,
    'users.pac': `function FindProxyForURL(url, host) { return "PROXY ${PROXY}:3129"; }`,
    'broken.pac': 'function FindProxyForURL(url, host) { return "PROXY ',
    'endless.pac': 'function FindProxyForURL(url, host) { while (true) {} }',
    'nonsense.pac': 'function FindProxyForURL() { return "GOPHER x:1"; }',
  });
  const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
  const check = (args: readonly string[], password?: string) =>
    world.check(['--quiet', '--timeout', '3000', '--retries', '0', ...args], {
      env: password === undefined ? {} : { PREFLIGHT_PROXY_PASSWORD: password },
    });

  for (const row of ROWS) {
    t.test(row.name, async (t) => {
      const { report, stderr } = await check(['--catalog', catalog, '--route', row.route, ...(row.args ?? [])], row.password);
      const [finding] = report.findings;
      t.equal(finding?.status === 'pass' ? 'pass' : finding?.cause, row.expect, finding?.message ?? stderr);
      if (row.evidence !== undefined) t.match(finding?.evidence, row.evidence);
      if (row.curl === undefined) return;
      const ca = world.ca('root.pem');
      const curl = await world.machines.run('client', [
        'curl',
        '-sS',
        '-o',
        '/dev/null',
        '-m',
        '5',
        '--cacert',
        ca,
        '--proxy-cacert',
        ca,
        ...row.curl,
        'https://ok.lab.test/',
      ]);
      t.equal(curl.code === 0 ? 'pass' : 'fails', row.expect === 'pass' ? 'pass' : 'fails', `curl: ${curl.code} ${curl.stderr}`);
    });
  }

  t.test('a SOCKS rule that denies, and a name that the proxy does not know', async (t) => {
    const file = await world.catalog('socks', [
      'id: denied, host: tls13.lab.test, feature: f',
      'id: unknown, host: nosuchname.lab.test, feature: f',
    ]);
    const { report } = await check(['--catalog', file, '--route', `socks5://${at}:1081`]);
    t.same(
      report.findings.map(({ cause }) => cause),
      ['proxy.denied', 'proxy.upstream-dns'],
    );
  });

  t.test('each endpoint shows what the PAC script chose, from a file too', async (t) => {
    const file = join(world.machines.dir, 'local.pac');
    await writeFile(file, PAC);
    const { code, report } = await check(['--feature', 'updates', '--route', `pac+file://${file}`]);
    const chosen = (id: string): unknown =>
      report.findings.find((finding) => finding.id.startsWith(`endpoint:updates/${id}`))?.evidence.pacChosen;
    t.same(
      [code, chosen('go.microsoft.com'), chosen('any.manage.microsoft.com/sccm'), chosen('download.microsoft.com')],
      [0, `SOCKS5 ${PROXY}:1081`, 'DIRECT', `PROXY ${PROXY}:3128`],
    );
  });

  t.test('the environment, as curl reads it', async (t) => {
    const run = async (env: Readonly<Record<string, string>>) => {
      const { report } = await world.check(['--quiet', '--timeout', '3000', '--retries', '0', '--catalog', catalog, '--route', 'env'], {
        env,
      });
      return report.findings[0]?.evidence.pacChosen;
    };
    t.equal(await run({ HTTPS_PROXY: `http://${PROXY}:3128` }), `PROXY ${PROXY}:3128`);
    t.equal(await run({ https_proxy: `socks5h://${PROXY}:1081`, NO_PROXY: 'other.test' }), `SOCKS5 ${PROXY}:1081`);
    t.equal(await run({ ALL_PROXY: `${PROXY}:3128` }), `PROXY ${PROXY}:3128`);
    t.equal(await run({ HTTPS_PROXY: `http://${PROXY}:3128`, NO_PROXY: 'lab.test' }), 'DIRECT');
  });
}
