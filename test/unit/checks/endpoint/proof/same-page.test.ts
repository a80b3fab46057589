import t from 'tap';
import { judge } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { loadFingerprints } from '../../../../../src/fingerprints/load.ts';
import { recognisers } from '../../../../../src/fingerprints/recognise.ts';
import type { HttpFacts } from '../../../../../src/model/network/observation.ts';
import { DNS_OK, endpoint, NO_FINGERPRINTS, observation, PROXY, scopeOf, step, TCP_OK } from '../../../../support/endpoint-examples.ts';

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

t.test('an error that a proxy answers whatever is asked for is its own, not a page of a filter', async (t) => {
  const fingerprints = recognisers(await loadFingerprints());
  const over = (facts: Partial<HttpFacts>): readonly unknown[] => {
    const hosts = ['crl.microsoft.com', 'crl3.digicert.com'];
    const scope = scopeOf(
      hosts.map((host) => endpoint(`r/${host}`, host, { scheme: 'http', path: '/a' })),
      [PROXY],
    );
    const { status = 0, reason = '', headers = {} } = facts;
    const answers = plan(scope).map((task) => ({
      task,
      facts: observation([
        TCP_OK,
        step('proxy', { status, reason, headers }),
        step('http', { method: 'GET', headers, bodyBytes: 9, bodySha256: 'c', ...facts }),
      ]),
    }));
    const [finding] = judge(answers, scope, fingerprints).filter(({ kind }) => kind === 'endpoint');
    return [finding?.status, finding?.cause];
  };
  const rows: readonly (readonly [Partial<HttpFacts>, readonly unknown[]])[] = [
    [{ status: 405, bodyExcerpt: '<title>Method refused</title>' }, ['fail', 'proxy.protocol']],
    [{ status: 404, bodyExcerpt: 'no such page' }, ['fail', 'proxy.protocol']],
    [{ status: 515, bodyExcerpt: 'certificate of the server not trusted' }, ['fail', 'proxy.upstream-failed']],
    [{ status: 200, bodyExcerpt: '<title>Acceso denegado</title> portal de ayuda' }, ['fail', 'http.block-page']],
    [{ status: 200, bodyExcerpt: '<title>Guest portal</title>' }, ['fail', 'http.captive-portal']],
    [{ status: 200, bodyExcerpt: '<title>Blocked</title><input type="password">' }, ['fail', 'http.captive-portal']],
  ];
  for (const [facts, wanted] of rows) t.same(over(facts), wanted, JSON.stringify(facts));
});
