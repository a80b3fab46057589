import type { Report } from '../../src/model/report.ts';
import type { World } from '../support/lab/world.ts';
import type { Fault } from './fault.ts';

const LIMITS = ['--timeout', '1500', '--retries', '0', '--quiet'];

/** Causes one fault in the lab, runs the program by `check` and holds what it says against what it must say. */
export async function provoke(
  t: Pick<typeof import('tap').default, 'match' | 'equal' | 'notMatch'>,
  world: World,
  fault: Fault,
  check: World['check'],
): Promise<void> {
  await world.resetFirewall();
  await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
  await fault.arrange?.(world);
  const catalog = await world.catalog('fault', fault.endpoints);
  const env = Object.fromEntries(Object.entries(fault.env ?? {}).map(([name, value]) => [name, value.replace(/^CA/, world.ca())]));
  const args = (fault.args ?? []).map((arg) => arg.replace(/^CA/, world.ca()));
  const { code, report, stdout, stderr } = await check([...LIMITS, '--catalog', catalog, ...args], { env });
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
