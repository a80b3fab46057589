import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

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

  t.test('the other forest cannot be asked', async (t) => {
    await world.rule('ip daddr 10.77.16.2 tcp dport { 389, 636 } drop');
    const { find, code } = await run(holding.host, 'other.test\\svc-other');
    t.match(find('state'), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory', evidence: { code: 'TIMEOUT' } });
    t.match(find('local-administrator'), { status: 'inconclusive' });
    t.equal(code, 3);
    await world.resetFirewall();
  });
}
