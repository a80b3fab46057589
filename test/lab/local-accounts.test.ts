import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

const ASKING = { PREFLIGHT_USER_PASSWORD: CAST_PASSWORD };

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const scp = await domain.member('scp1', ['CORP\\svc-domadmin']);
  await scp.script(`
for user in good plain off locked mustchange; do
  useradd -M -s /usr/sbin/nologin $user
  printf '${CAST_PASSWORD}\\n${CAST_PASSWORD}\\n' | smbpasswd -a -s $user >/dev/null
done
pdbedit -u off -c '[D]' >/dev/null
pdbedit -P 'bad lockout attempt' -C 3 >/dev/null
net sam set pwdmustchangenow mustchange yes >/dev/null
for user in good off locked mustchange; do net sam addmem 'BUILTIN\\Administrators' 'SCP1\\'$user >/dev/null; done`);
  for (let tries = 0; tries < 3; tries += 1)
    await world.machines.run('client', [
      'smbclient',
      `//${scp.host}/IPC$`,
      '--configfile=/dev/null',
      '-U',
      'SCP1\\locked%wrong',
      '-c',
      'exit',
    ]);

  const run = async (account: string, env: Readonly<Record<string, string>> = {}) => {
    const who = ['--user', 'CORP\\svc-domadmin', '--installation-account', account];
    const checked = await world.check(['--quiet', '--check', 'account', '--timeout', '3000', '--scp', scp.host, ...who], {
      env: { ...ASKING, ...env },
    });
    const find = (question: string): Finding | undefined =>
      checked.report.findings.find(({ id }) => id.startsWith(`account:installation/${account}/${question}`));
    return { ...checked, find };
  };

  t.test('an account of the server itself, by any of its names', async (t) => {
    for (const account of ['SCP1\\good', '.\\good', 'scp1.corp.test\\good']) {
      const { find, stderr } = await run(account);
      t.match(find('state'), { status: 'pass' }, `${account} ${stderr} ${JSON.stringify(find('state'))}`);
      t.match(find('local-administrator'), { status: 'pass', message: /directly/ });
      t.match(find('remote-rights'), { status: 'warn', owner: 'host', message: /LocalAccountTokenFilterPolicy.*not read from here/ });
      t.equal(find('replication'), undefined, 'no controller knows it');
      t.equal(find('name'), undefined);
    }
    t.match((await run('SCP1\\plain')).find('local-administrator'), { status: 'fail', cause: 'account.not-local-admin', owner: 'host' });
  });

  t.test('its state is that of the server', async (t) => {
    for (const [user, cause] of [
      ['nobody', 'account.not-found'],
      ['off', 'account.disabled'],
      ['locked', 'account.locked'],
      ['mustchange', 'account.must-change-password'],
    ] as const) {
      const { find, code } = await run(`SCP1\\${user}`);
      t.match(find('state'), { status: 'fail', cause }, `${user} ${JSON.stringify(find('state'))}`);
      t.equal(code, 1);
    }
    t.match((await run('SCP1\\a;lsaquery')).find('state'), { status: 'inconclusive', evidence: { code: 'BAD_NAME' } });
  });

  t.test('one log-on', async (t) => {
    const bad = async (): Promise<string> => (await scp.script("pdbedit -v -u good | sed -n 's/^Bad password count *: //p'")).trim();
    const wrong = await run('.\\good', { PREFLIGHT_INSTALLATION_PASSWORD: 'wrong' });
    t.match(wrong.find('logon'), { status: 'fail', owner: 'configmgr' });
    t.equal(await bad(), '1', 'one attempt');
    const right = await run('.\\good', { PREFLIGHT_INSTALLATION_PASSWORD: CAST_PASSWORD });
    t.match(right.find('logon'), { status: 'pass' });
  });
}
