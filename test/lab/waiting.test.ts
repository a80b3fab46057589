import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/model/report.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY, RESOLVER } from '../support/lab/world.ts';

/** The limit of one layer in these runs: long beside the work of the processor on a busy machine. */
const LIMIT_MS = 12_000;
const LIMIT = ['--quiet', '--timeout', String(LIMIT_MS)];

/** Problems of a whole route, by cause. */
const ofRoutes = ({ findings }: Report): readonly (string | null)[] =>
  findings.filter(({ kind, status }) => kind === 'route' && status !== 'pass').map(({ cause }) => cause);

const world = await startLab(t);
if (world !== undefined) {
  const timed = async (args: readonly string[]) => {
    const from = performance.now();
    const checked = await world.check([...LIMIT, ...args]);
    return { ...checked, tookMs: performance.now() - from };
  };

  t.test('27 silent addresses of 47 are waited for together', async (t) => {
    const numbers = Array.from({ length: 47 }, (_, index) => index + 1);
    await world.machines.etc('client', 'hosts', `127.0.0.1 localhost\n${numbers.map((n) => `198.18.0.${n} h${n}.lab.test\n`).join('')}`);
    const file = join(world.machines.dir, 'silent.yaml');
    const entries = numbers.map((n) => `  - { id: e${n}, host: h${n}.lab.test, ports: [8443], feature: f }\n`);
    await writeFile(file, `id: silent\ntitle: t\nrevision: "1"\nendpoints:\n${entries.join('')}`);
    await world.rule('ip daddr 198.18.0.1-198.18.0.27 drop');
    const { code, report, tookMs } = await timed(['--catalog', file, '--allow-private']);
    t.equal(code, 1);
    const rows = report.findings.filter(({ kind, feature }) => kind === 'endpoint' && feature === 'f');
    t.equal(rows.filter(({ status, cause }) => status === 'fail' && cause === 'tcp.timeout').length, 27);
    t.equal(rows.filter(({ status }) => status === 'pass').length, 20);
    t.ok(tookMs < 1.3 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetNames();
    await world.resetFirewall();
  });

  t.test('a proxy that is not there is found out once', async (t) => {
    await world.rule(`ip daddr ${PROXY} tcp dport 3128 drop`);
    const { code, report, tookMs } = await timed(['--route', `http://${PROXY}:3128`]);
    t.equal(code, 1);
    t.same(ofRoutes(report), ['proxy.unreachable'], 'told once');
    t.ok(tookMs < 2 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetFirewall();
  });

  t.test('a first DNS server that is dead is waited for by all names together, and told once', async (t) => {
    await world.rule('ip daddr 10.77.2.9 drop');
    await world.machines.etc('client', 'resolv.conf', `nameserver 10.77.2.9\nnameserver ${RESOLVER}\n`);
    const { code, report, tookMs } = await timed(['--feature', 'updates']);
    t.equal(code, 0);
    t.same(ofRoutes(report), ['dns.degraded'], 'told once');
    t.ok(tookMs < 3 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetNames();
    await world.resetFirewall();
  });

  t.test('a family that is silent is waited for by all names together, and told once', async (t) => {
    await world.rule('ip6 daddr 2001:db8::/32 drop');
    const { code, report, tookMs } = await timed(['--feature', 'updates']);
    t.equal(code, 0);
    t.same(ofRoutes(report), ['tcp.broken-family'], 'told once');
    t.ok(tookMs < 3 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetFirewall();
  });

  t.test('a resolver that is silent is found out once', async (t) => {
    for (const protocol of ['udp', 'tcp']) await world.rule(`ip daddr ${RESOLVER} ${protocol} dport 53 drop`);
    const { code, report, tookMs } = await timed(['--feature', 'updates']);
    t.equal(code, 1);
    t.match(ofRoutes(report), ['dns.timeout'], 'told once');
    t.equal(ofRoutes(report).length, 1);
    t.ok(tookMs < 2 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetFirewall();
  });
}
