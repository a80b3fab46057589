import t from 'tap';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainProxies } from '../support/lab/domain-proxies.ts';
import { startDomainLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

/** Whose credentials a cell of the matrix has. */
type Given = 'right' | 'wrong' | 'none';

interface Row {
  readonly name: string;
  /** Without user. */
  readonly proxy: string;
  /** As the console takes it; `negotiate` rows go by the ticket instead. */
  readonly user?: string;
  readonly ticket?: true;
  /** curl's way to say the same scheme. */
  readonly curl: readonly string[];
  readonly args?: readonly string[];
  readonly expect?: Partial<Record<Given, string>>;
  /** The scheme that must have been the one that worked. */
  readonly scheme?: string;
}

const company = 'proxy.corp.test';
const domainProxy = 'adproxy.corp.test';
// Three wrong passwords lock an account of the domain: rows that send several wrong ones have users of their own.
const ROWS: readonly Row[] = [
  { name: 'Basic, own list', proxy: `http://${company}:3129`, user: 'alice', curl: ['--proxy-basic'], scheme: 'basic' },
  { name: 'Digest', proxy: `http://${company}:3130`, user: 'alice', curl: ['--proxy-digest'], scheme: 'digest' },
  { name: 'NTLM, DOMAIN\\user', proxy: `http://${domainProxy}:3141`, user: 'CORP\\alice', curl: ['--proxy-ntlm'], scheme: 'ntlm' },
  {
    name: 'NTLM, user@fqdn',
    proxy: `http://${domainProxy}:3141`,
    user: 'alice@corp.test',
    curl: ['--proxy-ntlm'],
    scheme: 'ntlm',
  },
  { name: 'Negotiate, Kerberos', proxy: `http://${domainProxy}:3142`, ticket: true, curl: ['--proxy-negotiate'], scheme: 'negotiate' },
  {
    name: 'all offered: the ticket first',
    proxy: `http://${domainProxy}:3143`,
    ticket: true,
    curl: ['--proxy-negotiate'],
    scheme: 'negotiate',
  },
  {
    name: 'all offered: NTLM with a password',
    proxy: `http://${domainProxy}:3143`,
    user: 'CORP\\alice',
    curl: ['--proxy-ntlm'],
    args: ['--proxy-auth', 'ntlm'],
    scheme: 'ntlm',
  },
  { name: 'all offered, auto, password', proxy: `http://${domainProxy}:3143`, user: 'CORP\\svc-proxy', curl: ['--proxy-ntlm'] },
  {
    name: 'Basic, the domain checks',
    proxy: `http://${domainProxy}:3144`,
    user: 'CORP\\svc-nested',
    curl: ['--proxy-basic'],
    scheme: 'basic',
  },
  { name: 'dante, user', proxy: `socks5://${domainProxy}:1080`, user: 'socksuser', curl: [] },
  {
    name: 'dante, no user',
    proxy: `socks5://${company}:1081`,
    user: 'alice',
    curl: [],
    expect: { wrong: 'pass', none: 'pass' },
  },
  {
    name: 'TLS to the proxy',
    proxy: `https://${company}:3133`,
    user: 'alice',
    curl: ['--proxy-basic'],
    expect: { wrong: 'pass', none: 'pass' },
  },
];

const EXPECTED: Readonly<Record<Given, string>> = { right: 'pass', wrong: 'proxy.auth-rejected', none: 'proxy.auth-required' };
const PAC = `function FindProxyForURL(url, host) {
  if (host == "ok.lab.test") return "PROXY ${domainProxy}:3144";
  if (host == "two.lab.test") return "PROXY ${PROXY}:9; PROXY ${PROXY}:3128";
  return "DIRECT";
}`;

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  await world.startMoreProxies({ 'proxy.pac': PAC });
  await startDomainProxies(world, domain);
  const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
  const tickets = { right: await domain.ticket('alice'), none: domain.kerberosEnvironment() };
  const matrix: string[] = [];

  const ours = (row: Row, given: Given) => {
    const url = new URL(row.proxy);
    const named = row.user === undefined || given === 'none' ? row.proxy : `${url.protocol}//${encodeURIComponent(row.user)}@${url.host}`;
    const env = {
      ...(row.ticket === true && given === 'right' ? tickets.right : tickets.none),
      ...(row.user === undefined || given === 'none' ? {} : { PREFLIGHT_PROXY_PASSWORD: given === 'right' ? CAST_PASSWORD : 'wrong' }),
    };
    return world.check(['--quiet', '--timeout', '4000', '--retries', '0', '--catalog', catalog, '--route', named, ...(row.args ?? [])], {
      env,
    });
  };
  const curls = (row: Row, given: Given) => {
    const ca = world.ca('root.pem');
    const user =
      row.ticket === true ? ['-U', ':'] : given === 'none' ? [] : ['-U', `${row.user}:${given === 'right' ? CAST_PASSWORD : 'wrong'}`];
    return world.machines.run(
      'client',
      [
        ...[
          'curl',
          '-sS',
          '-o',
          '/dev/null',
          '-m',
          '6',
          '--cacert',
          ca,
          '--proxy-cacert',
          ca,
          '-x',
          row.proxy.replace('socks5:', 'socks5h:'),
        ],
        ...(given === 'none' && row.ticket !== true ? [] : row.curl),
        ...user,
        'https://ok.lab.test/',
      ],
      { env: row.ticket === true && given === 'right' ? tickets.right : tickets.none },
    );
  };

  for (const row of ROWS) {
    t.test(row.name, async (t) => {
      const cells: string[] = [];
      for (const given of ['right', 'wrong', 'none'] as const) {
        // A ticket is there or it is not.
        if (row.ticket === true && given === 'wrong') continue;
        const expect = row.expect?.[given] ?? EXPECTED[given];
        const { report, stderr } = await ours(row, given);
        const [finding] = report.findings;
        const said = finding?.status === 'pass' ? 'pass' : String(finding?.cause);
        t.equal(said, expect, `${given}: ${finding?.message ?? stderr} ${JSON.stringify(finding?.evidence.authAttempts)}`);
        if (given === 'right' && row.scheme !== undefined) t.equal(finding?.evidence.schemeTried, row.scheme, 'scheme');
        if (expect === 'proxy.auth-required')
          t.ok((finding?.evidence.schemesOffered as unknown[] | undefined)?.length ?? row.curl.length === 0, 'schemes');
        const curl = await curls(row, given);
        t.equal(curl.code === 0, expect === 'pass', `${given}, curl: ${curl.code} ${curl.stderr}`);
        cells.push(`${given}: ${said} (curl ${curl.code})`);
      }
      matrix.push(`${row.name.padEnd(34)} ${cells.join('   ')}`);
    });
  }

  t.test('a ticket of somebody who is not in the group: denied, not rejected', async (t) => {
    const env = await domain.ticket('reader');
    const { report } = await world.check(['--quiet', '--retries', '0', '--catalog', catalog, '--route', `http://${domainProxy}:3145`], {
      env,
    });
    t.match(report.findings[0], { cause: 'proxy.denied', owner: 'proxy', evidence: { schemeTried: 'negotiate' } });
    const allowed = await world.check(['--quiet', '--catalog', catalog, '--route', `http://${domainProxy}:3145`], { env: tickets.right });
    t.equal(allowed.report.findings[0]?.status, 'pass');
  });

  t.test('Negotiate to a proxy named by its address: no service ticket, and it is said why', async (t) => {
    const machine = (await world.machines.run('client', ['getent', 'ahostsv4', domainProxy])).stdout.split(' ')[0];
    const { report } = await world.check(['--quiet', '--retries', '0', '--catalog', catalog, '--route', `http://${machine}:3142`], {
      env: tickets.right,
    });
    const [finding] = report.findings;
    t.match(String(finding?.cause), /^proxy\.auth-/);
    t.match(JSON.stringify(finding?.evidence.authAttempts), /Server not found in Kerberos database/);
  });

  t.test('a key table instead of a ticket', async (t) => {
    const keytab = await domain.keytab('alice', 'alice.keytab');
    const env = { ...tickets.none, KRB5_CLIENT_KTNAME: keytab, KRB5CCNAME: 'MEMORY:' };
    const { report } = await world.check(['--quiet', '--retries', '0', '--catalog', catalog, '--route', `http://${domainProxy}:3142`], {
      env,
    });
    t.match(
      report.findings[0],
      { status: 'pass', evidence: { schemeTried: 'negotiate' } },
      JSON.stringify(report.findings[0]?.evidence.authAttempts),
    );
  });

  t.test('a ticket of somebody else never stands in for the account that was named', async (t) => {
    for (const [port, cause] of [
      [3143, 'proxy.auth-rejected'],
      [3142, 'proxy.auth-unsupported'],
    ] as const) {
      const { report } = await world.check(
        ['--quiet', '--retries', '0', '--catalog', catalog, '--route', `http://CORP%5Csvc-denied@${domainProxy}:${port}`],
        { env: { ...tickets.right, PREFLIGHT_PROXY_PASSWORD: 'wrong' } },
      );
      t.equal(report.findings[0]?.cause, cause, report.findings[0]?.message ?? '');
      t.match(JSON.stringify(report.findings[0]?.evidence.authAttempts), /kinit/);
    }
  });

  t.test('a wrong password is offered once a run, controls and further probes included', async (t) => {
    const bad = async (): Promise<number> =>
      Number(/badPwdCount: (\d+)/.exec(await domain.sambaTool('user', 'show', 'svc-nopassword', '--attributes=badPwdCount'))?.[1] ?? 0);
    const before = await bad();
    const { report } = await world.check(
      ['--quiet', '--feature', 'updates', '--route', `http://CORP%5Csvc-nopassword@${domainProxy}:3141`],
      {
        env: { ...tickets.none, PREFLIGHT_PROXY_PASSWORD: 'wrong' },
      },
    );
    t.match(report.findings[0], { kind: 'route', cause: 'proxy.auth-rejected' });
    t.equal(await bad(), before + 1);
  });

  t.test('a wrong password at each proxy of the domain, in each form of the name, and of one account in three roles', async (t) => {
    const count = async (user: string): Promise<number> =>
      Number(/badPwdCount: (\d+)/.exec(await domain.sambaTool('user', 'show', user, '--attributes=badPwdCount'))?.[1] ?? 0);
    const wrong = {
      ...tickets.none,
      PREFLIGHT_PROXY_PASSWORD: 'wrong',
      PREFLIGHT_USER_PASSWORD: 'wrong',
      PREFLIGHT_INSTALLATION_PASSWORD: 'wrong',
    };
    let made = 0;
    const row = async (port: number, form: string, what: string, more: (name: string) => readonly string[] = () => []) => {
      made += 1;
      const user = `svc-wrong${made}`;
      await domain.sambaTool('user', 'create', user, CAST_PASSWORD);
      const name = form.replace('NAME', user);
      const route = `http://${encodeURIComponent(name)}@${domainProxy}:${port}`;
      const args = ['--quiet', '--timeout', '4000', '--retries', '0', '--catalog', catalog, '--route', route, ...more(name)];
      const { report } = await world.check(args, { env: wrong });
      t.match(JSON.stringify(report.findings.map(({ cause }) => cause)), /proxy\.auth-/, `${what} ${form}`);
      const counted = await count(user);
      matrix.push(`badPwdCount ${counted}  ${what} ${form}`);
      t.ok(counted <= 1, `${what} ${form}: ${counted}`);
    };
    for (const [port, scheme] of [
      [3141, 'NTLM'],
      [3143, 'all offered'],
      [3144, 'Basic'],
    ] as const)
      for (const form of ['CORP\\NAME', 'corp.test\\NAME', 'NAME@corp.test']) await row(port, form, `proxy, ${scheme},`);
    const roles = (name: string) => [
      '--check',
      'endpoint',
      '--check',
      'account',
      '--scp',
      'dc1.corp.test',
      '--user',
      name,
      '--installation-account',
      name,
    ];
    await row(3141, 'corp.test\\NAME', 'proxy, --user and installation account in one,', roles);
  });

  t.test('several schemes: one log-on with the strongest that is possible, and never the password in clear after it', async (t) => {
    const { report } = await world.check(
      ['--quiet', '--retries', '0', '--catalog', catalog, '--route', `http://svc-interactive@${domainProxy}:3143`],
      { env: { ...tickets.none, PREFLIGHT_PROXY_PASSWORD: 'wrong' } },
    );
    t.match(report.findings[0], { cause: 'proxy.auth-rejected', evidence: { schemesOffered: ['negotiate', 'ntlm', 'basic'] } });
    t.match(report.findings[0]?.evidence.authAttempts, [
      { scheme: 'negotiate' },
      { scheme: 'ntlm', status: 407 },
      { scheme: 'basic', status: 0, note: /in clear/ },
    ]);
  });

  t.test('PAC with three branches, one of them a proxy that wants to know who asks', async (t) => {
    const three = await world.catalog('three', [
      'id: ok, host: ok.lab.test, feature: f',
      'id: two, host: two.lab.test, feature: f',
      'id: dual, host: dual.lab.test, feature: f',
    ]);
    const run = async (user: string, password?: string): Promise<unknown> => {
      const { report } = await world.check(
        ['--quiet', '--retries', '0', '--allow-private', '--catalog', three, '--route', `pac+http://${user}${PROXY}/proxy.pac`],
        { env: password === undefined ? {} : { PREFLIGHT_PROXY_PASSWORD: password } },
      );
      return report.findings
        .filter(({ kind, id }) => kind === 'endpoint' && !id.startsWith('endpoint:derived/'))
        .map(({ status, cause }) => (status === 'pass' ? 'pass' : `${status} ${cause}`));
    };
    // The first proxy of its list is dead; the next one works, and that is told.
    const dead = 'warn proxy.unreachable';
    t.same(await run('CORP%5Calice@', CAST_PASSWORD), ['pass', dead, 'pass']);
    t.same(await run('CORP%5Calice@', 'wrong'), ['fail proxy.auth-rejected', dead, 'pass']);
    t.same(await run(''), ['fail proxy.auth-required', dead, 'pass']);
  });

  t.teardown(() => t.comment(`\n${matrix.join('\n')}`));
}
