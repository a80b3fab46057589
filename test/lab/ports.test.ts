import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const scp = await domain.member('scp1');

  const run = async (args: readonly string[]) => {
    const checked = await world.check(['--quiet', '--check', 'port', '--timeout', '2500', '--retries', '0', ...args]);
    const of = (id: string): Partial<Finding> => {
      const { status, cause, owner, layer, skipReason } =
        checked.report.findings.find((finding) => finding.id === `port:${id}`) ?? ({} as Finding);
      return { status, cause, owner, layer, skipReason };
    };
    return { ...checked, of };
  };
  const FROM_SITE = ['--as', 'site-server', '--site-server', 'cm01.corp.test', '--scp', scp.host, '--dc', 'dc1.corp.test'];
  const open = { status: 'pass', cause: null };

  t.test('from the site server: SMB, endpoint mapper and the port it names, domain controllers', async (t) => {
    const { of, report, code, stderr } = await run(FROM_SITE);
    for (const id of [
      `${scp.host}:445`,
      `${scp.host}:135`,
      `${scp.host}:dynamic`,
      ...[88, 389, 636, 3268, 'udp88', 'udp389'].map((port) => `dc1.corp.test:${port}`),
    ])
      t.match(of(`site-server->${id}`), open, `${id} ${stderr}`);
    t.match(of('scp->cm01.corp.test:445'), { status: 'skip', skipReason: 'not-applicable' });
    t.equal(code, 0);
    const named = report.findings.find(({ id }) => id.endsWith(':dynamic'))?.target as { port: number };
    const mapped = await world.machines.run('client', ['rpcclient', scp.host, '-N', '-c', 'epmmap 1 1']);
    t.ok(named.port > 1024, `${named.port} ${mapped.code}`);
    const listening = await scp.run(['ss', '-ltnH', `sport = :${named.port}`]);
    t.match(listening.stdout, new RegExp(`:${named.port}`), 'something really listens there');
  });

  t.test('what a firewall shuts', async (t) => {
    await world.rule(`ip daddr ${scp.address} tcp dport 445 drop`);
    t.match((await run(FROM_SITE)).of(`site-server->${scp.host}:445`), {
      status: 'fail',
      cause: 'tcp.timeout',
      owner: 'firewall',
      layer: 'tcp',
    });
    await world.resetFirewall();
    await world.rule(`ip daddr ${scp.address} tcp dport 135 reject with tcp reset`);
    const refused = await run(FROM_SITE);
    t.match(refused.of(`site-server->${scp.host}:135`), { status: 'fail', cause: 'tcp.refused', owner: 'firewall' });
    t.same(refused.of(`site-server->${scp.host}:dynamic`).status, undefined, 'later layers are not guessed');
    await world.resetFirewall();
    await world.rule(`ip daddr ${scp.address} tcp dport 1025-65535 reject with icmpx admin-prohibited`);
    const dynamic = await run(FROM_SITE);
    t.match(dynamic.of(`site-server->${scp.host}:135`), open);
    t.match(dynamic.of(`site-server->${scp.host}:dynamic`), { status: 'fail', cause: 'tcp.unreachable', owner: 'firewall' });
    t.equal(dynamic.code, 1);
    await world.resetFirewall();
    await world.rule('ip daddr 10.77.5.2 udp dport { 88, 389 } drop');
    const silent = await run(FROM_SITE);
    t.match(silent.of('site-server->dc1.corp.test:udp389'), {
      status: 'fail',
      cause: 'port.udp-unanswered',
      owner: 'firewall',
      layer: 'port',
    });
    t.match(silent.of('site-server->dc1.corp.test:udp88'), { status: 'warn', cause: 'port.udp-unanswered', owner: 'firewall' });
    t.match(silent.of('site-server->dc1.corp.test:389'), open, 'over TCP it is open');
    await world.resetFirewall();
  });

  t.test('domain controllers that DNS names: one of them has to be reached', async (t) => {
    const args = ['--as', 'site-server', '--site-server', 'cm01.corp.test', '--scp', scp.host];
    const PORTS = ['88', '389', '636', '3268', '135', 'dynamic'];
    const all = await run(args);
    for (const port of PORTS) t.match(all.of(`site-server->dc1.corp.test:${port}`), open, `${port} ${all.stderr}`);
    await world.rule('ip daddr 10.77.5.2 tcp dport 3268 reject with tcp reset');
    t.match(
      (await run(args)).of('site-server->dc1.corp.test:3268'),
      { status: 'warn', cause: 'tcp.refused' },
      'not every controller is one',
    );
    await world.resetFirewall();
    await world.rule('ip daddr 10.77.5.2 tcp dport 389 drop');
    const alone = await run(args);
    t.match(alone.of('site-server->dc1.corp.test:389'), { status: 'fail', cause: 'tcp.timeout', owner: 'firewall' }, 'there is no other');
    t.equal(alone.code, 1);
    await world.resetFirewall();
    await domain.secondController();
    const record = ['_msdcs.corp.test', '_ldap._tcp.dc', 'SRV', 'dc2.corp.test 389 0 100'];
    await domain.sambaTool('dns', 'add', 'dc1.corp.test', ...record, '-U', `${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`);
    await world.rule('ip daddr 10.77.5.2 tcp dport 389 drop');
    const two = await run(args);
    t.match(two.of('site-server->dc1.corp.test:389'), { status: 'warn', cause: 'tcp.timeout', owner: 'firewall' });
    for (const port of PORTS) t.match(two.of(`site-server->dc2.corp.test:${port}`), open, port);
    t.equal(two.code, 0);
    const named = await run([...args, '--dc', 'dc1.corp.test']);
    t.match(named.of('site-server->dc1.corp.test:389'), { status: 'fail' }, 'a controller that is named has to be reached');
    await world.resetFirewall();
    const nowhere = await run([...args, '--domain', 'nowhere.test']);
    t.match(nowhere.of('site-server->domain-controllers@nowhere.test'), { status: 'inconclusive', layer: 'dns' });
    t.equal(nowhere.code, 3);
  });

  t.test('from the role’s server: database, provider, and a name that is not there', async (t) => {
    const args = ['--scp', scp.host, '--site-server', 'cm01.corp.test', '--sql-server', 'sql1.corp.test', '--sms-provider', 'ok.lab.test'];
    const { of } = await run(args);
    t.match(of('scp->ok.lab.test:443'), open);
    t.match(of('scp->sql1.corp.test:1433'), { status: 'fail', cause: 'dns.nxdomain', owner: 'dns' });
    t.match((await run(['--sql-server', 'ok.lab.test:8443'])).of('scp->ok.lab.test:8443'), open);
  });
}
