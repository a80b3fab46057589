import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { IndexedScope } from '../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import type { ScopedEndpoint } from '../../../../../src/model/scope.ts';
import { DNS_OK, endpoint, NO_FINGERPRINTS, observation, scopeOf, step, TCP_OK, TLS_OK } from '../../../../support/endpoint-examples.ts';

const SHUT = step('tcp', { attempts: [] }, 'ECONNREFUSED');
const OK = 'ok';
const CLOSED = 'closed';

/** What each address answers: a place to go to, `ok`, `closed`; in a run that asks for it. Addresses that were asked, in order. */
function run(
  scope: IndexedScope,
  web: (url: string) => string,
  marked = false,
): { findings: readonly Finding[]; asked: readonly string[] } {
  const fingerprints = marked ? { ...NO_FINGERPRINTS, originMarker: () => 'marker' } : NO_FINGERPRINTS;
  const answers: ProbeAnswer[] = [];
  const asked: string[] = [];
  const keys = new Set<string>();
  const tasks = [...plan(scope)];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    if (keys.has(task.key) || (task.derivedFrom !== undefined && task.derivedFrom.because !== 'redirect')) continue;
    keys.add(task.key);
    const url = `${task.scheme}://${task.target.host}${[80, 443].includes(task.target.port) ? '' : `:${task.target.port}`}${task.path}`;
    asked.push(url);
    const answer = { task, facts: observation(stepsOf(task.scheme === 'https', web(url))) };
    answers.push(answer);
    tasks.push(...followProofs(answer, scope, (one) => verdictOf(one, scope, fingerprints)));
  }
  return { findings: judge(answers, scope, fingerprints).filter(({ kind }) => kind === 'endpoint'), asked };
}

function stepsOf(secured: boolean, answer: string): readonly Step[] {
  if (answer === CLOSED) return [DNS_OK, SHUT];
  const facts = answer === OK ? { status: 200 } : { status: 302, location: answer };
  return [DNS_OK, TCP_OK, ...(secured ? [TLS_OK] : []), step('http', { method: 'GET', headers: {}, ...facts })];
}

const table =
  (leads: Readonly<Record<string, string>>) =>
  (url: string): string =>
    leads[url] ?? OK;
const aka = endpoint('updates/aka.ms', 'aka.ms', { path: '/x' });
const START = 'https://aka.ms/x';

t.test('where a chain of redirects leads', async (t) => {
  const listed = [aka, endpoint('updates/go', 'go.microsoft.com')];
  const wild: ScopedEndpoint = { ...endpoint('w/dl', '*.download.example'), hosts: [], skip: { reason: 'not-selected', message: '' } };
  const rows: readonly (readonly [string, readonly ScopedEndpoint[], Readonly<Record<string, string>>, Partial<Finding>, string])[] = [
    ['no redirect', [aka], {}, { status: 'pass', cause: null }, ''],
    ['to a listed host', listed, { [START]: 'https://go.microsoft.com/y' }, { status: 'pass' }, ''],
    ['below a wildcard that is not selected', [aka, wild], { [START]: 'https://a.download.example/y' }, { status: 'pass' }, ''],
    ['to a listed host on another port', listed, { [START]: 'https://go.microsoft.com:8443/y' }, { status: 'warn' }, ''],
    ['within the host', [aka], { [START]: '/y?z=1#f' }, { status: 'pass' }, ''],
    ['to an unlisted host that is open', [aka], { [START]: 'https://new.example/y' }, { status: 'pass' }, 'new.example:443 pass'],
    ['to one that is shut', [aka], { [START]: 'https://new.example/y', 'https://new.example/y': CLOSED }, { status: 'fail' }, ''],
    [
      'to one behind a listed one',
      listed,
      { [START]: 'https://go.microsoft.com/y', 'https://go.microsoft.com/y': '//new.example/z', 'https://new.example/z': CLOSED },
      { status: 'fail' },
      '',
    ],
    [
      'to a listed host whose own row says that it is shut',
      listed,
      { [START]: 'https://go.microsoft.com/y', 'https://go.microsoft.com/y': CLOSED, 'https://go.microsoft.com/': CLOSED },
      { status: 'pass' },
      '',
    ],
    [
      'to a listed host whose own row says so, and is optional',
      [aka, endpoint('updates/go', 'go.microsoft.com', { required: false })],
      { [START]: 'https://go.microsoft.com/y', 'https://go.microsoft.com/y': CLOSED, 'https://go.microsoft.com/': CLOSED },
      { status: 'fail', cause: 'tcp.refused' },
      '',
    ],
    [
      'to a listed host that is shut and not probed',
      [aka, wild],
      { [START]: 'https://a.download.example/y', 'https://a.download.example/y': CLOSED },
      { status: 'fail', cause: 'tcp.refused' },
      '',
    ],
  ];
  for (const [name, endpoints, leads, wanted, derived] of rows) {
    const { findings } = run(scopeOf(endpoints), table(leads));
    const own = findings.find(({ id }) => id.startsWith('endpoint:updates/aka.ms'));
    t.match(own, { cause: wanted.status === 'pass' ? null : 'http.redirect-unlisted', ...wanted }, name);
    const others = findings.filter(({ id }) => id.startsWith('endpoint:derived/redirect/'));
    const told = others.map(({ id, status, cause }) => `${id.slice(26, -7)} ${status}${cause === null ? '' : ` ${cause}`}`).join();
    t.ok(derived === '' ? told === '' : told.startsWith(derived), `${name}: ${told}`);
  }

  const { findings } = run(
    scopeOf([aka, endpoint('tenant/aka.ms', 'aka.ms', { path: '/x', required: false })]),
    table({ [START]: 'https://new.example/y', 'https://new.example/y': CLOSED }),
  );
  t.match(findings, [
    {
      status: 'fail',
      owner: 'firewall',
      evidence: {
        redirectHost: 'new.example:443',
        location: 'https://new.example/y',
        redirectCause: 'tcp.refused',
        hops: [{ url: 'https://new.example/y', status: 'fail', cause: 'tcp.refused' }],
      },
    },
    { status: 'warn' },
  ]);
});

t.test('what answers is a row of its own, for whoever writes rules, and no work', async (t) => {
  const two = [aka, endpoint('tenant/aka.ms', 'aka.ms', { path: '/x', required: false })];
  t.match(run(scopeOf(two), table({ [START]: 'https://new.example/y' })).findings, [
    { status: 'pass', evidence: { hops: [{ url: 'https://new.example/y', status: 'pass' }] } },
    { status: 'pass' },
    {
      id: 'endpoint:derived/redirect/new.example:443@direct',
      status: 'pass',
      required: true,
      target: { host: 'new.example', port: 443, scheme: 'https' },
      evidence: { why: 'Not in the catalog: a redirect of aka.ms leads here.', neededBy: ['updates/aka.ms', 'tenant/aka.ms'] },
    },
  ]);
});

t.test('a root page that nobody asks for leads nowhere, whatever else is selected', async (t) => {
  const root = endpoint('always/aka.ms', 'aka.ms');
  const leads = table({ 'https://aka.ms/': 'https://new.example/', [START]: 'https://new.example/', 'https://new.example/': CLOSED });
  t.same(run(scopeOf([root]), leads).asked, ['https://aka.ms/']);
  for (const others of [[], [aka]])
    t.match(
      run(scopeOf([root, ...others]), leads).findings.find(({ id }) => id.startsWith('endpoint:always/')),
      { status: 'pass' },
      `beside ${others.length} others`,
    );
});

t.test('circles and chains without an end', async (t) => {
  const loop = run(scopeOf([aka]), table({ [START]: '/y', 'https://aka.ms/y': START }));
  t.match(loop.findings, [{ status: 'warn', cause: 'http.redirect-unlisted', owner: 'service', evidence: { redirectLoop: true } }]);
  t.match(run(scopeOf([aka]), table({ [START]: START })), { asked: [START], findings: [{ evidence: { redirectLoop: true } }] });

  const endless = run(scopeOf([aka]), (url) => `${url}x`);
  t.equal(endless.asked.length, 11, 'ten hops and the first');
  t.match(endless.findings, [{ status: 'warn', evidence: { redirectLimit: 10 } }]);

  const plain = endpoint('updates/aka.ms', 'aka.ms', { scheme: 'http', path: '/x' });
  const clear = run(scopeOf([plain]), table({ 'http://aka.ms/x': 'http://aka.ms/x' }), true);
  t.match(
    clear.findings,
    [{ status: 'fail', owner: 'firewall', evidence: { redirectLoop: true } }],
    'in the clear somebody may write them',
  );

  const unproven = run(scopeOf([plain]), table({ 'http://aka.ms/x': 'https://portal.example/' }));
  t.match(unproven.findings, [{ status: 'inconclusive', cause: null }]);
  t.equal(unproven.findings.length, 1, 'who may be a portal asks for no firewall rule');
});

t.test('hostile addresses are never asked', async (t) => {
  const literals = [
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://localhost/',
    'http://intranet/',
    'http://intranet./',
    'https://x.local/',
    'http://x.example:25/',
  ];
  for (const location of literals) {
    const { findings, asked } = run(scopeOf([aka]), table({ [START]: location }));
    t.same(asked, [START], location);
    t.match(findings, [{ status: 'warn', cause: 'http.redirect-unlisted' }], location);
  }
  const senseless = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ftp://x.example/',
    'https://a:b@x.example/',
    'https://',
    'http://a b/',
    'https://x.example/\r\nX: y',
    `https://x.example/${'a'.repeat(3000)}`,
    'https://*.example/',
    '\u202e',
    'https://x.example:99999/',
  ];
  for (const location of senseless) {
    const { findings, asked } = run(scopeOf([aka]), table({ [START]: location }));
    t.ok(
      asked.every((url) => url.startsWith('https://aka.ms/')),
      JSON.stringify(location.slice(0, 30)),
    );
    t.match(findings, [{ status: /^(?:pass|warn)$/ }], 'it is no failure of the listed service');
    t.equal(findings.length, 1, 'and asks for no firewall rule of its own');
  }
});
