import t from 'tap';
import { judge, verdictOf } from '../../../../../../src/checks/endpoint/findings/judge.ts';
import { followProofs, planProofs } from '../../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../../src/checks/endpoint/proof/proof.ts';
import type { IndexedScope } from '../../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import type { Finding } from '../../../../../../src/model/finding.ts';
import type { HttpFacts, Step } from '../../../../../../src/model/network/observation.ts';
import { DIRECT, DNS_OK, NO_FINGERPRINTS, observation, scopeOf, step, TCP_OK, TLS_OK } from '../../../../../support/endpoint-examples.ts';

const answered = (facts: Partial<HttpFacts>): readonly Step[] => [DNS_OK, TCP_OK, TLS_OK, step('http', { headers: {}, ...facts })];
const ranges = [...answered({ status: 206, bodyBytes: 1 }), step('http', { status: 200, headers: {} })];
const to = (location: string): readonly Step[] => answered({ status: 302, location });
const SERVICE = 'https://sccm.manage.microsoft.com/SCCMConnectedService.svc';
const MANIFEST = 'https://download.microsoft.com/download/x/ConfigMgr.Update.Manifest.cab';

const GOOD: readonly (readonly Step[])[] = [to(SERVICE), answered({ status: 200 }), to(MANIFEST), ranges, ranges];

function walk(
  scope: IndexedScope,
  stepsOf: (number: number) => readonly Step[] | undefined,
): { readonly asked: readonly string[]; readonly findings: readonly Finding[] } {
  const answers: ProbeAnswer[] = [];
  const tasks = [...planProofs(scope, [])];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    if (task.derivedFrom?.because !== 'journey') continue;
    const steps = stepsOf(task.derivedFrom.hop ?? 0);
    const answer = steps === undefined ? { task } : { task, facts: observation(steps) };
    answers.push(answer);
    tasks.push(...followProofs(answer, scope, (one) => verdictOf(one, scope, NO_FINGERPRINTS)));
  }
  const findings = judge(answers, scope, NO_FINGERPRINTS).filter(({ id }) => id.includes('journey/'));
  return { asked: answers.map(({ task }) => `${task.target.host}${task.path.split('?')[0]}`).sort(), findings };
}

t.test('each step asks where the one before leads', async (t) => {
  const { asked, findings } = walk(scopeOf([], [DIRECT], { journey: true }), (number) => GOOD[number - 1]);
  t.same(asked, [
    'configmgrbits.cdn.manage.microsoft.com/adminuicontent/ConfigMgr.AdminUIContent.cab',
    'download.microsoft.com/download/x/ConfigMgr.Update.Manifest.cab',
    'go.microsoft.com/fwlink/',
    'sccm.manage.microsoft.com/SCCMConnectedService.svc',
    'sccm.manage.microsoft.com/SCCMConnectedService.svc/Manifest',
  ]);
  t.same(
    findings.map(({ id, status }) => `${id} ${status}`),
    ['1-fwlink', '2-service', '3-manifest', '4-payload', '5-console-content'].map((name) => `endpoint:journey/${name}@direct pass`),
  );
});

t.test('what a step comes to', async (t) => {
  const table: readonly (readonly [string, number, readonly Step[] | undefined, readonly string[]])[] = [
    ['the link leads nowhere', 1, answered({ status: 404 }), ['pass', 'inconclusive', 'inconclusive', 'inconclusive', 'pass']],
    ['the link leads to a portal', 1, to('http://10.0.0.1/login'), ['pass', 'inconclusive', 'inconclusive', 'inconclusive', 'pass']],
    ['the service is cut', 2, [DNS_OK, step('tcp', {}, 'ECONNREFUSED')], ['pass', 'fail', 'inconclusive', 'inconclusive', 'pass']],
    ['the service names no manifest', 3, answered({ status: 400 }), ['pass', 'pass', 'pass', 'inconclusive', 'pass']],
    [
      'the payload comes whole',
      4,
      answered({ status: 200, bodyBytes: 4096, headers: { 'accept-ranges': 'bytes' } }),
      ['pass', 'pass', 'pass', 'fail', 'pass'],
    ],
    ['the console content is unknown there', 5, answered({ status: 404 }), ['pass', 'pass', 'pass', 'pass', 'pass']],
    ['the run ended', 1, undefined, ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive', 'pass']],
  ];
  for (const [name, number, steps, wanted] of table) {
    const { findings } = walk(scopeOf([], [DIRECT], { journey: true }), (asked) => (asked === number ? steps : GOOD[asked - 1]));
    t.same(
      findings.map(({ status }) => status),
      wanted,
      name,
    );
  }
  const { findings } = walk(scopeOf([], [DIRECT], { journey: true }), (asked) =>
    asked === 3 ? answered({ status: 400 }) : GOOD[asked - 1],
  );
  t.match(
    findings[3],
    { required: false, message: /3-manifest led nowhere \(HTTP 400\)/ },
    'what the service does not tell is nobody to repair',
  );
});

t.test('only when asked for, and only online', async (t) => {
  t.same(walk(scopeOf([]), () => ranges).findings, []);
  t.same(walk(scopeOf([], [DIRECT], { journey: true, mode: 'offline' }), () => ranges).findings, []);
});
