import t from 'tap';
import { withDerived } from '../../../src/firewall/derived.ts';
import { missingOnly } from '../../../src/firewall/missing.ts';
import { leftOut, requirementsOf } from '../../../src/firewall/requirements.ts';
import type { Catalog, Endpoint } from '../../../src/model/catalog/catalog.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { ScopedEndpoint } from '../../../src/model/scope.ts';
import { formOf } from '../../support/firewall/sample.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';
import { scenario } from '../../support/report/scenario.ts';

function scoped(id: string, host: string, more: Partial<Endpoint> = {}, rest: Partial<ScopedEndpoint> = {}): ScopedEndpoint {
  const endpoint: Endpoint = {
    id,
    host,
    scheme: 'https',
    ports: [443],
    path: '/',
    feature: id.split('/')[0] ?? '',
    required: true,
    connectors: ['scp'],
    clouds: ['public'],
    probe: [],
    why: `Needed for ${id}.`,
    source: 'page#part',
    expect: {},
    ...more,
  };
  return { key: id, catalogId: 'c', endpoint, pattern: host, hosts: formOf(host).form === 'exact' ? [host] : [], ...rest };
}

const CATALOG: Catalog = {
  id: 'c',
  title: 'Sample',
  revision: '1',
  sha256: '',
  sources: { page: { title: 'Internet access', url: 'https://example.com/page' } },
  networks: {},
  endpoints: [],
};
const of = (...endpoints: ScopedEndpoint[]) => requirementsOf(endpoints, [CATALOG]);

t.test('the same destination asked for twice is one row with both ids', (t) => {
  const rows = of(
    scoped('windows-servicing/download', 'download.microsoft.com', { required: false }),
    scoped('updates/download', 'download.microsoft.com', { ports: [443, 80] }),
  );
  t.equal(rows.length, 2);
  t.match(rows[1], {
    ids: ['updates/download', 'windows-servicing/download'],
    features: ['updates', 'windows-servicing'],
    required: true,
    port: 443,
    why: ['Needed for windows-servicing/download.', 'Needed for updates/download.'],
    sources: ['Internet access (https://example.com/page#part)'],
    hosts: [],
  });
  t.same(rows[0]?.ids, ['updates/download']);
  t.end();
});

t.test('scheme, port and form keep rows apart; the order does not depend on the order of the catalog', (t) => {
  const endpoints = [
    scoped('a/1', 'b.example.com'),
    scoped('a/2', 'example.com'),
    scoped('a/3', '*.example.com'),
    scoped('a/4', '*example.com'),
    scoped('a/5', 'example.com', { scheme: 'http', ports: [80] }),
    scoped('a/6', 'example.com', { scheme: 'tcp' }),
  ];
  const rows = of(...endpoints);
  t.equal(rows.length, 6);
  t.same(of(...endpoints.toReversed()), rows);
  t.end();
});

t.test('an entry that cannot be probed is asked for all the same; one without its value is left out', (t) => {
  const unprobed = scoped('a/1', '*.akamaiedge.net', {}, { skip: { reason: 'not-applicable', message: 'nothing to probe' } });
  const unfilled = scoped('a/2', '<prefix>.example.com', {}, { skip: { reason: 'missing-parameter', message: 'give --param prefix=' } });
  const stood = scoped('a/3', '<region>.example.com', {}, { hosts: ['eu.example.com'] });
  const offline = scoped('a/4', 'host.example.com', {}, { skip: { reason: 'offline-mode', message: 'offline' } });
  t.same(
    of(unprobed, unfilled, stood, offline).map(({ pattern }) => pattern),
    ['*.akamaiedge.net'],
  );
  t.same(leftOut([unprobed, unfilled, stood, offline]), [
    'a/2: give --param prefix=',
    'a/3: <region>.example.com has a placeholder without a value',
    'a/4: offline',
  ]);
  t.end();
});

t.test('known hosts that the pattern does not cover are no substitute for it', (t) => {
  const [row] = of(scoped('a/1', '*-x.example.com', {}, { hosts: ['x.example.com', 'eu-x.example.com', 'a.eu-x.example.com'] }));
  t.same(row?.hosts, ['eu-x.example.com']);
  t.end();
});

t.test('documentation pages are named with their anchor', (t) => {
  const source = (text: string) => of(scoped('a/1', 'example.com', { source: text }))[0]?.sources;
  t.same(source('page#part'), ['Internet access (https://example.com/page#part)']);
  t.same(source('page'), ['Internet access (https://example.com/page)']);
  t.same(source('constructor'), []);
  t.same(source(''), []);
  t.end();
});

t.test('a destination that a report proves becomes a requirement of its own, once, and none that is listed', (t) => {
  const base = scenario();
  const at = (id: string, host: string, more: Partial<Finding>) =>
    ({
      ...base.findings[0],
      id,
      route: 'direct',
      feature: 'updates',
      required: true,
      target: { pattern: host, host, port: 443, scheme: 'https' },
      ...more,
    }) as Finding;
  const hops = ['https://new.example.net/path?q=1', 'https://www.example.com/'].map((url) => ({ url, status: 'pass' }));
  const findings = [
    at('endpoint:t/aka:443@direct', 'aka.ms', { cause: 'http.redirect-unlisted', status: 'warn', evidence: { hops } }),
    ...['new.example.net', 'www.example.com'].map((host) =>
      at(`endpoint:derived/redirect/${host}:443@direct`, host, { status: 'pass', cause: null, evidence: { addresses: ['20.1.1.1'] } }),
    ),
  ];
  const listed = of(scoped('updates/any', '*.example.com'));
  const rows = withDerived(listed, { ...base, findings: [...findings, ...findings] }).requirements;
  t.same(
    rows.map(({ pattern, port, scheme, ids }) => [pattern, port, scheme, ids]),
    [
      ['*.example.com', 443, 'https', ['updates/any']],
      ['new.example.net', 443, 'https', ['derived/redirect/new.example.net']],
    ],
  );
  t.match(rows[1]?.why, ['Not in the catalog: a redirect leads here.', 'Named by aka.ms.']);
  const others = base.findings.filter(({ cause }) => cause !== 'http.redirect-unlisted');
  t.same(
    withDerived(listed, { ...base, findings: others }),
    { requirements: listed, taken: [], notTaken: [] },
    'other findings add nothing',
  );
  t.end();
});

t.test('only what a run found shut is left of the requirements', (t) => {
  const listed = of(
    scoped('a/open', 'open.example'),
    scoped('a/shut', 'shut.example'),
    scoped('a/wild', '*.wild.example'),
    scoped('a/dns', 'dns.example'),
  );
  const at = (id: string, host: string, more: Partial<Finding> = {}) =>
    failure(id, { target: { host, port: 443, scheme: 'https' }, ...more });
  const report = reportOf([
    finding({ id: 'endpoint:a/open:443@direct' }),
    at('endpoint:a/shut:443@direct', 'shut.example'),
    at('endpoint:a/wild/x.wild.example:443@direct', 'x.wild.example'),
    at('endpoint:a/dns:443@direct', 'dns.example', { owner: 'dns', cause: 'dns.nxdomain' }),
  ]);
  t.same(
    missingOnly(listed, report).map(({ pattern }) => pattern),
    ['shut.example', '*.wild.example'],
  );
  const target = 'new.example';
  const leadsThere = at('endpoint:a/open:443@direct', 'open.example', {
    cause: 'http.redirect-unlisted',
    evidence: { redirectHost: `${target}:443` },
  });
  const derived = { ...(listed[0] as object), ids: [`derived/redirect/${target}`], pattern: target } as never;
  t.same(
    missingOnly([...listed, derived], reportOf([leadsThere])).map(({ pattern }) => pattern),
    [target],
    'what redirects to a shut host is open itself',
  );
  t.end();
});
