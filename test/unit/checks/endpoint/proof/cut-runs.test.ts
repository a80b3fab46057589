import fc from 'fast-check';
import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs, planProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import {
  certificate,
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  ROOT,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../support/endpoint-examples.ts';
import { extent } from '../../../../support/suite/extent.ts';

const FILE = '/x/payload.cab';
const SCOPE = scopeOf(
  [
    endpoint('ranges/x', 'download.microsoft.com', { path: FILE, expect: { ranges: true, post: true, tls: '1.2' } }),
    { ...endpoint('wild/x', '*.manage.microsoft.com'), hosts: ['fef.manage.microsoft.com'] },
    endpoint('aka/open', 'aka.ms', { path: '/open' }),
    endpoint('aka/shut', 'aka.ms', { path: '/shut', feature: 'other' }),
    endpoint('uncheckable/x', 'uncheckable.example.com'),
    endpoint('port/x', 'queue.example.com', { scheme: 'tcp', ports: [5671] }),
    endpoint('r/crl', 'crl.example.com', { scheme: 'http', path: '/a.crl' }),
    endpoint('shut/x', 'shut.example.com'),
  ],
  [DIRECT, PROXY],
  { journey: true },
);

const chain = (host: string) => [certificate({ crlUrls: [`http://${host}/a.crl`, `http://${host}/${host}.crl`] }), ROOT];
const LIST = step('http', { status: 200, headers: {}, contentType: 'application/pkix-crl', bodyExcerpt: '0\ufffd\u0003' });

/** A border with something for each proof: a name filter, a dead redirect, lists that are shut, a proxy that refuses ranges, every port open. */
function stepsFor({ target: { host }, scheme, path, variation, derivedFrom }: Probe): readonly Step[] {
  if (variation?.until === 'dns') return [DNS_OK];
  if (/^(?:shut|dead|nolist)/.test(host)) return [DNS_OK, step('tcp', { attempts: [] }, 'TIMEOUT')];
  if (scheme === 'tcp') return [DNS_OK, TCP_OK];
  if (scheme === 'http') return [DNS_OK, TCP_OK, LIST];
  if (host.startsWith('preflight-')) return [DNS_OK, TCP_OK, step('tls', {}, 'TIMEOUT')];
  const tls = step('tls', {
    chain: chain(host.startsWith('uncheckable') ? 'nolist.example.com' : 'crl.example.com'),
    endsInGenuineRoot: true,
    authorizationError: '',
    nameError: '',
  });
  const location = { '/open': 'https://opened.example.com/', '/shut': 'https://dead.example.com/' }[path];
  const http =
    derivedFrom?.because === 'behaviour'
      ? step('http', {}, 'ECONNRESET')
      : step('http', location === undefined ? { status: 200, headers: {} } : { status: 302, headers: {}, location });
  return [DNS_OK, TCP_OK, tls, http];
}

const judged = (answer: ProbeAnswer) => verdictOf(answer, SCOPE, NO_FINGERPRINTS);

/** The run in the order that `pick` chooses of what waits; after `answered` answers it ends, some under way and the others not begun. */
function run(answered: number, pick: (waiting: number) => number): readonly Finding[] {
  const own = plan(SCOPE);
  const waiting = [...own, ...planProofs(SCOPE, own)];
  const asked = new Set(waiting.map(({ key }) => key));
  const answers: ProbeAnswer[] = [];
  while (waiting.length > 0) {
    const [task] = waiting.splice(pick(waiting.length), 1) as [Probe];
    const whole = stepsFor(task);
    const under = answers.length < answered + 3;
    const last = whole.at(-1) ?? DNS_OK;
    const answer: ProbeAnswer =
      answers.length < answered
        ? { task, facts: observation(whole) }
        : under
          ? { task, facts: observation([...whole.slice(0, -1), step(last.layer, {}, 'DEADLINE')]) }
          : { task };
    answers.push(answer);
    for (const further of followProofs(answer, SCOPE, judged)) {
      if (asked.has(further.key)) continue;
      asked.add(further.key);
      waiting.push(further);
    }
  }
  return judge(answers, SCOPE, NO_FINGERPRINTS);
}

const GREEN = { pass: 2, warn: 1, fail: 0, inconclusive: 0, skip: 3 } as const;
const whole = new Map(run(Number.POSITIVE_INFINITY, () => 0).map((finding) => [finding.id, finding]));

t.test('the whole run has all colours', async (t) => {
  const statuses = new Set([...whole.values()].map(({ status }) => status));
  for (const status of ['pass', 'warn', 'fail', 'inconclusive']) t.ok(statuses.has(status as never), status);
  t.match(whole.get('endpoint:aka/shut:443@direct'), { status: 'fail', cause: 'http.redirect-unlisted' });
  t.match(whole.get('endpoint:uncheckable/x:443@direct'), { status: 'fail', cause: 'tls.revocation-unreachable' });
  t.match(whole.get('endpoint:port/x:5671@direct'), { status: 'inconclusive', cause: 'tcp.phantom' });
});

t.test('wherever a run is cut, no row is greener than in the whole run', async () => {
  fc.assert(
    fc.property(fc.nat({ max: whole.size * 3 }), fc.infiniteStream(fc.nat()), (answered, picks) => {
      const findings = run(answered, (waiting) => (picks.next().value as number) % waiting);
      const greener = findings.filter(({ id, status, kind }) => {
        const after = whole.get(id);
        return kind === 'endpoint' && after !== undefined && GREEN[status] > GREEN[after.status];
      });
      if (greener.length > 0)
        throw new Error(greener.map(({ id, status }) => `${id} ${status}, whole ${whole.get(id)?.status}`).join('\n'));
    }),
    { numRuns: extent(300, 50) },
  );
});

t.test('what answered and was not checked whole says so', async (t) => {
  const own = plan(SCOPE).length;
  const rows = run(own, () => 0).filter(({ evidence }) => evidence.code === 'PROOFS_UNFINISHED');
  t.ok(rows.length > 0);
  for (const row of rows)
    t.match(row, { status: 'inconclusive', cause: null, message: /answered, but the run ended before it was checked completely/ });
});
