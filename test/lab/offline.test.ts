import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

const world = await startLab(t);
if (world !== undefined) {
  const run = (args: readonly string[]) => world.check(['--quiet', '--timeout', '2000', '--mode', 'offline', ...args]);
  const endpoints = (findings: readonly Finding[]) =>
    findings.filter(({ kind, id }) => kind === 'endpoint' && !id.startsWith('endpoint:derived'));
  const isOfTheTool = ({ feature }: Finding): boolean => feature === 'always' || feature === 'updates';

  t.test('on the server of the role nothing is asked of the internet', async (t) => {
    const { report, code } = await run([]);
    const asked = endpoints(report.findings);
    t.ok(asked.length > 20);
    for (const { id, status, skipReason, message } of asked) {
      t.match({ status, skipReason }, { status: 'skip', skipReason: 'offline-mode' }, id);
      t.match(message, /--as tool-host/, id);
    }
    t.match(
      report.findings.find(({ id }) => id === 'placement:mode'),
      { status: 'pass', message: /needs no way to the internet.*--as tool-host/ },
    );
    t.equal(code, 0, 'this server has nothing to reach');
  });

  t.test('features that need the role online, and a pair of site servers', async (t) => {
    const offline = await run(['--feature', 'tenant-attach', '--feature', 'updates']);
    t.match(
      offline.report.findings.find(({ id }) => id === 'placement:mode'),
      { status: 'fail', cause: 'placement.mode-offline', layer: 'placement', owner: 'configmgr', message: /tenant-attach need it online/ },
    );
    t.equal(offline.code, 1);
    const pair = ['--check', 'placement', '--site-server', 'cm01.corp.test', '--site-server', 'cm02.corp.test'];
    const on = await run([...pair, '--scp', 'cm02.corp.test']);
    t.match(
      on.report.findings.find(({ id }) => id === 'placement:site-server-pair'),
      { status: 'fail', cause: 'placement.on-ha-site-server', layer: 'placement', owner: 'configmgr' },
    );
    const beside = await run([...pair, '--scp', 'scp1.corp.test']);
    t.match(
      beside.report.findings.find(({ id }) => id === 'placement:site-server-pair'),
      { status: 'pass' },
    );
  });

  t.test('on the computer of the service connection tool what it fetches is asked for', async (t) => {
    for (const route of ['direct', `http://${PROXY}:3128`]) {
      const { report, code } = await run(['--as', 'tool-host', '--scp', 'scp1.corp.test', '--route', route]);
      const asked = endpoints(report.findings);
      for (const finding of asked.filter((one) => !isOfTheTool(one))) t.equal(finding.skipReason, 'offline-mode', finding.id);
      const own = asked.filter(isOfTheTool);
      t.ok(own.filter(({ status }) => status === 'pass').length >= 15, route);
      t.same(
        own.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ id }) => id),
        [],
      );
      t.equal(code, 0);
      t.match(
        report.findings.find(({ id }) => id === 'host:tool-account'),
        { status: 'skip', message: /scp1\.corp\.test.*site database/ },
      );
    }
  });

  t.test('its proxy: what it can be told, and what it cannot', async (t) => {
    const proxyOf = async (args: readonly string[]) =>
      (await run(['--as', 'tool-host', '--check', 'host', ...args])).report.findings.find(({ id }) => id.startsWith('host:tool-proxy/'));
    t.equal(await proxyOf(['--route', 'direct']), undefined);
    t.match(await proxyOf(['--route', `http://${PROXY}:3128`]), { status: 'pass', message: `-proxyserveruri ${PROXY}:3128` });
    t.match(await proxyOf(['--route', `socks5://${PROXY}:1080`]), { status: 'warn', owner: 'configmgr', message: /HTTP proxies only/ });
    t.match(await proxyOf(['--route', `http://${PROXY}:3128`, '--proxy-auth', 'negotiate']), {
      status: 'warn',
      message: /basic proxy configuration/,
    });
  });

  t.test('what the firewall shuts is the same finding as of the role', async (t) => {
    await world.rule('tcp dport 443 reject with tcp reset');
    const { report, code } = await run(['--as', 'tool-host']);
    t.match(
      report.findings.find(({ id }) => id.startsWith('endpoint:updates/download.microsoft.com')),
      {
        status: 'fail',
        cause: 'tcp.refused',
        owner: 'firewall',
      },
    );
    t.equal(code, 1);
    await world.resetFirewall();
  });
}
