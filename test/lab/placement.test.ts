import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { startAdminService } from '../support/lab/admin-service.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';
import { DOMAIN_CONTROLLER } from '../support/lab/world.ts';
import { BIN } from '../support/tested-program.ts';

const CENTRAL = { SiteCode: 'CAS', ServerName: 'CM01.corp.test', Type: 4, ReportingSiteCode: '' };
const CHILD = { SiteCode: 'PS1', ServerName: 'CM02.corp.test', Type: 2, ReportingSiteCode: 'CAS' };
const SECONDARY = { SiteCode: 'SS1', ServerName: 'CM03.corp.test', Type: 1, ReportingSiteCode: 'PS1' };
const ALONE = { SiteCode: 'P01', ServerName: 'CM01.corp.test', Type: 2, ReportingSiteCode: '' };
const property = (PropertyName: string, Value: number, Value2 = '') => ({ PropertyName, Value, Value1: '', Value2 });
const point = (server: string, offline = 0) => ({
  RoleName: 'SMS Dmp Connector',
  NetworkOSPath: `\\\\${server}`,
  SiteCode: 'CAS',
  Props: [property('OfflineMode', offline)],
});
const system = (server: string, props: readonly object[]) => ({
  RoleName: 'SMS Site System',
  NetworkOSPath: `\\\\${server}`,
  SiteCode: 'CAS',
  Props: props,
});

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const provider = await startAdminService(world, domain);
  const none = domain.kerberosEnvironment();

  const run = async (args: readonly string[], user = 'CORP\\reader', password = CAST_PASSWORD, env = none) => {
    const identity = user === '' ? [] : ['--user', user];
    const checked = await world.check(
      [
        '--quiet',
        '--check',
        'placement',
        '--timeout',
        '3000',
        '--sms-provider',
        provider.host,
        '--scp',
        'scp1.corp.test',
        ...identity,
        ...args,
      ],
      { env: { ...env, ...(user === '' ? {} : { PREFLIGHT_USER_PASSWORD: password }) } },
    );
    return {
      ...checked,
      find: (id: string): Finding | undefined => checked.report.findings.find((finding) => finding.id === `placement:${id}`),
    };
  };

  t.test('central administration site, child primary, secondary, stand-alone primary', async (t) => {
    await provider.tell({ SMS_Site: [CENTRAL, CHILD, SECONDARY], SMS_SCI_SysResUse: [] });
    const central = await run(['--site-server', 'cm01.corp.test']);
    t.match(central.find('top-tier'), { status: 'pass', message: /CAS/ }, central.stderr);
    t.match(central.find('role'), { status: 'pass', message: /no service connection point yet/ });
    t.equal(central.code, 0);
    t.match((await run(['--site-server', 'cm09.corp.test'])).find('top-tier'), { status: 'warn', owner: 'configmgr', message: /no site/ });
    const child = await run(['--site-server', 'cm02.corp.test']);
    t.match(child.find('top-tier'), {
      status: 'fail',
      cause: 'placement.not-top-tier',
      owner: 'configmgr',
      layer: 'placement',
      evidence: { siteCode: 'PS1', siteType: 'primary', parentSiteCode: 'CAS', topTierSiteCode: 'CAS' },
    });
    t.equal(child.code, 1);
    t.match((await run(['--site-server', 'cm03.corp.test'])).find('top-tier'), { cause: 'placement.not-top-tier', message: /secondary/ });
    await provider.tell({ SMS_Site: [ALONE] });
    t.match((await run(['--site-server', 'cm01.corp.test'])).find('top-tier'), { status: 'pass', message: /P01/ });
  });

  t.test('the role is there already: elsewhere, here, offline, and when it is to move', async (t) => {
    await provider.tell({ SMS_Site: [CENTRAL], SMS_SCI_SysResUse: [point('old.corp.test')] });
    t.match((await run([])).find('role'), {
      status: 'fail',
      cause: 'placement.already-installed',
      owner: 'configmgr',
      evidence: { installedOn: 'old.corp.test', mode: 'online' },
    });
    const move = await run(['--move-to', 'scp2.corp.test']);
    t.match(move.find('role'), { status: 'warn', cause: 'placement.already-installed', remedy: /renew the secret keys/ });
    t.equal(move.code, 0);
    await provider.tell({ SMS_SCI_SysResUse: [point('SCP1.corp.test', 1)] });
    t.match((await run([])).find('role'), { status: 'pass', evidence: { mode: 'offline' } });
    await provider.tell({
      SMS_Site: [CENTRAL, CHILD],
      SMS_SCI_SysResUse: [{ ...point('SCP1.corp.test'), SiteCode: 'PS1' }, point('old.corp.test')],
    });
    const two = await run([]);
    t.match(two.find('role'), { status: 'fail', cause: 'placement.not-top-tier', evidence: { topTierSiteCode: 'CAS' } });
    t.match(two.find('role/old.corp.test'), { status: 'fail', cause: 'placement.already-installed' });
  });

  t.test('the proxy of the site system is told, and is a route', async (t) => {
    const settings = [
      property('UseProxy', 1),
      property('ProxyName', 0, 'proxy.corp.test'),
      property('ProxyServerPort', 3128),
      property('AnonymousProxyAccess', 1),
    ];
    await provider.tell({ SMS_Site: [CENTRAL], SMS_SCI_SysResUse: [system('scp1.corp.test', settings)] });
    t.match((await run([])).find('proxy'), { status: 'pass', message: /proxy\.corp\.test:3128/ });
    t.match((await run(['--scp', 'SCP1'])).find('proxy'), { status: 'pass' }, 'by its short name, too');
    const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
    const { report, stderr } = await run(['--check', 'endpoint', '--catalog', catalog, '--route', 'from-site']);
    t.match(report.routes, [{ name: 'proxy.corp.test:3128', kind: 'http' }], stderr);
    t.match(
      report.findings.find(({ kind }) => kind === 'endpoint'),
      { status: 'pass', route: 'proxy.corp.test:3128' },
    );
    await provider.tell({ SMS_SCI_SysResUse: [] });
    const unknown = await run(['--catalog', catalog, '--route', 'from-site']);
    t.equal(unknown.code, 2);
    t.match(unknown.stderr, /no site system yet/);
  });

  t.test('what the site system is set to, beside what is asked about', async (t) => {
    const settings = (account: string, proxyUser: string) => [
      property('UseMachineAccount', account === '' ? 1 : 0),
      property('UserName', 0, account),
      property('FDMOperation', 1),
      property('UseProxy', 1),
      property('ProxyName', 0, 'proxy.corp.test'),
      property('ProxyUserName', 0, proxyUser),
    ];
    const tell = (account: string) =>
      provider.tell({ SMS_Site: [CENTRAL], SMS_SCI_SysResUse: [system('scp1.corp.test', settings(account, 'CORP\\svc-proxy'))] });
    const ask = async (...args: readonly string[]) => {
      const { find } = await run(args);
      return { proxy: find('proxy'), account: find('installation-account') };
    };
    await tell('CORP\\svc-install');
    const told = await ask();
    t.match(told.proxy, { status: 'pass', message: /proxy\.corp\.test:80 as CORP\\svc-proxy.*--proxy-account/ });
    t.match(told.account, { status: 'pass', message: /uses CORP\\svc-install.*initiate all connections.*--installation-account/ });
    const same = await ask('--installation-account', 'svc-install@corp.test', '--proxy-account', 'corp.test\\svc-proxy');
    t.match([same.proxy?.status, same.account?.status], ['pass', 'pass']);
    const other = await ask('--installation-account', 'CORP\\svc-nested', '--proxy-account', 'CORP\\alice');
    t.match(other.account, { status: 'warn', owner: 'configmgr', remedy: /enter CORP\\svc-nested/ });
    t.match(other.proxy, { status: 'warn', owner: 'configmgr', remedy: /enter CORP\\alice/ });
    await tell('');
    t.match((await ask()).account, { status: 'pass', message: /computer account/ });
    t.match((await ask('--installation-account', 'CORP\\svc-install')).account, { status: 'warn', message: /not used there/ });
  });

  t.test('many pages, and a list without properties', async (t) => {
    const others = Array.from({ length: 5 }, (_, index) => system(`dp${index}.corp.test`, []));
    const proxied = [property('UseProxy', 1), property('ProxyName', 0, 'proxy.corp.test'), property('ProxyServerPort', 3128)];
    await provider.tell({ SMS_Site: [SECONDARY, CHILD, CENTRAL], SMS_SCI_SysResUse: [...others, system('scp1.corp.test', proxied)] });
    const paged = await run(['--site-server', 'cm01.corp.test']);
    t.match(paged.find('top-tier'), { status: 'pass', message: /CAS/ });
    t.match(paged.find('proxy'), { status: 'pass', message: /proxy\.corp\.test:3128/ });
    const key = { FileType: 2, ItemType: 'System Resource Usage', ItemName: '["Display=scp1"]MSWNET:SMS Site System' };
    const bare = { ...system('scp1.corp.test', []), ...key, Props: null };
    await provider.tell({ SMS_SCI_SysResUse: [bare] });
    const untold = await run([]);
    t.match(untold.find('proxy'), { status: 'inconclusive', cause: 'placement.lookup-failed', required: false });
    t.equal(untold.code, 0);
    const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
    const route = await run(['--catalog', catalog, '--route', 'from-site']);
    t.equal(route.code, 2, 'nobody knows whether it is a direct way');
    t.match(route.stderr, /does not report its proxy setting.*--route http/s);
    await provider.tellInstance(key.ItemName, { ...bare, Props: proxied });
    t.match((await run([])).find('proxy'), { status: 'pass', message: /proxy\.corp\.test:3128/ }, 'asked for by its key');
  });

  t.test('by Kerberos from a password, once, and never by NTLM', async (t) => {
    await provider.tell({ SMS_Site: [CENTRAL], SMS_SCI_SysResUse: [] });
    const before = new Set(await readdir(tmpdir()));
    for (const user of ['CORP\\reader', 'corp.test\\reader', 'reader@corp.test']) {
      const { find } = await run([], user);
      t.match(find('top-tier'), { status: 'pass' }, `${user} ${JSON.stringify(find('hierarchy'))}`);
    }
    const bad = async (): Promise<number> =>
      Number(/badPwdCount: (\d+)/.exec(await domain.sambaTool('user', 'show', 'svc-proxy', '--attributes=badPwdCount'))?.[1] ?? 0);
    const wrong = await run([], 'CORP\\svc-proxy', 'wrong');
    t.match(wrong.find('hierarchy'), {
      status: 'inconclusive',
      cause: 'placement.lookup-failed',
      evidence: { code: 'NT_STATUS_WRONG_PASSWORD' },
      remedy: /correct the name or the password/,
    });
    t.equal(await bad(), 1, 'one attempt');
    const required = { status: 'inconclusive', cause: 'placement.kerberos-required', owner: 'configmgr', message: /2509/ };
    const elsewhere = await run([], 'FABRIKAM\\svc-proxy', 'wrong');
    t.match(elsewhere.find('hierarchy'), { ...required, evidence: { code: 'NO_REALM' }, remedy: /user@domain\.fqdn/ });
    for (const name of ['provider', provider.address])
      t.match((await run(['--sms-provider', name], 'CORP\\svc-proxy', 'wrong')).find('hierarchy'), {
        ...required,
        evidence: { code: 'SHORT_NAME' },
        remedy: /full DNS name/,
      });
    await world.rule(`ip daddr ${DOMAIN_CONTROLLER} tcp dport 88 reject with tcp reset`);
    t.match((await run([], 'svc-proxy@corp.test', 'wrong')).find('hierarchy'), {
      ...required,
      evidence: { code: 'NO_KDC' },
      remedy: /TCP 88/,
    });
    t.equal(await bad(), 1, 'nothing was sent');
    t.equal(await provider.log(), '', 'nobody tried NTLM');
    const older = await run(['--site-version', '2503']);
    t.match(older.find('hierarchy'), { ...required, evidence: { code: 'NTLM_REFUSED', httpStatus: 401 }, remedy: /--site-version/ });
    t.equal(await provider.log(), 'Rejecting NTLM authentication.\n', 'tried once, and refused in the words of AdminService.log');
    await world.resetFirewall();
    t.same(
      (await readdir(tmpdir())).filter((name) => name.startsWith('configmgr-preflight-') && !before.has(name)),
      [],
      'no cache is left',
    );
  });

  t.test('by ticket, and who is not let in', async (t) => {
    await provider.tell({ SMS_Site: [CENTRAL], SMS_SCI_SysResUse: [] });
    const ticket = await run([], '', '', await domain.ticket('reader'));
    t.match(ticket.find('top-tier'), { status: 'pass' }, JSON.stringify(ticket.report.findings[0]?.evidence));
    const failed = { status: 'inconclusive', cause: 'placement.lookup-failed', owner: 'configmgr' };
    t.match((await run([], 'CORP\\alice')).find('hierarchy'), { ...failed, evidence: { httpStatus: 403 } });
    const nobody = await run([], '');
    t.match(nobody.find('hierarchy'), { ...failed, evidence: { code: 'NO_CREDENTIALS', httpStatus: 401 }, remedy: /kinit/ });
    t.notMatch(nobody.find('hierarchy')?.remedy, /correct the name or the password/);
    t.equal(nobody.code, 3);
    const untrusted = await world.machines.run(
      'client',
      [
        ...[process.execPath, BIN, '--quiet', '--check', 'placement', '--format', 'json', '--sms-provider', provider.host],
        ...['--user', 'CORP\\reader'],
      ],
      { env: { ...none, PREFLIGHT_USER_PASSWORD: CAST_PASSWORD } },
    );
    const [stranger] = (JSON.parse(untrusted.stdout) as { findings: Finding[] }).findings;
    t.match(stranger, { ...failed, evidence: { code: /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_/ }, remedy: /--ca-file/ });
    await provider.tell({ SMS_Site: [{ nonsense: true }] });
    t.match((await run([])).find('hierarchy'), { ...failed, evidence: { code: 'UNKNOWN_SHAPE' } });
    await world.rule(`ip daddr ${provider.address} tcp dport 443 reject with tcp reset`);
    t.match((await run([])).find('hierarchy'), { ...failed, evidence: { code: 'ECONNREFUSED' } });
    await world.resetFirewall();
  });
}
