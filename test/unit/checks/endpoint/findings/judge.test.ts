import t from 'tap';
import { judge, judgeAlone } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import type { IndexedScope } from '../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import { reproduce } from '../../../../../src/checks/endpoint/verdict/route/reproduce.ts';
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
  probe,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../support/endpoint-examples.ts';

const GOOD: readonly Step[] = [DNS_OK, TCP_OK, TLS_OK, step('http', { status: 200, headers: {} })];
const refused: readonly Step[] = [DNS_OK, step('tcp', {}, 'ECONNREFUSED')];

function run(scope: IndexedScope, stepsOf: (probe: Probe) => readonly Step[] | undefined): readonly Finding[] {
  const answers = plan(scope).map((task) => {
    const steps = stepsOf(task);
    return steps === undefined ? { task } : { task, facts: observation(steps) };
  });
  return judge(answers, scope, NO_FINGERPRINTS);
}

t.test('the same question is asked once and answered for everyone', async (t) => {
  const scope = scopeOf([
    endpoint('updates/a', 'download.microsoft.com'),
    endpoint('servicing/a', 'download.microsoft.com'),
    endpoint('updates/b', 'go.microsoft.com'),
  ]);
  t.equal(plan(scope).length, 2);
  const findings = run(scope, () => GOOD);
  t.same(
    findings.map((finding) => finding.id),
    ['endpoint:updates/a:443@direct', 'endpoint:servicing/a:443@direct', 'endpoint:updates/b:443@direct'],
  );
});

t.test('who needs only the host is content with the path that another asks for; two paths stay two probes', async (t) => {
  const scope = scopeOf([
    endpoint('u/go', 'go.microsoft.com'),
    endpoint('w/go', 'go.microsoft.com', { path: '/fwlink/?LinkID=1' }),
    endpoint('o/go', 'go.microsoft.com', { path: '/fwlink/?linkid=2' }),
  ]);
  t.same(
    plan(scope).map((task) => [task.path, task.endpointKeys]),
    [
      ['/fwlink/?LinkID=1', ['u/go', 'w/go']],
      ['/fwlink/?linkid=2', ['o/go']],
    ],
  );
});

t.test('endpoints that share a probe over plain HTTP and expect unlike signs are judged each by its own', async (t) => {
  const expecting = (id: string, bodyPrefix: string) => endpoint(id, 'mirror.test', { scheme: 'http', expect: { origin: { bodyPrefix } } });
  const scope = scopeOf([
    expecting('a/right', 'hello'),
    expecting('a/wrong', 'bye'),
    endpoint('a/none', 'mirror.test', { scheme: 'http' }),
  ]);
  t.equal(plan(scope).length, 1);
  const findings = run(scope, () => [
    DNS_OK,
    TCP_OK,
    step('http', { status: 200, headers: {}, contentType: 'text/plain', bodyExcerpt: 'hello you' }),
  ]);
  t.same(
    findings.filter(({ kind }) => kind === 'endpoint').map(({ id, status, confidence }) => [id, status, confidence]),
    [
      ['endpoint:a/right:80@direct', 'pass', 'likely'],
      ['endpoint:a/wrong:80@direct', 'inconclusive', 'certain'],
      ['endpoint:a/none:80@direct', 'pass', 'likely'],
    ],
  );
});

t.test('a pattern has a finding for each of its hosts', async (t) => {
  const scoped = {
    ...endpoint('u/any.manage.microsoft.com', '*.manage.microsoft.com'),
    hosts: ['a.manage.microsoft.com', 'b.manage.microsoft.com'],
  };
  t.same(
    run(scopeOf([scoped]), () => GOOD).map((finding) => finding.id),
    [
      'endpoint:u/any.manage.microsoft.com/a.manage.microsoft.com:443@direct',
      'endpoint:u/any.manage.microsoft.com/b.manage.microsoft.com:443@direct',
    ],
  );
});

t.test('an optional endpoint that fails is a warning', async (t) => {
  const [finding] = run(scopeOf([endpoint('u/a', 'a.test', { required: false })]), () => refused);
  t.match(finding, { status: 'warn', cause: 'tcp.refused', required: false });
});

t.test('what was not run is inconclusive, what was not selected is skipped with its reason', async (t) => {
  const scope = scopeOf([
    endpoint('u/a', 'a.test'),
    { ...endpoint('u/b', '<prefix>.test'), hosts: [], skip: { reason: 'missing-parameter', message: 'no value for <prefix>' } },
  ]);
  const findings = run(scope, () => undefined);
  t.match(findings, [
    { id: 'endpoint:u/a:443@direct', status: 'inconclusive', cause: null, evidence: { code: 'NOT_RUN' } },
    { id: 'endpoint:u/b:443@direct', status: 'skip', skipReason: 'missing-parameter', message: 'no value for <prefix>' },
  ]);
});

t.test('one problem of a whole route is one finding on top', async (t) => {
  const hosts = ['a', 'b', 'c', 'd'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const down: readonly Step[] = [step('dns', { addresses: ['10.0.0.8'] }, undefined, 'proxy'), step('tcp', {}, 'ECONNREFUSED', 'proxy')];
  const [top, ...rest] = run(scopeOf(hosts, [DIRECT, PROXY]), (task) => (task.route === PROXY ? down : GOOD));
  t.match(top, { id: 'route:proxy.corp.test:8080:proxy.unreachable', kind: 'route', status: 'fail', cause: 'proxy.unreachable' });
  t.same(
    top?.children,
    hosts.map(({ key }) => `endpoint:${key}:443@proxy.corp.test:8080`),
  );
  t.equal(rest.filter((finding) => finding.status === 'fail').length, 4, 'the children keep their own status');
});

t.test('a machine that runs out of descriptors is told once', async (t) => {
  const hosts = ['a', 'b', 'c', 'd'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const findings = run(scopeOf(hosts), (task) => (task.target.host === 'd.test' ? GOOD : [DNS_OK, step('tcp', {}, 'EMFILE')]));
  t.match(findings[0], { kind: 'route', cause: 'tcp.local-limit', status: 'inconclusive', children: { length: 3 } });
});

t.test('all of port 80 shut while 443 answers', async (t) => {
  const hosts = ['a', 'b', 'c'].flatMap((name) => [
    endpoint(`r/${name}`, `${name}.test`, { scheme: 'http' }),
    endpoint(`u/${name}`, `${name}.test`),
  ]);
  const findings = run(scopeOf(hosts), (task) => (task.scheme === 'http' ? [DNS_OK, step('tcp', {}, 'TIMEOUT')] : GOOD));
  t.match(findings[0], { id: 'route:direct:tcp.timeout:80', kind: 'route', cause: 'tcp.timeout', children: { length: 3 } });
});

t.test('a few alike failures among others are no problem of the route', async (t) => {
  const hosts = ['a', 'b', 'c', 'd'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const findings = run(scopeOf(hosts), (task) => (task.target.host === 'd.test' ? GOOD : refused));
  t.equal(findings.filter((finding) => finding.kind === 'route').length, 0);
});

function unreachable(more: { readonly noRoute?: true } = {}): Step {
  const failure = { code: 'ENETUNREACH', message: 'network is unreachable', address: '203.0.113.80' };
  return step('tcp', { attempts: [{ address: '203.0.113.80', family: 4, durationMs: 1, failure, ...more }] }, failure);
}

t.test('a machine without any way out is no failure of forty endpoints', async (t) => {
  const hosts = ['a', 'b', 'c', 'd'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const findings = run(scopeOf(hosts), () => [DNS_OK, unreachable({ noRoute: true })]);
  t.match(findings[0], { kind: 'route', status: 'inconclusive', cause: null, owner: 'host', evidence: { code: 'NO_ROUTE' } });
  t.ok(findings.every((finding) => finding.status === 'inconclusive'));
});

t.test('a router that knows no way is the network, whatever the number of endpoints', async (t) => {
  const findings = run(scopeOf([endpoint('u/a', 'a.test')]), () => [DNS_OK, unreachable()]);
  t.match(findings, [{ status: 'fail', cause: 'tcp.unreachable', owner: 'firewall' }]);
});

t.test('"unreachable" about one host is a firewall while others are reached over the same gateway', async (t) => {
  const hosts = ['a', 'b', 'c'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const [first] = run(scopeOf(hosts), (task) => (task.target.host === 'a.test' ? [DNS_OK, unreachable()] : GOOD));
  t.match(first, { status: 'fail', cause: 'tcp.unreachable', owner: 'firewall', evidence: { othersReached: 2 } });
  t.match(first?.message, /while 2 other hosts are reached over the same gateway: a firewall on the path rejected/);
  t.notMatch(first?.remedy, /routing/);
  const alone = run(scopeOf([endpoint('u/a', 'a.test')]), () => [DNS_OK, unreachable()]);
  t.match(alone[0]?.remedy, /Check the routing of this server as well/);
});

t.test('where no public name resolves, the first question is whether a proxy is meant', async (t) => {
  const hosts = ['a', 'b', 'c'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const nowhere = [step('dns', { resolver: '192.0.2.53' }, 'NXDOMAIN')];
  const [top] = run(scopeOf(hosts), () => nowhere);
  t.match(top, { kind: 'route', cause: 'dns.nxdomain', owner: 'dns' });
  t.match(top?.remedy, /^Is this server meant to use a proxy\? Then name it \(--route http:\/\/PROXY:PORT\)/);
  const [, one] = run(scopeOf(hosts), (task) => (task.target.host === 'a.test' ? GOOD : nowhere));
  t.notMatch(one?.remedy, /meant to use a proxy/);
});

t.test('one unreachable network among others is the network, not this machine', async (t) => {
  const hosts = ['a', 'b'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const findings = run(scopeOf(hosts), (task) => (task.target.host === 'a.test' ? [DNS_OK, unreachable({ noRoute: true })] : GOOD));
  t.match(findings, [{ status: 'fail', cause: 'tcp.unreachable' }, { status: 'pass' }]);
});

t.test('a proxy that answers others did not time out itself', async (t) => {
  const hosts = ['a', 'b'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const tunnel = step('proxy', { status: 200, headers: {} }, undefined, 'proxy');
  const silent = step('proxy', {}, 'TIMEOUT', 'proxy');
  const findings = run(scopeOf(hosts, [PROXY]), (task) =>
    task.target.host === 'a.test' ? [silent] : [tunnel, TLS_OK, step('http', { status: 200 })],
  );
  t.match(findings[0], { cause: 'proxy.upstream-timeout', confidence: 'likely' });
  t.match(run(scopeOf(hosts, [PROXY]), () => [silent])[0], { cause: 'proxy.timeout' });
});

t.test('the same interceptor on some endpoints is one device', async (t) => {
  const hosts = ['a', 'b', 'c', 'd'].map((name) => endpoint(`u/${name}`, `${name}.test`));
  const corp = certificate({ subject: 'CN=Contoso Inspection', issuer: 'CN=Contoso Inspection', selfSigned: true });
  const bumped = [
    DNS_OK,
    TCP_OK,
    step(
      'tls',
      { chain: [certificate(), corp], authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN', endsInGenuineRoot: false, systemTrusted: true },
      'SELF_SIGNED_CERT_IN_CHAIN',
    ),
  ];
  const findings = run(scopeOf(hosts), (task) => (task.target.host === 'd.test' ? GOOD : bumped));
  t.match(findings[0], { kind: 'route', cause: 'tls.intercepted', status: 'warn', children: { length: 3 } });
});

t.test('one answer can be judged while the run goes on', async (t) => {
  const scope = scopeOf([endpoint('u/a', 'a.test'), endpoint('u/b', 'b.test')]);
  const [task] = plan(scope);
  if (task === undefined) return t.fail('nothing planned');
  t.match(judgeAlone({ task, facts: observation(refused) }, scope, NO_FINGERPRINTS), [{ id: 'endpoint:u/a:443@direct', status: 'fail' }]);
});

t.test('the reproduce line asks the same question, without secrets', async (t) => {
  const rows: readonly (readonly [Probe, string])[] = [
    [probe('a.test'), "curl -sS -v -o /dev/null --max-time 15 --http1.1 --tlsv1.2 --tls-max 1.2 --noproxy '*' https://a.test/"],
    [
      probe('a.test', { scheme: 'http', path: '/x?y=1&z=$(id)' }),
      "curl -sS -v -o /dev/null --max-time 15 --http1.1 --noproxy '*' 'http://a.test/x?y=1&z=$(id)'",
    ],
    [
      probe('a.test', { route: PROXY }),
      'curl -sS -v -o /dev/null --max-time 15 --http1.1 --tlsv1.2 --tls-max 1.2 -x http://proxy.corp.test:8080 https://a.test/',
    ],
    [
      probe('a.test', { route: { ...PROXY, auth: 'basic', username: "CORP\\o'neil" } }),
      "curl -sS -v -o /dev/null --max-time 15 --http1.1 --tlsv1.2 --tls-max 1.2 -x http://proxy.corp.test:8080 --proxy-basic --proxy-user 'CORP\\o%27neil' https://a.test/",
    ],
  ];
  for (const [asked, expected] of rows) t.equal(reproduce(asked), expected);
});
