import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { startAdminService } from '../support/lab/admin-service.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';
import { BIN } from '../support/tested-program.ts';

const WRONG = 'Wr0ng-but-secret';
/** A fresh account a row: no row inherits another one's count. */
const FORMS = [
  ['CORP\\NAME', 'netbios'],
  ['corp.test\\NAME', 'full'],
  ['NAME@corp.test', 'principal'],
] as const;

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const scp = await domain.member('scp1', ['CORP\\CM01$']);
  const dc2 = await domain.secondController();
  const count = async (user: string): Promise<number> => {
    const counts = [domain.dc1, dc2].map(async (controller) => {
      const { stdout } = await controller.run(['samba-tool', 'user', 'show', user, '--attributes=badPwdCount']);
      return Number(/badPwdCount: (\d+)/.exec(stdout)?.[1] ?? 0);
    });
    return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
  };
  /** Of each row with a wrong password, as the controllers count it. */
  const table: string[] = [];
  const counted = async (user: string, row: string): Promise<number> => {
    const counts = await count(user);
    table.push(`badPwdCount ${counts}  ${row}`);
    return counts;
  };
  t.teardown(() => t.comment(`\n${table.join('\n')}`));
  let made = 0;
  const account = async (): Promise<string> => {
    made += 1;
    const name = `svc-row${made}`;
    await domain.sambaTool('user', 'create', name, CAST_PASSWORD);
    await dc2.replicate();
    return name;
  };
  const run = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const all = ['--quiet', '--check', 'account', '--timeout', '4000', '--scp', scp.host, ...args];
    const checked = await world.check(all, { env: { ...domain.kerberosEnvironment(), ...env } });
    const find = (part: string): Finding | undefined => checked.report.findings.find(({ id }) => id.includes(part));
    return { ...checked, find };
  };
  const READER = ['--user', 'CORP\\reader'];
  const right = { PREFLIGHT_USER_PASSWORD: CAST_PASSWORD };

  t.test('a wrong password of --user, in every form, over LDAP and SMB and two controllers', async (t) => {
    for (const [form, label] of FORMS) {
      const user = await account();
      const asked = ['--site-server', 'cm01.corp.test', '--installation-account', 'CORP\\svc-install'];
      const { find } = await run(['--user', form.replace('NAME', user), ...asked], { PREFLIGHT_USER_PASSWORD: WRONG });
      t.equal(await counted(user, `--user ${label}, LDAP and SMB`), 1, label);
      t.match(find('svc-install/state'), { status: 'inconclusive', remedy: /correct the name or the password/ }, label);
    }
  });

  t.test('a wrong password of the installation account, in every form', async (t) => {
    for (const [form, label] of FORMS) {
      const user = await account();
      const name = form.replace('NAME', user);
      const { find } = await run([...READER, '--installation-account', name], { ...right, PREFLIGHT_INSTALLATION_PASSWORD: WRONG });
      t.equal(await counted(user, `installation account ${label}, SMB`), 1, label);
      t.match(find('/logon@'), { status: 'fail', cause: 'account.logon-refused', owner: 'configmgr', message: /tried once/ }, label);
    }
  });

  t.test('one account in two roles', async (t) => {
    for (const [user, asks, installs] of [
      [await account(), 'NAME@corp.test', 'corp.test\\NAME'],
      [await account(), 'CORP\\NAME', 'NAME'],
    ] as const) {
      const args = ['--user', asks.replace('NAME', user), '--installation-account', installs.replace('NAME', user)];
      const { find } = await run(args, { PREFLIGHT_USER_PASSWORD: WRONG, PREFLIGHT_INSTALLATION_PASSWORD: WRONG });
      t.equal(await counted(user, `--user ${asks} and installation account ${installs}`), 1, asks);
      t.match(find('/logon@'), { status: 'inconclusive', message: /was not tried/ });
    }
  });

  t.test('the right password in every form, and of an account given without its domain', async (t) => {
    for (const form of [...FORMS.map(([name]) => name), 'NAME']) {
      const name = form.replace('NAME', 'svc-install');
      const { find } = await run([...READER, '--installation-account', name], { ...right, PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD });
      t.match(find('/logon@'), { status: 'pass' }, `${name} ${JSON.stringify(find('/logon@'))}`);
    }
    for (const [form, label] of FORMS) {
      const { find } = await run(['--user', form.replace('NAME', 'reader'), '--installation-account', 'svc-install'], right);
      t.match(find('/state@'), { status: 'pass' }, label);
      t.match(find('/local-administrator@'), { status: 'fail' }, `${label}: SMB was asked`);
    }
  });

  t.test('an account that one more wrong password would lock is not tried', async (t) => {
    const user = await account();
    for (let tries = 0; tries < 2; tries += 1)
      await domain.dc1.run(['ldapwhoami', '-x', '-H', 'ldaps://dc1.corp.test', '-D', `${user}@corp.test`, '-w', 'wrong'], {
        env: { LDAPTLS_REQCERT: 'never' },
      });
    const args = [...READER, '--dc', 'dc1.corp.test', '--installation-account', `CORP\\${user}`];
    const { find } = await run(args, { ...right, PREFLIGHT_INSTALLATION_PASSWORD: WRONG });
    t.equal(await count(user), 2);
    t.match(find('/logon@'), { status: 'inconclusive', owner: 'directory', message: /was not tried: 2 wrong passwords .* 3 lock it/ });
  });

  t.test('restrictions have their own words and condemn no password', async (t) => {
    const [hours, prot, elsewhere] = [await account(), await account(), await account()];
    await domain.change(`
def put(n, **a):
    m = ldb.Message(); m.dn = db.search(base, expression="(sAMAccountName=%s)" % n)[0].dn
    for k, v in a.items(): m[k] = ldb.MessageElement(v, ldb.FLAG_MOD_REPLACE, k)
    db.modify(m)
put("${hours}", logonHours=bytes(21))
put("${elsewhere}", userWorkstations="OTHERPC")
db.add_remove_group_members("Protected Users", ["${prot}"])`);
    const logon = async (user: string, form = 'CORP\\NAME') =>
      (
        await run([...READER, '--dc', 'dc1.corp.test', '--installation-account', form.replace('NAME', user)], {
          ...right,
          PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD,
        })
      ).find('/logon@');
    t.match(await logon(hours), { status: 'fail', cause: 'account.restricted', owner: 'directory', remedy: /logon hours/ });
    t.match(await logon(elsewhere), { status: 'fail', cause: 'account.restricted', owner: 'directory', remedy: /Log On To/ });
    t.match(await logon(prot), { status: 'fail', cause: 'account.kerberos-only', owner: 'directory', message: /Protected Users/ });
    t.match(await logon(prot, 'corp.test\\NAME'), { status: 'pass' }, 'by Kerberos');
  });

  t.test('the administration service and the directory, over and over while watching', async (t) => {
    const provider = await startAdminService(world, domain);
    for (const [form, label] of FORMS) {
      const user = await account();
      const argv = ['timeout', '--signal=INT', '12', process.execPath, BIN, 'check', ...world.trusting];
      const checks = ['--quiet', '--check', 'placement', '--check', 'account', '--sms-provider', provider.host, '--scp', scp.host];
      const accounts = ['--user', form.replace('NAME', user), '--installation-account', 'CORP\\svc-install', '--watch', '1'];
      const env = { ...domain.kerberosEnvironment(), PREFLIGHT_USER_PASSWORD: WRONG };
      await world.machines.run('client', [...argv, ...checks, ...accounts], { env });
      t.equal(await counted(user, `--user ${label}, administration service and directory, --watch`), 1, label);
    }
  });

  t.test('a service principal name on another account says nothing of the password', async (t) => {
    await domain.change(`
computer = db.search(base, expression="(sAMAccountName=SCP1$)")[0].dn
names = [n for n in db.search(computer, scope=ldb.SCOPE_BASE, attrs=["servicePrincipalName"])[0]["servicePrincipalName"] if b"host/" in n.lower()]
m = ldb.Message(); m.dn = computer
m["servicePrincipalName"] = ldb.MessageElement(names, ldb.FLAG_MOD_DELETE, "servicePrincipalName")
db.modify(m)
m = ldb.Message(); m.dn = db.search(base, expression="(sAMAccountName=svc-proxy)")[0].dn
m["servicePrincipalName"] = ldb.MessageElement(names, ldb.FLAG_MOD_REPLACE, "servicePrincipalName")
db.modify(m)`);
    const ticket = await domain.ticket('reader');
    const args = [
      '--quiet',
      '--check',
      'account',
      '--timeout',
      '4000',
      '--scp',
      scp.host,
      '--dc',
      'dc1.corp.test',
      '--site-server',
      'cm01.corp.test',
    ];
    const byTicket = await world.check(args, { env: ticket });
    const member = byTicket.report.findings.find(({ id }) => id.includes('/local-administrator@'));
    t.match(member, { status: 'inconclusive', owner: 'directory', remedy: /setspn -Q/ }, JSON.stringify(member));
    t.notMatch(JSON.stringify(byTicket.report.findings), /password of (?:the account that asks|--user)/, 'there is no --user');
    const { find } = await run(['--user', 'reader@corp.test', '--dc', 'dc1.corp.test', '--site-server', 'cm01.corp.test'], right);
    t.match(find('CM01$/state'), { status: 'pass' }, 'the directory still takes it');
    t.match(find('/local-administrator@'), { status: 'inconclusive', remedy: /setspn -Q/ });
    t.equal(await count('reader'), 0);
  });
}
