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
const AIA = 'http://crl.authority.example/a.cer';
const LEAF = certificate({ ocspUrls: [OCSP], crlUrls: [CRL], issuerUrls: [AIA] });

const answer = (status: number, contentType: string, bodyExcerpt = ''): readonly Step[] => [
  DNS_OK,
  TCP_OK,
  step('http', { method: 'GET', status, headers: {}, contentType, bodyExcerpt }),
];
const CRL_OK = answer(200, 'application/pkix-crl');
const OCSP_OK = answer(200, 'application/ocsp-response');
const SHUT = [DNS_OK, step('tcp', { attempts: [] }, 'TIMEOUT')];

/** Every https host shows the chain; every http address answers as the table says. */
function run(
  endpoints: readonly ScopedEndpoint[],
  web: Readonly<Record<string, readonly Step[]>>,
  {
    chain = [LEAF, ROOT],
    error = '',
    fingerprints = NO_FINGERPRINTS,
  }: { chain?: readonly Certificate[]; error?: string; fingerprints?: typeof NO_FINGERPRINTS } = {},
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
    if (keys.has(task.key) || (task.derivedFrom !== undefined && task.derivedFrom.because !== 'revocation')) continue;
    keys.add(task.key);
    const url = `http://${task.target.host}${task.path === '/' ? '' : task.path}`;
    const one = { task, facts: observation(task.scheme === 'https' ? secured : (web[url] ?? SHUT)) };
    answers.push(one);
    tasks.push(...followProofs(one, scope, (other) => verdictOf(other, scope, fingerprints)));
  }
  const findings = judge(answers, scope, fingerprints).filter(({ kind }) => kind === 'endpoint');
  return {
    findings,
    asked: answers.filter(({ task }) => task.derivedFrom !== undefined).map(({ task }) => `${task.target.host}${task.path}`),
  };
}

const [one, two] = [endpoint('u/one', 'download.microsoft.com'), endpoint('t/two', 'login.example')];
const derived = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ id }) => id.startsWith('endpoint:derived/')).map(({ id, status }) => `${id.slice(17)} ${status}`);

t.test('what a certificate is checked with', async (t) => {
  const open = { [OCSP]: OCSP_OK, [CRL]: CRL_OK, [AIA]: answer(200, 'application/octet-stream', '0\ufffd\u0003') };
  const rows: readonly (readonly [string, Readonly<Record<string, readonly Step[]>>, string, readonly string[]])[] = [
    ['all answer', open, 'pass', []],
    ['a responder that refuses GET', { ...open, [OCSP]: answer(405, 'text/html') }, 'pass', []],
    ['OCSP is shut', { ...open, [OCSP]: SHUT }, 'warn', [OCSP]],
    ['the list is shut', { ...open, [CRL]: SHUT }, 'warn', [CRL]],
    ['the issuer is shut', { ...open, [AIA]: SHUT }, 'warn', [AIA]],
    ['both are shut', { [AIA]: open[AIA] as readonly Step[] }, 'fail', [OCSP, CRL]],
  ];
  for (const [name, web, status, urls] of rows) {
    const { findings } = run([one], web);
    t.match(findings[0], { status, cause: status === 'pass' ? null : 'tls.revocation-unreachable' }, name);
    const told = (findings[0]?.evidence.revocation ?? []) as readonly { readonly url: string; readonly cause: string }[];
    t.same(
      told.map(({ url }) => url.replace(/\/$/, '')),
      urls,
      name,
    );
    t.ok(
      told.every(({ cause }) => cause === 'tcp.timeout'),
      name,
    );
  }
});

t.test('each address is asked once, and each host is one derived requirement', async (t) => {
  const { findings, asked } = run([one, two], { [OCSP]: OCSP_OK, [AIA]: CRL_OK });
  t.same(asked, ['ocsp.authority.example/', 'crl.authority.example/a.crl', 'crl.authority.example/a.cer']);
  t.same(
    derived(findings),
    ['revocation/ocsp.authority.example:80@direct pass', 'revocation/crl.authority.example:80@direct warn'],
    'the worst answer of a host',
  );
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
    [AIA]: CRL_OK,
  });
  t.same(listed.asked, ['ocsp.authority.example/', 'crl.authority.example/a.cer'], 'what is listed is asked anyway');
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
