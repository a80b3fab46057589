import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import type { Report } from '../../src/model/report.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY, RESOLVER } from '../support/lab/world.ts';

/** The limit of one layer in these runs: long beside the work of the processor on a busy machine. */
const LIMIT_MS = 12_000;
const LIMIT = ['--quiet', '--timeout', String(LIMIT_MS)];

/** Problems of a whole route, by cause. */
const ofRoutes = ({ findings }: Report): readonly (string | null)[] =>
  findings.filter(({ kind, status }) => kind === 'route' && status !== 'pass').map(({ cause }) => cause);

/** What this test reads of saved facts. */
const stepSchema = z.object({
  layer: z.string(),
  startMs: z.number(),
  durationMs: z.number(),
  failure: z.object({ code: z.string() }).optional(),
});
const answerSchema = z.object({
  task: z.object({ target: z.object({ host: z.string() }), derivedFrom: z.unknown().optional() }),
  facts: z.object({ startedAt: z.string(), steps: z.array(stepSchema), otherFamily: z.array(stepSchema).optional() }),
});

interface Wait {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When connections of endpoints were waited for in vain, by the program's own record: a busy machine makes each wait longer, and changes nothing of their order. */
function silentConnects(facts: string, host: string): readonly Wait[] {
  const lines = facts.split('\n').filter((line) => line !== '');
  const answers = lines.flatMap((line) => answerSchema.safeParse(JSON.parse(line)).data ?? []);
  return answers
    .filter(({ task }) => task.derivedFrom === undefined && task.target.host.startsWith(host))
    .flatMap(({ facts: { startedAt, steps, otherFamily = [] } }) =>
      [...steps, ...otherFamily]
        .filter(({ layer, failure }) => layer === 'tcp' && failure?.code === 'TIMEOUT')
        .map(({ startMs, durationMs }) => ({
          fromMs: Date.parse(startedAt) + startMs,
          toMs: Date.parse(startedAt) + startMs + durationMs,
        })),
    );
}

function areSideBySide(waits: readonly Wait[]): boolean {
  return Math.max(...waits.map(({ fromMs }) => fromMs)) < Math.min(...waits.map(({ toMs }) => toMs));
}

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
    const facts = join(world.machines.dir, 'silent.ndjson');
    const { code, report } = await timed(['--catalog', file, '--allow-private', '--save-facts', facts]);
    t.equal(code, 1);
    const rows = report.findings.filter(({ kind, feature }) => kind === 'endpoint' && feature === 'f');
    t.equal(rows.filter(({ status, cause }) => status === 'fail' && cause === 'tcp.timeout').length, 27);
    t.equal(rows.filter(({ status }) => status === 'pass').length, 20);
    const waits = silentConnects(await readFile(facts, 'utf8'), 'h');
    t.equal(waits.length, 27, 'each is waited for once');
    t.ok(areSideBySide(waits), 'the last wait began before the first one ended');
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
    const waits = report.findings.flatMap(({ evidence }) => evidence.failedAfterMs ?? []);
    t.ok(
      waits.length > 5 && waits.some((ms) => Number(ms) < LIMIT_MS / 2),
      'beside a quick connection over the other family it is not as long as the limit',
    );
    t.ok(tookMs < 3 * LIMIT_MS, `${Math.round(tookMs)} ms`);
    await world.resetFirewall();
  });

  t.test('both families of a name are waited for side by side', async (t) => {
    for (const family of ['ip6 daddr 2001:db8::/32', 'ip daddr 203.0.113.80 tcp dport 443']) await world.rule(`${family} drop`);
    const file = await world.catalog('both', ['id: dual, host: dual.lab.test, feature: f']);
    const facts = join(world.machines.dir, 'both.ndjson');
    const { code } = await timed(['--catalog', file, '--save-facts', facts]);
    t.equal(code, 1);
    const waits = silentConnects(await readFile(facts, 'utf8'), 'dual');
    t.equal(waits.length, 2, 'each family once');
    t.ok(areSideBySide(waits), 'the second began while the first was waited for');
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
