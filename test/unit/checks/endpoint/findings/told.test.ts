import t from 'tap';
import { judge } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { quotaOf } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { EarlierAttempt, Step } from '../../../../../src/model/network/observation.ts';
import { furtherKey } from '../../../../../src/model/network/probe.ts';
import {
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  probe,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../support/endpoint-examples.ts';

const BEFORE = [DNS_OK, TCP_OK, TLS_OK];

function answered(facts: object, failure?: string): Step {
  return step('http', { method: 'GET', status: 200, headers: {}, location: '', bodyExcerpt: '', contentType: '', ...facts }, failure);
}

function told(steps: readonly Step[], earlierAttempts: readonly EarlierAttempt[] = []): Finding | undefined {
  const host = 'download.microsoft.com';
  const answer = { task: probe(host, { endpointKeys: ['updates/x'] }), facts: observation(steps, { earlierAttempts }) };
  return judge([answer], scopeOf([endpoint('updates/x', host)]), NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint');
}

const earlier = (layer: 'tls' | 'http', code: string): EarlierAttempt => ({
  ...{ layer, peer: 'target', failure: { code, message: '' }, durationMs: 7, address: '203.0.113.80' },
});

t.test('what was cut and answers now is no rule for a name: whoever runs the server or path is asked', (t) => {
  const rows: readonly (readonly [string, string])[] = [
    ['tls', 'ECONNRESET'],
    ['tls', 'CLOSED'],
    ['http', 'UND_ERR_SOCKET'],
  ];
  for (const [layer, code] of rows) {
    const finding = told([...BEFORE, answered({})], [earlier(layer as 'tls' | 'http', code)]);
    t.match(finding, {
      status: 'warn',
      message: /It answers now.*change from try to try/,
      remedy: /one server or path behind 203\.0\.113\.80/,
    });
    t.notMatch(finding?.remedy ?? '', /allow|without (?:inspection|content filtering)/, `${layer} ${code}`);
  }
  t.end();
});

t.test('an answer that breaks off is told with its status', (t) => {
  t.match(told([...BEFORE, answered({}, 'UND_ERR_SOCKET')]), {
    ...{ cause: 'http.reset', message: /answered with status 200, but the connection was cut before the answer was complete/ },
    remedy: /what cuts answers/,
  });
  t.match(told([...BEFORE, step('http', {}, 'UND_ERR_SOCKET')]), { cause: 'http.reset', message: /was cut after the request/ });
  t.end();
});

t.test('a redirect of the genuine service to an address of the inside is told, and nothing more', (t) => {
  for (const location of [
    'http://10.9.0.1/login',
    'https://intranet/login',
    'http://[fd00::1]/x',
    'https://portal.corp.local/',
    'http://127.0.0.1:8080/',
  ]) {
    const finding = told([...BEFORE, answered({ status: 302, location })]);
    t.equal(finding?.status, 'pass', location);
    t.ok(finding?.message.includes(`(a redirect to ${location}, which was not followed)`), location);
  }
  for (const location of ['https://www.microsoft.com/', '/local', 'https://example.com/'])
    t.notMatch(told([...BEFORE, answered({ status: 302, location })])?.message ?? '', /redirect/, location);
  t.end();
});

t.test('endpoints that are refused with unlike alerts have no one problem of the route', (t) => {
  const hosts = ['a.test', 'b.test', 'c.test', 'd.test', 'e.test', 'f.test'];
  const scope = scopeOf(hosts.map((host) => endpoint(`u/${host}`, host)));
  const routeFindings = (numbers: readonly number[]): readonly string[] => {
    const answers = hosts.map((host, index) => ({
      task: probe(host, { endpointKeys: [`u/${host}`] }),
      facts: observation([DNS_OK, TCP_OK, step('tls', { alert: { level: 2, number: numbers[index] ?? 0 } }, 'ERR_SSL_X')]),
    }));
    return judge(answers, scope, NO_FINGERPRINTS)
      .filter(({ kind }) => kind === 'route')
      .map(({ id }) => id);
  };
  t.same(routeFindings([49, 49, 49, 112, 112, 112]), []);
  t.same(routeFindings([49, 49, 49, 49, 49, 49]), ['route:direct:tls.protocol:alert 49']);
  t.end();
});

t.test('hearing what a peer without TLS says is not counted: it is done for each target of a route', (t) => {
  const further = (detail: string) => ({
    ...probe(),
    key: furtherKey(probe(), 'handshake', detail),
    derivedFrom: { key: probe().key, because: 'handshake' as const },
  });
  t.equal(quotaOf(further('heard 1 203.0.113.80')), undefined);
  t.match(quotaOf(further('in turn 1 203.0.113.80')), { most: 32, group: /in turn 1@direct/ });
  t.end();
});
