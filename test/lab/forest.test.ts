import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD, CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { linesOf } from '../support/lab/machines.ts';
import { startDomainLab } from '../support/lab/start.ts';

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const child = await domain.childDomain();
  const changes = `
GLOBAL, UNIVERSAL, LOCAL = -2147483646, -2147483640, -2147483644
def group(name, scope, *members):
    db.newgroup(name, grouptype=scope)
    for member in members:
        db.modify_ldif("dn: CN=%s,CN=Users,%s\\nchangetype: modify\\nadd: member\\nmember: %s\\n" % (name, base, member))
def here(name):
    return "CN=%s,CN=Users,%s" % (name, base)
`;
  await child.change(`${changes}
for user in ("svc-child", "svc-stranger", "svc-direct", "reader"):
    db.newuser(user, "${CAST_PASSWORD}")
group("Inner", GLOBAL, here("svc-child"))
group("Outer", GLOBAL, here("Inner"))
group("Far", GLOBAL, here("svc-stranger"))
group("Child Admins", LOCAL, "CN=Site Servers,CN=Users,DC=corp,DC=test")
db.modify_ldif("dn: CN=Administrators,CN=Builtin,%s\\nchangetype: modify\\nadd: member\\nmember: %s\\n" % (base, here("Child Admins")))`);
  await domain.change(`${changes}
def child(name):
    return "CN=%s,CN=Users,DC=child,%s" % (name, base)
group("DL Direct", LOCAL, child("svc-direct"))
group("DL Groups", LOCAL, child("Outer"))
group("U Groups", UNIVERSAL, child("Outer"))
group("DL Nested", LOCAL, here("U Groups"))
group("U Direct", UNIVERSAL, child("svc-direct"))
group("DL Empty", LOCAL)`);
  const ticket = await domain.ticket('reader');
  const administrators = { scp1: ['DL Direct', 'DL Groups'], scp2: ['DL Nested', 'U Direct'], scp3: ['DL Empty'] };
  for (const [name, groups] of Object.entries(administrators))
    await domain.member(
      name,
      groups.map((group) => `CORP\\${group}`),
    );

  const run = async (server: string, account: string) => {
    const args = ['--quiet', '--check', 'account', '--timeout', '4000', '--domain', 'corp.test', '--scp', `${server}.corp.test`];
    const checked = await world.check([...args, '--installation-account', account], { env: ticket });
    const find = (question: string): Finding | undefined =>
      checked.report.findings.find(({ id }) => id.startsWith(`account:installation/${account}/${question}`));
    return { ...checked, find };
  };

  t.test('an account of a child domain, by either name of its domain and by its principal name', async (t) => {
    for (const account of ['CHILD\\svc-child', 'child.corp.test\\svc-child', 'svc-child@child.corp.test']) {
      const { find, stderr } = await run('scp1', account);
      t.match(find('state'), { status: 'pass' }, `${account} ${stderr} ${JSON.stringify(find('state'))}`);
    }
    t.match((await run('scp1', 'CHILD\\nobody')).find('state'), { status: 'fail', cause: 'account.not-found' });
    t.match((await run('scp1', 'nobody@child.corp.test')).find('state'), { status: 'fail', cause: 'account.not-found' });
    t.match((await run('scp1', 'CHILD\\svc-child')).find('name'), {
      status: 'warn',
      cause: 'account.netbios-name',
      owner: 'configmgr',
      evidence: { fqdnForm: 'child.corp.test\\svc-child' },
    });
    t.equal((await run('scp1', 'child.corp.test\\svc-child')).find('name'), undefined);
  });

  t.test('its groups in domain local groups of the server’s domain', async (t) => {
    const rows: readonly (readonly [string, string, readonly string[]])[] = [
      ['scp1', 'svc-direct', ['DL Direct']],
      ['scp2', 'svc-direct', ['U Direct']],
      ['scp1', 'svc-child', ['Inner', 'Outer', 'DL Groups']],
      ['scp2', 'svc-child', ['Inner', 'Outer', 'DL Nested']],
    ];
    for (const [server, user, memberThrough] of rows) {
      const finding = (await run(server, `child.corp.test\\${user}`)).find('local-administrator');
      t.match(finding, { status: 'pass', evidence: { memberThrough } }, JSON.stringify(finding));
    }
    for (const [server, user] of [
      ['scp1', 'svc-stranger'],
      ['scp2', 'svc-stranger'],
      ['scp3', 'svc-child'],
    ] as const) {
      const finding = (await run(server, `child.corp.test\\${user}`)).find('local-administrator');
      t.match(
        finding,
        { status: 'fail', cause: 'account.not-local-admin', owner: 'host' },
        `${user} on ${server} ${JSON.stringify(finding)}`,
      );
    }
  });

  t.test('the same members as net rpc and samba-tool print', async (t) => {
    const ask = ['net', 'rpc', 'group', 'members', 'Administrators', '-S', 'scp1.corp.test'];
    const { stdout } = await world.machines.run('client', [...ask, '-U', `CORP\\${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`]);
    const ours = (await run('scp1', 'child.corp.test\\svc-direct')).find('local-administrator')?.evidence.administrators;
    t.same([...(ours as readonly string[])].sort(), [...linesOf(stdout)].sort(), stdout);
    t.match(
      await domain.sambaTool('group', 'show', 'DL Groups', '--attributes=member'),
      /member: CN=Outer,CN=Users,DC=child,DC=corp,DC=test/,
    );
    for (const [group, member] of [
      ['Outer', 'Inner'],
      ['Inner', 'svc-child'],
    ] as const)
      t.ok(linesOf(await child.sambaTool('group', 'listmembers', group)).includes(member), `${member} is in ${group}`);
  });

  t.test('a server of the child domain, and accounts of the root', async (t) => {
    const on = async (account: string): Promise<Finding | undefined> => {
      const args = ['--quiet', '--check', 'account', '--timeout', '4000', '--domain', 'child.corp.test', '--scp', 'cdc1.child.corp.test'];
      const { report } = await world.check([...args, '--installation-account', account], { env: ticket });
      return report.findings.find(({ id }) => id.startsWith(`account:installation/${account}/local-administrator`));
    };
    const member = await on('corp.test\\svc-nested');
    t.match(member, { status: 'pass', evidence: { memberThrough: ['Site Servers', 'Child Admins'] } }, JSON.stringify(member));
    const stranger = await on('corp.test\\svc-interactive');
    t.match(stranger, { status: 'fail', cause: 'account.not-local-admin', owner: 'host' }, JSON.stringify(stranger));
  });

  t.test('the child’s controller cannot be asked', async (t) => {
    await world.rule('ip daddr 10.77.17.2 tcp dport { 389, 636 } drop');
    const { find, code } = await run('scp1', 'child.corp.test\\svc-child');
    t.match(find('state'), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory', evidence: { code: 'TIMEOUT' } });
    t.match(find('local-administrator'), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory' });
    t.equal(code, 3);
    await world.resetFirewall();
  });
}
