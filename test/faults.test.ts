import t from 'tap';
import type { Report } from '../src/model/report.ts';
import { BEHAVIOUR_FAULTS } from './faults/behaviour.ts';
import { CONTROL_FAULTS } from './faults/control.ts';
import { DERIVED_FAULTS } from './faults/derived.ts';
import { DNS_FAULTS } from './faults/dns.ts';
import type { Fault } from './faults/fault.ts';
import { HTTP_FAULTS } from './faults/http.ts';
import { PROXY_FAULTS } from './faults/proxy.ts';
import { TCP_FAULTS } from './faults/tcp.ts';
import { TLS_FAULTS } from './faults/tls.ts';
import { WILDCARD_FAULTS } from './faults/wildcard.ts';
import { startLab } from './lab/start.ts';
import type { World } from './lab/world.ts';

const FAULTS = {
  dns: DNS_FAULTS,
  tcp: TCP_FAULTS,
  proxy: PROXY_FAULTS,
  tls: TLS_FAULTS,
  http: HTTP_FAULTS,
  derived: DERIVED_FAULTS,
  behaviour: BEHAVIOUR_FAULTS,
  wildcard: WILDCARD_FAULTS,
  control: CONTROL_FAULTS,
};
const LIMITS = ['--timeout', '900', '--retries', '0', '--quiet'];

const world = await startLab(t, 300_000);
if (world !== undefined) {
  for (const [layer, faults] of Object.entries(FAULTS)) {
    if (process.env.FAULTS !== undefined && process.env.FAULTS !== layer) continue;
    t.test(`${faults.length} faults of layer ${layer}`, async (t) => {
      for (const fault of faults) await t.test(fault.name, (t) => provoke(t, world, fault));
    });
  }
}

async function provoke(t: Pick<typeof import('tap').default, 'match' | 'equal' | 'notMatch'>, world: World, fault: Fault): Promise<void> {
  await world.resetFirewall();
  await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
  await fault.arrange?.(world);
  const catalog = await world.catalog('fault', fault.endpoints);
  const env = Object.fromEntries(Object.entries(fault.env ?? {}).map(([name, value]) => [name, value.replace(/^CA/, world.ca())]));
  const args = (fault.args ?? []).map((arg) => arg.replace(/^CA/, world.ca()));
  const { code, report, stdout, stderr } = await world.check([...LIMITS, '--catalog', catalog, ...args], { env });
  const { message, code: wantedCode, children, id, ...wanted } = fault.expect;
  const judged = id === undefined ? judgedFinding(report, children) : report.findings.find((finding) => id.test(finding.id));
  const { status, cause, layer, owner } = judged ?? {};
  t.match({ status, cause, layer, owner }, wanted, `${judged?.message ?? stderr}`);
  if (message !== undefined) t.match(judged?.message, message);
  if (children !== undefined) t.equal(judged?.children?.length, children, 'children');
  t.equal(code, wantedCode ?? 1, 'exit code');
  t.notMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, 'nothing steers the terminal');
}

function judgedFinding({ findings }: Report, children: number | undefined): Report['findings'][number] | undefined {
  return children === undefined ? findings.find(({ kind }) => kind === 'endpoint') : findings.find(({ kind }) => kind === 'route');
}
