import type { Report } from '../../src/model/report.ts';
import type { World } from '../support/lab/world.ts';
import type { Fault } from './fault.ts';
import { recordingOf } from './recording.ts';

type Asserting = Pick<typeof import('tap').default, 'match' | 'equal' | 'notMatch'>;

const LIMITS = ['--timeout', '1500', '--retries', '0', '--quiet'];

/** Causes one fault in the lab, runs the program by `check` and holds what it says against what it must say; with `record` its facts become the recording. */
export async function provoke(
  t: Asserting,
  world: World,
  fault: Fault,
  check: World['check'],
  { record = false }: { readonly record?: boolean } = {},
): Promise<void> {
  await world.resetFirewall();
  await world.resetNames();
  await fault.arrange?.(world);
  const catalog = await world.catalog('fault', fault.endpoints);
  const env = Object.fromEntries(Object.entries(fault.env ?? {}).map(([name, value]) => [name, value.replace(/^CA/, world.ca())]));
  const args = (fault.args ?? []).map((arg) => arg.replace(/^CA/, world.ca()));
  const saving = record ? ['--save-facts', recordingOf(fault)] : [];
  const { code, report, stdout, stderr } = await check([...LIMITS, '--catalog', catalog, ...saving, ...args], { env });
  expectFault(t, fault, report, stderr);
  t.equal(code, fault.expect.code ?? 1, 'exit code');
  t.notMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, 'nothing steers the terminal');
}

/** Holds a report against what the fault's data says of it. */
export function expectFault(t: Pick<Asserting, 'match' | 'equal'>, fault: Fault, report: Report, otherwise = ''): void {
  const { message, code: _code, children, id, ...wanted } = fault.expect;
  const judged = id === undefined ? judgedFinding(report, children) : report.findings.find((finding) => id.test(finding.id));
  const { status, cause, layer, owner } = judged ?? {};
  t.match({ status, cause, layer, owner }, wanted, `${judged?.message ?? otherwise}`);
  if (message !== undefined) t.match(judged?.message, message);
  if (children !== undefined) t.equal(judged?.children?.length, children, 'children');
}

function judgedFinding({ findings }: Report, children: number | undefined): Report['findings'][number] | undefined {
  return children === undefined ? findings.find(({ kind }) => kind === 'endpoint') : findings.find(({ kind }) => kind === 'route');
}
