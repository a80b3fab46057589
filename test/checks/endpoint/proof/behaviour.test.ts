import t from 'tap';
import { judge } from '../../../../src/checks/endpoint/judge/index.ts';
import type { Fingerprints } from '../../../../src/checks/endpoint/judge/verdict.ts';
import { plan } from '../../../../src/checks/endpoint/plan.ts';
import { followProofs } from '../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { HttpFacts, Step } from '../../../../src/model/observation.ts';
import type { Probe } from '../../../../src/model/probe.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { certificate, DIRECT, DNS_OK, endpoint, NO_FINGERPRINTS, observation, PROXY, ROOT, scopeOf, step, TCP_OK } from '../examples.ts';

const TLS_OK = step('tls', {
  version: 'TLSv1.2',
  chain: [certificate(), ROOT],
  authorizationError: '',
  nameError: '',
  endsInGenuineRoot: true,
});
const OPEN = [DNS_OK, TCP_OK, TLS_OK];
const CLEAR = [DNS_OK, TCP_OK];
const MARKED: Fingerprints = {
  ...NO_FINGERPRINTS,
  originMarker: (_host, { headers }) => (headers['x-ms-request-id'] === undefined ? undefined : 'x-ms-request-id'),
  proxyProduct: (headers) => (headers.via?.includes('squid') === true ? 'Squid' : undefined),
};

const http = (facts: Partial<HttpFacts>, failure?: string): Step =>
  step('http', { method: 'GET', status: 200, headers: {}, bodyBytes: 4096, ...facts }, failure);
const broken = (code: string, facts: Partial<HttpFacts> = {}): Step => step('http', facts, code);

/** Plans, follows and judges with hand-made answers; a probe that `stepsOf` knows nothing of was not answered. */
function run(scope: Scope, stepsOf: (name: string, probe: Probe) => readonly Step[] | undefined): readonly Finding[] {
  const answers: ProbeAnswer[] = [];
  const tasks = [...plan(scope)];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    const further = task.derivedFrom?.because;
    if (further !== undefined && further !== 'behaviour') continue;
    const steps = stepsOf(/#behaviour:(.+)$/.exec(task.key)?.[1] ?? 'first', task);
    const answer = steps === undefined ? { task } : { task, facts: observation(steps) };
    answers.push(answer);
    tasks.push(...followProofs(answer, scope));
  }
  return judge(answers, scope, MARKED).filter(({ kind }) => kind === 'endpoint');
}

const FILE = '/x/payload.cab';
const marked = { headers: { 'x-ms-request-id': '1' } };

t.test('ranges', async (t) => {
  const secured = [endpoint('u/x', 'download.microsoft.com', { path: FILE, expect: { ranges: true } })];
  const plain = [endpoint('u/x', 'download.microsoft.com', { scheme: 'http', path: FILE, expect: { ranges: true } })];
  const root = [endpoint('u/x', 'download.microsoft.com', { expect: { ranges: true } })];
  const table: readonly (readonly [string, Scope['endpoints'], Step, Partial<Finding>, string, Step?])[] = [
    ['206', secured, http({ status: 206, bodyBytes: 1 }), { status: 'pass' }, 'proven'],
    ['416 of an empty file', secured, http({ status: 416 }), { status: 'pass' }, 'proven'],
    ['404 for any path', root, http({ status: 404 }), { status: 'pass' }, 'unproven', http({ status: 404 })],
    ['200 for no file', root, http({}), { status: 'pass' }, 'unproven'],
    ['200 for a file of one byte', secured, http({ bodyBytes: 1 }), { status: 'pass' }, 'unproven'],
    ['503 for a moment', secured, http({ status: 503 }), { status: 'pass' }, 'unproven'],
    [
      '200 although ranges are offered',
      secured,
      http({ headers: { 'accept-ranges': 'bytes' } }),
      { status: 'fail', confidence: 'likely' },
      'refused',
    ],
    ['200, verified, nothing offered', secured, http({}), { status: 'warn', owner: 'service', confidence: 'possible' }, 'refused'],
    ['200 in the clear', plain, http(marked), { status: 'fail', confidence: 'likely' }, 'refused', http(marked)],
    [
      '200 in which a proxy names itself',
      secured,
      http({ headers: { via: '1.1 p (squid/5.7)' } }),
      { status: 'fail', confidence: 'likely' },
      'refused',
    ],
    ['400 where 200 was', secured, http({ status: 400 }), { status: 'fail', confidence: 'likely' }, 'refused'],
    ['a cut', secured, broken('ECONNRESET'), { status: 'fail', confidence: 'likely' }, 'refused'],
    ['the end of the run', secured, broken('DEADLINE'), { status: 'pass' }, 'not asked'],
  ];
  for (const [name, endpoints, answer, wanted, ranges, first = http({})] of table) {
    const open = endpoints === plain ? CLEAR : OPEN;
    const [finding] = run(scopeOf(endpoints), (question) => (question === 'first' ? [...open, first] : [...open, answer]));
    t.match(finding, { ...wanted, cause: wanted.status === 'pass' ? null : 'http.range-unsupported', evidence: { ranges } }, name);
  }

  const both = run(scopeOf(secured, [DIRECT, PROXY]), (question, { route }) => [
    ...OPEN,
    question === 'payload' && route.kind === 'direct' ? http({ status: 206, bodyBytes: 1 }) : http({}),
  ]);
  t.match(
    both.map(({ status, confidence, owner }) => ({ status, confidence, owner })),
    [{ status: 'pass' }, { status: 'fail', confidence: 'certain', owner: 'proxy' }],
    'what works over one route and not over another is the route',
  );

  const shared = [
    ...secured,
    endpoint('n/x', 'download.microsoft.com', { path: FILE }),
    endpoint('t/x', 'download.microsoft.com', { path: FILE, expect: { tls: '1.2' } }),
  ];
  t.same(
    run(scopeOf(shared), (question) => [...OPEN, question === 'payload' ? broken('ECONNRESET') : http({})]).map(({ status }) => status),
    ['fail', 'pass', 'pass'],
    'only who needs ranges fails',
  );
});
