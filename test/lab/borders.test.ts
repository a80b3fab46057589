import t from 'tap';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { workOrders } from '../../src/report/orders/work-orders.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

const LIMITS = ['--quiet', '--timeout', '2000', '--retries', '0'];

function troubled({ findings }: Report): readonly string[] {
  return findings
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ id, status, cause }) => `${status} ${cause ?? ''} ${id}`);
}

function asked(report: Report): readonly string[] {
  return workOrders(report, false).flatMap(({ owner, items }) => items.map(({ title }) => `${owner} ${title}`));
}

const rowsOf = ({ findings }: Report): readonly Finding[] =>
  findings.filter(({ kind, status }) => kind === 'endpoint' && status !== 'skip');

const world = await startLab(t);
if (world !== undefined) {
  t.test('an open border: each feature alone is green, and asks for nothing', async (t) => {
    const { code, report } = await world.check(LIMITS);
    t.same([code, report.summary.verdict, troubled(report), asked(report)], [0, 'pass', [], []], 'all of them');
    for (const feature of new Set(
      rowsOf(report).flatMap(({ feature }) => (feature === null || feature === 'revocation' ? [] : [feature])),
    )) {
      const alone = await world.check([...LIMITS, '--feature', feature]);
      t.same([alone.code, alone.report.summary.verdict, troubled(alone.report), asked(alone.report)], [0, 'pass', [], []], feature);
    }
  });

  t.test('port 80 shut as a whole: its rows and the hosts that need it, told once', async (t) => {
    for (const how of ['drop', 'reject with tcp reset']) {
      await world.resetFirewall();
      await world.rule(`tcp dport 80 ${how}`);
      const { code, report } = await world.check(LIMITS);
      t.equal(code, 1, how);
      const cause = how === 'drop' ? 'tcp.timeout' : /^tcp\.(?:refused|reset)$/;
      for (const { id, status, cause: told, target, owner, required } of rowsOf(report)) {
        const red = required ? 'fail' : 'warn';
        if (target.port === 80) t.match([status, told, owner], [id.includes('derived/') ? /fail|warn/ : red, cause, 'firewall'], id);
        else t.match([status, told], [red, 'tls.revocation-unreachable'], id);
      }
      t.equal(
        report.findings.filter(({ kind, cause: told }) => kind === 'route' && /^tcp|revocation/.test(told ?? '')).length,
        1,
        'one problem',
      );
      t.ok(
        asked(report).every((place) => place.endsWith(':80')),
        'and nothing but port 80 is asked for',
      );
      t.equal(new Set(asked(report)).size, asked(report).length, 'each once');
    }
  });

  t.test('a sign-in page on port 80: red there, and nothing on 443 is plainly green', async (t) => {
    await world.resetFirewall();
    await world.signInPage();
    const { code, report } = await world.check(LIMITS);
    t.equal(code, 1);
    for (const { id, status, cause, target } of rowsOf(report)) {
      t.not(status, 'pass', id);
      if (target.port === 80 && !id.includes('derived/')) t.equal(cause, 'http.captive-portal', id);
      if (target.port !== 80) t.equal(cause, 'tls.revocation-unreachable', id);
    }
  });

  t.test("somebody's block page for some hosts on port 80, by a product that nobody knows", async (t) => {
    const blocked = [
      'crl3.digicert.com',
      'crl4.digicert.com',
      'ocsp.digicert.com',
      'cacerts.digicert.com',
      'crl.microsoft.com',
      'oneocsp.microsoft.com',
      'ctldl.windowsupdate.com',
    ];
    await world.resetFirewall();
    await world.blockPage(blocked, '<h1>Blocked by policy.</h1><p>Category: Security</p>');
    const { code, report } = await world.check(LIMITS);
    t.equal(code, 1);
    for (const row of rowsOf(report)) {
      const isBlocked = row.target.port === 80 && blocked.includes(row.target.host ?? '');
      const shown = `${row.id} ${row.status} ${row.cause} ${row.owner}`;
      if (isBlocked) t.match(row, { status: row.required ? 'fail' : 'warn', cause: 'http.block-page', owner: 'firewall' }, shown);
      else if (row.target.port === 80) t.equal(row.status, 'pass', shown);
    }
    t.same(
      asked(report).filter((place) => !blocked.some((host) => place.includes(host))),
      [],
      'no host is asked for that is open',
    );
  });

  t.test('revocation leaves by a way of its own: what counts is that way, not the proxy of the site system', async (t) => {
    const proxied = [
      ...LIMITS,
      '--route',
      `http://${PROXY}:3128`,
      '--revocation-route',
      'direct',
      '--feature',
      'updates',
      '--feature',
      'revocation',
    ];
    const client = ['ip saddr 10.77.1.2', 'ip6 saddr fd77:1::2'];
    await world.resetFirewall();
    for (const machine of client) await world.rule(`${machine} tcp dport 80 drop`);
    const shut = await world.check(proxied);
    t.equal(shut.code, 1, 'shut for the machine, open for the proxy');
    for (const { id, status, cause, target, feature, route } of rowsOf(shut.report)) {
      t.equal(route, feature === 'revocation' ? 'direct' : `${PROXY}:3128`, id);
      if (target.port === 80 && feature === 'revocation') t.match([status, cause], [/fail|warn/, 'tcp.timeout'], id);
      else if (target.scheme === 'https') t.equal(cause, 'tls.revocation-unreachable', id);
      else t.equal(status, 'pass', id);
    }
    t.match(
      shut.report.findings.find(({ kind, cause }) => kind === 'route' && cause === 'tls.revocation-unreachable')?.remedy,
      /allow TCP 80 to .* over the direct route/,
    );
    await world.resetFirewall();
    await world.rule(`ip saddr ${PROXY} ip daddr 203.0.113.80 tcp dport 80 drop`);
    const open = await world.check([...proxied, '--feature', 'always']);
    const rows = rowsOf(open.report).filter(({ target }) => target.scheme === 'https' || target.port === 443);
    t.same(
      rows.filter(({ status }) => status !== 'pass').map(({ id, cause }) => `${id} ${cause}`),
      [],
      'open for the machine, shut for the proxy',
    );
    t.same(
      rowsOf(open.report).filter(({ feature, status }) => feature === 'revocation' && status !== 'pass'),
      [],
    );

    await world.resetFirewall();
    for (const machine of client) await world.rule(`${machine} tcp dport 443 drop`);
    const asSystem = await world.check([...LIMITS, '--route', `http://${PROXY}:3128`, '--system-route', 'direct', '--feature', 'updates']);
    t.equal(asSystem.code, 1, 'what System asks is shut for the machine, open for the proxy');
    for (const { id, status, cause, target, route } of rowsOf(asSystem.report)) {
      const isSystem = ['go.microsoft.com', 'download.microsoft.com'].includes(String(target.pattern));
      if (isSystem) t.match([route, status, cause], ['direct', 'fail', 'tcp.timeout'], id);
      else t.match([route, status], [`${PROXY}:3128`, /pass|warn/], id);
    }
  });
  await world.resetFirewall();
}
