import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

/** Python: gives a group one right on the first controller, in place of those that it had. */
const RIGHTS = `
from samba import Ldb
def right(group, name):
    from samba.ndr import ndr_unpack
    from samba.dcerpc import security
    sid = str(ndr_unpack(security.dom_sid, db.search(base, expression="(sAMAccountName=%s)" % group, attrs=["objectSid"])[0]["objectSid"][0]))
    policy = Ldb(lp.private_path("privilege.ldb"), lp=lp, session_info=system_session())
    known = policy.search(expression="(objectSid=%s)" % sid)
    for one in known: policy.delete(one.dn)
    policy.add({"dn": "sid=" + sid, "objectClass": "privilege", "comment": group, "objectSid": sid, "privilege": name})`;

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const other = await domain.trustedForest();
  const sidOf = async (name: string): Promise<string> =>
    /objectSid: (S-1-5-21-[\d-]+)/.exec((await other.run(['samba-tool', 'user', 'show', name, '--attributes=objectSid'])).stdout)?.[1] ??
    '';
  const [sid] = await Promise.all([sidOf('svc-other')]);
  // Nested: the foreign account is in a group that is in the group of the server.
  await domain.change(`
for group in ("Foreign Admins", "Inner Foreign", "Home Admins"):
    db.newgroup(group, grouptype=-2147483644)
def add(group, member):
    db.modify_ldif("dn: CN=%s,CN=Users,%s\\nchangetype: modify\\nadd: member\\nmember: %s\\n" % (group, base, member))
add("Inner Foreign", "<SID=${sid}>")
add("Foreign Admins", "CN=Inner Foreign,CN=Users,%s" % base)`);
  const holding = await domain.member('scp1', ['CORP\\Foreign Admins']);
  const lacking = await domain.member('scp2', ['CORP\\Home Admins', 'OTHER\\Other Admins']);
  const ticket = await domain.ticket('reader');

  const run = async (server: string, account: string) => {
    const args = ['--quiet', '--check', 'account', '--timeout', '4000', '--scp', server, '--installation-account', account];
    const checked = await world.check(args, { env: ticket });
    const find = (question: string): Finding | undefined =>
      checked.report.findings.find(({ id }) => id.startsWith(`account:installation/${account}/${question}`));
    return { ...checked, find };
  };

  t.test('an account of a trusted forest, by either name of its domain', async (t) => {
    for (const account of ['other.test\\svc-other', 'OTHER\\svc-other', 'svc-other@other.test']) {
      const { find, stderr } = await run(holding.host, account);
      t.match(find('state'), { status: 'pass' }, `${account} ${stderr} ${JSON.stringify(find('state'))}`);
    }
    t.match((await run(holding.host, 'OTHER\\nobody')).find('state'), { status: 'fail', cause: 'account.not-found' });
    t.match((await run(holding.host, 'OTHER\\svc-other')).find('name'), {
      status: 'warn',
      cause: 'account.netbios-name',
      owner: 'configmgr',
      evidence: { fqdnForm: 'other.test\\svc-other' },
    });
    t.equal((await run(holding.host, 'other.test\\svc-other')).find('name'), undefined);
    t.match((await run(holding.host, 'NOWHERE\\svc-other')).find('state'), {
      status: 'inconclusive',
      evidence: { code: 'NO_SUCH_DOMAIN' },
    });
  });

  t.test('a foreign account in a group of the server’s domain, nested, and a group of its own', async (t) => {
    const member = (await run(holding.host, 'other.test\\svc-other')).find('local-administrator');
    t.match(member, { status: 'pass', evidence: { memberThrough: ['Foreign Admins'] } }, JSON.stringify(member));
    const stranger = (await run(holding.host, 'other.test\\svc-stranger')).find('local-administrator');
    t.match(stranger, { status: 'fail', cause: 'account.not-local-admin', owner: 'host' }, JSON.stringify(stranger));
    const own = (await run(lacking.host, 'other.test\\svc-other')).find('local-administrator');
    t.match(own, { status: 'pass', evidence: { memberThrough: ['Other Admins'] } }, JSON.stringify(own));
    const none = (await run(lacking.host, 'other.test\\svc-stranger')).find('local-administrator');
    t.match(none, { status: 'fail', cause: 'account.not-local-admin' });
  });

  t.test('a password goes to another domain only where the servers’ domain trusts it', async (t) => {
    const asked = async (account: string, more: readonly string[] = []) => {
      const args = ['--quiet', '--check', 'account', '--timeout', '4000', '--scp', holding.host, '--user', 'reader@corp.test', ...more];
      const env = { ...domain.kerberosEnvironment(), PREFLIGHT_USER_PASSWORD: CAST_PASSWORD };
      const { report } = await world.check([...args, '--installation-account', account], { env });
      return report.findings.find(({ id }) => id.startsWith(`account:installation/${account}/state`));
    };
    const trusted = await asked('other.test\\svc-other');
    t.equal(trusted?.evidence.source, 'odc1.other.test', JSON.stringify(trusted));
    const direction = (bits: number) =>
      domain.change(`
m = ldb.Message(); m.dn = db.search("CN=System,%s" % base, expression="(trustPartner=other.test)")[0].dn
m["trustDirection"] = ldb.MessageElement("${bits}", ldb.FLAG_MOD_REPLACE, "trustDirection")
db.modify(m)`);
    await direction(1);
    for (const account of ['other.test\\svc-other', 'OTHER\\svc-other', 'svc-other@other.test'])
      t.match(await asked(account), { status: 'inconclusive', evidence: { code: 'NOT_TRUSTED' }, remedy: /--dc/ }, account);
    t.match(await asked('other.test\\svc-other', ['--dc', 'dc1.corp.test', '--dc', 'odc1.other.test']), {
      evidence: { source: 'odc1.other.test' },
    });
    await direction(3);
  });

  t.test('rights that reach a foreign account through a group of the server’s domain', async (t) => {
    await domain.change(`
db.newgroup("Deny Net", grouptype=-2147483644)
db.modify_ldif("dn: CN=Deny Net,CN=Users,%s\\nchangetype: modify\\nadd: member\\nmember: <SID=${sid}>\\n" % base)
${RIGHTS}
right("Deny Net", "SeDenyNetworkLogonRight")`);
    const denied = (await run('dc1.corp.test', 'other.test\\svc-other')).find('network-logon');
    t.match(denied, { status: 'fail', cause: 'account.denied-network-logon', owner: 'host', message: /Deny Net/ }, JSON.stringify(denied));
    const stranger = (await run('dc1.corp.test', 'other.test\\svc-stranger')).find('network-logon');
    t.match(stranger, { cause: 'account.no-network-logon' }, JSON.stringify(stranger));
    await domain.change(`${RIGHTS}\nright("Deny Net", "SeNetworkLogonRight")`);
    const granted = (await run('dc1.corp.test', 'other.test\\svc-other')).find('network-logon');
    t.match(granted, { status: 'pass' }, JSON.stringify(granted));
  });

  t.test('a trust in the other direction, and one with selective authentication', async (t) => {
    const trust = (attribute: string, bits: number) =>
      domain.change(`
m = ldb.Message(); m.dn = db.search("CN=System,%s" % base, expression="(trustPartner=other.test)")[0].dn
m["${attribute}"] = ldb.MessageElement("${bits}", ldb.FLAG_MOD_REPLACE, "${attribute}")
db.modify(m)`);
    await trust('trustDirection', 1);
    t.match((await run(holding.host, 'other.test\\svc-other')).find('trust'), {
      status: 'fail',
      cause: 'account.not-trusted',
      owner: 'directory',
    });
    await trust('trustDirection', 3);
    await trust('trustAttributes', 0x18);
    const selective = async () => (await run(holding.host, 'other.test\\svc-other')).find('trust');
    t.match(await selective(), {
      status: 'fail',
      cause: 'account.not-trusted',
      message: /does not give/,
      remedy: /Allowed to authenticate/,
    });
    const computer = 'CN=SCP1,CN=Computers,DC=corp,DC=test';
    const ace = (kind: string) => `(${kind};;CR;68b1d179-0d15-4d4f-ab71-46152e79a7bc;;${sid})`;
    const grant = async (sddl: string): Promise<void> => {
      await domain.sambaTool('dsacl', 'set', `--objectdn=${computer}`, `--sddl=${sddl}`);
    };
    await grant(ace('OA'));
    t.match(await selective(), { status: 'pass', message: /allowed to authenticate/ });
    await grant(ace('OD'));
    t.match(await selective(), { status: 'fail', cause: 'account.not-trusted', message: /denies/ });
    await trust('trustAttributes', 0x8);
    t.equal((await run(holding.host, 'other.test\\svc-other')).find('trust'), undefined);
  });

  t.test('the other forest cannot be asked', async (t) => {
    await world.rule('ip daddr 10.77.16.2 tcp dport { 389, 636 } drop');
    const { find, code } = await run(holding.host, 'other.test\\svc-other');
    t.match(find('state'), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory', evidence: { code: 'TIMEOUT' } });
    t.match(find('local-administrator'), { status: 'inconclusive' });
    t.equal(code, 3);
    await world.resetFirewall();
  });
}
