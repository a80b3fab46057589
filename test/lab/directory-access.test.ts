import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const scp = await domain.member('scp1', ['CORP\\CM01$']);
  const AS_READER = ['--user', 'CORP\\reader'];

  const run = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const checked = await world.check(['--quiet', '--check', 'account', '--timeout', '2000', '--scp', scp.host, ...args], { env });
    const find = (id: string): Finding | undefined => checked.report.findings.find((finding) => finding.id.startsWith(`account:${id}`));
    return { ...checked, find };
  };
  const byPassword = (args: readonly string[]) =>
    run([...AS_READER, ...args], { ...domain.kerberosEnvironment(), PREFLIGHT_USER_PASSWORD: CAST_PASSWORD });
  const state = 'site-server-computer/CM01$/state';
  const member = 'site-server-computer/CM01$/local-administrator';
  const CM01 = ['--site-server', 'cm01.corp.test'];
  const passes = { status: 'pass', cause: null };

  const unknown = { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory' };

  t.test('by the Kerberos ticket of who runs it, without any account given', async (t) => {
    const ticket = await domain.ticket('svc-domadmin');
    const { find, stderr, code } = await run(CM01, ticket);
    t.match(find(state), passes, `${stderr} ${JSON.stringify(find(state))}`);
    t.match(find(member), { ...passes, evidence: { memberThrough: [] } });
    t.equal(code, 0);
    const missing = await run(['--installation-account', 'CORP\\nobody'], ticket);
    t.match(missing.find('installation/CORP\\nobody/state'), { status: 'fail', cause: 'account.not-found' });
    await domain.secondController();
    const unheard = await run([...CM01, '--dc', 'dc2.corp.test'], ticket);
    t.match(
      unheard.find(state),
      { ...unknown, evidence: { code: 'GSSAPI' }, remedy: /service principal name.*--user/ },
      'not registered yet',
    );
    await domain.sambaTool('spn', 'add', 'ldap/dc2.corp.test', 'DC2$');
    const strict = await run([...CM01, '--dc', 'dc2.corp.test'], ticket);
    t.match(strict.find(state), { ...unknown, evidence: { code: 'LDAP_8' }, remedy: /signing or channel binding.*--user/ });
    t.match(strict.find(member), passes, 'SMB signs by itself');
  });

  t.test('without a ticket nothing is known, and the way in is told', async (t) => {
    const nobody = await run(CM01, domain.kerberosEnvironment());
    t.match(nobody.find(state), { ...unknown, evidence: { code: 'NO_CREDENTIALS' }, remedy: /--user.*kinit/ });
    t.equal(nobody.code, 3);
  });

  t.test('StartTLS where nothing answers on the port of LDAPS', async (t) => {
    for (const how of ['drop', 'reject with tcp reset']) {
      await world.rule(`ip daddr 10.77.5.2 tcp dport 636 ${how}`);
      const { find, stderr } = await byPassword(CM01);
      t.match(find(state), passes, `${how} ${stderr} ${JSON.stringify(find(state)?.evidence)}`);
      t.match((await run(CM01, await domain.ticket('svc-domadmin'))).find(state), passes, `${how}, by ticket`);
      await world.resetFirewall();
    }
    await world.rule('ip daddr 10.77.5.2 tcp dport { 389, 636 } reject with tcp reset');
    t.match((await byPassword(CM01)).find(state), { ...unknown, evidence: { code: 'ECONNREFUSED' } });
    await world.resetFirewall();
    await world.rule('ip daddr 10.77.5.2 tcp dport { 389, 636 } drop');
    t.match((await byPassword(CM01)).find(state), { ...unknown, evidence: { code: 'TIMEOUT' } });
    await world.resetFirewall();
  });

  t.test('principal names whose ending is no domain', async (t) => {
    await domain.change(`
db.modify_ldif("dn: CN=Partitions,CN=Configuration,%s\\nchangetype: modify\\nadd: uPNSuffixes\\nuPNSuffixes: mail.test\\n" % base)
db.modify_ldif("dn: CN=svc-proxy,CN=Users,%s\\nchangetype: modify\\nreplace: userPrincipalName\\nuserPrincipalName: services@mail.test\\n" % base)`);
    const stateOf = async (name: string) =>
      (await byPassword(['--domain', 'corp.test', '--installation-account', name])).find(`installation/${name}/state`);
    t.match(await stateOf('services@mail.test'), passes);
    t.match(await stateOf('nobody@mail.test'), { status: 'fail', cause: 'account.not-found' });
    t.match(await stateOf('svc-install@mail.test'), { status: 'fail', cause: 'account.not-found' }, 'not its namesake at home');
    const nobodys = { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'configmgr' };
    t.match(await stateOf('svc-install@elsewhere.test'), { ...nobodys, evidence: { code: 'UNKNOWN_DOMAIN' } });
    t.match(await stateOf('elsewhere.test\\svc-install'), {
      ...nobodys,
      evidence: { code: 'UNKNOWN_DOMAIN' },
      remedy: /correct the name of the domain/,
    });
    t.match(await stateOf('mail.test\\svc-install'), {
      ...nobodys,
      evidence: { code: 'SUFFIX_NOT_DOMAIN' },
      remedy: /with the name of its domain.*principal name/,
    });
  });

  t.test('a forest of several domains is asked through its global catalog', async (t) => {
    await domain.change(`
db.add_ldif("dn: CN=CHILD,CN=Partitions,CN=Configuration,%s\\nobjectClass: crossRef\\nnCName: DC=child,%s\\ndnsRoot: child.corp.test\\nnETBIOSName: CHILD\\nsystemFlags: 3\\n" % (base, base), ["relax:0"])`);
    const name = 'nobody@corp.test';
    const ask = async () =>
      (await byPassword(['--domain', 'corp.test', '--installation-account', name])).find(`installation/${name}/state`);
    t.match(await ask(), { status: 'fail', cause: 'account.not-found' });
    await world.rule('ip daddr 10.77.5.2 tcp dport { 3268, 3269 } drop');
    t.match(await ask(), { ...unknown, evidence: { code: 'TIMEOUT', rawMessage: /global catalog/ } });
    await world.resetFirewall();
  });
}
