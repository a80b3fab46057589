import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import { withDerived } from '../../../../../src/firewall/derived.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Certificate, Step } from '../../../../../src/model/network/observation.ts';
import type { Report } from '../../../../../src/model/report.ts';
import type { ScopedEndpoint } from '../../../../../src/model/scope.ts';
import { workOrders } from '../../../../../src/report/orders/work-orders.ts';
import {
  certificate,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  ROOT,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../support/endpoint-examples.ts';

const OCSP = 'http://ocsp.authority.example';
const CRL = 'http://crl.authority.example/a.crl';
const LEAF = certificate({ ocspUrls: [OCSP], crlUrls: [CRL], issuerUrls: ['http://crl.authority.example/a.cer'] });

const answer = (status: number, contentType: string, bodyExcerpt = ''): readonly Step[] => [
  DNS_OK,
  TCP_OK,
  step('http', { method: 'GET', status, headers: {}, contentType, bodyExcerpt }),
];
const DER = '0\ufffd\u0003';
const CRL_OK = answer(200, 'application/pkix-crl', DER);
const OCSP_OK = answer(200, 'application/ocsp-response', DER);
const SIGN_IN = answer(200, 'text/html', '<html>Please log on');
const SHUT = [DNS_OK, step('tcp', { attempts: [] }, 'TIMEOUT')];

/** Every https host shows the chain; every http address answers as the table says. */
function run(
  endpoints: readonly ScopedEndpoint[],
  web: Readonly<Record<string, readonly Step[]>>,
  {
    chain = [LEAF, ROOT],
    error = '',
    fingerprints = NO_FINGERPRINTS,
    kinds = ['endpoint'],
  }: { chain?: readonly Certificate[]; error?: string; fingerprints?: typeof NO_FINGERPRINTS; kinds?: readonly string[] } = {},
): { findings: readonly Finding[]; asked: readonly string[] } {
  const scope = scopeOf(endpoints);
  const tls = step(
    'tls',
    { version: 'TLSv1.2', chain, authorizationError: error, nameError: '', endsInGenuineRoot: error === '' },
    error === '' ? undefined : error,
  );
  const secured = [DNS_OK, TCP_OK, tls, ...(error === '' ? [step('http', { method: 'GET', status: 200, headers: {} })] : [])];
  const answers: ProbeAnswer[] = [];
  const keys = new Set<string>();
  const tasks = [...plan(scope)];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    if (task.derivedFrom !== undefined && !reaches(task.target.host)) continue;
    if (keys.has(task.key) || (task.derivedFrom !== undefined && task.derivedFrom.because !== 'revocation')) continue;
    keys.add(task.key);
    const url = `http://${task.target.host}${task.path === '/' ? '' : task.path}`;
    const one = { task, facts: observation(task.scheme === 'https' ? secured : (web[url] ?? SHUT)) };
    answers.push(one);
    tasks.push(...followProofs(one, scope, (other) => verdictOf(other, scope, fingerprints)));
  }
  const findings = judge(answers, scope, fingerprints).filter(({ kind }) => kinds.includes(kind));
  return {
    findings,
    asked: answers.filter(({ task }) => task.derivedFrom !== undefined).map(({ task }) => `${task.target.host}${task.path}`),
  };
}

/** A run that ends early asks no address of these. */
const reaches = (host: string): boolean => !host.startsWith('never.');

const [one, two] = [endpoint('u/one', 'download.microsoft.com'), endpoint('t/two', 'login.example')];
const derived = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ id }) => id.startsWith('endpoint:derived/')).map(({ id, status }) => `${id.slice(17)} ${status}`);

t.test('what a certificate is checked with', async (t) => {
  const open = { [OCSP]: OCSP_OK, [CRL]: CRL_OK };
  const shut = 'tls.revocation-unreachable';
  const rows: readonly (readonly [string, Readonly<Record<string, readonly Step[]>>, string, string | null, readonly string[]])[] = [
    ['both answer', open, 'pass', null, []],
    ['OCSP is shut', { [CRL]: CRL_OK }, 'pass', null, []],
    ['the list is shut', { [OCSP]: OCSP_OK }, 'pass', null, []],
    ['an OCSP error is an OCSP response', { [OCSP]: answer(200, 'application/ocsp-response', '0\u0003\n\u0001\u0006') }, 'pass', null, []],
    ['both are shut', {}, 'fail', shut, ['tcp.timeout', 'tcp.timeout']],
    ['a sign-in page for both', { [OCSP]: SIGN_IN, [CRL]: SIGN_IN }, 'fail', shut, ['no OCSP response, HTTP 200', 'no CRL, HTTP 200']],
    [
      'a page under the type of a list',
      { [CRL]: answer(200, 'application/pkix-crl', '<html>') },
      'fail',
      shut,
      ['tcp.timeout', 'no CRL, HTTP 200'],
    ],
    ['an error page', { [CRL]: answer(404, 'application/pkix-crl', DER) }, 'fail', shut, ['tcp.timeout', 'no CRL, HTTP 404']],
    ['a responder that refuses GET', { [OCSP]: answer(405, 'text/html') }, 'inconclusive', null, ['HTTP 405 to GET', 'tcp.timeout']],
    ['a run that ended', { [CRL]: [DNS_OK, step('tcp', { attempts: [] }, 'DEADLINE')] }, 'inconclusive', null, ['tcp.timeout', 'DEADLINE']],
  ];
  for (const [name, web, status, cause, told] of rows) {
    const { findings } = run([one], web);
    t.match(findings[0], { status, cause }, name);
    const ways = (findings[0]?.evidence.revocation ?? []) as readonly { readonly url: string; readonly cause: string }[];
    t.same(
      ways.map((way) => way.cause),
      told,
      name,
    );
    t.match(findings[0]?.reproduce, status === 'pass' ? /https:\/\/download/ : /http:\/\/ocsp\.authority/, 'it is seen at the address');
  }
});

t.test('each certificate of a chain has to be checkable, the root aside', async (t) => {
  const higher = certificate({ subject: 'CN=Issuing CA', crlUrls: ['http://crl.root.example/r.crl'] });
  const chain = [LEAF, higher, certificate({ ...ROOT, crlUrls: ['http://crl.nobody.example/'] })];
  const leaf = { [OCSP]: OCSP_OK, [CRL]: CRL_OK };
  t.match(run([one], leaf, { chain }).findings[0], {
    status: 'fail',
    evidence: { revocation: [{ url: 'http://crl.root.example/r.crl', cause: 'tcp.timeout' }] },
  });
  t.match(run([one], { ...leaf, 'http://crl.root.example/r.crl': CRL_OK }, { chain }).findings[0], { status: 'pass' });
});

t.test('a responder that is shut is one finding, and says what Windows does instead', async (t) => {
  const unlisted = run([one, two], { [CRL]: CRL_OK }).findings;
  t.same(derived(unlisted), ['revocation/ocsp.authority.example:80@direct warn', 'revocation/crl.authority.example:80@direct pass']);
  const own = endpoint('revocation/ocsp', 'ocsp.authority.example', { scheme: 'http', path: '/q' });
  const listed = run([one, two, own], { [CRL]: CRL_OK }).findings;
  t.same(derived(listed), ['revocation/crl.authority.example:80@direct pass']);
  for (const finding of [...unlisted, ...listed].filter(({ target }) => target.host === 'ocsp.authority.example'))
    t.match(finding, {
      cause: 'tcp.timeout',
      owner: 'firewall',
      message: /Windows waits .* then asks http:\/\/crl\.authority\.example\/a\.crl/,
    });
});

t.test('no way left is told once: the addresses to open, and whom it affects', async (t) => {
  const all = (web: Readonly<Record<string, readonly Step[]>>) => run([one, two], web, { kinds: ['route', 'endpoint'] }).findings;
  const [problem, ...rows] = all({});
  t.match(problem, {
    id: 'route:direct:tls.revocation-unreachable',
    status: 'fail',
    target: { affected: 2, of: 4 },
    message: /certificates of 2 endpoints .* http:\/\/ocsp\.authority\.example\/ \(tcp\.timeout\), http:\/\/crl/,
  });
  t.same([...(problem?.children ?? [])].sort(), rows.map(({ id }) => id).sort(), 'hosts and addresses');
  const destinations = workOrders({ findings: [problem, ...rows] } as unknown as Report, false).flatMap(({ items }) =>
    items.map(({ title }) => title),
  );
  t.same(destinations.sort(), ['crl.authority.example:80', 'ocsp.authority.example:80'], 'and only these are asked for');
  const [page, ...hosts] = all({ [OCSP]: SIGN_IN, [CRL]: SIGN_IN });
  const asked = workOrders({ findings: [page, ...hosts] } as unknown as Report, false).flatMap(({ items }) =>
    items.map(({ title }) => title),
  );
  t.same(asked.sort(), ['crl.authority.example:80', 'ocsp.authority.example:80'], 'also where something answers in their place');
});

t.test('each address is asked once, and each host is one derived requirement', async (t) => {
  const { findings, asked } = run([one, two], { [OCSP]: OCSP_OK });
  t.same(asked, ['ocsp.authority.example/', 'crl.authority.example/a.crl'], 'the issuer is not asked for: the server sent it');
  t.same(derived(findings), ['revocation/ocsp.authority.example:80@direct pass', 'revocation/crl.authority.example:80@direct warn']);
  t.match(
    findings.find(({ id }) => id.includes('/crl.')),
    { required: false, target: { scheme: 'http', port: 80 }, evidence: { neededBy: ['u/one', 't/two'] } },
  );
  const { requirements, notTaken } = withDerived([], { findings } as unknown as Report);
  t.match(requirements, [{ pattern: 'ocsp.authority.example', port: 80, scheme: 'http', required: false, features: ['revocation'] }]);
  t.equal(requirements.length, 1, 'what was proven is a row for the firewall');
  t.match(notTaken, [/^crl\.authority\.example:80: it was not proven \(warn, /], 'and what was not is named');

  const listed = run([one, endpoint('r/crl', 'crl.authority.example', { scheme: 'http', path: '/a.crl' })], {
    [OCSP]: OCSP_OK,
    [CRL]: CRL_OK,
  });
  t.same(listed.asked, ['ocsp.authority.example/'], 'what is listed is asked anyway');
  t.same(derived(listed.findings), ['revocation/ocsp.authority.example:80@direct pass']);
});

t.test('whom nobody asks for', async (t) => {
  const hostile = certificate({
    crlUrls: [
      'http://10.0.0.1/x',
      'http://localhost/x',
      'http://intranet/x',
      'http://x.example:25/',
      'https://x.example/',
      'ldap://x.example/',
      'http://a:b@x.example/',
      'nonsense',
      '',
    ],
  });
  t.same(run([one], {}, { chain: [hostile, ROOT] }).asked, [], 'addresses of this network, other schemes, other services');
  t.match(run([one], {}, { chain: [hostile, ROOT] }).findings, [{ status: 'pass' }]);
  t.same(run([one], {}, { error: 'SELF_SIGNED_CERT_IN_CHAIN' }).asked, [], 'those of an interceptor');
  const fingerprints = { ...NO_FINGERPRINTS, interceptor: () => ({ product: 'P', fingerprintId: 'p' }) };
  t.same(derived(run([one], {}, { fingerprints }).findings), [], 'those of an interceptor whose root was given as genuine');
  const many = certificate({ crlUrls: Array.from({ length: 50 }, (_, index) => `http://h${index}.example/`) });
  t.ok(run([one], {}, { chain: [many, ROOT] }).asked.length <= 8, 'so many of one certificate');
});

t.test('revocation leaves by a way of its own', async (t) => {
  const proxy = { name: 'proxy:1', kind: 'http', via: { host: 'proxy', port: 1 }, auth: 'auto' } as const;
  const own = { name: 'winhttp', kind: 'direct', auth: 'none' } as const;
  const listed = endpoint('r/list', 'crl.authority.example', { scheme: 'http', ports: [80], feature: 'revocation' });
  for (const routes of [[proxy], [proxy, own]]) {
    const probes = plan(scopeOf([one, listed], routes, { revocationRoute: own }));
    const asked = (host: string) => probes.filter(({ target }) => target.host === host).map(({ route }) => route.name);
    t.same(
      asked('download.microsoft.com'),
      routes.map(({ name }) => name),
    );
    t.same(asked('crl.authority.example'), ['winhttp']);
  }
  const asSystem = endpoint('u/go', 'go.microsoft.com', { sentBy: 'system' });
  const system = { name: 'system-settings', kind: 'http', via: { host: 'other', port: 1 }, auth: 'auto' } as const;
  t.same(
    plan(scopeOf([one, listed, asSystem], [proxy], { revocationRoute: own, systemRoute: system })).map(
      ({ target, route }) => `${target.host} ${route.name}`,
    ),
    ['download.microsoft.com proxy:1', 'crl.authority.example winhttp', 'go.microsoft.com system-settings'],
    'so does what System asks',
  );
  t.same(
    plan(scopeOf([asSystem], [proxy])).map(({ route }) => route.name),
    ['proxy:1'],
    'without one it is each route',
  );
  t.same(
    plan(scopeOf([asSystem], [proxy, own], { revocationRoute: own, systemRoute: own })).map(({ route }) => route.name),
    ['winhttp'],
    'one route may be both',
  );
  t.same(
    plan(scopeOf([one, listed], [proxy])).map(({ route }) => route.name),
    ['proxy:1', 'proxy:1'],
  );
});
