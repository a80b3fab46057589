import t from 'tap';
import { judge } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import type { HttpFacts } from '../../../../../src/model/network/observation.ts';
import { DNS_OK, endpoint, NO_FINGERPRINTS, observation, scopeOf, step, TCP_OK } from '../../../../support/endpoint-examples.ts';

const BLOCKED: Partial<HttpFacts> = {
  status: 403,
  bodyBytes: 40,
  bodySha256: 'b'.repeat(64),
  bodyExcerpt: 'Blocked by policy. Category: Security',
};

function statuses(hosts: readonly string[], facts: (host: string) => Partial<HttpFacts>, originMarker?: string): readonly unknown[] {
  const scope = scopeOf(hosts.map((host) => endpoint(`r/${host}`, host, { scheme: 'http', path: '/a' })));
  const answers = plan(scope).map((task) => ({
    task,
    facts: observation([DNS_OK, TCP_OK, step('http', { method: 'GET', headers: {}, ...facts(task.target.host) })]),
  }));
  const fingerprints = originMarker === undefined ? NO_FINGERPRINTS : { ...NO_FINGERPRINTS, originMarker: () => originMarker };
  return judge(answers, scope, fingerprints)
    .filter(({ kind }) => kind === 'endpoint')
    .map(({ status, cause, owner }) => [status, cause, owner]);
}

t.test('one page for hosts of unrelated owners stands in between', async (t) => {
  const two = ['crl.microsoft.com', 'crl3.digicert.com'];
  const unknown = ['inconclusive', null, null];
  const block = ['fail', 'http.block-page', 'firewall'];
  const portal = ['fail', 'http.captive-portal', 'firewall'];
  const titled = (host: string) => ({ status: 200, bodyBytes: 9, bodySha256: host, bodyExcerpt: `<title>Company filter</title> ${host}` });
  t.same(
    statuses(two, () => BLOCKED),
    [block, block],
    'the same bytes',
  );
  t.same(statuses(two, titled), [block, block], 'the same title');
  t.same(
    statuses(two, () => ({ ...BLOCKED, status: 200, bodyExcerpt: 'Please log on' })),
    [portal, portal],
    'a page that wants a log-on',
  );
  t.same(
    statuses(two, () => ({ status: 302, location: 'https://login.example/x' })),
    [portal, portal],
    'one place that all lead to',
  );
  t.same(
    statuses(['crl.microsoft.com', 'oneocsp.microsoft.com', 'ctldl.windowsupdate.com'], () => BLOCKED),
    [unknown, unknown, unknown],
    'one owner',
  );
  t.same(
    statuses(['a.contoso.com', 'b.contoso.net'], () => BLOCKED),
    [unknown, unknown],
    'one owner with two domains',
  );
  t.same(
    statuses(two, (host) => ({ ...BLOCKED, bodySha256: host })),
    [unknown, unknown],
    'unlike pages',
  );
  const stock = { ...BLOCKED, status: 404, bodyExcerpt: '<html><head><title>404 Not Found</title></head>' };
  t.same(
    statuses(two, () => stock),
    [unknown, unknown],
    'what a web server says of itself',
  );
  t.same(
    statuses(two, () => ({ status: 404, bodyBytes: 0, bodySha256: 'e' })),
    [unknown, unknown],
    'empty answers are alike',
  );
  t.same(
    statuses(two, () => ({ ...BLOCKED, status: 200 }), 'marker').map((row) => (row as readonly unknown[])[0]),
    ['pass', 'pass'],
    'what is proven',
  );
});
