import t from 'tap';
import { judge, verdictOf } from '../../../../../../src/checks/endpoint/findings/judge.ts';
import { followProofs, planProofs } from '../../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../../src/checks/endpoint/proof/proof.ts';
import type { IndexedScope } from '../../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import type { Certificate, Step } from '../../../../../../src/model/network/observation.ts';
import type { Scope } from '../../../../../../src/model/scope.ts';
import {
  certificate,
  DIRECT,
  endpoint,
  NO_FINGERPRINTS,
  NOW,
  observation,
  PROXY,
  probe,
  ROOT,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../../support/endpoint-examples.ts';

const HOST = 'download.microsoft.com';
const SCOPE = scopeOf([endpoint('updates/x', HOST), endpoint('updates/y', 'go.example.com')]);
const GENUINE = step('tls', { chain: [certificate(), ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: '' });
const dns = (addresses: readonly string[], more: object = {}): Step => step('dns', { addresses, resolver: '203.0.113.53', ...more });
const page = (facts: object): readonly Step[] => [TCP_OK, step('http', { status: 200, headers: {}, contentType: 'text/html', ...facts })];
const NOTHING = [step('tcp', {}, 'TIMEOUT')];

/** Findings of a run in which the endpoint got `own` and each control what the table says; the rest got nothing. */
function findingsOf(
  own: ProbeAnswer,
  controls: Readonly<Record<string, readonly Step[]>>,
  scope: IndexedScope = SCOPE,
  others: readonly ProbeAnswer[] = [],
) {
  const asked = planProofs(scope, [own.task]).filter(({ derivedFrom }) => derivedFrom?.because === 'control');
  const answers = asked.map((task) => ({ task, facts: observation(controls[task.target.host] ?? NOTHING) }));
  return judge([own, ...others, ...answers], scope, NO_FINGERPRINTS);
}

const secured = (): ProbeAnswer => ({
  task: probe(HOST, { endpointKeys: ['updates/x'] }),
  facts: observation([dns(['203.0.113.80']), TCP_OK, GENUINE, step('http', { status: 200, headers: {} })]),
});

t.test('controls are asked once a route, and never where private answers are expected', async (t) => {
  const hosts = (scope: Scope): readonly string[] =>
    planProofs(
      scope,
      scope.routes.map((route) => probe(HOST, { route })),
    ).map(({ target, route }) => `${target.host}@${route.name}`);
  t.same(hosts(scopeOf(SCOPE.endpoints, [DIRECT, PROXY])), [
    '192.0.2.1@direct',
    'www.msftconnecttest.com@direct',
    'preflight-0123456789ab.invalid@direct',
    'preflight-0123456789ab.microsoft.com@direct',
    'preflight-0123456789ab.example.com@direct',
    '192.0.2.1@proxy.corp.test:8080',
    'www.msftconnecttest.com@proxy.corp.test:8080',
  ]);
  t.same(hosts({ ...SCOPE, allowPrivate: true }), []);
});

t.test('what the controls show', async (t) => {
  const rows: readonly [string, Readonly<Record<string, readonly Step[]>>, readonly string[]][] = [
    ['nothing answers', {}, []],
    ['the address that cannot exist', { '192.0.2.1': [TCP_OK] }, ['tcp.phantom']],
    ['a name below .invalid', { 'preflight-0123456789ab.invalid': [dns(['10.9.9.9'])] }, ['dns.hijacked']],
    [
      "the system's search list found another name",
      { 'preflight-0123456789ab.invalid': [dns(['10.9.9.9'], { serverFailure: { code: 'NXDOMAIN', message: '' } })] },
      [],
    ],
    ['one domain may have a wildcard', { 'preflight-0123456789ab.example.com': [dns(['198.51.100.7'])] }, []],
    [
      'two domains with one address have none',
      { 'preflight-0123456789ab.example.com': [dns(['10.9.9.9'])], 'preflight-0123456789ab.microsoft.com': [dns(['10.9.9.9'])] },
      ['dns.hijacked'],
    ],
    [
      'a filter that gives nothing but what it lists blocks, and makes nothing up',
      { 'preflight-0123456789ab.invalid': [dns(['0.0.0.0', '::'])] },
      ['dns.sinkhole'],
    ],
    ['the test page itself', { 'www.msftconnecttest.com': page({ contentType: 'text/plain', bodyExcerpt: 'Microsoft Connect Test' }) }, []],
    ['another page', { 'www.msftconnecttest.com': page({ bodyExcerpt: '<form>' }) }, ['http.captive-portal']],
    [
      'a redirect to another host',
      { 'www.msftconnecttest.com': page({ status: 302, location: 'http://login.test/' }) },
      ['http.captive-portal'],
    ],
    ['a redirect of its own', { 'www.msftconnecttest.com': page({ status: 302, location: 'http://ipv6.msftconnecttest.com/' }) }, []],
    ['the standard says so', { 'www.msftconnecttest.com': page({ status: 511 }) }, ['http.captive-portal']],
    ['the test page is in no list and may be blocked', { 'www.msftconnecttest.com': page({ status: 403 }) }, []],
  ];
  for (const [name, controls, wanted] of rows) {
    const findings = findingsOf(secured(), controls);
    t.same(
      findings.filter(({ kind }) => kind === 'route').map(({ cause }) => cause),
      wanted,
      name,
    );
    t.equal(findings.find(({ id }) => id.startsWith('endpoint:updates/x'))?.status, 'pass', name);
    t.ok(
      findings.filter(({ kind }) => kind === 'route').every(({ status }) => status === 'warn'),
      name,
    );
  }
});

t.test('what they mean for endpoints', async (t) => {
  const made = { 'preflight-0123456789ab.invalid': [dns(['10.9.9.9'])] };
  const failed: ProbeAnswer = { task: secured().task, facts: observation([dns(['10.9.9.9']), step('tcp', {}, 'ECONNREFUSED')]) };
  t.match(
    findingsOf(failed, made).find(({ kind }) => kind === 'endpoint'),
    { status: 'fail', cause: 'dns.hijacked', owner: 'dns' },
  );
  const elsewhere: ProbeAnswer = { task: secured().task, facts: observation([dns(['203.0.113.80']), step('tcp', {}, 'ECONNREFUSED')]) };
  t.match(
    findingsOf(elsewhere, made).find(({ kind }) => kind === 'endpoint'),
    { status: 'fail', cause: 'tcp.refused' },
  );
  const open = scopeOf([endpoint('updates/x', HOST, { scheme: 'tcp' })]);
  const connected: ProbeAnswer = { task: probe(HOST, { scheme: 'tcp' }), facts: observation([dns(['203.0.113.80']), TCP_OK]) };
  t.match(findingsOf(connected, {}, open)[0], { status: 'pass' });
  const doubted = findingsOf(connected, { '192.0.2.1': [TCP_OK] }, open).find(({ kind }) => kind === 'endpoint');
  t.match(doubted, { status: 'inconclusive', cause: 'tcp.phantom', evidence: { controlAddress: '192.0.2.1', address: '203.0.113.80' } });
});

t.test('answers made up below one top-level domain, or below one domain', async (t) => {
  const scope = scopeOf([endpoint('updates/x', 'ok.svcplane.net')]);
  const task = probe('ok.svcplane.net', { endpointKeys: ['updates/x'] });
  t.same(
    planProofs(scope, [task]).flatMap(({ target }) => (target.host.startsWith('preflight-') ? [target.host.slice(23)] : [])),
    ['invalid', 'svcplane.net', 'example.com', 'example.net'],
  );
  const showing = (leaf: Partial<Certificate>): Step =>
    step('tls', { chain: [certificate(leaf), ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: 'not in the list' });
  const foreign = showing({});
  const at = (...steps: readonly Step[]): ProbeAnswer => ({ task, facts: observation([dns(['198.51.100.7']), ...steps]) });
  const refused = at(step('tcp', {}, 'ECONNREFUSED'));
  const below = (...domains: readonly string[]) =>
    Object.fromEntries(domains.map((domain) => [`preflight-0123456789ab.${domain}`, [dns(['198.51.100.7'])]]));
  const rows: readonly [string, ProbeAnswer, Readonly<Record<string, readonly Step[]>>, object][] = [
    ['a whole top-level domain', refused, below('svcplane.net', 'example.net'), { cause: 'dns.hijacked', confidence: 'certain' }],
    ['one domain may have a wildcard', refused, below('svcplane.net'), { cause: 'tcp.refused' }],
    ['with the certificate of another', at(TCP_OK, foreign), below('svcplane.net'), { cause: 'dns.hijacked', confidence: 'likely' }],
    ['another domain says nothing of it', at(TCP_OK, foreign), below('example.net'), { cause: 'tls.name-mismatch' }],
    [
      'the certificate of another name of the domain',
      at(TCP_OK, showing({ subjectAltName: 'DNS:a.example, DNS:*.svcplane.net' })),
      below('svcplane.net'),
      { cause: 'tls.name-mismatch' },
    ],
    [
      'the name is in the subject only',
      at(TCP_OK, showing({ subject: 'CN=ok.svcplane.net, O=Service' })),
      below('svcplane.net'),
      { cause: 'tls.name-mismatch' },
    ],
    [
      'a wildcard above the domain',
      at(TCP_OK, showing({ subjectAltName: 'DNS:*.net' })),
      below('svcplane.net'),
      { cause: 'tls.name-mismatch' },
    ],
  ];
  for (const [name, own, controls, wanted] of rows)
    t.match(
      findingsOf(own, controls, scope).find(({ kind }) => kind === 'endpoint'),
      wanted,
      name,
    );
  const other: ProbeAnswer = {
    task: probe('other.svcplane.net', { endpointKeys: ['updates/y'] }),
    facts: observation([dns(['198.51.100.7']), TCP_OK, GENUINE, step('http', { status: 200, headers: {} })]),
  };
  const both = scopeOf([endpoint('updates/x', 'ok.svcplane.net'), endpoint('updates/y', 'other.svcplane.net')]);
  t.match(
    findingsOf(at(TCP_OK, foreign), below('svcplane.net'), both, [other]).find(({ id }) => id.startsWith('endpoint:updates/x')),
    { cause: 'tls.name-mismatch' },
    "the domain's own wildcard, where another host proved itself",
  );
});

t.test('a handshake that fails where every connection is accepted is explained by that', async (t) => {
  const cut: ProbeAnswer = {
    task: probe(HOST, { endpointKeys: ['updates/x'] }),
    facts: observation([dns(['203.0.113.80']), TCP_OK, step('tls', {}, 'ECONNRESET')]),
  };
  const [ofRoute, own] = [true, false].map((isRoute) =>
    findingsOf(cut, { '192.0.2.1': [TCP_OK] }).find(({ kind }) => (kind === 'route') === isRoute),
  );
  t.match(own, { status: 'fail', cause: 'tls.reset', owner: 'firewall', message: /192\.0\.2\.1/, remedy: /transparent proxy/ });
  t.match(ofRoute, { status: 'fail', cause: 'tcp.phantom', children: [own?.id] });
  t.match(
    findingsOf(cut, {}).find(({ kind }) => kind === 'endpoint'),
    { evidence: { controlAddress: undefined } },
  );
});

t.test("this machine's clock against the answers", async (t) => {
  const answered = (host: string, seconds: number, age?: string): ProbeAnswer => {
    const date = new Date(Date.parse(NOW) + seconds * 1000).toUTCString();
    const headers = { date, ...(age === undefined ? {} : { age }) };
    return { task: probe(host), facts: observation([dns(['203.0.113.80']), TCP_OK, GENUINE, step('http', { status: 200, headers })]) };
  };
  const skew = (answers: readonly ProbeAnswer[]): unknown =>
    judge(answers, SCOPE, NO_FINGERPRINTS).find(({ cause }) => cause === 'host.clock-skew')?.evidence.skewSeconds;
  t.equal(skew([answered('a.test', -3600), answered('b.test', -3601), answered('c.test', 0)]), 3600);
  t.equal(skew([answered('a.test', 900), answered('b.test', 900)]), -900);
  t.equal(skew([answered('a.test', -3600)]), undefined, 'a single answer');
  t.equal(skew([answered('a.test', -3600), answered('b.test', 0), answered('c.test', 1)]), undefined, 'a single odd one');
  t.equal(skew([answered('a.test', -3600, '3600'), answered('b.test', -7200, '7200')]), undefined, 'from caches');
});

t.test('the answers of a control resolver', async (t) => {
  const scope = scopeOf([endpoint('updates/x', HOST)], [DIRECT], { controlResolver: 'udp://203.0.113.54' });
  const own = (last: Step): ProbeAnswer => ({
    task: probe(HOST, { endpointKeys: ['updates/x'] }),
    facts: observation([dns(['203.0.113.80']), last]),
  });
  const judged = (answer: ProbeAnswer, control: readonly string[], there: Step) => {
    const lookups = planProofs(scope, [answer.task]).filter(({ variation }) => variation?.resolver === 'control');
    const resolved = lookups.map((task) => ({
      task,
      facts: observation([control.length === 0 ? step('dns', {}, 'NXDOMAIN') : dns(control)]),
    }));
    const reached = resolved
      .flatMap((one) => followProofs(one, scope, (other) => verdictOf(other, scope, NO_FINGERPRINTS)))
      .map((task) => ({ task, facts: observation([TCP_OK, there]) }));
    return judge([answer, ...resolved, ...reached], scope, NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint');
  };
  const refused = step('tcp', {}, 'ECONNREFUSED');
  const rows: readonly [string, ProbeAnswer, readonly string[], Step, string | null][] = [
    ['fails here, genuine there', own(refused), ['198.51.100.1'], GENUINE, 'dns.hijacked'],
    ['fails at both', own(refused), ['198.51.100.1'], step('tls', {}, 'TIMEOUT'), 'tcp.refused'],
    ['the same address', own(refused), ['203.0.113.80', '198.51.100.1'], GENUINE, 'tcp.refused'],
    ['the control knows no such name', own(refused), [], GENUINE, 'tcp.refused'],
    ['other addresses alone', secured(), ['198.51.100.1'], GENUINE, null],
  ];
  for (const [name, answer, control, there, cause] of rows) t.equal(judged(answer, control, there)?.cause, cause, name);
});

t.test('a header of somebody in between is a hint on what is not proven, never on a pass', async (t) => {
  const plain = (headers: Readonly<Record<string, string>>): unknown => {
    const http = step('http', { status: 404, headers });
    const answer: ProbeAnswer = { task: probe(HOST, { scheme: 'http', endpointKeys: ['updates/x'] }), facts: observation([TCP_OK, http]) };
    return findingsOf(answer, {}).find(({ kind }) => kind === 'endpoint')?.evidence.transparentProxy;
  };
  t.equal(plain({ via: '1.1 gateway (squid)' }), 'via: 1.1 gateway (squid)');
  t.equal(plain({ server: 'nginx' }), undefined);
});
