import { existsSync } from 'node:fs';
import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD, CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { linesOf } from '../support/lab/machines.ts';
import { startDomainLab } from '../support/lab/start.ts';
import { BIN } from '../support/tested-program.ts';

const READER = { PREFLIGHT_USER_PASSWORD: CAST_PASSWORD };
const AS_READER = ['--user', 'CORP\\reader'];

/** Debian's package libfaketime: the clock of one process is 20 minutes fast. */
const FAKETIME = ['x86_64', 'aarch64']
  .map((kind) => `/usr/lib/${kind}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));
const LATER = { LD_PRELOAD: FAKETIME ?? '', FAKETIME: '+20m', DONT_FAKE_MONOTONIC: '1' };
const withoutFakeTime = (): string | false => (FAKETIME === undefined ? 'no libfaketime here' : false);

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const scp = await domain.member('scp1', ['CORP\\CM01$', 'CORP\\svc-install']);

  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = READER) => {
    const checked = await world.check(['--quiet', '--check', 'account', '--timeout', '4000', ...AS_READER, ...args], { env });
    const find = (id: string): Finding | undefined => checked.report.findings.find((finding) => finding.id.startsWith(`account:${id}`));
    return { ...checked, find };
  };
  const said = (finding: Finding | undefined) => ({ status: finding?.status, cause: finding?.cause, owner: finding?.owner });

  t.test('the state of an account', async (t) => {
    const rows: readonly (readonly [string, string, string | null, string | null])[] = [
      ['svc-install', 'pass', null, null],
      ['nobody', 'fail', 'account.not-found', 'directory'],
      ['svc-disabled', 'fail', 'account.disabled', 'directory'],
      ['svc-locked', 'fail', 'account.locked', 'directory'],
      ['svc-expired', 'fail', 'account.expired', 'directory'],
      ['svc-pwexpired', 'fail', 'account.password-expired', 'directory'],
      ['svc-mustchange', 'fail', 'account.must-change-password', 'directory'],
      ['svc-smartcard', 'fail', 'account.denied-network-logon', 'directory'],
    ];
    for (const [user, status, cause, owner] of rows) {
      const { find, stderr, code } = await run(['--scp', scp.host, '--installation-account', `CORP\\${user}`]);
      const finding = find(`installation/CORP\\${user}/state`);
      t.same(said(finding), { status, cause, owner }, `${user}: ${finding?.message ?? stderr}`);
      t.equal(code === 0, false, 'svc-install has no right to log on here');
      if (cause !== null)
        t.match(said(find('prerequisite')), { status, cause, owner }, `${user}: the prerequisite has the words of what decided it`);
    }
  });

  t.test('names in every form, and two that are not good practice', async (t) => {
    for (const name of ['corp.test\\svc-install', 'svc-install@corp.test', 'svc-install']) {
      const { find, stderr } = await run(['--scp', scp.host, '--installation-account', name]);
      t.same(said(find(`installation/${name}/state`)), { status: 'pass', cause: null, owner: null }, `${name} ${stderr}`);
    }
    const admin = await run(['--scp', scp.host, '--installation-account', 'CORP\\svc-domadmin']);
    t.match(said(admin.find('installation/CORP\\svc-domadmin/privileged')), { status: 'warn', cause: 'account.interactive-logon' });
    const open = await run(['--scp', scp.host, '--installation-account', 'CORP\\svc-nopassword']);
    t.match(said(open.find('installation/CORP\\svc-nopassword/password-not-required')), { status: 'warn', owner: 'directory' });
  });

  t.test('local administrator: directly, through groups, through a circle, not at all', async (t) => {
    const direct = await run(['--scp', scp.host, '--site-server', 'cm01.corp.test']);
    t.match(direct.find('site-server-computer/CM01$/local-administrator'), { status: 'pass', message: /directly/ }, direct.stderr);
    t.match(direct.find('prerequisite'), { status: 'pass', evidence: { metBy: 'CM01$' } });
    t.equal(direct.code, 0, JSON.stringify(direct.report.findings.map(({ id, status }) => [id, status])));

    const nested = await domain.member('scp2', ['CORP\\Server Admins', 'CORP\\Round B', 'CORP\\ProxyUsers', 'CORP\\ghost']);
    await domain.sambaTool('user', 'delete', 'ghost');
    const one = await run(['--scp', nested.host, '--installation-account', 'CORP\\alice']);
    t.match(one.find('installation/CORP\\alice/local-administrator'), { status: 'pass', evidence: { memberThrough: ['ProxyUsers'] } });
    const three = await run(['--scp', nested.host, '--site-server', 'cm01.corp.test']);
    t.match(three.find('site-server-computer/CM01$/local-administrator'), {
      status: 'pass',
      evidence: { memberThrough: ['Site Servers', 'Tier 1', 'Server Admins'] },
    });
    const circle = await run(['--scp', nested.host, '--site-server', 'cm02.corp.test']);
    t.match(circle.find('site-server-computer/CM02$/local-administrator'), {
      status: 'pass',
      evidence: { memberThrough: ['Round A', 'Round B'] },
    });
    t.match(said(circle.find('orphaned-members')), { status: 'warn', cause: 'account.orphaned-member', owner: 'host' });
    const out = await run(['--scp', nested.host, '--site-server', 'cmout.corp.test']);
    t.match(said(out.find('site-server-computer/CMOUT$/local-administrator')), {
      status: 'fail',
      cause: 'account.not-local-admin',
      owner: 'host',
    });
    t.equal(out.code, 1);
    const disabled = await run(['--scp', nested.host, '--site-server', 'cmold.corp.test']);
    t.match(said(disabled.find('site-server-computer/CMOLD$/state')), { status: 'fail', cause: 'account.disabled' });

    const { stdout } = await world.machines.run('client', [
      ...['net', 'rpc', 'group', 'members', 'Administrators', '-S', nested.host, '-U'],
      `CORP\\${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`,
    ]);
    // The orphan is a SID to both: net writes it without a domain.
    const theirs = linesOf(stdout).map((line) => line.replace(/^.*(S-1-5-21-[\d-]+).*$/, '$1'));
    const ours = out.find('site-server-computer/CMOUT$/local-administrator')?.evidence.administrators as readonly string[];
    t.ok(ours.length >= 4, stdout);
    t.same([...ours].sort(), [...theirs].sort(), 'the same members as net rpc prints');
    const chain = ['CM01$', 'Site Servers', 'Tier 1', 'Server Admins'];
    for (const [index, group] of chain.slice(1).entries())
      t.ok(
        linesOf(await domain.sambaTool('group', 'listmembers', group)).includes(chain[index] ?? ''),
        `samba-tool: ${chain[index]} is in ${group}`,
      );
  });

  t.test('one account is enough, or both are asked for', async (t) => {
    const args = ['--scp', scp.host, '--site-server', 'cm01.corp.test', '--installation-account', 'CORP\\svc-nested'];
    const any = await run(args);
    t.match(any.find('prerequisite'), {
      status: 'pass',
      evidence: { require: 'any', metBy: 'CM01$' },
      message: /svc-nested does not meet it/,
    });
    const member = 'installation/CORP\\svc-nested/local-administrator';
    t.match(said(any.find(member)), { status: 'warn', cause: 'account.not-local-admin' });
    t.equal(any.code, 0);
    const all = await run([...args, '--accounts-require', 'all']);
    t.match(all.find('prerequisite'), { status: 'fail', evidence: { require: 'all' } });
    t.match(said(all.find(member)), { status: 'fail' });
    t.equal(all.code, 1);
    const unusable = await run(['--scp', scp.host, '--site-server', 'cm01.corp.test', '--installation-account', 'CORP\\svc-disabled']);
    t.match(said(unusable.find('installation/CORP\\svc-disabled/state')), { status: 'fail', cause: 'account.disabled' });
    t.equal(unusable.code, 1, 'it would be used in place of the computer account');
  });

  t.test('the account for the proxy: usable, and with no more rights than it needs', async (t) => {
    const on = async (user: string) => {
      const { find, code, stderr } = await run(['--scp', scp.host, '--proxy-account', `CORP\\${user}`]);
      return { of: (question: string) => said(find(`proxy/CORP\\${user}/${question}`)), code, stderr };
    };
    const good = await on('svc-proxy');
    t.match(good.of('state'), { status: 'pass', cause: null }, good.stderr);
    t.same([good.of('privileged').status, good.of('local-administrator').status, good.code], [undefined, undefined, 0]);
    for (const [user, cause] of [
      ['nobody', 'account.not-found'],
      ['svc-disabled', 'account.disabled'],
      ['svc-locked', 'account.locked'],
      ['svc-expired', 'account.expired'],
      ['svc-pwexpired', 'account.password-expired'],
    ] as const) {
      const bad = await on(user);
      t.match(bad.of('state'), { status: 'fail', cause, owner: 'directory' }, user);
      t.equal(bad.code, 1);
    }
    t.match((await on('svc-install')).of('local-administrator'), { status: 'warn', cause: 'account.interactive-logon' });
    const admin = await on('svc-domadmin');
    t.match(admin.of('privileged'), { status: 'warn', cause: 'account.interactive-logon', owner: 'directory' });
    t.match(admin.of('local-administrator'), { status: 'warn' }, 'through Domain Admins');
    t.equal(admin.code, 0);
  });

  t.test('what restricts an account, what is none, and computers by their full names', async (t) => {
    await domain.change(`
def put(name, **values):
    m = ldb.Message(); m.dn = db.search(base, expression="(sAMAccountName=%s)" % name)[0].dn
    for key, value in values.items(): m[key.replace("_", "-")] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, key.replace("_", "-"))
    db.modify(m)
for name in ("res-hours", "res-some", "res-from", "res-prot", "res-des", "res-rc4", "res-old"): db.newuser(name, "${CAST_PASSWORD}")
put("res-hours", logonHours=bytes(21))
put("res-some", logonHours=bytes([255] * 20 + [0]))
put("res-from", userWorkstations="OTHERPC,cm02.corp.test")
db.add_remove_group_members("Protected Users", ["res-prot"])
put("res-des", userAccountControl=str(0x210200))
put("res-rc4", msDS_SupportedEncryptionTypes="4")
put("res-old", userAccountControl=str(0x10200))
old = ldb.Message(); old.dn = db.search(base, expression="(sAMAccountName=res-old)")[0].dn
old["pwdLastSet"] = ldb.MessageElement(str(int((time.time() - 400 * 86400 + 11644473600) * 10**7)), ldb.FLAG_MOD_REPLACE, "pwdLastSet")
db.modify(old, controls=["local_oid:1.3.6.1.4.1.7165.4.3.20:0"])
db.newgroup("Site Admins")
db.newcontact("res-contact")
db.newcomputer("CM-PRIMARYSITE0"); put("CM-PRIMARYSITE0$", dNSHostName="cm-primarysite001.corp.test", userAccountControl="4096")
db.newcomputer("CMOLDNAME"); put("CMOLDNAME$", dNSHostName="cmnewname.corp.test", userAccountControl="4096")`);
    const rows: readonly (readonly [string, readonly string[], string, object])[] = [
      ['CORP\\res-hours', [], 'logon-hours', { status: 'fail', cause: 'account.restricted', owner: 'directory' }],
      ['res-some@corp.test', [], 'logon-hours', { status: 'warn', cause: 'account.restricted' }],
      ['CORP\\res-from', [], 'log-on-to', { status: 'warn', cause: 'account.restricted' }],
      ['CORP\\res-from', ['--site-server', 'cm01.corp.test'], 'log-on-to', { status: 'fail', cause: 'account.restricted' }],
      ['CORP\\res-prot', [], 'protected-users', { status: 'fail', cause: 'account.kerberos-only', owner: 'directory' }],
      ['corp.test\\res-prot', [], 'protected-users', { status: 'warn', cause: 'account.kerberos-only' }],
      ['CORP\\res-des', [], 'encryption', { status: 'fail', cause: 'account.weak-encryption', owner: 'directory' }],
      ['CORP\\res-rc4', [], 'encryption', { status: 'warn', cause: 'account.weak-encryption' }],
      ['CORP\\res-old', [], 'encryption', { status: 'warn', cause: 'account.weak-encryption', message: /no keys for AES yet/ }],
      ['CORP\\Site Admins', [], 'state', { status: 'fail', cause: 'account.not-a-user', owner: 'configmgr', message: /a group/ }],
      ['CORP\\res-contact', [], 'state', { status: 'fail', cause: 'account.not-a-user', message: /a contact/ }],
      ['CORP\\CM01$', [], 'state', { status: 'fail', cause: 'account.not-a-user', message: /a computer account/ }],
    ];
    for (const [account, more, question, expected] of rows) {
      const { find, report } = await run(['--scp', scp.host, '--installation-account', account, ...more]);
      const finding = find(`installation/${account}/${question}`);
      t.match(finding, expected, `${account}: ${finding?.message ?? JSON.stringify(report.findings.map(({ id }) => id))}`);
      if (finding?.status === 'fail' && more.length === 0)
        t.match(find('prerequisite'), { cause: finding.cause, owner: finding.owner }, account);
    }
    const encryption = async (types: string) => {
      await domain.change(`
m = ldb.Message(); m.dn = db.search(base, expression="(sAMAccountName=DC1$)")[0].dn
m["msDS-SupportedEncryptionTypes"] = ldb.MessageElement("${types}", ldb.FLAG_MOD_REPLACE, "msDS-SupportedEncryptionTypes")
db.modify(m)`);
      return (await run(['--scp', scp.host, '--installation-account', 'CORP\\res-rc4'])).find('installation/CORP\\res-rc4/encryption');
    };
    t.match(await encryption('24'), { status: 'fail', cause: 'account.weak-encryption', message: /do not support: dc1\.corp\.test/ });
    t.match(await encryption('28'), { status: 'warn', cause: 'account.weak-encryption' });
    const listed = await run(['--scp', scp.host, '--site-server', 'cm02.corp.test', '--installation-account', 'CORP\\res-from']);
    t.equal(listed.find('installation/CORP\\res-from/log-on-to'), undefined);
    for (const [host, account] of [
      ['cm-primarysite001.corp.test', 'CM-PRIMARYSITE0$'],
      ['cmnewname.corp.test', 'CMOLDNAME$'],
      ['cm01.servers.contoso.test', 'CM01$'],
    ] as const) {
      const { report } = await run(['--scp', scp.host, '--site-server', host, '--domain', 'corp.test', '--dc', 'dc1.corp.test']);
      const state = report.findings.find(({ id }) => id.includes('/state@'));
      t.match(state, { status: 'pass', evidence: { account } }, JSON.stringify(state));
    }
  });

  t.test('what will expire soon', async (t) => {
    const on = async (user: string, question: string) =>
      (await run(['--scp', scp.host, '--installation-account', `CORP\\${user}`])).find(`installation/CORP\\${user}/${question}`);
    await domain.sambaTool('user', 'create', 'svc-aging', CAST_PASSWORD);
    await domain.sambaTool('user', 'setexpiry', 'svc-aging', '--days=7');
    t.match(await on('svc-aging', 'state'), { status: 'pass' });
    t.match(await on('svc-aging', 'end-date'), { status: 'warn', owner: 'directory' });
    t.equal(await on('svc-aging', 'password-age'), undefined, 'its password has 42 days');
    await domain.sambaTool('domain', 'passwordsettings', 'set', '--max-pwd-age=10');
    t.match(await on('svc-aging', 'password-age'), { status: 'warn', owner: 'directory', message: /password of CORP\\svc-aging expires/ });
    t.equal(await on('svc-install', 'password-age'), undefined, 'its password never expires');
    await domain.sambaTool('domain', 'passwordsettings', 'set', '--max-pwd-age=42');
  });

  t.test('rights on a server, and one log-on', async (t) => {
    const on = (user: string) => run(['--scp', 'dc1.corp.test', '--domain', 'corp.test', '--installation-account', `CORP\\${user}`]);
    const id = (user: string, question: string): string => `installation/CORP\\${user}/${question}`;
    const good = await on('svc-install');
    t.match(good.find(id('svc-install', 'network-logon')), { status: 'pass' }, good.stderr);
    t.match(said((await on('svc-denied')).find(id('svc-denied', 'network-logon'))), {
      status: 'fail',
      cause: 'account.denied-network-logon',
      owner: 'host',
    });
    t.match(said((await on('svc-nologon')).find(id('svc-nologon', 'network-logon'))), { cause: 'account.no-network-logon', owner: 'host' });
    t.equal((await on('svc-interactive')).find(id('svc-interactive', 'interactive-logon')), undefined, 'every administrator may');

    const computer = await run(['--scp', 'dc1.corp.test', '--domain', 'corp.test', '--site-server', 'cmout.corp.test']);
    t.match(said(computer.find('site-server-computer/CMOUT$/network-logon')), {
      status: 'fail',
      cause: 'account.denied-network-logon',
      owner: 'host',
    });

    t.match((await on('svc-backup')).find(id('svc-backup', 'network-logon')), {
      status: 'pass',
      evidence: { grantedTo: ['BUILTIN\\Backup Operators'] },
    });
    t.match(said((await on('svc-guest')).find(id('svc-guest', 'network-logon'))), { cause: 'account.denied-network-logon', owner: 'host' });

    const bad = async (): Promise<number> =>
      Number(/badPwdCount: (\d+)/.exec(await domain.sambaTool('user', 'show', 'svc-install', '--attributes=badPwdCount'))?.[1] ?? 0);
    const before = await bad();
    const args = ['--scp', scp.host, '--installation-account', 'CORP\\svc-install'];
    const wrong = await run(args, { ...READER, PREFLIGHT_INSTALLATION_PASSWORD: 'not the password' });
    t.match(said(wrong.find(id('svc-install', 'logon'))), { status: 'fail', owner: 'configmgr' });
    t.equal(await bad(), before + 1, 'one attempt');
    const rightly = await run(args, { ...READER, PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD });
    t.match(rightly.find(id('svc-install', 'logon')), { status: 'pass' });
    const share = rightly.find(id('svc-install', 'admin-share'));
    t.ok(share, 'ADMIN$ was tried in the same session');
    const shareless = await run(['--scp', 'dc1.corp.test', '--domain', 'corp.test', '--installation-account', 'CORP\\svc-install'], {
      ...READER,
      PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD,
    });
    t.match(
      said(shareless.find(id('svc-install', 'admin-share'))),
      { status: 'warn', cause: 'account.admin-share', owner: 'host' },
      'a server without ADMIN$',
    );
    const kerberos = { ...READER, ...domain.kerberosEnvironment() };
    const again = await bad();
    const twice = await run(args, { ...kerberos, PREFLIGHT_INSTALLATION_PASSWORD: 'not the password' });
    t.match(said(twice.find(id('svc-install', 'logon'))), { status: 'fail', owner: 'configmgr' });
    t.equal(await bad(), again + 1, 'one attempt where Kerberos is configured, too');
    const upn = ['--scp', scp.host, '--installation-account', 'svc-install@corp.test'];
    await run(upn, { ...kerberos, PREFLIGHT_INSTALLATION_PASSWORD: 'not the password' });
    t.equal(await bad(), again + 2, 'nor with a principal name');
    const spared = await run(upn, { ...kerberos, PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD });
    t.match(
      spared.find('installation/svc-install@corp.test/logon'),
      { status: 'inconclusive', message: /was not tried: 2 wrong passwords/ },
      'one more would lock it, and nobody knows that this one is right',
    );
    await domain.sambaTool('user', 'unlock', 'svc-install');
    const right = await run(upn, { ...kerberos, PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD });
    t.match(right.find('installation/svc-install@corp.test/logon'), { status: 'pass' });
  });

  t.test('a wrong password is offered once, whatever is asked', async (t) => {
    const accounts = ['--site-server', 'cm01.corp.test', '--site-server', 'cm02.corp.test', '--proxy-account', 'CORP\\svc-proxy'];
    const args = ['--scp', scp.host, '--user', 'CORP\\alice', '--installation-account', 'CORP\\svc-install', ...accounts];
    const { report, stderr } = await run(args, { PREFLIGHT_USER_PASSWORD: 'wrong' });
    const states = report.findings.filter(({ id }) => id.includes('/state'));
    t.equal(states.length, 4, stderr);
    for (const finding of states) t.match(said(finding), { status: 'inconclusive', cause: 'account.lookup-failed' }, finding.message);
    t.match(await domain.sambaTool('user', 'show', 'alice', '--attributes=badPwdCount'), /badPwdCount: 1\b/, 'three lock the account');
    const kerberos = { ...domain.kerberosEnvironment(), PREFLIGHT_USER_PASSWORD: 'wrong' };
    await run(['--scp', scp.host, '--user', 'CORP\\svc-proxy', '--site-server', 'cm01.corp.test', '--dc', 'nowhere.corp.test'], kerberos);
    t.match(
      await domain.sambaTool('user', 'show', 'svc-proxy', '--attributes=badPwdCount'),
      /badPwdCount: 1\b/,
      'by SMB alone, where Kerberos is configured',
    );
  });

  t.test('who cannot be asked proves nothing', async (t) => {
    const args = ['--scp', scp.host, '--site-server', 'cm01.corp.test'];
    const lookup = 'site-server-computer/CM01$/state';
    const wrong = await run(args, { PREFLIGHT_USER_PASSWORD: 'wrong' });
    t.match(
      said(wrong.find(lookup)),
      { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'configmgr' },
      'who runs this gave it',
    );
    t.match(wrong.find(lookup)?.evidence, { code: /^(LDAP_49|NT_STATUS_LOGON_FAILURE)$/ });
    t.equal(wrong.code, 3);
    const untrusted = await world.machines.run(
      'client',
      [process.execPath, BIN, '--quiet', '--check', 'account', '--format', 'json', ...AS_READER, ...args],
      { env: READER },
    );
    const [, state] = (JSON.parse(untrusted.stdout) as { findings: Finding[] }).findings;
    t.match(said(state), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory' });
    t.match(String(state?.evidence.code), /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_/);
    t.match(state?.remedy, /--ca-file/);

    const strange = await run(['--scp', scp.host, '--domain', 'corp.test', '--installation-account', 'CROP\\svc-install']);
    t.match(said(strange.find('installation/CROP\\svc-install/state')), { status: 'inconclusive', cause: 'account.lookup-failed' });
    t.match(strange.find('installation/CROP\\svc-install/state')?.evidence, { code: 'NO_SUCH_DOMAIN' }, 'not its namesake in CORP');

    await world.rule('ip daddr 10.77.5.2 tcp dport { 389, 636 } drop');
    const down = await run(args);
    t.match(said(down.find(lookup)), { status: 'inconclusive', cause: 'account.lookup-failed', owner: 'directory' });
    await world.resetFirewall();
    await world.rule(`ip daddr ${scp.address} tcp dport { 139, 445 } drop`);
    const shut = await run(args);
    t.match(said(shut.find('site-server-computer/CM01$/local-administrator')), {
      status: 'inconclusive',
      cause: 'account.lookup-failed',
      owner: 'firewall',
    });
    await world.resetFirewall();
  });

  t.test('an account that one of two controllers lacks', async (t) => {
    const dc2 = await domain.secondController();
    await domain.sambaTool('user', 'create', 'svc-new', CAST_PASSWORD);
    const args = ['--scp', scp.host, '--installation-account', 'CORP\\svc-new', '--dc', 'dc1.corp.test', '--dc', 'dc2.corp.test'];
    const before = await run(args);
    t.match(before.find('installation/CORP\\svc-new/replication'), {
      status: 'fail',
      cause: 'account.not-replicated',
      owner: 'directory',
      evidence: { missingOn: ['dc2.corp.test'] },
    });
    await dc2.replicate();
    const after = await run(args);
    t.match(after.find('installation/CORP\\svc-new/replication'), { status: 'pass' });
    dc2.stop();
    const down = await run(args);
    t.match(down.find('installation/CORP\\svc-new/state'), { status: 'pass' }, 'the other one knows it');
    t.match(said(down.find('installation/CORP\\svc-new/replication')), {
      status: 'inconclusive',
      cause: 'account.lookup-failed',
      owner: 'directory',
    });
    t.match(down.find('installation/CORP\\svc-new/replication')?.evidence, { silent: [{ source: 'dc2.corp.test', code: 'ECONNREFUSED' }] });
    const first = await run(['--scp', scp.host, '--site-server', 'cm01.corp.test', '--dc', 'dc2.corp.test', '--dc', 'dc1.corp.test']);
    t.match(first.find('site-server-computer/CM01$/state'), { status: 'pass' }, 'the next one is asked');
    const alone = await run(['--scp', scp.host, '--site-server', 'cm01.corp.test', '--dc', 'dc2.corp.test']);
    t.match(said(alone.find('site-server-computer/CM01$/state')), {
      status: 'inconclusive',
      cause: 'account.lookup-failed',
      owner: 'directory',
    });
    t.equal(alone.code, 3);
  });

  t.test('the server itself: another name, no Remote Registry, another time', async (t) => {
    const args = ['--dc', 'dc1.corp.test', '--site-server', 'cm01.corp.test'];
    const good = await run(['--scp', scp.host, ...args]);
    for (const question of ['name', 'remote-registry', 'clock'])
      t.match(said(good.find(`server/${scp.host}/${question}`)), { status: 'pass' }, `${question} ${good.stderr}`);
    t.equal(good.find(`server/${scp.host}/wmi`), undefined, 'asked from Windows only');

    const record = ['dc1.corp.test', 'corp.test', 'role', 'CNAME', 'scp1.corp.test'];
    await domain.sambaTool('dns', 'add', ...record, '-U', `${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`);
    const alias = await run(['--scp', 'role.corp.test', ...args]);
    t.match(
      alias.find('target-name@role.corp.test'),
      { status: 'warn', owner: 'configmgr', remedy: /--scp scp1\.corp\.test/ },
      alias.stderr,
    );
    const address = await run(['--scp', scp.address, '--domain', 'corp.test', ...args]);
    t.match(address.find(`target-name@${scp.address}`), { status: 'warn', owner: 'configmgr', message: /is an address/ });
    t.match(address.find('prerequisite'), { status: 'pass' });

    const reverse = ['dc1.corp.test', '77.10.in-addr.arpa'];
    const [, , net = '', host = ''] = scp.address.split('.');
    const asAdministrator = ['-U', `${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`];
    await domain.sambaTool('dns', 'zonecreate', ...reverse, ...asAdministrator);
    await domain.sambaTool('dns', 'add', ...reverse, `${host}.${net}`, 'PTR', 'old-server.corp.test', ...asAdministrator);
    const stale = await run(['--scp', scp.host, ...args, '--resolver', 'udp://10.77.5.2:53']);
    t.match(
      stale.find(`server/${scp.host}/name`),
      { status: 'warn', owner: 'dns', required: false, message: /old-server\.corp\.test/, remedy: /PTR record/ },
      stale.stderr,
    );

    await scp.script(`rm /usr/libexec/samba/rpcd_winreg
kill $(pidof samba-dcerpcd)
while pidof samba-dcerpcd >/dev/null; do sleep 0.05; done
/usr/libexec/samba/samba-dcerpcd -D --libexec-rpcds
until [ -S /run/samba/ncalrpc/np/samr ]; do sleep 0.05; done`);
    const mute = await run(['--scp', scp.host, ...args]);
    t.match(
      mute.find(`server/${scp.host}/remote-registry`),
      { status: 'fail', cause: 'host.interface-silent', owner: 'host', remedy: /RemoteRegistry/ },
      JSON.stringify(mute.find(`server/${scp.host}`)),
    );
    t.match(mute.find('prerequisite'), { status: 'pass' }, 'the account is right all the same');
    t.equal(mute.code, 1);
  });

  t.test('a domain that refuses NTLM', async (t) => {
    await domain.dc1.script(`sed -i '/^\\[global\\]/a ntlm auth = disabled' /etc/samba/smb.conf
pid=$(cat /run/samba/samba.pid); kill $pid
while [ -e /proc/$pid ]; do sleep 0.1; done`);
    await domain.dc1.start(['samba', '-F', '--no-process-group', '--debug-stdout']);
    for (const port of [53, 88, 389, 445, 636]) await world.machines.listening('dc1', '10.77.5.2', port);
    await domain.sambaTool('user', 'unlock', 'svc-install');
    const args = ['--scp', scp.host, '--dc', 'dc1.corp.test', '--site-server', 'cm01.corp.test'];
    const passwords = { ...READER, PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD };
    const short = await run([...args, '--installation-account', 'CORP\\svc-install'], passwords);
    t.match(
      short.find('site-server-computer/CM01$/local-administrator'),
      { status: 'pass' },
      'asked by Kerberos instead: the directory told the full name of CORP',
    );
    const wrong = await run(args, { PREFLIGHT_USER_PASSWORD: 'wrong' });
    t.match(said(wrong.find('site-server-computer/CM01$/local-administrator')), { status: 'inconclusive', owner: 'configmgr' });
    t.match(await domain.sambaTool('user', 'show', 'reader', '--attributes=badPwdCount'), /badPwdCount: 1\b/, 'tried once in all');
    await domain.sambaTool('user', 'unlock', 'reader');
    t.match(short.find('installation/CORP\\svc-install/logon'), {
      status: 'fail',
      cause: 'account.logon-refused',
      owner: 'configmgr',
      remedy: /corp\.test\\svc-install/,
    });
    const full = ['--user', 'reader@corp.test', '--installation-account', 'corp.test\\svc-install'];
    const checked = await world.check(['--quiet', '--check', 'account', '--timeout', '4000', ...args, ...full], {
      env: { ...passwords, ...domain.kerberosEnvironment() },
    });
    for (const id of ['prerequisite', 'site-server-computer/CM01$/local-administrator', 'installation/corp.test\\svc-install/logon'])
      t.match(
        checked.report.findings.find((finding) => finding.id.startsWith(`account:${id}`)),
        { status: 'pass' },
        `${id} ${checked.stderr}`,
      );
    t.match(await domain.sambaTool('user', 'show', 'svc-install', '--attributes=badPwdCount'), /badPwdCount: 0\b/);
  });

  t.test('clocks that differ by 20 minutes: this machine’s, and the server’s', { skip: withoutFakeTime() }, async (t) => {
    const args = ['--scp', scp.host, '--dc', 'dc1.corp.test', '--site-server', 'cm01.corp.test'];
    await domain.sambaTool('user', 'unlock', 'reader');
    const env = { ...READER, ...domain.kerberosEnvironment(), ...LATER };
    const checked = await world.check(['--quiet', '--check', 'account', '--timeout', '4000', '--user', 'reader@corp.test', ...args], {
      env,
    });
    const find = (id: string) => checked.report.findings.find((finding) => finding.id.startsWith(`account:${id}`));
    t.match(
      find('clock'),
      { status: 'inconclusive', cause: 'host.clock-skew', owner: 'host', message: /ahead of dc1\.corp\.test/ },
      checked.stderr,
    );
    t.match(find('site-server-computer/CM01$/state'), { status: 'pass' }, 'what needs no Kerberos is asked all the same');
    t.match(find(`server/${scp.host}/clock`), { status: 'pass' }, 'the two others agree');
    t.match(await domain.sambaTool('user', 'show', 'reader', '--attributes=badPwdCount'), /badPwdCount: 0\b/);

    const preload = Object.entries(LATER).map(([name, value]) => `${name}=${value}`);
    await scp.script(`kill $(cat /run/samba/smbd.pid)
while [ -e /proc/$(cat /run/samba/smbd.pid 2>/dev/null || echo none) ]; do sleep 0.05; done
${preload.join(' ')} smbd -D`);
    await world.machines.listening('scp1', scp.address, 445);
    const late = await run(args);
    t.match(
      late.find(`server/${scp.host}/clock`),
      { status: 'fail', cause: 'host.clock-skew', owner: 'host', message: /1[12]\d\d s ahead of dc1\.corp\.test/ },
      JSON.stringify(late.find(`server/${scp.host}`)),
    );
    t.equal(late.find('clock'), undefined, 'this machine’s is right');
  });
}
