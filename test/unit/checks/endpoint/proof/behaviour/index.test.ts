import t from 'tap';
import { judge, verdictOf } from '../../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../../src/checks/endpoint/plan.ts';
import { followProofs } from '../../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../../src/checks/endpoint/proof/proof.ts';
import type { IndexedScope } from '../../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import type { Fingerprints } from '../../../../../../src/checks/endpoint/verdict/verdict.ts';
import type { Finding } from '../../../../../../src/model/finding.ts';
import type { HttpFacts, Step } from '../../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../../src/model/network/probe.ts';
import type { Scope } from '../../../../../../src/model/scope.ts';
import {
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../../support/endpoint-examples.ts';

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
function run(scope: IndexedScope, stepsOf: (name: string, probe: Probe) => readonly Step[] | undefined): readonly Finding[] {
  const answers: ProbeAnswer[] = [];
  const tasks = [...plan(scope)];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    const further = task.derivedFrom?.because;
    if (further !== undefined && further !== 'behaviour') continue;
    const steps = stepsOf(/#behaviour:(.+)$/.exec(task.key)?.[1] ?? 'first', task);
    const answer = steps === undefined ? { task } : { task, facts: observation(steps) };
    answers.push(answer);
    tasks.push(...followProofs(answer, scope, (other) => verdictOf(other, scope, NO_FINGERPRINTS)));
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
    ['the end of the run', secured, broken('DEADLINE'), { status: 'inconclusive' }, 'not asked'],
  ];
  for (const [name, endpoints, answer, wanted, ranges, first = http({})] of table) {
    const open = endpoints === plain ? CLEAR : OPEN;
    const [finding] = run(scopeOf(endpoints), (question) => (question === 'first' ? [...open, first] : [...open, answer]));
    t.match(
      finding,
      {
        ...wanted,
        cause: wanted.status === 'pass' || wanted.status === 'inconclusive' ? null : 'http.range-unsupported',
        evidence: { ranges },
      },
      name,
    );
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

t.test('HEAD and two requests on one connection', async (t) => {
  const secured = [endpoint('u/x', 'download.microsoft.com', { path: FILE, expect: { ranges: true } })];
  const plain = [endpoint('u/x', 'download.microsoft.com', { scheme: 'http', path: FILE, expect: { ranges: true } })];
  const one = http({ status: 206, bodyBytes: 1 });
  const squid = { via: '1.1 p (squid/5.7)' };
  const table: readonly (readonly [string, Scope['endpoints'], readonly Step[], Step | undefined, Partial<Finding>])[] = [
    ['both pass', secured, [one, http({})], undefined, { status: 'pass', evidence: { head: 'passes', keepAlive: /^two requests/ } }],
    [
      'an end between the two, then HEAD alone passes',
      secured,
      [one, broken('CLOSED')],
      http({}),
      { status: 'pass', evidence: { head: 'passes', keepAlive: /^the connection ended after one/ } },
    ],
    [
      'an announced end',
      secured,
      [http({ status: 206, bodyBytes: 1, headers: { connection: 'close' } }), broken('CLOSED')],
      http({}),
      { status: 'pass', evidence: { keepAlive: /announces/ } },
    ],
    ['405 of the service', secured, [one, http({ status: 405 })], undefined, { status: 'pass', evidence: { head: 'passes' } }],
    ['405 behind a proxy that only forwards', secured, [one, http({ status: 405, headers: squid })], undefined, { status: 'pass' }],
    [
      'a refusal that a proxy signs',
      secured,
      [one, http({ status: 403, headers: { ...squid, 'x-squid-error': 'ERR_ACCESS_DENIED 0' } })],
      undefined,
      { status: 'fail', confidence: 'certain', cause: 'http.method-blocked' },
    ],
    [
      '405 in the clear, of the server that answered GET',
      plain,
      [one, http({ status: 405, headers: { server: 'nginx' } })],
      undefined,
      { status: 'pass' },
    ],
    [
      '405 in the clear, of another',
      plain,
      [one, http({ status: 405, headers: { server: 'x' } })],
      undefined,
      { status: 'fail', confidence: 'likely' },
    ],
    ['405 in the clear with a marker', plain, [one, http({ status: 405, ...marked })], undefined, { status: 'pass' }],
    ['cut each time inside TLS', secured, [one, broken('ECONNRESET')], broken('ECONNRESET'), { status: 'warn', confidence: 'possible' }],
    ['cut each time in the clear', plain, [one, broken('ECONNRESET')], broken('ECONNRESET'), { status: 'fail', confidence: 'likely' }],
  ];
  for (const [name, endpoints, payload, alone, wanted] of table) {
    const open = endpoints === plain ? CLEAR : OPEN;
    const first = http({ headers: { 'x-ms-request-id': '1', server: 'nginx' } });
    const steps: Readonly<Record<string, readonly Step[]>> = {
      first: [first],
      payload,
      'payload-head': alone === undefined ? [] : [alone],
    };
    const [finding] = run(scopeOf(endpoints), (question) => [...open, ...(steps[question] ?? [])]);
    t.match(finding, wanted, name);
  }
});

t.test('POST', async (t) => {
  const scope = scopeOf([endpoint('u/x', 'gateway.manage.microsoft.com', { expect: { post: true } })]);
  const table: readonly (readonly [string, Step, Partial<Finding>])[] = [
    ['401 of the service', http({ status: 401 }), { status: 'pass', evidence: { post: 'passes' } }],
    ['cut', broken('ECONNRESET'), { status: 'warn', confidence: 'possible', cause: 'http.method-blocked' }],
    [
      'refused by a proxy',
      http({ status: 403, headers: { 'x-squid-error': 'ERR_ACCESS_DENIED 0' } }),
      { status: 'fail', cause: 'http.method-blocked' },
    ],
    ['not reached', broken('ABORTED'), { status: 'inconclusive', evidence: { post: 'not asked' } }],
  ];
  for (const [name, answer, wanted] of table) {
    const [finding] = run(scope, (question) => [...OPEN, question === 'post' ? answer : http({})]);
    t.match(finding, wanted, name);
  }
});

t.test('the documented suites', async (t) => {
  const scope = scopeOf([endpoint('u/x', 'configmgrbits.azureedge.net', { expect: { tls: '1.2' } })]);
  const agreed = (cipher: string): Step => ({ ...TLS_OK, facts: { ...TLS_OK.facts, cipher } }) as Step;
  const RSA = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
  const CBC = 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256';
  const ECDSA = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384';
  const alert = step('tls', { servername: 'x' }, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
  const table: readonly (readonly [string, string, Step | undefined, Partial<Finding>])[] = [
    ['agreed at once', RSA, undefined, { status: 'pass', evidence: { documentedSuites: 'proven' } }],
    ['agreed when asked', ECDSA, agreed(RSA), { status: 'pass', evidence: { documentedSuites: 'proven' } }],
    ['refused', CBC, alert, { status: 'fail', cause: 'tls.protocol', confidence: 'likely', evidence: { offeredSuites: [RSA] } }],
    ['refused by a certificate of another kind', ECDSA, alert, { status: 'warn', cause: 'tls.protocol', confidence: 'possible' }],
    ['silence', CBC, step('tls', {}, 'TIMEOUT'), { status: 'pass', evidence: { documentedSuites: 'not asked' } }],
    ['not reached', CBC, step('tcp', {}, 'ECONNREFUSED'), { status: 'pass', evidence: { documentedSuites: 'not asked' } }],
  ];
  for (const [name, usual, answer, wanted] of table) {
    let asked = false;
    const [finding] = run(scope, (question) => {
      asked ||= question === 'suites';
      return question === 'suites'
        ? [DNS_OK, TCP_OK, ...(answer === undefined ? [] : [answer])]
        : [DNS_OK, TCP_OK, agreed(usual), http({})];
    });
    t.match(finding, wanted, name);
    t.equal(asked, usual !== RSA, `${name}: asked only when needed`);
  }
});

t.test('a long rest', async (t) => {
  const endpoints = [endpoint('t/x', 'gateway.manage.microsoft.com', { expect: { holdSeconds: 180 } })];
  const rest = (seconds: number, failure?: string, closeNotify = false): Step =>
    ({
      ...step('http', { idleMs: 180_000, ...(failure === undefined ? {} : { closeNotify }) }, failure),
      durationMs: seconds * 1000,
    }) as Step;
  const table: readonly (readonly [string, readonly Step[], readonly Step[] | undefined, readonly Partial<Finding>[]])[] = [
    ['held', [http({}), rest(180), http({})], undefined, [{ status: 'pass', evidence: { idle: 'held for 180 s' } }]],
    ['ended by the service', [http({}), rest(120, 'CLOSED', true)], undefined, [{ status: 'pass', evidence: { idle: /service itself/ } }]],
    [
      'ended as announced',
      [http({ headers: { 'keep-alive': 'timeout=60' } }), rest(60, 'CLOSED')],
      undefined,
      [{ status: 'pass', evidence: { idle: /announced/ } }],
    ],
    [
      'a first answer that ends the connection',
      [http({ headers: { connection: 'close' } }), rest(0, 'CLOSED')],
      undefined,
      [{ status: 'pass' }],
    ],
    ['a bare end', [http({}), rest(20, 'CLOSED')], undefined, [{ status: 'warn', confidence: 'possible', cause: 'http.idle-cut' }]],
    [
      'a reset',
      [http({}), rest(20, 'ECONNRESET')],
      undefined,
      [{ status: 'fail', confidence: 'likely', evidence: { idleSeconds: 20, cutBy: 'a device on the path' } }],
    ],
    [
      'silence afterwards',
      [http({}), rest(180), broken('TIMEOUT')],
      undefined,
      [{ status: 'fail', evidence: { cutBy: /without a reset or an end/ } }],
    ],
    ['the end of the run', [http({}), rest(20, 'DEADLINE')], undefined, [{ status: 'inconclusive', evidence: { idle: 'not asked' } }]],
    [
      'a bare end over the proxy, held without it',
      [http({}), rest(180), http({})],
      [http({}), rest(20, 'CLOSED')],
      [
        { status: 'pass' },
        { status: 'fail', confidence: 'certain', owner: 'proxy', evidence: { cutBy: /^the proxy proxy.corp.test:8080/ } },
      ],
    ],
    [
      'the same end over both',
      [http({}), rest(120, 'CLOSED')],
      [http({}), rest(121, 'CLOSED')],
      [{ status: 'pass' }, { status: 'pass', evidence: { idle: /another route/ } }],
    ],
  ];
  for (const [name, direct, proxied, wanted] of table) {
    const scope = scopeOf(endpoints, proxied === undefined ? [DIRECT] : [DIRECT, PROXY], { holdSeconds: 180 });
    const findings = run(scope, (question, { route }) => [
      ...OPEN,
      ...(question === 'first' ? [http({})] : ((route.kind === 'direct' ? direct : proxied) ?? [])),
    ]);
    t.match(findings, wanted, name);
  }
  const asked: string[] = [];
  run(scopeOf(endpoints), (question) => {
    asked.push(question);
    return [...OPEN, http({})];
  });
  t.same(asked, ['first'], 'only with --hold');
});
